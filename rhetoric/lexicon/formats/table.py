"""Tables (.csv, .tsv, LIWC-22's .dicx): a row a term, with its category or a column a category."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import regex as re

from rhetoric.lexicon.entries import CASES, Entry, Lexicon
from rhetoric.lexicon.formats.draft import Draft, number_of, short, shown

_DELIMITERS = ",;\t|"
#: What the columns of a table are called, by what they hold.
ROLES = {
    "term": ("term", "terms", "word", "words", "entry", "pattern", "dicterm", "token", "phrase",
             "ngram", "lemma", "keyword"),
    "category": ("category", "categories", "class", "label", "emotion", "topic", "theme",
                 "dimension", "sentiment"),
    "weight": ("weight", "score", "value", "valence", "intensity", "rating"),
    "regex": ("regex",), "case": ("case",), "guard": ("guard",),
}  # fmt: skip
_ROLE = {name: role for role, names in ROLES.items() for name in names}
_YES = ("x", "1", "true", "yes")
#: What a spreadsheet would run: such a text gets an apostrophe before it, and loses it again.
_RUNS = re.compile(r"'*[=+\-@\t\r]")
_Rows = list[tuple[int, list[str]]]


def read(text: str, draft: Draft, *, wide: bool = False, tabs: bool = False) -> None:
    """Add the entries of a table to a draft.

    Columns are known by their names (see `ROLES`). Without a column of categories every other
    column is one: X puts a term into it, a number does with a weight, nothing and 0 do not.
    """
    rows = _rows(text, draft, "\t" if tabs else None)
    if not rows:
        return
    header = [_plain(cell).strip() for cell in rows[0][1]]
    roles = [_ROLE.get(name.casefold(), "") for name in header]
    if wide or ("term" in roles and "category" not in roles and _is_wide(rows, roles)):
        _wide(header, rows, draft, 0 if wide else roles.index("term"))
    elif "term" in roles:
        _long(_Columns.of(header, roles, rows, draft), rows[1:], draft)
    else:
        _nameless(rows, draft)


def _is_wide(rows: _Rows, roles: Sequence[str]) -> bool:
    """Say whether the columns beside the terms are categories: none of them is called otherwise."""
    return len(rows[0][1]) > 1 and not any(role for role in roles if role != "term")


def _rows(text: str, draft: Draft, delimiter: str | None) -> _Rows:
    """Return the rows that hold something, each with the line on which it begins."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    best: _Rows = []
    for sign in [delimiter] if delimiter else [d for d in _DELIMITERS if d in first] or [","]:
        tried = Draft(draft.stem)
        rows = _split(text, sign, tried)
        known = any(cell.strip().casefold() in ROLES["term"] for cell in rows[0][1]) if rows else 0
        if not best or (known and len(rows[0][1]) > 1) or delimiter:
            best, faults = rows, tried.faults
        if known and not tried.faults:
            break
    draft.faults.extend(faults)
    return best


def _split(text: str, delimiter: str, draft: Draft) -> _Rows:
    """Return the rows of a table; one of another width than the first is a fault."""
    out: _Rows = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if out and len(cells) != len(out[0][1]):
                    said = f"{len(cells)} fields, where the first line has {len(out[0][1])}"
                    draft.fault(line, f"{said}: put quotes round a text that holds {delimiter!r}")
                else:
                    out.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        draft.fault(line, f"no valid table ({error}): close its quotes, and double those inside")
    return out


def _plain(cell: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:1] == "'" and _RUNS.match(cell, 1) else cell


@dataclass(frozen=True)
class _Columns:
    """The place of each column that is read; -1 where there is none."""

    term: int
    category: int = -1
    weight: int = -1
    regex: int = -1
    case: int = -1
    guard: int = -1

    @classmethod
    def of(cls, header: Sequence[str], roles: Sequence[str], rows: _Rows, draft: Draft) -> _Columns:
        """Return the columns that a header names; others are noted."""
        place: dict[str, int] = {}
        for i, role in enumerate(roles):
            if role == "category" and all(number_of(c[i]) is not None for _, c in rows[1:]):
                role = "weight"  # noqa: PLW2901  ("sentiment" is a category here, a score there)
            if role and role not in place:
                place[role] = i
            elif header[i] or any(cells[i].strip() for _, cells in rows[1:]):
                draft.note(rows[0][0], "a column is not kept", header[i] or f"column {i + 1}")
        return cls(**place)


def _long(columns: _Columns, rows: _Rows, draft: Draft) -> None:
    """Add a table with a row for each term in a category."""
    whole = draft.stem if columns.category < 0 else ""
    for line, cells in rows:

        def cell(i: int, cells: list[str] = cells) -> str:
            return _plain(cells[i]).strip() if i >= 0 else ""

        text, weight = cell(columns.term), 1.0
        name = whole or cell(columns.category)
        if cell(columns.weight):
            found = number_of(cells[columns.weight])
            if found is None:
                said = f"the weight {short(cells[columns.weight])} is no number: write one, or X"
                draft.fault(line, said.removesuffix(", or X"))
            weight = 1.0 if found is None else found
        if not name or not text:
            missing = "category" if text else "term"
            draft.fault(line, f"the row has no {missing}: write one, or delete the row")
            continue
        category = draft.category(name, line)
        case, regex = cell(columns.case) or "fold", _is_yes(cell(columns.regex))
        plain = text if regex else " ".join(text.split())
        guard = _is_yes(cell(columns.guard))
        if case not in CASES:
            draft.fault(line, f"the case {short(case)} is none: write {', '.join(CASES)}")
            case = "fold"
        draft.entries.append(Entry(plain, category, regex, case, weight, guard, line))


def _is_yes(cell: str) -> bool:
    return cell.casefold() in _YES


def _wide(header: Sequence[str], rows: _Rows, draft: Draft, term: int) -> None:
    """Add a table with a column for each category."""
    line = rows[0][0]
    names: dict[int, str] = {}
    for i, name in enumerate(header):
        if i == term or not (name or any(cells[i].strip() for _, cells in rows[1:])):
            continue
        if not name:
            draft.fault(line, f"column {i + 1} has no name: write that of a category")
        elif name in draft.declared:
            draft.again(name, line)
        names[i] = draft.category(name or "?", line)
    for number, cells in rows[1:]:
        text = _plain(cells[term])
        if not text.strip():
            draft.fault(number, "the row has no term: write one, or delete the row")
            continue
        for i, name in names.items():
            weight = _weight(cells[i].strip(), number, name, draft)
            if weight:
                draft.entry(text, name, number, weight)


def _weight(cell: str, line: int, name: str, draft: Draft) -> float:
    """Return the weight that a cell gives, 0 where it gives none."""
    if not cell or cell in {"x", "X"}:
        return 1.0 if cell else 0.0
    weight = number_of(cell)
    if weight is None:
        said = f"{short(cell)} under {name!r} is neither X nor a number: write one, or nothing"
        draft.fault(line, said)
    elif weight == 0:
        draft.note(line, "0 in the column of a category puts no term into it", name)
    return weight or 0.0


def _nameless(rows: _Rows, draft: Draft) -> None:
    """Add a table without names of columns: terms, or with weights, or categories between."""
    width = len(rows[0][1])
    numbers = width in {2, 3} and all(number_of(cells[-1]) is not None for _, cells in rows)
    if width == 1:
        _long(_Columns(0), rows, draft)
    elif numbers and width == 2:
        _long(_Columns(0, weight=1), rows, draft)
    elif numbers:
        if {number_of(cells[2]) for _, cells in rows} <= {0, 1}:
            out = [line for line, cells in rows if not number_of(cells[2])]
            for line in out:
                draft.note(line, "0 behind a category puts no term into it")
            rows = [(line, cells) for line, cells in rows if number_of(cells[2])]
        _long(_Columns(0, 1, 2), rows, draft)
    else:
        held = ", ".join(short(cell) for cell in rows[0][1][:6])
        draft.fault(
            rows[0][0],
            f"the first line names no column of terms (it has {held}): name the columns term, "
            "category and weight",
        )


def write(lexicon: Lexicon, delimiter: str = ",") -> str:
    """Return a lexicon as a table with a row an entry; columns that say nothing are left out."""
    entries = _by_category(lexicon)
    optional = {
        "weight": [shown(e.weight) for e in entries] if any(e.weight != 1 for e in entries) else [],
        "regex": ["X" * e.regex for e in entries] if any(e.regex for e in entries) else [],
        "case": [e.case for e in entries] if any(e.case != "fold" for e in entries) else [],
        "guard": ["X" * e.guard for e in entries] if any(e.guard for e in entries) else [],
    }
    more = {name: cells for name, cells in optional.items() if cells}
    texts = [e.text if e.regex else " ".join(e.text.split()) for e in entries]
    rows = zip(map(_safe, texts), [_safe(e.category) for e in entries], *more.values(), strict=True)
    return _written([["term", "category", *more], *map(list, rows)], delimiter)


def _by_category(lexicon: Lexicon) -> list[Entry]:
    place = {category: i for i, category in enumerate(lexicon.categories)}
    return sorted(lexicon.entries, key=lambda entry: (entry.guard, place[entry.category]))


def write_wide(lexicon: Lexicon) -> str:
    """Return a lexicon as LIWC-22's table: a row a term, a column a category."""
    place = {category: i for i, category in enumerate(lexicon.categories)}
    held: dict[str, list[str]] = {}
    for entry in lexicon.entries:
        cells = held.setdefault(" ".join(entry.text.split()), [""] * len(place))
        cells[place[entry.category]] = "X" if entry.weight == 1 else shown(entry.weight)
    rows = [[_safe(text), *held[text]] for text in sorted(held)]
    return _written([["DicTerm", *map(_safe, place)], *rows], ",")


def _written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _safe(cell: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet would run it.

    >>> _safe("=1+1"), _safe("tax*"), _plain(_safe("'=1"))
    ("'=1+1", 'tax*', "'=1")
    """
    return f"'{cell}" if _RUNS.match(cell) else cell
