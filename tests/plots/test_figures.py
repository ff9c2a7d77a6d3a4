"""Pages: nothing overlaps, nothing is cut, whatever the corpus."""

import time

import numpy as np
import pytest
from matplotlib.figure import Figure

from rhetoric import plots
from rhetoric.compare.timeline import Timeline
from rhetoric.compare.trends import Trends
from rhetoric.corpus import RhetoricError

NAMES = [
    "timeline",
    "funnel",
    "lollipop",
    "xray",
    "multiples",
    "slope",
    "matrix",
    "tfidf",
    "heatmap",
    "naming",
    "voices",
]
LONG = [f"{c * 30} {c} a very long label that goes on " * 8 for c in "abcdefghij"]
HOSTILE = [
    "$x^2_1$",
    "a_b\\frac{1}{2}",
    "\x1b[31mred\x00",
    "\u202eevil\u2066",
    "<script>alert(1)</script>&\"']]>",
]


def outside(picture, found):
    width, height = picture.figure.bbox.width, picture.figure.bbox.height
    return [t for t, b in found if b.x0 < 0 or b.y0 < 0 or b.x1 > width or b.y1 > height]


@pytest.mark.parametrize("name", NAMES)
def test_words_on_the_seeds_never_overlap_nor_leave_the_canvas(name, pages, tools):
    found = tools.boxes(pages[name].figure)
    assert tools.overlapping(found) == []
    assert outside(pages[name], found) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "case",
    [
        {"documents": 2},
        {"documents": 12, "labels": [f"term {i}" for i in range(40)]},
        {"documents": 80, "labels": [f"term {i}" for i in range(12)]},
        {"labels": LONG, "names": LONG[:5]},
        {"labels": HOSTILE, "names": HOSTILE},
        {"labels": ["한국어 평화", "日本", "b"], "names": ["서울 회의", "b", "c", "d", "e"]},
    ],
    ids=["two", "many terms", "many documents", "long", "hostile", "hangul"],
)
@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_words_of_any_corpus_never_overlap_nor_leave_the_canvas(name, case, made, tools):
    picture = tools.draw(name, made(**case))
    if picture is None:
        assert (name, case.get("documents")) in {("slope", 2), ("slope", None), ("heatmap", 2)}
        return
    found = tools.boxes(picture.figure)
    assert tools.overlapping(found) == []
    assert outside(picture, found) == []


def test_three_hundred_documents_are_drawn_within_seconds(made, tools):
    results = made(documents=300, labels=[f"term {i}" for i in range(12)])
    begun = time.process_time()
    for name in NAMES:
        assert tools.draw(name, results) is not None
    assert time.process_time() - begun < 8


@pytest.mark.parametrize("name", NAMES)
def test_empty_tables_give_no_figure(name, made, tools):
    results = made()
    for result in results.values():
        object.__setattr__(result, "table", result.table.iloc[:0])
    trends = results["trends"]
    object.__setattr__(trends, "periods", trends.periods.iloc[:0])
    assert tools.draw(name, results) is None


@pytest.mark.parametrize("name", NAMES)
def test_one_document_never_fails(name, made, tools):
    picture = tools.draw(name, made(documents=1))
    assert picture is None or isinstance(picture.figure, Figure)


def test_a_title_says_when_no_term_passes(made):
    picture = plots.funnel(made(passing=False)["keyness"])
    assert picture.title.startswith("Too little text to test any term")


def test_no_type_is_smaller_than_nine_points(pages, tools):
    for name, picture in pages.items():
        sizes = {t.get_fontsize() for t in picture.figure.texts}
        for ax in picture.figure.axes:
            sizes |= {t.get_fontsize() for t in ax.texts}
        assert min(sizes) >= 9, name


def test_missing_glyphs_are_named_in_the_notes(made):
    picture = plots.matrix(made(labels=["한국", "peace"])["trends"])
    assert "“한국”" in picture.notes[0]
    assert plots.matrix(made()["trends"]).notes == ()


def test_lollipop_refuses_a_term_that_is_not_there(seeds):
    with pytest.raises(RhetoricError, match="no term 'unicorn'"):
        plots.lollipop(seeds["keyness"], ["unicorn"])


def test_lollipop_draws_the_terms_asked_for_in_their_order(seeds, tools):
    picture = plots.lollipop(seeds["keyness"], ["policy", "regional", "congress"])
    texts = [t for t, _ in tools.boxes(picture.figure)]
    assert texts.index("policy") < texts.index("regional") < texts.index("Congress")


def test_the_funnel_places_the_terms_asked_for_first(seeds, tools):
    picture = plots.funnel(seeds["keyness"], first=["economic"])
    assert "economic" in [t for t, _ in tools.boxes(picture.figure)]


def test_the_matrix_prints_every_count(seeds, tools):
    picture = plots.matrix(seeds["trends"])
    texts = [t for t, _ in tools.boxes(picture.figure)]
    for number in seeds["trends"].table.query("count > 0")["count"]:
        assert f"{number:,}" in texts


def test_a_title_says_how_many_texts_the_columns_pool(seeds, made):
    assert "In the last text, not in the first: " in plots.matrix(seeds["trends"]).title
    title = plots.matrix(made(20)["trends"]).title
    assert "in the last text," not in title.casefold()


def test_leaders_of_documents_that_lie_close_neither_cross_nor_meet(made):
    names = [f"2001-01-{day:02d}" for day in range(1, 9)] + ["2009-01-01"]
    figure = plots.timeline(made(9, names=names)["timeline"]).figure
    lines = [line.get_xydata() for line in figure.axes[0].lines]
    elbows = [line for line in lines if len(line) == 3]
    ends = sorted((tuple(line[1]), tuple(line[2])) for line in elbows)
    assert len(elbows) == 9
    assert [b for _, b in ends] == sorted((b for _, b in ends), key=lambda p: p[1])
    gaps = np.diff([b[1] for _, b in ends])
    assert gaps.min() > 0.2


def test_periods_are_columns_whose_heights_are_their_words(made, tools):
    rows = made(40)["timeline"].table.assign(date_precision="year", genre=None)
    rows["date"] = [f"{1950 + i}-01-01" for i in range(len(rows))]
    result = Timeline("t", "m", rows, unit="year")
    picture = plots.timeline(result)
    drawn = [text for text, _ in tools.boxes(picture.figure)]
    assert any("Each column is one year" in text for text in drawn)
    assert any(text.startswith("1958: 900 words") for text in drawn)
    paths = [patch.get_path() for ax in picture.figure.axes for patch in ax.patches]
    (bars,) = (path.vertices.reshape(-1, 2, 2) for path in paths if len(path) == 2 * 40)
    heights = np.abs(bars[:, 0, 1] - bars[:, 1, 1])
    np.testing.assert_allclose(heights / heights.max(), rows["words"] / 900)


def test_the_peak_of_many_dates_is_no_short_text(made, tools):
    table = made(24, labels=("alpha", "beta"))["trends"].table
    last = table.groupby("feature").cumcount() == 23
    table.loc[last, ["tokens", "rate", "low", "high"]] = [100, 50.0, 0.5, 99.0]
    table.loc[table.groupby("feature").cumcount() == 5, ["rate", "low"]] = [20.0, 15.0]
    picture = plots.multiples(Trends("t", "m", table, unit="year"))
    drawn = [text for text, _ in tools.boxes(picture.figure)]
    assert drawn.count("20") + drawn.count("20.0") == 2
    assert "by its lower 95 % bound" in " ".join(drawn)
