"""Lists of words with a number each, as CSV: frequencies of another corpus, scores of a lexicon."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from rhetoric.corpus import RhetoricError, Skipped, listed
from rhetoric.read.decode import decode
from rhetoric.read.scan import load

_Number = TypeVar("_Number", int, float)
#: What the columns may be called.
WORDS = ("word", "feature", "term", "type", "token", "w")
FREQUENCIES = ("count", "frequency", "freq", "n", "f")
SCORES = ("score", "value", "weight", "happiness")
#: Digits of the largest count: what is longer is no count of words, and no sum of them is exact.
DIGITS = 15


def is_list(text: str) -> bool:
    """Say whether a side of a comparison names a file with a list, and no documents.

    >>> is_list("words.csv"), is_list("year=2024")
    (True, False)
    """
    return text.casefold().endswith((".csv", ".tsv")) and "=" not in text


def frequencies(path: str | Path) -> dict[str, int]:
    """Return how often each word of a list occurs; a word named twice is added up.

    The list is CSV or TSV with a column ``word`` and one ``count`` (or what else is usual). Raises
    `RhetoricError` for other columns, or a count that is no whole number from 0, or longer
    than 15 digits.
    """
    out: dict[str, int] = {}
    for word, text, where in _rows(path, FREQUENCIES):
        if not text.isascii() or not text.isdigit():
            raise RhetoricError(f"{where}: {text[:40]!r} is no count; write a whole number from 0.")
        if len(text) > DIGITS:
            raise RhetoricError(f"{where}: the count {text[:20]}… is longer than {DIGITS} digits.")
        out[word] = out.get(word, 0) + int(text)
    return _filled(out, path)


def scores(path: str | Path) -> dict[str, float]:
    """Return the score of each word of a list with the columns ``word`` and ``score``.

    Raises `RhetoricError` for other columns, or a score that is no number.
    """
    out: dict[str, float] = {}
    for word, text, where in _rows(path, SCORES):
        try:
            out[word] = float(text)
        except ValueError:
            out[word] = math.nan
        if not math.isfinite(out[word]):
            raise RhetoricError(f"{where}: {text[:40]!r} is no score; write a number such as 5.2.")
    return _filled(out, path)


def _filled(found: dict[str, _Number], path: str | Path) -> dict[str, _Number]:
    if not found:
        raise RhetoricError(f"{str(path)!r} lists no word: write one and its number a line.")
    return found


def _text(path: str | Path) -> str:
    """Return the text of a file, or say why it has none."""
    file = Path(path)
    if not file.is_file():
        raise RhetoricError(f"There is no list {str(path)!r}: name a CSV file that is there.")
    content = load(file, file.parent)
    found = content.reason if isinstance(content, Skipped) else decode(content)
    if isinstance(found, str):
        raise RhetoricError(f"The list {str(path)!r} cannot be read: {found}.")
    return found.text


def _rows(path: str | Path, numbers: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Yield word, number and address of each row."""
    text = _text(path)
    head = text.partition("\n")[0]
    mark = next((c for c in "\t;" if c in head), ",")
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = {(name or "").strip().casefold(): name for name in table.fieldnames or ()}
    word = next((names[n] for n in WORDS if n in names), None)
    number = next((names[n] for n in numbers if n in names), None)
    if word is None or number is None:
        raise RhetoricError(
            f"{str(path)!r} has the columns {listed(list(names) or ['(none)'])}, where a list "
            f"needs {WORDS[0]} and {numbers[0]}."
        )
    try:
        for row in table:
            if _cell(row, word):
                yield _cell(row, word), _cell(row, number), f"{path}:{table.line_num}"
    except csv.Error as error:
        raise RhetoricError(f"{path}:{table.line_num}: no CSV ({error}).") from None


def _cell(row: Mapping[str, str | None], name: str) -> str:
    return " ".join((row.get(name) or "").split())
