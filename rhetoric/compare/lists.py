"""Keyness against a list of frequencies: another corpus of which only the counts are known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rhetoric.compare.keyness import COLUMNS, Keyness
from rhetoric.compare.sides import Side, ids_of, label
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import labelled
from rhetoric.ngrams import Counts, needed
from rhetoric.stats.association import MEASURES, g2, log10_p, log_odds_z, log_ratio
from rhetoric.stats.effects import log_ratio_low
from rhetoric.words import is_content, split_feature, words_of

#: The largest sum of counts: beyond it a floating-point number no longer tells one from the next.
LARGEST = 10**15


def against_list(
    counts: Counts,
    frequencies: Mapping[str, int],
    *,
    side: Side | None = None,
    listed_is: str = "reference",
    name: str = "the list",
    measure: str = "g2",
    min_count: int = 3,
) -> Keyness:
    """Return how the words of a selection (all documents by default) differ from a list.

    The list's words are folded as those of texts; its size is the sum of their counts. Entries of
    several words are left out: the texts are counted word by word here. ``listed_is``
    says which side the list is. No unit of it can be permuted, so nothing is tested: p is that of
    G², which takes every word as independent, and no term gets more than badge 1. Raises
    `RhetoricError` for an unknown choice, counts that add up to nothing or to more than can be
    counted exactly, or where no word of the list is among the texts'.

    References: Rayson & Garside 2000; why p is no test: Bestgen 2014.
    """
    counts = needed(counts)
    if measure not in MEASURES:
        raise RhetoricError(f"There is no measure {measure!r}; choose {listed(MEASURES, 40)}.")
    if listed_is not in {"target", "reference"}:
        raise RhetoricError(f"A list is the target or the reference, not {listed_is!r}.")
    single = counts.keep(counts.lengths == counts.lengths.min(initial=1))
    ids = ids_of(single.documents, single.documents if side is None else side)
    documents = [d for d in single.documents if d.id in ids]
    text = single.take(single.rows["document"].isin(ids).to_numpy(bool))
    every = _folded(frequencies)
    folded = {word: n for word, n in every.items() if len(split_feature(word)) == 1}
    if not set(folded) & set(text.features[text.totals > 0]):
        raise RhetoricError("No word of the list stands in the texts: is it of another language?")
    if not 0 < sum(folded.values()) <= LARGEST:
        raise RhetoricError(
            f"The counts of the list add up to {sum(folded.values()):.15g}: they must make more "
            f"than 0 and at most {LARGEST:.15g}."
        )
    words, mine, other = _joined(text, folded, min_count)
    sizes = int(text.tokens.sum()), sum(folded.values())
    here = label(side if isinstance(side, str) else "", documents)
    swapped = listed_is == "target"
    a, b, n1, n2 = (other, mine, *sizes[::-1]) if swapped else (mine, other, *sizes)
    table = _table(words, a, b, (n1, n2), measure)
    table["label"] = labelled(text.source, table["feature"])
    ends = (name, here) if swapped else (here, name)
    return Keyness(
        title=f"{ends[0]} against {ends[1]}",
        method=(
            f"Ordered by {measure}. {name}: {len(folded):,} words, {sizes[1]:,} occurrences. p is "
            "that of G² with every word taken as independent; intervals are exact for a given sum."
        ),
        table=table[list(COLUMNS)].reset_index(drop=True),
        notes=_notes(len(every) - len(folded)),
        source=text.source,
        target=ends[0],
        reference=ends[1],
        tokens=sizes[0],
    )


def _notes(left: int) -> tuple[str, ...]:
    """Say that nothing is tested, and how many entries of the list are no single word."""
    said = "A list has no paragraphs to permute: nothing here is tested, and p says too much."
    out = f"Entries of the list left out because they are no single word: {left:,}."
    return (said, out) if left else (said,)


def _folded(frequencies: Mapping[str, int]) -> dict[str, int]:
    """Return the counts of a list by its words as those of texts are counted."""
    out: dict[str, int] = {}
    for word, n in frequencies.items():
        key = " ".join(words_of(word))
        out[key] = out.get(key, 0) + n
    return out


def _joined(
    text: Counts, folded: Mapping[str, int], min_count: int
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the words of both, with the counts of each on either side."""
    mine = dict(zip(text.features, text.totals.tolist(), strict=True))
    both = sorted(
        w for w in {*mine, *folded} if w and mine.get(w, 0) + folded.get(w, 0) >= min_count
    )
    return (
        both,
        np.array([mine.get(w, 0) for w in both], np.int64),
        np.array([folded.get(w, 0) for w in both], np.int64),
    )


def _table(
    words: list[str], a: np.ndarray, b: np.ndarray, sizes: tuple[int, int], measure: str
) -> pd.DataFrame:
    n1, n2 = sizes
    ratio, sure = log_ratio(a, b, n1, n2), g2(a, b, n1, n2)
    low = np.where(a > 0, log_ratio_low(a, b, n1, n2, 0.025), ratio)
    high = np.where(b > 0, -log_ratio_low(b, a, n2, n1, 0.025), ratio)
    table = pd.DataFrame(
        {
            "feature": words, "n": 1, "target": a, "reference": b, "target_tokens": n1,
            "reference_tokens": n2, "target_rate": 1000 * a / max(n1, 1),
            "reference_rate": 1000 * b / max(n2, 1), "log_ratio": ratio,
            "low": np.minimum(low, ratio), "high": np.maximum(high, ratio), "interval": "bound",
            "g2": sure, "log_odds_z": log_odds_z(a, b, n1, n2),
            "score": MEASURES[measure](a, b, n1, n2), "z": np.sign(sure) * np.sqrt(np.abs(sure)),
            "p": 10 ** log10_p(sure), "p_adjusted": 1.0, "q": 1.0, "units_target": 0,
            "of_target": 0, "units_reference": 0, "of_reference": 0, "dp_target": 0.0,
            "dp_reference": 0.0,
            "kind": np.select([b == 0, a == 0, a * n2 >= b * n1],
                              ["emerged", "vanished", "grew"], "shrank"),
            "badge": 1, "content": [is_content(w) for w in words], "closed": True,
        }
    )  # fmt: skip
    table["caveats"] = [["few"] if max(x, y) < 5 else [] for x, y in zip(a, b, strict=True)]
    return table.assign(weight=table["score"].abs()).sort_values(
        ["content", "weight", "feature"], ascending=[False, False, True], kind="stable"
    )
