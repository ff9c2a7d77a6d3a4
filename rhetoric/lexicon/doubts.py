"""What a lexicon cannot tell of some texts: another language, entries that find all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from rhetoric.corpus import Document, listed
from rhetoric.hits import Hits
from rhetoric.lexicon.entries import Lexicon
from rhetoric.read.language import code_of, named, script_of

#: Share of all tokens beyond which an entry is told that it finds nearly everything.
_MOST = 0.1
#: Characters of a document, and entries of a lexicon, whose letters are looked at.
_SAMPLE, _ENTRIES = 5_000, 2_000


def doubts(lexicon: Lexicon, hits: Hits) -> list[str]:
    """Return what to know of a lexicon's hits before they, or their absence, are believed.

    Documents in another language or script, documents in which nothing was found, entries that
    find a tenth of all tokens, and how many entries find nothing.

    >>> from rhetoric.lexicon.matching import match
    >>> from rhetoric.tokens import tokenize_texts
    >>> mine = Lexicon.of("mine", {"fiscal": ["tax*", "budget"]})
    >>> doubts(mine, match(mine, tokenize_texts("조선 인민은 조선 인민이다. 조선 인민은 일한다.")))
    ['mine: 1 of 1 document is in another script than its words (text 1): none found says nothing.']
    """
    foreign = list(_foreign(lexicon, hits))
    said = [f"{lexicon.name}: {text}" for text in foreign]
    if not len(hits.tokens):
        return [f"{lexicon.name}: the documents hold no word."]
    return said + [f"{lexicon.name}: {text}" for text in _weak(lexicon, hits)]


def _foreign(lexicon: Lexicon, hits: Hits) -> Iterator[str]:
    """Yield what is to be said of documents in another language or script."""
    script = _script(lexicon)
    code = code_of(lexicon.language) if lexicon.language else None
    tongues: dict[str, list[str]] = {}
    scripts: list[str] = []
    documents = list(hits.corpus)
    for document in documents:
        there = code_of(document.language) if document.language else None
        if code and there and code != there:
            tongues.setdefault(there, []).append(document.id)
        elif script and (other := _script_there(document)) and other != script:
            scripts.append(document.id)
    warning = "none found says nothing"
    for other, names in tongues.items():
        some = f"{_of(names, documents)} in {named(other)} ({listed(names)})"
        yield f"its words are {named(code or '')}, {some}: {warning}."
    if scripts:
        some = f"{_of(scripts, documents)} in another script than its words ({listed(scripts)})"
        yield f"{some}: {warning}."


def _of(names: list[str], documents: list[Document]) -> str:
    noun = "document" if len(documents) == 1 else "documents"
    return f"{len(names)} of {len(documents)} {noun} {'is' if len(names) == 1 else 'are'}"


def _script(lexicon: Lexicon) -> str | None:
    return script_of(" ".join(e.text for e in lexicon.entries[:_ENTRIES] if not e.regex))


def _script_there(document: Document) -> str | None:
    return script_of(document.raw[:_SAMPLE])


def _weak(lexicon: Lexicon, hits: Hits) -> Iterator[str]:
    """Yield what is to be said of entries that find too much or nothing, and of empty documents."""
    found = Counter({hits.rules[r]: int(n) for r, n in enumerate(np.bincount(hits.rule)) if n})
    for text, n in sorted(found.items()):
        if n > _MOST * len(hits.tokens) and n > 1:
            yield f"{text[:60]!r} finds {n / len(hits.tokens):.0%} of all words: is it meant so?"
    plain = {entry.text for entry in lexicon.entries if not entry.guard}
    idle = len(plain - found.keys())
    if idle and len(hits):
        yield f"{idle:,} of {len(plain):,} entries find nothing in these texts."
    holds = set(hits.document.tolist())
    empty = [name for i, name in enumerate(hits.tokens.names) if i not in holds]
    if empty and len(hits):
        noun = "document holds" if len(empty) == 1 else "documents hold"
        yield f"{len(empty):,} {noun} none of its words ({listed(empty)})."
