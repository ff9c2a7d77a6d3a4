"""Findings on sentences: what was kept, what was reworded, which formulae recur."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import Any

from rhetoric.compare.carryover import Carryover, Rewording, carryover
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import when
from rhetoric.compare.sides import retranslated
from rhetoric.corpus import Document
from rhetoric.findings import Estimate, Finding
from rhetoric.inert import shown
from rhetoric.tokens import Tokens

#: Findings of each kind.
MOST = {"reworded": 6, "kept": 2, "formula": 3}
#: Documents in a row with one wording from which a sentence was kept.
UNCHANGED = 5
#: Documents in which a formula must stand, and words that a claim quotes.
RECURS, QUOTED = 3, 28
UNIT = "similarity S, later to earlier"


def carried(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:  # noqa: ARG001
    """Return what was reworded, kept and used again, the kinds in turn.

    Sentences count as kept only where texts are copies of each other; where they are not, what
    returns in other words and the formulae are all that is said.
    """
    found = carryover(tokens, seed=seed)
    made = (
        [_reworded(tokens, one, low=found.low) for one in _apart(found.rewordings)],
        list(_kept(tokens, found)),
        list(_formulae(tokens, found)),
    )
    return [one for turn in zip_longest(*made) for one in turn if one is not None]


def _apart(found: Iterable[Rewording]) -> list[Rewording]:
    """Return the first rewordings, at most two of one later document.

    Where only numbers differ the formula with its slot says it.
    """
    out: list[Rewording] = []
    for one in found:
        sides = (e[side]["text"] for e in one.row["edits"] for side in ("before", "after"))
        if not any(c.isalpha() for text in sides for c in text):
            continue
        if sum(o.later.id == one.later.id for o in out) < 2:
            out.append(one)
        if len(out) == MOST["reworded"]:
            break
    return out


def _reworded(tokens: Tokens, one: Rewording, *, low: bool) -> Finding:
    row = one.row
    edits = [e for e in row["edits"] if e["before"]["text"] or e["after"]["text"]]
    chief = max(
        edits, key=lambda e: (len(e["tags"]), len(e["before"]["text"] + e["after"]["text"]))
    )
    old, new = (_short(chief[side]["text"]) for side in ("before", "after"))
    said = _became(old, new, one) if not low else _returned(row, one)
    parts = [_short(row["after"][0]["text"], 9)] if low else [old, new]
    terms = tuple(part for part in parts if any(map(str.isalnum, part)))
    tags = "; ".join(tag for tag in row["tags"] if "(none)" not in tag)
    since = (
        f"; the earlier wording was in {one.stood} documents since {one.since}"
        if one.stood > 1 else ""
    )  # fmt: skip
    return _finding(
        tokens,
        kind="reworded",
        direction="replace",
        claim=f"{said}{f' ({tags})' if tags else ''}{since}.",
        sides=([one.earlier], [one.later]),
        terms=terms,
        score=(float(row["similarity"]), one.score),
        quotes=(
            [_quoted(row["after"][0], chief["after"])],
            [_quoted(row["before"][0], chief["before"])],
        ),
        spread=f"1 pair of {'passages' if low else 'sentences'}, S = {row['similarity']:.2f}",
    )


def _became(old: str, new: str, one: Rewording) -> str:
    since = when(one.later.label)
    since = since[:1].upper() + since[1:]
    if old and new:
        return f"{since} “{old}” becomes “{new}”"
    return f"{since} a sentence drops “{old}”" if old else f"{since} a sentence takes in “{new}”"


def _returned(row: Mapping[str, Any], one: Rewording) -> str:
    before, after = (_short(row[side][0]["text"]) for side in ("before", "after"))
    first, then = one.earlier.label, when(one.later.label)
    if one.earlier.label == one.later.label:  # two texts of one day are told by their names
        first, then = one.earlier.id, f"in {one.later.id}"
    return f"A passage of {first} returns reworded {then}: “{before}” becomes “{after}”"


def _kept(tokens: Tokens, found: Carryover) -> Iterator[Finding]:
    """Yield the sentences that stood longest without a change."""
    if found.low:
        return
    rows = [r for r in found.lineages.table.to_dict("records") if r["unchanged"] >= UNCHANGED]
    for row in sorted(rows, key=lambda r: (-r["unchanged"], r["first"]))[: MOST["kept"]]:
        run = _longest(row["steps"])
        documents = [tokens.corpus[step["doc"]] for step in run]
        end = "and is still there" if row["alive"] and run[-1] is row["steps"][-1] else "then not"
        yield _finding(
            tokens,
            kind="kept",
            direction="none",
            claim=(
                f"“{_short(run[0]['text'])}” stands word for word in {len(run)} documents, from "
                f"{run[0]['date']} to {run[-1]['date']}, {end}."
            ),
            sides=(documents[:1], documents[1:]),
            terms=(_short(run[0]["text"], 9),),
            score=(1.0, float(len(run))),
            quotes=([_quoted(run[-1])], [_quoted(run[0])]),
            spread=f"in {len(run)} of {len(tokens.names)} documents, one sentence each",
        )


def _longest(steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the longest stretch of steps with one wording."""
    best: list[Mapping[str, Any]] = []
    run: list[Mapping[str, Any]] = []
    for step in steps:
        run = [*run, step] if step["kind"] == "kept" else [step]
        best = run if len(run) > len(best) else best
    return best


def _formulae(tokens: Tokens, found: Carryover) -> Iterator[Finding]:
    """Yield wordings that recur: those with slots, and those that most documents have."""
    rows = found.formulae.table.to_dict("records")
    chosen = [r for r in rows if r["slots"] or len(r["documents"]) >= RECURS]
    for row in chosen[: MOST["formula"]]:
        documents = [tokens.corpus[name] for name in row["documents"]]
        held = "; ".join(f"{s['slot']}: {', '.join(s['held'])}" for s in row["slots"][:1])
        first, last = row["spans"][0], row["spans"][-1]
        yield _finding(
            tokens,
            kind="formula",
            direction="none",
            claim=(
                f"A formula recurs: “{row['formula']}” stands {row['count']} times in "
                f"{len(documents)} of {len(tokens.names)} documents, {row['first']} to "
                f"{row['last']}{f' ({held})' if held else ''}."
            ),
            sides=(documents[:1], documents[1:] or documents[:1]),
            terms=(row["formula"],),
            score=(1.0, float(row["weight"])),
            quotes=([_quoted(last)], [_quoted(first)]),
            spread=f"{row['count']} times in {len(documents)} of {len(tokens.names)} documents",
            caveats=("furniture",),
        )


def _quoted(
    address: Mapping[str, Any], match: Mapping[str, Any] | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return a quotation; what is marked in it is the edit, or all of it."""
    inside = match if match and match["text"] else address
    fields = {k: address[k] for k in ("doc", "file", "line", "start", "end", "text")}
    return {**fields, "match": [inside["start"], inside["end"]]}


def _short(text: str, most: int = QUOTED) -> str:
    words = shown(text.replace("**", "")).split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")


def _finding(
    tokens: Tokens,
    *,
    kind: str,
    direction: str,
    claim: str,
    sides: tuple[Sequence[Document], Sequence[Document]],
    terms: tuple[str, ...],
    score: tuple[float, float],
    quotes: tuple[Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    spread: str,
    caveats: tuple[str, ...] = (),
) -> Finding:
    """Return a finding on sentences: counted, at the first badge, without a test."""
    there = {d.id for side in sides for d in side}
    sizes = dict(zip(tokens.names, _sizes(tokens), strict=True))
    counts = {name: int(name in there) for name in tokens.names}
    return Finding(
        kind=kind,
        terms=terms,
        claim=claim,
        earlier=tuple(d.id for d in sides[0]),
        later=tuple(d.id for d in sides[1]),
        direction=direction,
        counts=counts,
        rates={n: 1000 * c / max(sizes[n], 1) for n, c in counts.items()},
        effect=Estimate(score[0], score[0], score[0], UNIT),
        p=None,
        q=None,
        tests=0,
        badge=1,
        spread=spread,
        caveats=(*_differing(sides), *caveats),
        evidence=tuple(quotes[0]),
        contrast=tuple(quotes[1]),
        features=(" ".join(terms).casefold(),),
        score=score[1],
    )


def _sizes(tokens: Tokens) -> list[int]:
    edges = [*tokens.document_starts.tolist(), len(tokens)]
    return [b - a for a, b in pairwise(edges)]


def _differing(sides: tuple[Sequence[Document], Sequence[Document]]) -> Iterator[str]:
    """Yield the caveats of two sides that differ in more than their date."""
    for name, of in (("genre", "genre"), ("speaker", "speaker"), ("outlet", "publisher")):
        one, other = ({getattr(d, of) for d in side} for side in sides)
        if one != other and None not in one | other:
            yield name
    if any(d.date_source.get("kind") == "inferred" for side in sides for d in side):
        yield "inferred_date"
    if retranslated([d for side in sides for d in side]):
        yield "translation"
