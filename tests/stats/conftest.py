"""Reference numbers of other programs, and counts to test with."""

import csv
from pathlib import Path

import numpy as np
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"


@pytest.fixture(scope="session")
def reference():
    """Return a function that reads a reference table: its columns (lists of str), its comments."""

    def read(name):
        lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
        notes = [line for line in lines if line.startswith("# ")]
        rows = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
        return {key: [row[key] for row in rows] for key in rows[0]}, notes

    return read


@pytest.fixture(scope="session")
def bursty():
    """Return a function that makes paragraphs whose words come in bursts (negative binomial)."""

    def make(rng, units=60, features=300, spread=0.7):
        rates = 1 / (np.arange(features) + 4)
        sizes = rng.integers(20, 80, units)
        mean = np.outer(sizes, rates / rates.sum())
        counts = rng.poisson(rng.gamma(spread, mean / spread))
        return counts, np.maximum(sizes, counts.sum(axis=1))

    return make
