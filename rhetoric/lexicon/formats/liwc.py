"""LIWC dictionaries (.dic): a head of numbered categories between two ``%``, then terms."""

from __future__ import annotations

import regex as re

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import Draft, lines_of, short

_DECLARED = re.compile(r"(?P<indent>\s*)(?P<id>[0-9]{1,9})(?:\t\s*+|\s++)(?P<name>\S.*)")
#: What LIWC 2001 and 2007 write of the words around a term: ``<of>131/125``, ``(02 134)125/464``.
_CONDITION = re.compile(r"\([^()]*+\)\S*+|<[^<>]*+>\S*+")
_Lines = list[tuple[int, str]]


def read(text: str, draft: Draft) -> None:
    """Add the categories and terms of a .dic file to a draft, as its programs read it.

    What is mended is noted: a head without one of its ``%``, numbers on a line of their own,
    numbers that are declared nowhere. Conditions on the words around a term are left out.
    """
    head, terms = _parts([(n, line) for n, line in lines_of(text) if line.strip()], draft)
    names = _categories(head, draft)
    if not names and not draft.faults:
        draft.fault(
            1,
            "no category is declared: write a line '%', a number, a tab and a name for each "
            "category, and a line '%' above the terms",
        )
    found = _terms(terms, draft)
    told = {fault.partition(":")[0] for fault in draft.faults}
    for line, term, ids in found:
        if not ids and f"line {line}" not in told:
            draft.fault(line, f"{short(term)} has no number of a category: write it behind a tab")
        for number in ids:
            if number not in names:
                names[number] = _undeclared(draft, number, line, names)
            draft.entry(term, names[number], line)


def _undeclared(draft: Draft, number: int, line: int, names: dict[int, str]) -> str:
    """Return the category of a number that the head does not name: it is called by the number."""
    draft.note(
        line, "a number that the head does not declare is a category of its own", str(number)
    )
    called = str(number)
    while called in names.values():
        called += "'"
    return draft.category(called, line)


def _parts(lines: _Lines, draft: Draft) -> tuple[_Lines, _Lines]:
    """Return the lines of the head and those of the terms."""
    marks = [i for i, (_, line) in enumerate(lines) if line.strip() == "%"]
    if len(marks) > 1:
        for line, held in lines[: marks[0]]:
            draft.note(line, "what stands above the first '%' is left out", held)
        return lines[marks[0] + 1 : marks[1]], lines[marks[1] + 1 :]
    head: _Lines = []
    for i, (number, held) in enumerate(lines):
        if held.strip() == "%":
            if head:
                return _told(head, draft), lines[i + 1 :]
        elif (found := _DECLARED.fullmatch(held)) and not _numbers(found["name"]):
            head.append((number, held))
        else:
            return _told(head, draft), lines[i:]
    return _told(head, draft), []


def _told(head: _Lines, draft: Draft) -> _Lines:
    if head:
        said = (
            "the head is not between two lines '%': lines of a number and a name are taken for it"
        )
        draft.note(head[0][0], said)
    return head


def _numbers(text: str) -> bool:
    return all(part.isdigit() for part in text.split())


def _categories(head: _Lines, draft: Draft) -> dict[int, str]:
    """Return the categories by number; one that is further to the right is below the last."""
    names: dict[int, str] = {}
    above: list[tuple[int, str]] = []
    for line, held in head:
        found = _DECLARED.fullmatch(held)
        if not found:
            said = (
                f"{short(held.strip())} in the head is no number and name: write 1, a tab, a name"
            )
            draft.fault(line, said)
            continue
        name, *more = re.split(r"\t+", found["name"].strip())
        if more:
            draft.note(line, "what the head says behind a name is not kept", more[0])
        indent = len(found["indent"].expandtabs(4))
        above = [(width, path) for width, path in above if width < indent]
        path = f"{above[-1][1]}/{name}" if above else name
        known = path in draft.declared
        path = draft.category(name, line, above[-1][1] if above else "")
        number = int(found["id"])
        if number in names and names[number] != path:
            said = f"{number} is declared twice, for {names[number]!r} and {path!r}: renumber one"
            draft.fault(line, said)
        elif known:
            draft.again(path, line)
        names.setdefault(number, path)
        above.append((indent, path))
    return names


def _terms(lines: _Lines, draft: Draft) -> list[tuple[int, str, list[int]]]:
    """Return the terms, each with its line and the numbers behind it."""
    out: list[tuple[int, str, list[int]]] = []
    for line, held in lines:
        if held.strip() == "%":
            draft.note(line, "a third '%' means nothing and is left out")
            continue
        if out and _numbers(held) and (held[0].isspace() or not out[-1][2]):
            draft.note(line, "numbers on a line of their own belong to the term above", out[-1][1])
            out[-1][2].extend(_ids(line, out[-1][1], held, draft))
            continue
        term, _, rest = (part.strip() for part in held.strip().partition("\t"))
        if not rest:
            term, rest = _spaced(term)
        out.append((line, term, _ids(line, term, rest, draft)))
    return out


def _spaced(held: str) -> tuple[str, str]:
    """Return a term and the numbers behind it, where spaces part them.

    >>> _spaced("new york 3 12")
    ('new york', '3 12')
    """
    parts = held.split()
    n = len(parts)
    while n > 1 and parts[n - 1].isdigit():
        n -= 1
    return " ".join(parts[:n]), " ".join(parts[n:])


def _ids(line: int, term: str, rest: str, draft: Draft) -> list[int]:
    """Return the numbers behind a term; conditions among them are noted."""
    plain = _CONDITION.sub(" ", rest)
    if plain != rest:
        draft.note(line, "a condition on the words around a term is not kept", f"{term} {rest}")
    ids = []
    for part in plain.split():
        if part.isascii() and part.isdigit() and len(part) < 10:
            ids.append(int(part))
        else:
            draft.fault(
                line,
                f"{short(part)} behind {short(term)} is no number of a category: write numbers "
                "with tabs between",
            )
            break
    return list(dict.fromkeys(ids))


def write(lexicon: Lexicon) -> str:
    """Return a lexicon as a .dic file: its categories numbered from 1, a line a term."""
    number = {category: i for i, category in enumerate(lexicon.categories, 1)}
    held: dict[str, list[int]] = {}
    for entry in lexicon.entries:
        held.setdefault(" ".join(entry.text.split()), []).append(number[entry.category])
    head = [f"{i}\t{category}" for category, i in number.items()]
    terms = ["\t".join([text, *map(str, sorted(held[text]))]) for text in sorted(held)]
    return "\n".join(["%", *head, "%", *terms, ""])
