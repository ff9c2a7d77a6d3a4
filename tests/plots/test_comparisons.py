"""Figures of shift, company, phrases, groups, novelty and profile: nothing overlaps or is cut."""

from dataclasses import replace
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric import plots
from rhetoric.plots.pages import PAGES, page_of

SEEDS = str(Path(__file__).parents[2] / "seeds")
LABELS = {
    "long": [f"{c * 40} and a label that goes on " * 6 for c in "abcdefg"],
    "hostile": ["$x^2_1$", "a_b\\frac{1}{2}", "\x1b[31mred\x00", "\u202eevil", "<script>&\"']]>"],
    "hangul": ["한국어 평화", "日本", "b"],
}


@pytest.fixture(scope="module")
def results():
    tokens = rt.tokenize(rt.read(SEEDS))
    counts = rt.count(tokens, ngrams=(1, 2))
    sides = {"target": "year=2024", "reference": "year=2021"}
    return {
        "shift": rt.shift(counts, **sides),
        "entropy": rt.shift(counts, **sides, measure="entropy"),
        "company": rt.collocates(tokens, "people"),
        "change": rt.collocates(tokens, "people", **sides),
        "phrases": rt.phrases(tokens),
        "groups": rt.groups(counts),
        "novelty": rt.novelty(counts),
        "profile": rt.profile(tokens),
        "similarity": rt.similarity(counts),
        "list": rt.against_list(counts, {"the": 90, "party": 1, "peace": 9}),
    }


NAMES = ["shift", "entropy", "company", "change", "phrases", "groups", "novelty", "profile"]


def check(picture, tools):
    found = tools.boxes(picture.figure)
    wide, high = picture.figure.bbox.width, picture.figure.bbox.height
    assert tools.overlapping(found) == []
    assert [t for t, b in found if b.x0 < 0 or b.y0 < 0 or b.x1 > wide or b.y1 > high] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_page_of_the_seeds_has_no_overlap(name, results, tools):
    picture = page_of(results[name])
    check(picture, tools)
    assert picture.alt.startswith(picture.title)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", LABELS)
@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_words_of_any_corpus_stay_apart(name, kind, results, tools):
    result, labels = results[name], LABELS[kind]
    column = "label" if "label" in result.table else "document_label"
    told = [labels[i % len(labels)] for i in range(len(result.table))]
    changed = replace(result, table=result.table.assign(**{column: told}))
    if hasattr(result, "target"):
        changed = replace(changed, target=labels[0], reference=labels[1])
    check(page_of(changed), tools)


@pytest.mark.parametrize("name", [*NAMES, "similarity", "list"])
def test_fewer_than_two_rows_are_no_figure(name, results):
    assert page_of(replace(results[name], table=results[name].table.iloc[:1])) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_plot_on_given_axes_returns_them(name, results):
    from matplotlib.figure import Figure

    ax = Figure(figsize=(4, 3)).add_axes((0, 0, 1, 1))
    assert results[name].plot(ax=ax) is ax


@pytest.mark.parametrize("name", NAMES)
def test_an_svg_has_the_same_bytes_each_time(name, results):
    one, two = (plots.svg(page_of(results[name]).figure, alt="x") for _ in "12")
    assert one == two


def test_what_has_no_figure_says_so(results):
    with pytest.raises(rt.RhetoricError, match="no figure of int"):
        page_of(3)
    assert {type(r) for r in results.values()} <= set(PAGES)
