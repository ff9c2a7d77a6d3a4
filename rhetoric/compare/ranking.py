"""How much a reader wants to hear of a term: what a measure of association does not know.

The weights stand in ``rhetoric.compare.weights``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import regex as re
from numpy.typing import NDArray

from rhetoric.compare.candidates import content_words, places, stem
from rhetoric.compare.weights import WEIGHTS
from rhetoric.lexicons import function_words, words, zipf
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature

#: Zipf frequency of a word that the background list does not have.
RARE = 3.2
_SHAPES = {1: "one word", 2: "two words", 3: "three words", 4: "four words"}
#: Words on either side by which a repetition is known.
AROUND = 3
#: Suffixes by which nouns, adjectives and adverbs are made, and how the word before them ends.
_DERIVED = {
    "ation": ("", "e", "ate", "ize", "y"), "ion": ("", "e"), "ment": ("",), "ity": ("", "e"),
    "ness": ("",), "ance": ("", "e"), "ence": ("", "e", "ent"), "al": ("", "e"),
    "ive": ("e", "ion"), "ing": ("", "e"), "ed": ("", "e"), "er": ("", "e"), "or": ("", "e"),
    "ly": ("",), "ful": ("",),
}  # fmt: skip
_BRACKETS = re.compile(r"\[[^\[\]\n]{1,200}\]")
#: Words in a row that a text has in common with a title by which they repeat it.
_TITLE = 5
_BREAK = frozenset(',;:—–()[]"“”')


@cache
def specificity(feature: str) -> float:
    """Return how little a term is to be expected in official English, from .08 to 1.2.

    clip((6.6 − Z) / 4), where Z is the Zipf frequency of the rarest word, less .9 for each
    further content word. A derived word is as common as the word that it is made from, less .5.

    >>> specificity("people") < specificity("reconnaissance satellite")
    True
    """
    known = zipf()
    content = [w for w in split_feature(feature) if w not in function_words()] or [feature]
    values = [max(known.get(w, known.get(stem(w), RARE)), _base(w)) for w in content]
    rarest = min(values) - 0.9 * (len(values) - 1)
    return min(max((6.6 - rarest) / 4, 0.08), 1.2)


@cache
def _base(word: str) -> float:
    """Return the frequency of the word that another is derived from, less .5; RARE for none.

    >>> _base("implementation") > RARE, _base("satellite") == RARE
    (True, True)
    """
    known, best = zipf(), RARE
    for suffix, ends in _DERIVED.items():
        if word.endswith(suffix) and len(word) - len(suffix) >= 4:
            root = word.removesuffix(suffix)
            best = max(best, *(known.get(root + end, RARE) - 0.5 for end in ends))
    return best


@cache
def shape(feature: str) -> float:
    """Return what the number of content words of a term is worth."""
    return WEIGHTS[_SHAPES.get(len(content_words(feature)), "more words")]


@cache
def formed(feature: str) -> float:
    """Return what the ends of its words are worth: little for bare participles and adverbs.

    >>> formed("inhabiting") < formed("declining birth rate") < formed("birth rate")
    True
    """
    parts = split_feature(feature)
    first, last = parts[0], parts[-1]
    if len(parts) == 1 and last.endswith(("ing", "ed", "ly")):
        return WEIGHTS["bare participle"]
    if last.endswith("ly") or (last.endswith(("ing", "ed")) and "-" not in last):
        return WEIGHTS["participle at the end"]
    if len(parts) > 1 and first.endswith(("ing", "ed", "ly")) and "-" not in first:
        return WEIGHTS["participle at the start"]
    return 1.0


@dataclass(frozen=True)
class Context:
    """What the ranking needs to know of a corpus: its words in order, titles, raw gaps."""

    tokens: Tokens

    @cached_property
    def title_words(self) -> frozenset[str]:
        """Stems of the content words of the documents' titles and of other front headings."""
        titles = [d.title for d in self.tokens.corpus if d.title]
        found = {w.casefold().strip(".,:;()\"'“”") for t in titles for w in t.split()}
        return frozenset(stem(w) for w in found if w and w not in function_words())

    @cached_property
    def closed_class(self) -> NDArray[np.bool_]:
        """Which types are function words."""
        return self._types(function_words())

    @cached_property
    def reporting(self) -> NDArray[np.bool_]:
        """Which types are verbs of reporting."""
        return self._types(words("reporting_verbs"))

    @cached_property
    def verbal(self) -> NDArray[np.bool_]:
        """Which types come before a bare verb: *to*, modals, personal pronouns."""
        return self._types(words("modals") | words("subject_pronouns") | {"to"})

    @cached_property
    def breaks(self) -> NDArray[np.bool_]:
        """Before which tokens a sentence begins or a mark of punctuation stands."""
        tokens, raw = self.tokens, {d.id: d.raw for d in self.tokens.corpus}
        out = np.zeros(len(tokens) + 1, bool)
        out[tokens.sentence_starts] = True
        out[len(tokens)] = True
        gap = np.zeros(len(tokens) + 1, bool)
        gap[1:-1] = tokens.start[1:] - tokens.end[:-1] > 1
        for i in np.flatnonzero(gap & ~out).tolist():
            text = raw[tokens.names[tokens.document_of[i]]]
            out[i] = not _BREAK.isdisjoint(text[tokens.end[i - 1] : tokens.start[i]])
        return out

    @cached_property
    def broken(self) -> NDArray[np.int64]:
        """How many breaks there are before all tokens up to each, that before its own left out."""
        return np.concatenate([[0], np.cumsum(self.breaks)])

    def _types(self, wanted: frozenset[str]) -> NDArray[np.bool_]:
        types = self.tokens.types
        return np.fromiter((t in wanted for t in types), bool, len(types))

    @cached_property
    def outer(self) -> NDArray[np.bool_]:
        """Which paragraphs open or close a document: the outer two on either side."""
        owner = self.tokens.document_of[self.tokens.paragraph_starts]
        number = np.arange(len(owner))
        first = np.searchsorted(owner, owner)
        last = np.searchsorted(owner, owner, side="right") - 1
        return np.asarray((number < first + 2) | (number > last - 2), bool)

    @cached_property
    def titled(self) -> NDArray[np.bool_]:
        """Which tokens stand in the title of an item ("On the work of ...") or repeat its words."""
        tokens, openers = self.tokens, self._types(words("title_openers"))
        starts, kinds = tokens.paragraph_starts, tokens.paragraph_kinds
        ends = np.append(starts, len(tokens))[1:]
        seen: set[bytes] = set()
        there = np.zeros((_TITLE, len(tokens.types)), bool)  # which types stand first, second …
        for low, high, kind in zip(starts.tolist(), ends.tolist(), kinds, strict=True):
            if kind != "item":
                continue
            first = low + tokens.types[tokens.ids[low]].isdigit()
            if first < high and openers[tokens.ids[first]]:
                seen |= {tokens.ids[i : i + _TITLE].tobytes() for i in range(first, high - _TITLE)}
                for k in range(_TITLE):
                    there[k, tokens.ids[first + k : high - _TITLE + k]] = True
        out, at = np.zeros(len(tokens), bool), np.arange(max(len(tokens) - _TITLE + 1, 0))
        for k in range(_TITLE):
            at = at[there[k, tokens.ids[at + k]]]
        for i in at.tolist():
            if tokens.ids[i : i + _TITLE].tobytes() in seen:
                out[i : i + _TITLE] = True
        return out

    @cached_property
    def bracketed(self) -> NDArray[np.bool_]:
        """Which tokens stand in square brackets: what a transcript adds ("[Applause]")."""
        tokens = self.tokens
        out = np.zeros(len(tokens) + 1, np.int64)
        for number, document in enumerate(tokens.corpus):
            low, high = tokens.extent(number)
            for found in _BRACKETS.finditer(document.raw):
                ends = np.searchsorted(tokens.start[low:high], found.span())
                out[low + ends[0]] += 1
                out[low + ends[1]] -= 1
        return np.asarray(np.cumsum(out)[:-1] > 0, bool)

    @cached_property
    def apart(self) -> NDArray[np.bool_]:
        """Which paragraphs are headings or lines of address."""
        kinds = self.tokens.paragraph_kinds
        return np.fromiter((k in {"address", "heading"} for k in kinds), bool, len(kinds))


@lru_cache(maxsize=1)  # vocabulary and phases rank by the same
def context_of(tokens: Tokens) -> Context:
    """Return what the ranking needs to know of a corpus; found once for the same tokens."""
    return Context(tokens)


def weight(context: Context, feature: str, forms: Sequence[str]) -> float:
    """Return what a term's shape, unithood, use as a noun and place in the text are worth."""
    tokens = context.tokens
    there = places(tokens, forms)
    at = np.array([p for p, _ in there])
    size = np.array([n for _, n in there])
    return (
        specificity(feature)
        * shape(feature)
        * (WEIGHTS["name"] if _is_name(tokens, feature) else 1.0)
        * _unithood(context, at, size)
        * _nominal(context, feature, at)
        * _frame(context, feature, at, size)
        * _fresh(context, at, size)
    )


def _fresh(context: Context, at: NDArray[np.int64], size: NDArray[np.int64]) -> float:
    """Return the share of occurrences that are no word-for-word repetition in the same document.

    The title of an agenda item or of a law, named five times, is one statement, not five.
    """
    tokens = context.tokens
    sentence, starts = tokens.sentence_of[at], tokens.sentence_starts
    low = np.maximum(at - AROUND, starts[sentence])
    high = np.minimum(at + size + AROUND, np.append(starts, len(tokens))[sentence + 1])
    seen = {
        (int(tokens.document_of[p]), tokens.ids[a:b].tobytes())
        for p, a, b in zip(at.tolist(), low.tolist(), high.tolist(), strict=True)
    }
    return len(seen) / len(at)


def _is_name(tokens: Tokens, feature: str) -> bool:
    """Say whether a term of several words is mostly written with capitals, or holds such a sign."""
    shown = [w for w in tokens.surface(feature).split() if w.casefold() not in function_words()]
    capital = [w[0].isupper() for w in shown if w]
    return (len(capital) > 1 and all(capital)) or any("×" in w for w in shown)


def _unithood(context: Context, at: NDArray[np.int64], size: NDArray[np.int64]) -> float:
    """Return √(share with a free left edge · share with a free right edge) · share unbroken.

    An edge is free where a function word, a mark or the end of the sentence stands.
    """
    ids, breaks, closed = context.tokens.ids, context.breaks, context.closed_class
    last = len(ids) - 1
    after = at + size
    left = breaks[at] | closed[ids[np.maximum(at - 1, 0)]]
    right = breaks[after] | closed[ids[np.minimum(after, last)]]
    inner = context.broken[after] == context.broken[at + 1]  # no break between its words
    return float(np.sqrt(left.mean() * right.mean()) * np.mean(inner))


def _nominal(context: Context, feature: str, at: NDArray[np.int64]) -> float:
    """Return a factor that is low for verbs, bare participles and adverbs, and set phrases."""
    tokens, breaks = context.tokens, context.breaks
    before = context.verbal[tokens.ids[np.maximum(at - 1, 0)]] & ~breaks[at]
    factor = _less("after a verb's word", float(before.mean()))
    return factor * formed(feature) * _idiom(context, at, len(split_feature(feature)))


def _idiom(context: Context, at: NDArray[np.int64], size: int) -> float:
    """Return a low factor for what is in truth a preposition or an adverb.

    That is the middle of "by … of", "in … with", and a phrase with a preposition in front.
    """
    tokens = context.tokens
    index = tokens.index
    tail = [index[w] for w in ("of", "with", "to", "from", "for") if w in index]
    lead = [index[w] for w in ("by", "in", "on", "with", "for", "under") if w in index]
    if size > 1:
        return WEIGHTS["idiom"] if context.closed_class[tokens.ids[at[:1]]].all() else 1.0
    ids, last = tokens.ids, len(tokens) - 1
    framed = np.isin(ids[np.maximum(at - 1, 0)], lead) & np.isin(
        ids[np.minimum(at + 1, last)], tail
    )
    return WEIGHTS["idiom"] if framed.mean() >= 0.6 else 1.0


@cache
def _procedure() -> frozenset[str]:
    """Return the stems of the words by which meetings are told of."""
    return frozenset(stem(word) for word in words("procedure"))


def _frame(context: Context, feature: str, at: NDArray[np.int64], size: NDArray[np.int64]) -> float:
    """Return a low factor for what frames a text of this kind: titles, reporting, its edges."""
    tokens = context.tokens
    content = content_words(feature)
    framing = [w in context.title_words or w in _procedure() for w in content]
    factor = _less("frame", float(np.mean(framing)))
    factor *= _less("frame", float(context.titled[at].mean()))
    factor *= _less("bracket", float(context.bracketed[at].mean()))
    last = len(tokens) - 1
    after = at + size
    said = np.zeros(len(at), bool)
    for step in (0, 1):
        near = np.minimum(after + step, last)
        said |= context.reporting[tokens.ids[near]] & ~context.breaks[after]
    if said.mean() >= 0.25:
        factor *= WEIGHTS["frame"]
    paragraphs = tokens.paragraph_of[at]
    edge, apart = context.outer[paragraphs].mean(), context.apart[paragraphs].mean()
    return factor * _less("edge", float(edge)) * _less("heading", float(apart))


def _less(name: str, share: float) -> float:
    """Return a weight as far as it holds of a share of the occurrences; 1 where of none."""
    return 1 - (1 - WEIGHTS[name]) * share
