"""Figures of rhetoric: modality by voice, degrees of criticism, agendas; nothing overlaps."""

from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric import plots
from rhetoric.tokens import tokenize_texts

AGENDA = 'The meeting took up the first agenda item "{}" and the second agenda item "{}".'
HOSTILE = ["$x^2$ <script>", "a_b\\frac{1}{2} " + "w" * 200, "\u202eevil", "서울 회의"]


@pytest.fixture(scope="module")
def tokens():
    return rt.tokenize(rt.read(Path(__file__).parents[2] / "seeds"))


@pytest.fixture(scope="module")
def made(tokens):
    panel, agenda = rt.panel(tokens), rt.agenda(tokens)
    return {
        "modality": plots.modality(panel), "criticism": plots.criticism(panel),
        "agenda": plots.agenda(agenda), "devices": plots.xray(panel.strip),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["modality", "criticism", "agenda", "devices"])
def test_words_never_overlap_nor_leave_the_canvas(name, made, tools):
    figure = made[name].figure
    found = tools.boxes(figure)
    width, height = figure.bbox.width, figure.bbox.height
    assert tools.overlapping(found) == []
    assert not [t for t, b in found if b.x0 < 0 or b.y0 < 0 or b.x1 > width or b.y1 > height]


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
def test_hostile_items_of_an_agenda_are_drawn_as_text(tools):
    texts = [AGENDA.format(a, b) for a in HOSTILE for b in HOSTILE[:2]]
    picture = plots.agenda(rt.agenda(tokenize_texts(*texts)))
    assert tools.overlapping(tools.boxes(picture.figure)) == []


def test_many_documents_are_put_together(tools):
    texts = [f"We must grow. They should act. Text {n} is here." for n in range(60)]
    panel = rt.panel(tokenize_texts(*texts))
    found = tools.boxes(plots.modality(panel).figure)
    assert tools.overlapping(found) == []
    assert len(found) < 150


def test_faults_are_ranked_by_the_share_named_severely_and_ties_are_not():
    hard, plain = "This is a serious shortcoming. ", "This is a shortcoming. "
    one = plots.criticism(rt.panel(tokenize_texts(hard * 2 + plain * 6, hard * 2 + plain * 2)))
    assert one.title == "The largest share of faults is named severely in text 2: 2 of 4"
    tie = plots.criticism(rt.panel(tokenize_texts(*[hard * 2 + plain * 2] * 2)))
    assert tie.title == "4 of 8 faults are named severely"


def test_where_nothing_is_found_there_is_no_figure():
    tokens = tokenize_texts("Nothing of it.", "Here neither.")
    assert plots.modality(rt.panel(tokens)) is None
    assert plots.criticism(rt.panel(tokens)) is None
    assert plots.agenda(rt.agenda(tokens)) is None


def test_results_draw_themselves_on_any_axes(tokens):
    assert rt.panel(tokens).plot() is not None
    assert rt.agenda(tokens).plot(plots.style.new()) is not None


def test_heads_of_strips_have_whole_words(made, tools):
    texts = [t for t, _ in tools.boxes(made["devices"].figure)]
    assert "superlatives" in texts
    assert not [t for t in texts if t.endswith("-")]
