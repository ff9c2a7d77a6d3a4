"""The tour runs from top to bottom, and its results show themselves whole and inert."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

TOUR = Path(__file__).with_name("tour.ipynb")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def outputs():
    book = nbformat.read(TOUR, as_version=4)
    NotebookClient(
        book, timeout=300, kernel_name="python3",
        resources={"metadata": {"path": str(TOUR.parents[2])}},
    ).execute()  # fmt: skip
    return [out for cell in book.cells for out in cell.get("outputs", [])]


def test_every_cell_runs_without_a_word_on_stderr(outputs):
    assert [out for out in outputs if out.get("name") == "stderr"] == []
    assert len(outputs) >= 9


def test_results_show_title_method_table_and_figure_without_script(outputs):
    shown = [out["data"]["text/html"] for out in outputs if "text/html" in out.get("data", {})]
    pages = [html for html in shown if html.startswith("<h4>") and "<img" in html]
    assert len(pages) >= 4
    for html in pages:
        assert "<table" in html
        assert re.search(r'<img width="800" alt="[^"]{20,}" src="data:image/svg', html)
    assert not any("<script" in html for html in shown)
