"""The mean of weights that stand in clusters, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def weighted_mean(
    weight: ArrayLike, cluster: ArrayLike, *, level: float = 0.95
) -> tuple[float, float, float]:
    """Return the mean of some weights and the ends of its interval, NaN where there are none.

    With s and n the sum and number of weights in each of P clusters and m = Σs / Σn, the standard
    error is that of a ratio, √(P / (P − 1) · Σ(s − m·n)²) / Σn, and the interval m ± t · SE with
    P − 1 degrees of freedom. Weights of one paragraph are no independent ones, so a paragraph
    counts once. Where they do not differ there is no interval: it would have no width.

    >>> mean, low, high = weighted_mean([2, 2, -1, 1], [0, 0, 1, 2])
    >>> mean, round(low, 3), round(high, 3)
    (1.0, -2.726, 4.726)

    References: Cochran 1977, Sampling Techniques, section 6.4 (ratio of totals).
    """
    held = np.asarray(weight, np.float64)
    if not held.size:
        return float("nan"), float("nan"), float("nan")
    _, at = np.unique(np.asarray(cluster), return_inverse=True)
    total, size = np.bincount(at, held), np.bincount(at)
    mean = float(total.sum() / size.sum())
    parts = len(size)
    spread = float(((total - mean * size) ** 2).sum()) * parts / max(parts - 1, 1)
    if parts < 2 or spread <= 1e-20 * max(mean**2, 1e-300):
        return mean, float("nan"), float("nan")
    reach = float(stdtrit(parts - 1, (1 + level) / 2)) * np.sqrt(spread) / float(size.sum())
    return mean, mean - float(reach), mean + float(reach)
