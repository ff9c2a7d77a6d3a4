"""Two documents side by side: what was kept, reworded, split, merged, moved, dropped or is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from rhetoric.compare.edits import change, surface, tags, together
from rhetoric.compare.likeness import LONGEST
from rhetoric.compare.pairing import PAIR, Match, Pairing, pair_up
from rhetoric.compare.prose import Prose, Scale, two
from rhetoric.compare.redline import MOST, Edit, Unit, edits, stretch, units
from rhetoric.compare.roles import Side
from rhetoric.compare.verdicts import verdicts
from rhetoric.corpus import Document, Profile, RhetoricError, Span
from rhetoric.findings import Result
from rhetoric.tokens import Tokens
from rhetoric.words import fold

COLUMNS = ("kind", "similarity", "moved", "before", "after", "edits", "tags")
#: Kinds of row and what each means, in the order in which they are counted.
KINDS = {
    "kept": "the same words and signs",
    "near": "S ≥ .85",
    "reworded": "S .50 to .85",
    "rewritten": "S .30 to .50, between matched neighbours only: low confidence",
    "split": "one sentence became two",
    "merged": "two sentences became one",
    "dropped": "in the earlier text only",
    "new": "in the later text only",
}
NEAR = 0.85
#: Share of the later text, by words, below which its carry-over is called low.
LOW = 0.20
METHOD = (
    "Sentences are paired by S, the mean of D (shared words weighed by idf) and L (share of words "
    "in the same order); kept are equal, near S ≥ .85, reworded .50 to .85, rewritten .30 to .50 "
    "between matched neighbours (low confidence). Headings and addresses are paired with their "
    "kind; sentences under five words only with their equals."
)


@dataclass(frozen=True, eq=False)
class Alignment(Result):
    """A row a pair, in the order of the later document, dropped sentences at their old place.

    ``kind`` is one of ``KINDS``; ``similarity`` is S, 0 to 1 (None for dropped and new);
    ``before`` and ``after`` are lists of spans with address; ``edits`` are ``{op, before, after,
    tags}`` inside the pair, an empty span where nothing stands on a side; ``tags`` say what they
    are about.
    """

    earlier: Document = field(kw_only=True, repr=False)
    later: Document = field(kw_only=True, repr=False)
    carried: float = field(kw_only=True, default=0.0)

    shown = ("kind", "similarity", "moved", "before", "after", "tags")

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rows are of each kind; ``moved`` counts those out of order, of any kind."""
        found = Counter(self.table["kind"])
        return {kind: found[kind] for kind in KINDS} | {"moved": int(self.table["moved"].sum())}

    def evidence(self, term: str, *, n: int = 5) -> list[dict[str, Any]]:
        """Return up to ``n`` rows' spans, of either side, that hold a text (case folded)."""
        spans = [s for row in self.rows() for s in (*row["before"], *row["after"])]
        return [s for s in spans if fold(term) in fold(s["text"])][:n]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows as JSON has them."""
        return [{str(k): v for k, v in row.items()} for row in self.table.to_dict("records")]

    def _repr_html_(self) -> str:
        from rhetoric.compare.sidebyside import fragment  # noqa: PLC0415  (it stands on this)

        return fragment(self)


def align(earlier: Document, later: Document, *, within: Tokens | Scale | None = None) -> Alignment:
    """Return which sentences of two documents belong together, and what changed inside each pair.

    ``within`` are the tokens of the corpus that both are from: its words then weigh what they
    weigh there, and its aliases and ``[[pairs]]`` count. Every sentence of both bodies stands in
    exactly one row. Raises `RhetoricError` if neither side has a sentence, or if a document is not
    of that corpus.

    >>> import rhetoric as rt
    >>> corpus = rt.read("seeds")
    >>> rt.align(corpus["003"], corpus["001"]).counts["reworded"]
    3

    References: Gale & Church 1993, Computational Linguistics 19(1), for splits and merges.
    """
    return aligned(*two(earlier, later, within), source=within)


def aligned(a: Prose, b: Prose, *, source: Tokens | Scale | None = None) -> Alignment:
    """Return the alignment of two documents whose sentences are weighed already (see `align`)."""
    earlier, later = a.document, b.document
    if not len(a) and not len(b):
        raise RhetoricError(
            f"Neither {earlier.id!r} nor {later.id!r} has a sentence in its body: nothing to align."
        )
    profile = a.scale.tokens.corpus.profile
    pairing = paired(a, b)
    rows = list(_rows(a, b, pairing.matches, _actors(profile)))
    return Alignment(
        title=f"{_name(earlier)} → {_name(later)}",
        method=METHOD,
        table=pd.DataFrame(rows, columns=list(COLUMNS), dtype=object),
        notes=tuple(_notes(a, b, pairing)),
        source=a.scale.tokens if source is not None else None,
        earlier=earlier,
        later=later,
        carried=carried(b, pairing),
    )


def paired(a: Prose, b: Prose) -> Pairing:
    """Return the matches of two documents with what corpus.toml says of their sentences."""
    said = verdicts(a, b, a.scale.tokens.corpus.profile)
    if said.apart:
        return Pairing(())
    return pair_up(a, b, forced=said.forced, banned=said.banned)


def carried(later: Prose, pairing: Pairing) -> float:
    """Return the share of the later text, by words, that sentences with S ≥ .50 carry over."""
    words = [len(code) for code in later.codes]
    kept = sum(words[j] for m in pairing.matches if m.score >= PAIR for j in m.right)
    return kept / sum(words) if sum(words) else 0.0


def percent(share: float) -> str:
    """Return a share in whole percent that is neither nothing nor all unless it is.

    >>> percent(0.0), percent(0.001), percent(0.31), percent(0.999), percent(1.0)
    ('0%', 'under 1%', '31%', 'over 99%', '100%')
    """
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def kind_of(match: Match) -> str:
    """Return the kind of a match."""
    if match.verbatim:
        return "kept"
    if len(match.right) > 1:
        return "split"
    if len(match.left) > 1:
        return "merged"
    return "near" if match.score >= NEAR else "reworded" if match.score >= PAIR else "rewritten"


def _name(document: Document) -> str:
    return document.label if document.date else document.title or document.id


def _actors(profile: Profile) -> dict[str, str]:
    """Return the names of actors, folded, longest first, and how they are written."""
    names = [n for lists in profile.actors.values() for ns in lists.values() for n in ns]
    return {" ".join(fold(n).split()): n for n in sorted(names, key=lambda n: (-len(n), n))}


def _rows(
    a: Prose, b: Prose, matches: Sequence[Match], actors: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Yield the rows; a dropped sentence follows the row of the sentence that was before it."""
    after: dict[int, list[int]] = {}
    old = {i: m for m in matches for i in m.left}
    anchor = -1
    for i in range(len(a)):
        if i not in old:
            after.setdefault(anchor, []).append(i)
        elif not old[i].moved:
            anchor = old[i].right[0]
    new = {m.right[0]: m for m in matches}
    more = {j for m in matches for j in m.right[1:]}
    for j in range(-1, len(b)):
        if j in new:
            yield _row(a, b, new[j], actors)
        elif j >= 0 and j not in more:
            yield _alone("new", (), (_address(b, j),))
        for i in after.get(j, ()):
            yield _alone("dropped", (_address(a, i),), ())


def _row(a: Prose, b: Prose, match: Match, actors: Mapping[str, str]) -> dict[str, Any]:
    before = [_address(a, i) for i in match.left]
    after = [_address(b, j) for j in match.right]
    said: list[str] = ["corpus.toml"] if match.forced else []
    made: list[dict[str, Any]] = []
    if not match.verbatim:
        one, other = units(a, match.left), units(b, match.right)
        made, tagged = _edits((a.document, b.document), one, other, actors)
        said += tagged
    return {
        "kind": kind_of(match), "similarity": match.score, "moved": match.moved, "before": before,
        "after": after, "edits": made, "tags": said,
    }  # fmt: skip


def _edits(
    documents: tuple[Document, Document],
    one: Sequence[Unit],
    other: Sequence[Unit],
    actors: Mapping[str, str],
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the edits between two runs of units, and the tags of all of them together."""
    found = edits(one, other, (documents[0].id, documents[1].id))
    sides = Side(one), Side(other)
    made = [_edit(documents, edit, sides, actors) for edit in found]
    if len(found) == 1:
        return made, list(made[0]["tags"])
    gone = [unit for edit in found for unit in edit.before]
    come = [unit for edit in found for unit in edit.after]
    whole = change(gone, come, sides, actors, whole=False)
    return made, together(whole, [edit["tags"] for edit in made])


def _edit(
    documents: tuple[Document, Document],
    edit: Edit,
    sides: tuple[Side, Side],
    actors: Mapping[str, str],
) -> dict[str, Any]:
    what = change(edit.before, edit.after, sides, actors)
    return {
        "op": edit.op,
        "before": address(documents[0], edit.before_span),
        "after": address(documents[1], edit.after_span),
        "tags": tags(what) or surface(edit.before, edit.after),
    }


def edited(
    tokens: Tokens, spans: tuple[Mapping[str, Any], Mapping[str, Any]], similarity: float
) -> dict[str, Any]:
    """Return a row for two passages of a corpus that need not be sentences (see `Alignment`)."""
    sides = []
    for span in spans:
        number = tokens.names.index(span["doc"])
        edges = [*tokens.document_starts.tolist(), len(tokens)]
        low, high = edges[number], edges[number + 1]
        first = low + int(tokens.start[low:high].searchsorted(span["start"]))
        last = low + int(tokens.start[low:high].searchsorted(span["end"]))
        sides.append(stretch(tokens, (first, last), (span["start"], span["end"])))
    documents = (tokens.corpus[spans[0]["doc"]], tokens.corpus[spans[1]["doc"]])
    made, said = _edits(documents, sides[0], sides[1], _actors(tokens.corpus.profile))
    return {
        "kind": "near" if similarity >= NEAR else "reworded", "similarity": similarity,
        "moved": False, "before": [dict(spans[0])], "after": [dict(spans[1])], "edits": made,
        "tags": said,
    }  # fmt: skip


def _alone(kind: str, before: Sequence[Any], after: Sequence[Any]) -> dict[str, Any]:
    return {
        "kind": kind, "similarity": None, "moved": False, "before": list(before),
        "after": list(after), "edits": [], "tags": [],
    }  # fmt: skip


def _address(side: Prose, sentence: int) -> dict[str, Any]:
    return address(side.document, side.spans[sentence])


def address(document: Document, span: Span) -> dict[str, Any]:
    """Return a span of a document as programs read it (see `rhetoric.Corpus.address`)."""
    return {
        "doc": document.id,
        "file": document.file,
        "line": document.line(span.start),
        "start": span.start,
        "end": span.end,
        "text": document.raw[span.start : span.end],
    }


def _notes(a: Prose, b: Prose, pairing: Pairing) -> Iterator[str]:
    one, other = a.document, b.document
    if one.raw == other.raw:
        yield "Both sides are the same text."
    for side in (a, b):
        if not len(side):
            yield f"{side.document.id} has no sentence in its body: the other side is all there is."
    if one.language and other.language and one.language != other.language:
        yield (
            f"The languages differ ({one.language}, {other.language}): only names and numbers can "
            "be alike, so nearly everything is dropped and new."
        )
    if pairing.bounded:
        yield (
            f"{len(a):,} and {len(b):,} sentences: words that stand in very many of them proposed "
            "no pairs, so that time and memory stay bounded; a pair that shares only such words "
            "is missed."
        )
    longest = max(map(len, (*a.codes, *b.codes)))
    if longest > MOST:
        yield (
            f"There is a sentence of {longest:,} words: beyond {MOST:,} signs and words an edit is "
            "only bounded by what is equal before and after it, and the order of the first "
            f"{LONGEST:,} words stands for all."
        )
    share = carried(b, pairing)
    if share < LOW and len(a) and len(b):
        yield (
            f"Carry-over is low: {percent(share)} of the later text's words stand in sentences "
            "that were carried over. “New” then says that these are different texts, not that the "
            "content is new."
        )
