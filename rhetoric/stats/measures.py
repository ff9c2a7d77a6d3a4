"""All measures by family and name: what the library and the command line choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rhetoric.stats import (
    association,
    changepoints,
    collocation,
    dispersion,
    divergence,
    diversity,
    readability,
    similarity,
    trend,
    weighting,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Every measure; the test of this table refuses one without numbers of another program.
MEASURES: dict[str, Mapping[str, Callable[..., Any]]] = {
    "keyness": association.MEASURES,
    "shift": {**divergence.DIVERGENCES, **divergence.DIFFERENCES},
    "tfidf": weighting.WEIGHTINGS,
    "dispersion": {**dispersion.BY_PARTS, **dispersion.BY_PLACES},
    "collocation": collocation.COLLOCATION,
    "similarity": {**similarity.LIKENESS, **similarity.DISTANCE},
    "diversity": {**diversity.BY_COUNTS, **diversity.BY_ORDER},
    "readability": {name: f for name, (f, _) in readability.READABILITY.items()},
    "trend": {
        "mann_kendall": trend.mann_kendall,
        "theil_sen": trend.theil_sen,
        "change_gain": changepoints.change_gain,
    },
}


def measure(family: str, name: str) -> Callable[..., Any]:
    """Return a measure by its family and name; raises ValueError that lists the choices.

    >>> measure("collocation", "dice")(5, 10, 10, 1000).tolist()
    0.5
    """
    there = MEASURES[family]
    if name not in there:
        msg = f"There is no {family} measure {name!r}; choose {', '.join(there)}."
        raise ValueError(msg)
    return there[name]
