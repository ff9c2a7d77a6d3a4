"""Time and memory of keyness and of the permutation test, beside a peer in the same run.

    python tests/benchmarks/keyness.py

Targets: keyness of 10⁶ types ≤ 1 s CPU; 82 documents × 2,000 terms with 9,999 permutations ≤ 5 s.
The peers are scikit-learn's ``chi2`` feature score and ``scipy.stats.permutation_test`` (one term
at a time, so timed on a few terms and counted up). CPU time, median of three, interleaved.
"""

import resource
import sys
import time
from statistics import median

import numpy as np
from scipy import sparse, stats
from sklearn.feature_selection import chi2 as sklearn_chi2

from rhetoric.stats.association import MEASURES, g2
from rhetoric.stats.intervals import log_ratio_interval
from rhetoric.stats.permutation import score_test

TYPES, DOCUMENTS, TERMS, DRAWS = 1_000_000, 82, 2000, 9999


def cpu(call):
    begun = time.process_time()
    call()
    return time.process_time() - begun


def memory():
    """Return the most memory held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


def compared(name, ours, peer, times=1.0):
    """Write the median of three interleaved runs of each, and their ratio."""
    runs = [(cpu(ours), cpu(peer) * times) for _ in range(3)]
    mine, theirs = (median(column) for column in zip(*runs, strict=True))
    sys.stdout.write(
        f"{name:46} {mine:8.2f} s CPU, peer {theirs:8.2f} s, {theirs / mine:6.1f} times; "
        f"memory {memory():,.0f} MB\n"
    )


def main():
    rng = np.random.default_rng(1)
    a, b = rng.zipf(1.3, (2, TYPES)).clip(max=10**6) - 1
    n1, n2 = int(a.sum()), int(b.sum())
    both = sparse.csr_matrix(np.stack([a, b]))
    compared(
        f"G2 of {TYPES:,} types | sklearn chi2", lambda: g2(a, b, n1, n2),
        lambda: sklearn_chi2(both, [0, 1]),
    )  # fmt: skip
    for name in ("log_odds_z", "log_ratio", "chi2_yates"):
        measure = MEASURES[name]
        compared(
            f"{name} of {TYPES:,} types | sklearn chi2",
            lambda measure=measure: measure(a, b, n1, n2), lambda: sklearn_chi2(both, [0, 1]),
        )  # fmt: skip
    rates = 6000 * (1 / (np.arange(TERMS) + 6)) / np.log(TERMS)
    y = rng.poisson(rng.gamma(0.8, rates / 0.8, (DOCUMENTS, TERMS)))
    n, side = y.sum(axis=1) + 100, rng.permutation(DOCUMENTS) < DOCUMENTS // 2

    def peer():
        for j in range(3):
            x = y[:, j] / n
            stats.permutation_test(
                (x[side], x[~side]), lambda p, q, axis: p.mean(axis) - q.mean(axis),
                n_resamples=DRAWS, vectorized=True, rng=1,
            )  # fmt: skip

    compared(
        f"{DOCUMENTS} × {TERMS:,}, {DRAWS:,} permutations | scipy",
        lambda: score_test(y, n, side, draws=DRAWS), peer, TERMS / 3,
    )  # fmt: skip
    compared(
        f"{DOCUMENTS} × {TERMS:,}, 999 bootstraps | scipy",
        lambda: log_ratio_interval(y, n, side),
        lambda: stats.bootstrap((y[side, 0] / n[side],), np.mean, n_resamples=999, rng=1),
        TERMS * 2,
    )


if __name__ == "__main__":
    main()
