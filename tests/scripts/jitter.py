"""How much the ranking owes to its weights: python jitter.py [DRAWS] prints recall when they move.

Every weight is multiplied by a number between 2/3 and 4/3, drawn anew each time, and the findings
of the seeds are held against the shifts that a reader of them listed (tests/cases/shifts.toml).
"""

import sys
import tomllib
from pathlib import Path

import numpy as np

import rhetoric as rt
from rhetoric.compare.weights import WEIGHTS

ROOT = Path(__file__).parents[2]
SHIFTS = tomllib.loads((ROOT / "tests/cases/shifts.toml").read_text(encoding="utf-8"))["case"]
FIRST = 60


def stems(term):
    """Return the words of a term without case, plural and possessive."""
    words = [w.removesuffix("'s").strip(".") for w in term.casefold().replace("’", "'").split()]
    return {w[:-1] if len(w) > 4 and w.endswith("s") and not w.endswith("ss") else w for w in words}


def is_told(shift, finding):
    """Say whether a finding tells a shift: the same words, or more, going the same way."""
    same = any(
        stems(term) == stems(wanted) or (len(stems(wanted)) > 1 and stems(wanted) < stems(term))
        for term in finding.terms[:4]
        for wanted in shift["terms"]
    )
    return same and {finding.kind, finding.direction} & set(shift["ways"])


def recall(tokens, first=FIRST):
    """Return how many of the shifts are among the first findings."""
    found = rt.changes(tokens).findings[:first]
    return sum(any(is_told(shift, finding) for finding in found) for shift in SHIFTS)


def jittered(tokens, draws):
    """Yield the recall with all weights jittered, once a draw."""
    plain = dict(WEIGHTS)
    try:
        for draw in range(draws):
            rng = np.random.default_rng(draw)
            for name, value in plain.items():
                WEIGHTS[name] = value * rng.uniform(2 / 3, 4 / 3)
            yield recall(tokens)
    finally:
        WEIGHTS.update(plain)


def main(draws=40):
    """Print the recall without and with jitter."""
    tokens = rt.tokenize(rt.read(ROOT / "seeds"))
    sys.stdout.write(f"{len(SHIFTS)} shifts; as it is: {recall(tokens)}; jittered: ")
    values = list(jittered(tokens, draws))
    sys.stdout.write(f"least {min(values)}, mean {np.mean(values):.1f}, most {max(values)}\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
