"""plot: one function for every result, on any axes, leaving matplotlib as it was."""

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rhetoric import plots
from rhetoric.corpus import RhetoricError
from rhetoric.findings import Result

KINDS = ["keyness", "timeline", "trends", "dispersion", "tfidf", "similarity", "naming", "voices"]


@pytest.mark.parametrize("kind", KINDS)
def test_plot_makes_axes_of_its_own(kind, seeds):
    assert isinstance(plots.plot(seeds[kind]), Axes)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(8, 6), (4, 3)])
def test_plot_draws_on_the_axes_given_without_overlap(kind, size, seeds, tools):
    ax = Figure(figsize=size).subplots()
    assert plots.plot(seeds[kind], ax=ax) is ax
    assert tools.overlapping(tools.boxes(ax.figure)) == []
    assert ax.artists or ax.patches or ax.lines


@pytest.mark.parametrize("kind", KINDS)
def test_plot_leaves_the_settings_alone(kind, seeds):
    before = dict(mpl.rcParams)
    ax = plots.plot(seeds[kind])
    plots.svg(ax.figure, alt="x")
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("kind", KINDS)
def test_plot_of_nothing_says_so(kind, made):
    result = made()[kind]
    object.__setattr__(result, "table", result.table.iloc[:0])
    ax = plots.plot(result)
    assert "fewer than two" in " ".join(a.get_text() for a in ax.texts)


def test_plot_names_what_it_cannot_draw(seeds):
    with pytest.raises(RhetoricError, match=r"no plot of Result: .*Keyness, Timeline"):
        plots.plot(Result("t", "m", seeds["keyness"].table))
