"""SVG: well-formed, inert, the same bytes everywhere, and dark where the page is dark."""

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import get_font
from matplotlib.textpath import text_to_path

from rhetoric import plots
from rhetoric.plots import style
from rhetoric.plots.palette import DARK

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
HOSTILE = [
    "$x^2_1$",
    "a_b\\frac{1}{2}",
    "\x1b[31mred\x00",
    "\u202eevil",
    "<script>x</script>&\"'--]]>",
]
SCRIPT = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import hashlib, numpy as np
import conftest
from rhetoric import plots
assert "matplotlib.pyplot" not in sys.modules
results = conftest._made(labels=["beta", "alpha", "gamma", "delta"])
for name in {names!r}:
    picture = conftest.draw_page(name, results)
    data = plots.svg(picture.figure, alt=picture.alt) if picture else b""
    print(name, hashlib.sha256(data).hexdigest())
"""


@pytest.fixture(scope="module")
def drawings(pages):
    return {name: plots.svg(p.figure, alt=p.alt) for name, p in pages.items()}


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_well_formed_xml_with_a_title(name, drawings, pages):
    root = ET.fromstring(drawings[name])
    assert root.get("role") == "img"
    assert root[0].tag.endswith("title")
    assert root[0].text == pages[name].alt


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_has_its_outline_in_the_same_file(name, drawings):
    text = drawings[name].decode()
    held = set(re.findall(r' id="([^"]+)"', text))
    used = re.findall(r'<use xlink:href="#([^"]+)"', text)
    assert used
    assert set(used) <= held
    assert "line-" not in text


def test_a_figure_is_the_same_after_others(drawings, pages):
    for name in reversed(NAMES):
        assert plots.svg(pages[name].figure, alt=pages[name].alt) == drawings[name]


def test_letters_stand_where_matplotlib_sets_them():
    words = "A fine Tafel, 20×10"
    ax = style.new()
    ax.set_axis_off()
    style.write(ax, 0.5, 0.5, words)
    ours = plots.svg(ax.figure, alt="x").decode()
    file = style.font(style.LABEL).get_file()
    face = get_font(file)
    face.set_size(text_to_path.FONT_SCALE, text_to_path.DPI)
    placed, _, _ = text_to_path.get_glyphs_with_font(face, words)
    line = re.findall(r'<use xlink:href="[^"]+"(?: x="([^"]+)")?/>', ours)[-len(placed) :]
    assert [float(x or 0) for x in line] == [round(x, 2) for _, x, _, _ in placed]


@pytest.mark.parametrize("name", NAMES)
def test_dark_rules_cover_every_colour(name, drawings):
    text = drawings[name].decode()
    body = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    used = {(how, c) for how, c in re.findall(r"(fill|stroke): (#[0-9a-fA-F]{3,8})", body)}
    assert {c for _, c in used} <= set(DARK)
    for how, colour in used:
        assert f'[style*="{how}: {colour}"]{{{how}:{DARK[colour]} !important}}' in text


@pytest.mark.parametrize("name", NAMES)
def test_no_word_or_mark_is_left_in_a_default_colour(name, drawings):
    root = ET.fromstring(drawings[name])
    space = "{http://www.w3.org/2000/svg}"
    parents = {child: parent for parent in root.iter() for child in parent}
    for use in root.iter(f"{space}use"):
        chain, node = "", use
        while node is not None:
            chain += node.get("style") or ""
            node = parents.get(node)
        assert "fill: " in chain, ET.tostring(use)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_points_outside_the_file(name, drawings):
    text = drawings[name].decode()
    assert set(re.findall(r'href="([^"]*)"', text)) <= set(re.findall(r'href="(#[^"]*)"', text))
    names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r"https?://[^\"'\s<>]+", text)) <= names
    assert "matplotlib" not in text.lower().replace("matplotlib.axis", "")
    assert "<!--" not in text


def test_bytes_are_the_same_on_a_second_run(seeds, drawings, tools):
    for name, data in drawings.items():
        picture = tools.draw(name, seeds)
        assert plots.svg(picture.figure, alt=picture.alt) == data, name
        assert plots.svg(picture.figure, alt=picture.alt) == data, name


def test_bytes_are_the_same_in_another_process_that_never_loads_pyplot(made, tools):
    here = Path(__file__).parent
    results = made(labels=["beta", "alpha", "gamma", "delta"])
    expected = []
    for name in NAMES:
        picture = tools.draw(name, results)
        data = plots.svg(picture.figure, alt=picture.alt) if picture else b""
        expected.append(f"{name} {hashlib.sha256(data).hexdigest()}")
    script = SCRIPT.format(root=str(here.parents[1]), here=str(here), names=NAMES)
    env = {**os.environ, "PYTHONHASHSEED": "123", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert run.stdout.split("\n")[:-1] == expected


def test_a_readers_settings_do_not_change_a_page(seeds, drawings, tools):
    with mpl.rc_context({"font.size": 20, "axes.edgecolor": "red", "svg.fonttype": "none",
                         "lines.linewidth": 9, "text.color": "green"}):  # fmt: skip
        for name in ("matrix", "funnel", "lollipop"):
            picture = tools.draw(name, seeds)
            assert plots.svg(picture.figure, alt=picture.alt) == drawings[name], name


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_are_inert(name, made, tools):
    picture = tools.draw(name, made(labels=HOSTILE, names=HOSTILE))
    if picture is None:
        return
    text = plots.svg(picture.figure, alt=picture.alt + " ".join(HOSTILE)).decode()
    root = ET.fromstring(text)
    assert not [e for e in root.iter() if e.tag.endswith(("script", "foreignObject", "a"))]
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)


def test_dollars_and_underscores_stand_as_they_are(made, tools):
    picture = plots.matrix(made(labels=["$x^2_1$", "a_b\\frac"])["trends"])
    texts = [t for t, _ in tools.boxes(picture.figure)]
    assert "$x^2_1$" in texts
    assert "a_b\\frac" in texts


def test_words_without_glyphs_are_left_to_the_viewer(made):
    picture = plots.matrix(made(labels=["한국", "peace"])["trends"])
    text = plots.svg(picture.figure, alt=picture.alt).decode()
    assert ">한국</text>" in text


def test_a_picture_is_800_css_pixels_wide(drawings):
    for data in drawings.values():
        assert ET.fromstring(data).get("width") == "800"


def test_png_begins_as_one(pages):
    assert plots.png(pages["heatmap"].figure, dpi=50).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["matrix", "multiples"])
def test_where_matplotlib_writes_paths_in_another_way_figures_are_the_same(
    name, pages, drawings, monkeypatch
):
    monkeypatch.setattr("rhetoric.plots.letters.paths", object)  # there is no such function in it
    there = pages[name]
    assert plots.svg(there.figure, alt=there.alt) == drawings[name]
