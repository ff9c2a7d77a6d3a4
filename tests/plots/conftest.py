"""Results to draw: those of the seeds, and made-up ones of any size with any labels."""

import datetime as dt
import itertools
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rhetoric import plots
from rhetoric.compare.dispersion import Dispersion, dispersion
from rhetoric.compare.keyness import Keyness, keyness
from rhetoric.compare.naming import Naming, naming
from rhetoric.compare.similarity import Similarity, similarity
from rhetoric.compare.tfidf import Tfidf, tfidf
from rhetoric.compare.timeline import Timeline, timeline
from rhetoric.compare.trends import Trends, trends
from rhetoric.compare.voices import Voices, voices
from rhetoric.ngrams import count
from rhetoric.read import read
from rhetoric.tokens import tokenize

TERMS = ["regional development", "policy", "congress", "new five-year plan", "report", "party"]
#: Every page and the result that it draws.
PAGES = {
    "timeline": "timeline", "funnel": "keyness", "lollipop": "keyness", "xray": "dispersion",
    "multiples": "trends", "slope": "trends", "matrix": "trends", "tfidf": "tfidf",
    "heatmap": "similarity", "naming": "naming", "voices": "voices",
}  # fmt: skip


@pytest.fixture(scope="session")
def seeds():
    """Results of the corpus that comes with the project."""
    tokens = tokenize(read(Path(__file__).parents[2] / "seeds"))
    counts = count(tokens, ngrams=(1, 3), per="paragraph")
    return {
        "keyness": keyness(counts, target="year=2024", reference="year=2021"),
        "timeline": timeline(tokens),
        "trends": trends(counts, TERMS),
        "dispersion": dispersion(tokens, TERMS),
        "tfidf": tfidf(counts),
        "similarity": similarity(counts),
        "naming": naming(tokens),
        "voices": voices(tokens),
    }


@pytest.fixture(scope="session")
def pages(seeds):
    """Every page of the seeds, by name."""
    return {name: getattr(plots, name)(seeds[key]) for name, key in PAGES.items()}


@pytest.fixture(scope="session")
def made():
    """A maker of results for made-up documents and labels: ``made(documents, labels)``."""
    return _made


def _made(documents=5, labels=("alpha", "beta", "gamma"), *, names=None, passing=True):
    rng = np.random.default_rng(0)
    names = names or [f"{2000 + i // 4}-{1 + 3 * (i % 4):02d}-05" for i in range(documents)]
    return {
        "keyness": keyness_of(labels, rng, passing=passing, sides=(names[-1], names[0])),
        "timeline": _timeline(documents, names),
        "trends": _trends(documents, labels, names, rng),
        "dispersion": _dispersion(documents, labels, names, rng),
        "tfidf": _tfidf(documents, labels, names, rng),
        "similarity": _similarity(documents, names, rng),
        "naming": naming_of(names[:documents], {
            label: {stance: rng.integers(0, 30, documents).tolist() for stance in STANCES}
            for label in labels
        }),
        "voices": voices_of(names[:documents], [_runs(labels, rng) for _ in range(documents)]),
    }  # fmt: skip


def keyness_of(labels, rng, *, passing, sides):
    n = len(labels)
    a, b = rng.integers(0, 60, n), rng.integers(0, 60, n)
    ratio = np.log2((a + 0.5) / (b + 0.5))
    table = pd.DataFrame({
        "feature": [f"f{i:04d}" for i in range(n)], "label": list(labels), "n": 1,
        "target": a, "reference": b, "target_tokens": 9000, "reference_tokens": 8000,
        "target_rate": a / 9, "reference_rate": b / 8,
        "log_ratio": ratio, "low": ratio - 1, "high": ratio + 1,
        "interval": np.where(np.arange(n) % 2, "bound", "bootstrap"), "z": 1.4 * ratio,
        "p_adjusted": 0.01, "units_target": np.minimum(a, 30), "of_target": 90,
        "units_reference": np.minimum(b, 30), "of_reference": 80,
        "badge": 2 if passing else 1, "content": True,
    })  # fmt: skip
    return Keyness(
        "t", "m", table, target=sides[0], reference=sides[1], threshold=2.0 if passing else None,
        tests=n, draws=999, tokens=17000,
    )  # fmt: skip


def _timeline(documents, names):
    start = dt.date(2000, 1, 5)
    table = pd.DataFrame({
        "id": [f"d{i:03d}" for i in range(documents)], "title": names,
        "date": [(start + dt.timedelta(days=91 * i)).isoformat() for i in range(documents)],
        "date_precision": "day", "genre": [("speech", "report")[i % 2] for i in range(documents)],
        "words": [100 * (i % 9 + 1) for i in range(documents)],
    })  # fmt: skip
    return Timeline("t", "m", table)


def _trends(documents, labels, names, rng):
    start, parts = dt.date(2000, 1, 5), []
    for k, label in enumerate(labels):
        counted = rng.poisson(3, documents)
        parts.append(pd.DataFrame({
            "feature": f"f{k:04d}", "label": label, "document": [f"d{i}" for i in range(documents)],
            "document_label": names,
            "date": [(start + dt.timedelta(days=91 * i)).isoformat() for i in range(documents)],
            "period": [str(2000 + i // 4) for i in range(documents)], "count": counted,
            "tokens": 1000, "rate": counted.astype(float), "low": np.maximum(counted - 2.0, 0),
            "high": counted + 3.0,
        }))  # fmt: skip
    table = pd.concat(parts)
    sums = table.groupby(["feature", "label", "period"], sort=False)[["count", "tokens"]].sum()
    periods = sums.reset_index().assign(rate=lambda t: 1000 * t["count"] / t["tokens"])
    return Trends("t", "m", table, periods=periods)


def _dispersion(documents, labels, names, rng):
    ids = [f"d{i}" for i in range(documents)]
    rows = [
        (f"f{k:04d}", label, ids[i], names[i], float(rng.random()))
        for k, label in enumerate(labels) for i in rng.integers(0, documents, 12)
    ]  # fmt: skip
    table = pd.DataFrame(
        rows, columns=["feature", "label", "document", "document_label", "position"]
    )
    frame = pd.DataFrame({"document": ids, "label": names, "tokens": 1000})
    even = {f"f{k:04d}": float(rng.random()) for k in range(len(labels))}
    return Dispersion("t", "m", table, documents=frame, dp=even)


def _tfidf(documents, labels, names, rng):
    rows = [
        (f"d{i}", names[i], f"f{k:04d}", label, int(rng.integers(1, 40)), float(rng.random()))
        for i in range(documents) for k, label in enumerate(labels)
    ]  # fmt: skip
    columns = ["document", "document_label", "feature", "label", "count", "tfidf"]
    return Tfidf("t", "m", pd.DataFrame(rows, columns=columns))


def _similarity(documents, names, rng):
    rows = [
        (f"d{i}", f"d{j}", names[i], names[j], float(rng.random()), float(rng.random()) / 3)
        for i in range(documents) for j in range(i + 1, documents)
    ]  # fmt: skip
    columns = ["a", "b", "a_label", "b_label", "cosine", "jaccard"]
    return Similarity("t", "m", pd.DataFrame(rows, columns=columns))


STANCES = ("neutral", "official", "hostile", "honorific")


def naming_of(names, actors):
    """Return naming from actor → stance → counts by document."""
    rows = []
    for actor, stances in actors.items():
        of = np.array(list(stances.values())).sum(axis=0)
        rows += [
            (actor, stance, f"d{i}", names[i], n, int(of[i]))
            for stance, counts in stances.items() for i, n in enumerate(counts)
        ]  # fmt: skip
    columns = ["actor", "stance", "document", "document_label", "count", "of"]
    return Naming("t", "m", pd.DataFrame(rows, columns=columns))


def voices_of(names, runs):
    """Return voices from the runs (voice, speaker, tokens) of each document."""
    stretches, sizes, table = [], [], []
    for i, row in enumerate(runs):
        at = 0
        for voice, speaker, size in row:
            stretches.append((f"d{i}", voice, speaker, at, at + size))
            at += size
        sizes.append(at)
        table += [(f"d{i}", names[i], voice, who, size, at) for voice, who, size in row]
    columns = ["document", "document_label", "voice", "speaker", "tokens", "of"]
    frame = pd.DataFrame(
        {"document": [f"d{i}" for i in range(len(runs))], "label": names, "tokens": sizes}
    )
    return Voices(
        "t", "m", pd.DataFrame(table, columns=columns), documents=frame,
        stretches=pd.DataFrame(
            stretches, columns=["document", "voice", "speaker", "start", "end"]
        ),
    )  # fmt: skip


def _runs(labels, rng):
    voices = ("narrator", "reported", "direct")
    kinds = rng.integers(0, 3, 12)
    return [
        (voices[k], str(rng.choice(labels)) if k else "", int(rng.integers(5, 300))) for k in kinds
    ]


def draw_page(name, results):
    return getattr(plots, name)(results[PAGES[name]])


@pytest.fixture(scope="session")
def tools():
    """What the tests share: the names of pages, a drawer, and the boxes of all words drawn."""
    return SimpleNamespace(
        pages=PAGES, draw=draw_page, boxes=boxes, overlapping=overlapping, naming=naming_of,
        voices=voices_of,
    )  # fmt: skip


def boxes(figure):
    """Return the texts that a figure shows and their boxes in pixels."""
    canvas = FigureCanvasAgg(figure)
    if any(ax.axison for ax in figure.axes):
        canvas.draw()  # the labels of axes find their place only then
    renderer = canvas.get_renderer()
    texts = list(figure.texts)
    for ax in figure.axes:
        texts += ax.texts
        if ax.axison:
            texts += [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels()]
    shown = [t for t in texts if t.get_visible() and t.get_text().strip()]
    return [(t.get_text(), t.get_window_extent(renderer)) for t in shown]


def overlapping(found, slack=1.0):
    return [
        (a, b)
        for (a, p), (b, q) in itertools.combinations(found, 2)
        if min(p.x1, q.x1) - max(p.x0, q.x0) > slack
        and min(p.y1, q.y1) - max(p.y0, q.y0) > 2 * slack
    ]
