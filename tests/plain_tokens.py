"""Words by the plain path, a sentence at a time: what `rhetoric.tokenize` must equal."""

from array import array
from bisect import bisect_right
from functools import cache

import numpy as np

from rhetoric.chunks import _SPACES
from rhetoric.sentences import sentence_spans
from rhetoric.tokens import Tokens, aliases
from rhetoric.words import CHUNK, HEAD, TAIL, TOKEN, fold, typed


def tokenize(corpus):
    """Return the words of a corpus."""
    vocabulary = {}
    spellings = aliases(corpus)
    plain, loud = (_reader(kind, spellings, vocabulary) for kind in (typed, fold))
    build = _Builder()
    for document in corpus:
        build.document()
        for block in document.body:
            shouted = "".join(document.raw[s.start : s.end] for s in block.spans).isupper()
            build.block(document, block, loud if shouted else plain)
    return build.tokens(corpus, vocabulary)


def _reader(kind, spellings, vocabulary):
    @cache
    def read(chunk):
        out = []
        for match in TOKEN.finditer(chunk):
            folded = kind(match[0])
            if folded:
                word = spellings.get(folded, folded)
                number = vocabulary.setdefault(word, len(vocabulary))
                out.append((number, match.start(), match.end()))
        return out

    return read


class _Builder:
    """Growing numbers, packed (a list takes ten times the room), that become `Tokens`."""

    def __init__(self):
        self.ids, self.start, self.end = array("i"), array("i"), array("i")
        self.sentences, self.paragraphs, self.documents = array("q"), array("q"), array("q")
        self.spans = array("i")
        self.kinds = []

    def document(self):
        """Begin a document."""
        self.documents.append(len(self.ids))

    def block(self, document, block, read):
        """Add the words of a block, sentence by sentence."""
        begun = False
        for first, last in sentence_spans(document.raw, block):
            at = len(self.ids)
            for span in block.spans:
                low, high = max(first, span.start), min(last, span.end)
                if low < high:
                    self._words(document.raw, low, high, read)
            if len(self.ids) == at:
                continue
            if not begun:
                begun = True
                self.paragraphs.append(at)
                self.kinds.append(block.kind)
            self.sentences.append(at)
            self.spans.extend((first, last))

    def _words(self, raw, low, high, read):
        for match in CHUNK.finditer(raw, low, high):
            at = match.start()
            for number, start, end in read(match[0]):
                self.ids.append(number)
                self.start.append(at + start)
                self.end.append(at + end)

    def tokens(self, corpus, vocabulary):
        """Return the arrays, with numbers such as 10 000 joined and types in code-point order."""
        self._join_numbers(corpus, vocabulary)
        names = sorted(vocabulary)
        rank = np.empty(len(names), np.uint32)
        used = sorted(vocabulary, key=vocabulary.__getitem__)
        place = {word: number for number, word in enumerate(names)}
        rank[:] = [place[word] for word in used]
        ids = rank[np.asarray(self.ids)] if self.ids else np.empty(0, np.uint32)
        live = np.unique(ids)
        squeeze = np.zeros(len(names), np.uint32)
        squeeze[live] = np.arange(len(live), dtype=np.uint32)
        types = np.empty(len(live), dtype=object)
        types[:] = [names[i] for i in live]
        return Tokens(
            types=_frozen(types),
            ids=_frozen(squeeze[ids]),
            start=_frozen(np.asarray(self.start, np.int32)),
            end=_frozen(np.asarray(self.end, np.int32)),
            sentence_starts=_frozen(np.asarray(self.sentences, np.int64)),
            paragraph_starts=_frozen(np.asarray(self.paragraphs, np.int64)),
            document_starts=_frozen(np.asarray(self.documents, np.int64)),
            sentence_spans=_frozen(np.asarray(self.spans, np.int32).reshape(-1, 2)),
            paragraph_kinds=tuple(self.kinds),
            names=tuple(document.id for document in corpus),
            corpus=corpus,
        )

    def _join_numbers(self, corpus, vocabulary):
        """Put groups of three digits together that a single space parts (10 000)."""
        words = list(vocabulary)
        tail = np.array([bool(TAIL.match(w)) for w in words], bool)
        ids = np.array(self.ids)  # a copy: a packed array in use cannot be changed
        if not tail[ids].any():
            return
        limits = {*self.sentences}
        dropped = np.zeros(len(ids), bool)
        last = -1
        for i in np.flatnonzero(tail[ids]).tolist():
            head = last if last >= 0 and last + 1 <= i and dropped[last + 1 : i].all() else i - 1
            if i == 0 or i in limits or head < 0 or not HEAD.match(words[self.ids[head]]):
                continue
            raw = corpus[bisect_right(self.documents, i) - 1].raw
            gap = raw[self.end[head] : self.start[i]]
            if gap in _SPACES:
                joined = f"{words[self.ids[head]]} {words[self.ids[i]]}"
                number = vocabulary.setdefault(joined, len(vocabulary))
                if number == len(words):
                    words.append(joined)
                self.ids[head], self.end[head], dropped[i], last = number, self.end[i], True, head
        if dropped.any():
            self._drop(dropped)

    def _drop(self, dropped):
        keep = ~dropped
        shift = np.concatenate([[0], np.cumsum(dropped)])
        for name in ("ids", "start", "end"):
            setattr(self, name, array("i", np.array(getattr(self, name))[keep].tobytes()))
        for name in ("sentences", "paragraphs", "documents"):
            starts = np.array(getattr(self, name))
            setattr(self, name, array("q", (starts - shift[starts]).tobytes()))


def _frozen(array):
    array.flags.writeable = False
    return array
