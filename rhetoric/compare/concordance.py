"""Every place where a pattern stands, with what is left and right of it (key word in context)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import regex as re

from rhetoric.corpus import Corpus, RhetoricError, Span
from rhetoric.findings import Result
from rhetoric.lexicon import pattern_words
from rhetoric.tokens import Tokens, aliases

COLUMNS = ("left", "node", "right", "doc", "file", "line", "start", "end", "text")
#: Seconds that a user's regular expression may take in all.
TIMEOUT = 5.0


@dataclass(frozen=True, eq=False)
class Concordance(Result):
    """A row a hit, in the order of the corpus: left, node, right, and the span of the node."""


def concordance(
    tokens: Tokens, pattern: str, *, regex: bool = False, width: int = 60
) -> Concordance:
    """Return every hit of a pattern in the bodies of the documents, with its context.

    A pattern is words, matched on tokens without regard to case, ``*`` standing for any letters;
    with ``regex`` it is a regular expression over the raw text. ``width`` is the number of
    characters of context on each side. Raises `RhetoricError` for an empty or broken pattern, or
    one that takes too long.
    """
    if not pattern.strip():
        raise RhetoricError("The pattern is empty: write a word, such as plan, or self-*.")
    hits = _by_regex(tokens, pattern) if regex else _by_words(tokens, pattern)
    corpus = tokens.corpus
    rows = [context(corpus, span, width=width) for span in hits]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    where = f"{table['doc'].nunique()} of {len(corpus)} documents"
    return Concordance(
        title=f"“{pattern}”: {len(table):,} hits in {where}",
        method="Matched as a regular expression." if regex else "Matched on words, case folded.",
        table=table,
        source=tokens,
    )


def context(corpus: Corpus, span: Span, *, width: int = 60) -> dict[str, Any]:
    """Return a span as a row of a concordance: left, node, right, and its address."""
    address = corpus.address(span)
    raw, start, end = corpus[span.doc].raw, span.start, span.end
    left = " ".join(raw[max(0, start - 2 * width) : start].split())
    right = " ".join(raw[end : end + 2 * width].split())
    space = " " if start and raw[start - 1].isspace() else ""
    after = " " if raw[end : end + 1].isspace() else ""
    return {
        "left": left[-width:] + space,
        "node": " ".join(address["text"].split()),
        "right": after + right[:width],
        **address,
    }


def _by_words(tokens: Tokens, pattern: str) -> Iterator[Span]:
    parts = _parts(tokens, pattern)
    at: Any = None
    for offset, part in enumerate(parts):
        here = _positions(tokens, part) - offset
        at = here if at is None else np.intersect1d(at, here)
    last = len(parts) - 1
    for position in at[(at >= 0) & (at + last < len(tokens))].tolist():
        if tokens.sentence_of[position] == tokens.sentence_of[position + last]:
            yield tokens.span(position, len(parts))


def _parts(tokens: Tokens, pattern: str) -> list[str]:
    """Return the words of a pattern as they are counted; ``*`` stays where it is a wildcard."""
    spelt = aliases(tokens.corpus)
    parts = [spelt.get(part, part) for part in pattern_words(pattern)]
    if not parts:
        raise RhetoricError(f"{pattern!r} holds no word: write one, such as plan, or self-*.")
    return parts


def _positions(tokens: Tokens, part: str) -> Any:
    if "*" not in part:
        return tokens.positions(part)
    glob = re.compile(".*".join(re.escape(piece) for piece in part.split("*")), re.DOTALL)
    matched = [t for t in tokens.types if glob.fullmatch(t)]
    found = [tokens.positions(t) for t in matched]
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)


def _by_regex(tokens: Tokens, pattern: str) -> Iterator[Span]:
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, MemoryError, OverflowError) as error:
        raise RhetoricError(f"{pattern[:80]!r} is no regular expression: {error}.") from None
    for document in tokens.corpus:
        for block in document.body:
            for span in block.spans:
                try:
                    for match in compiled.finditer(
                        document.raw, span.start, span.end, timeout=TIMEOUT
                    ):
                        if match.end() > match.start():
                            yield Span(document.id, match.start(), match.end())
                except (TimeoutError, MemoryError, RecursionError):
                    raise RhetoricError(
                        f"{pattern[:80]!r} took more than {TIMEOUT:g} seconds, or all memory, on "
                        f"{document.id}: write it without nested repetition."
                    ) from None
