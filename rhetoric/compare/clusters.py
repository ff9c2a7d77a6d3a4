"""Units above the document: all texts of a speaker, a publisher or a year as one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rhetoric.compare.sides import Sides, between, units_of
from rhetoric.corpus import RhetoricError, listed
from rhetoric.findings import among
from rhetoric.ngrams import Counts

#: What a test may permute, and fields inside whose values units may change places.
UNITS = ("paragraph", "document", "speaker", "publisher", "genre", "year")
STRATA = ("genre", "type", "speaker", "publisher", "year")


def tested(counts: Counts, both: Sides, unit: str) -> tuple[Counts, Sides]:
    """Return the units of a test and which are on which side.

    Raises `RhetoricError` for an unknown unit, or where all texts of one speaker (publisher …)
    are to be one unit but stand on both sides.
    """
    if unit not in UNITS:
        raise RhetoricError(f"unit={unit!r} cannot be permuted; choose {listed(UNITS)}.")
    if unit in {"paragraph", "document"}:
        units = units_of(counts, unit)
        return units, between(units, both.target_documents, both.reference_documents)
    names = counts.rows[unit].to_numpy(dtype=object)
    split = sorted(set(names[both.target]) & set(names[both.reference]))
    if split:
        what = f"{unit} {split[0]!r}" if split[0] else f"a document without a {unit}"
        raise RhetoricError(
            f"With unit={unit} {what} stands on both sides and cannot be permuted as one: "
            f"give strata={unit} instead."
        )
    units = counts.group(unit)
    here = among(units.rows[unit].to_numpy(dtype=object), names[both.target])
    return units, replace(both, target=here, reference=~here)


def strata_of(units: Counts, field: str | None) -> NDArray[np.int64] | None:
    """Return for each unit the number of its stratum; raises `RhetoricError` for another field."""
    if field is None:
        return None
    if field not in STRATA:
        raise RhetoricError(f"strata={field!r} are none; choose {listed(STRATA)}.")
    labels = np.unique(units.rows[field].astype(str).to_numpy(), return_inverse=True)[1]
    return np.asarray(labels, np.int64).ravel()
