"""The report is made whole or not at all, alike from like input, and known when unchanged."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from rhetoric.compare.changes import changes
from rhetoric.read import read
from rhetoric.report import build
from rhetoric.report.build import table
from rhetoric.tokens import tokenize

SEEDS = Path(__file__).parents[2] / "seeds"


def report(*args, env=None, cwd=None):
    code = "from rhetoric.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, "report", *map(str, args)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **(env or {})},
        cwd=cwd,
        check=False,
    )


def content(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "reports"
    done = report(SEEDS, "-o", out)
    assert done.returncode == 0, done.stderr
    return out, done.stdout


@pytest.fixture
def copy(made, tmp_path):
    """A small corpus and its report in a folder of their own."""
    corpus = tmp_path / "texts"
    corpus.mkdir()
    for year in (2020, 2021, 2022):
        text = f"The council met. It adopted the harbour plan of {year}.\n\n" * 4
        more = "The river barrage was discussed again and again.\n\n" * (year - 2019)
        (corpus / f"{year}-03-01.txt").write_text(text + more, encoding="utf-8")
    return corpus, tmp_path / "reports"


def test_the_first_run_says_where_the_report_is_and_its_headlines(made):
    out, said = made
    assert f"{out}/report.md" in said
    assert "20×10" in said
    assert len(said.splitlines()) == 6


def test_the_report_has_its_parts(made):
    names = set(content(made[0]))
    assert {"report.md", "report.html", "findings.json", "manifest.json"} <= names
    assert len([n for n in names if n.endswith(".svg")]) >= 8
    assert len([n for n in names if n.endswith(".csv")]) >= 8


def test_a_second_run_touches_nothing_and_says_so(made):
    before = {p: p.stat().st_mtime_ns for p in made[0].rglob("*")}
    done = report(SEEDS, "-o", made[0])
    assert "up to date" in done.stdout
    assert before == {p: p.stat().st_mtime_ns for p in made[0].rglob("*")}


def test_locale_zone_hash_seed_and_threads_change_no_byte(made, tmp_path):
    env = {
        "LC_ALL": "C", "TZ": "Asia/Pyongyang", "PYTHONHASHSEED": "77", "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1", "MPLCONFIGDIR": str(tmp_path / "mpl"),
    }  # fmt: skip
    done = report(SEEDS, "-o", tmp_path / "again", env=env)
    assert done.returncode == 0, done.stderr
    one, two = content(made[0]), content(tmp_path / "again")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_check_knows_a_fresh_report_and_a_stale_one(copy):
    corpus, out = copy
    assert report(corpus, "-o", out).returncode == 0
    assert report(corpus, "-o", out, "--check").returncode == 0
    (out / "report.md").write_text("edited", encoding="utf-8")
    done = report(corpus, "-o", out, "--check")
    assert (done.returncode, "report.md" in done.stdout) == (1, True)
    assert report(corpus, "-o", out).returncode == 0
    assert "edited" not in (out / "report.md").read_text(encoding="utf-8")


def test_check_under_other_versions_says_so_and_does_not_blame_the_texts(copy):
    corpus, out = copy
    report(corpus, "-o", out)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    manifest["packages"]["numpy"] = "1.0.0"
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (out / "findings.json").write_text("{}", encoding="utf-8")
    done = report(corpus, "-o", out, "--check")
    assert done.returncode == 1
    assert "numpy 1.0.0" in done.stdout
    assert "texts are unchanged" in done.stdout


def test_documents_that_change_during_the_run_are_told(copy, monkeypatch):
    from rhetoric.report import run as running
    from rhetoric.report.run import Job, run

    corpus, out = copy
    first = corpus / "2020-03-01.txt"
    before = first.read_bytes()

    def change(*_):
        first.write_bytes(before + b" And it was well done in the end.")

    done = run(Job(corpus, out), say=lambda line: change() if line == "writing" else None)
    known = json.loads((out / "manifest.json").read_text())
    assert "changed during the run: run it again" in done.message
    assert known["inputs_changed_during_run"] is True
    assert known["documents"][first.name] == running.sha256(before).hexdigest()
    assert "changed: 2020-03-01.txt" in run(Job(corpus, out), dry_run=True).message
    assert "inputs_changed" not in _again(corpus, out)


def _again(corpus, out):
    from rhetoric.report.run import Job, run

    run(Job(corpus, out))
    return (out / "manifest.json").read_text()


def test_another_version_of_an_extractor_makes_a_report_stale(copy, monkeypatch):
    from rhetoric.read import scan
    from rhetoric.report.run import Job, run

    corpus, out = copy
    (corpus / "2023-01-01.rtf").write_bytes(rb"{\rtf1\ansi The council met in the year.\par}")
    run(Job(corpus, out))
    assert "up to date" in run(Job(corpus, out), dry_run=True).message
    known = json.loads((out / "manifest.json").read_text())["packages"]["striprtf"]
    monkeypatch.setattr(scan, "version", lambda name: "99" if name == "striprtf" else "1")
    said = f"reads with striprtf 99 (it was {known})"
    assert said in run(Job(corpus, out), dry_run=True).message
    assert said in run(Job(corpus, out), check=True).message


def test_the_extractors_of_a_plain_corpus_decide_nothing(copy, monkeypatch):
    from rhetoric.read import scan
    from rhetoric.report.state import fingerprint

    before = fingerprint(copy[0], {})
    monkeypatch.setattr(scan, "version", "not called")
    assert fingerprint(copy[0], {}) == before


def test_a_new_document_is_named_by_the_dry_run_and_written_by_the_next(copy):
    corpus, out = copy
    report(corpus, "-o", out)
    (corpus / "2023-01-01.txt").write_text("A new harbour wall was begun this spring.\n", "utf-8")
    done = report(corpus, "-o", out, "--dry-run")
    assert "new: 2023-01-01.txt" in done.stdout
    assert "up to date" not in report(corpus, "-o", out).stdout
    assert "2023-01-01" in (out / "report.md").read_text(encoding="utf-8")


def test_a_fault_leaves_the_last_report_as_it_was(copy):
    corpus, out = copy
    report(corpus, "-o", out)
    before = content(out)
    (corpus / "corpus.toml").write_text("[documentz]\n", encoding="utf-8")
    done = report(corpus, "-o", out)
    assert done.returncode == 2
    assert "did you mean 'documents'" in done.stderr
    shutil.rmtree(corpus)
    assert report(corpus, "-o", out).returncode == 2
    assert content(out) == before


def test_files_of_others_are_left_alone_and_our_old_ones_go(copy):
    corpus, out = copy
    report(corpus, "-o", out)
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    for path in list(corpus.glob("*.txt"))[1:]:
        path.unlink()
    assert report(corpus, "-o", out).returncode == 0
    assert (out / "mine.txt").exists()
    assert not (out / "figures" / "funnel.svg").exists()


def test_a_lexicon_that_is_not_there_or_wrong_is_told(tmp_path):
    corpus = tmp_path / "texts"
    corpus.mkdir()
    (corpus / "2020-01-01.txt").write_text("The council met.", encoding="utf-8")
    (corpus / "corpus.toml").write_text('lexicons = ["mine.dic"]', encoding="utf-8")
    done = report(corpus, "-o", tmp_path / "out")
    assert (done.returncode, "There is no lexicon" in done.stderr) == (2, True)
    (corpus / "mine.dic").write_text("garbage", encoding="utf-8")
    done = report(corpus, "-o", tmp_path / "out")
    assert (done.returncode, "mine.dic" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "damage",
    [
        "", "[" * 100_000, '{"schema": "rhetoric.manifest/1", "outputs": [1, 2]}',
        '{"schema": "rhetoric.manifest/1", "outputs": {}, "documents": [1], "skipped": [1]}',
    ],
)  # fmt: skip
def test_a_damaged_manifest_counts_as_none(copy, damage):
    corpus, out = copy
    report(corpus, "-o", out)
    (out / "manifest.json").write_text(damage, encoding="utf-8")
    assert report(corpus, "-o", out, "--check").returncode == 1
    assert report(corpus, "-o", out, "--dry-run").returncode == 0
    assert report(corpus, "-o", out).returncode == 0
    assert report(corpus, "-o", out, "--check").returncode == 0


def test_the_report_of_another_corpus_is_not_overwritten(copy, tmp_path):
    corpus, out = copy
    report(corpus, "-o", out)
    before = content(out)
    other = tmp_path / "other"
    other.mkdir()
    (other / "2019-01-01.txt").write_text("Quite another text stands here.", encoding="utf-8")
    done = report(other, "-o", out)
    assert (done.returncode, "another corpus" in done.stderr) == (73, True)
    assert content(out) == before
    assert report(other, "-o", out, "--force").returncode == 0


def test_strict_reports_skipped_files(copy):
    corpus, out = copy
    (corpus / "scan.png").write_bytes(b"\x89PNG\0\0")
    done = report(corpus, "-o", out, "--strict")
    assert done.returncode == 3
    assert "scan.png" in (out / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "texts",
    [["Only one text stands here, and it says little."], ["Same.", "Same."], ["war", "peace"]],
)
def test_a_tiny_corpus_gets_a_report_that_says_what_it_cannot_do(tmp_path, texts):
    corpus = tmp_path / "texts"
    corpus.mkdir()
    for i, text in enumerate(texts):
        (corpus / f"202{i}.txt").write_text(text, encoding="utf-8")
    done = report(corpus, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert "nothing to compare" in said or "No term" in said
    assert "nan" not in said.casefold().split()


def test_findings_are_ranked_rounded_and_quoted(made):
    rows = json.loads((made[0] / "findings.json").read_text(encoding="utf-8"))["rows"]
    assert [r["rank"] for r in rows] == list(range(1, len(rows) + 1))
    raw = {p.name: p.read_text(encoding="utf-8") for p in SEEDS.glob("*.txt")}
    for row in rows:
        assert row["evidence"]
        for span in (*row["evidence"], *row["contrast"]):
            assert raw[span["file"]][span["start"] : span["end"]] == span["text"]
    assert sum(r["headline"] for r in rows) == 12


def test_the_manifest_names_no_clock_no_path_and_every_output(made):
    manifest = json.loads((made[0] / "manifest.json").read_text(encoding="utf-8"))
    text = json.dumps(manifest)
    assert set(manifest["outputs"]) == set(content(made[0])) - {"manifest.json"}
    assert str(made[0]) not in text
    assert not re.search(r"\d\d:\d\d:\d\d", text)


def test_tables_are_inert_in_a_spreadsheet(made):
    for path in (made[0] / "tables").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                assert not any(re.match(r"[=@+]|-\D", cell) for cell in row), (path, row)


def test_tables_steer_no_terminal():
    frame = pd.DataFrame({"a": ["x\x1b[31m", "\x07=1+1", "\u202eb"], "b": [["\x1b]0;"], "y", "z"]})
    said = table(frame).decode()
    assert all(c.isprintable() or c == "\n" for c in said)
    assert "⟨U+001B⟩" in said


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.ids, self.links, self.tags, self.remote = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name == "href":
                self.links.append(value)
            if name in {"src", "href"} and not value.startswith(
                ("data:image/svg+xml;base64,", "#")
            ):
                self.remote.append(value)
            assert not name.startswith("on"), (tag, name)


def test_the_page_has_no_dead_link_no_script_and_no_request(made):
    page = _Page()
    page.feed((made[0] / "report.html").read_text(encoding="utf-8"))
    assert page.remote == []
    assert "script" not in page.tags
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.links) > 30


HOSTILE = [
    "# Heading\n\n![x](http://evil.example/x.png) [y](javascript:alert(1)) <img src=x onerror=y>",
    "<script>alert(1)</script> </section> & <b>bold</b> `code` *star* _under_ ~~gone~~ $x$ |a|b|",
    "=cmd|' /C calc'!A0 http://evil.example www.evil.example a@evil.example \u202eabc\u202c \x07",
    "- item\n1. item\n> quote\n\n---\n\n| a | b |\n|---|---|\n</details></q></a>",
]


def test_hostile_documents_stay_inert_in_every_output(tmp_path):
    corpus = tmp_path / "texts"
    corpus.mkdir()
    filler = "The harbour plan of the <i>council</i> stands here, and the harbour plan holds.\n\n"
    for i, text in enumerate(HOSTILE):
        words = f"The zealous <u>{text}</u> plan of evil harbours came again today.\n\n"
        (corpus / f"202{i}-01-01.txt").write_text(filler * 3 + words * 4, encoding="utf-8")
    settings = (
        '[documents."2020-01-01.txt"]\ntitle = "<h1>$x$ ![a](b) | \\u202e"\ngenre = "<s>a|b"\n'
    )
    (corpus / "corpus.toml").write_text(settings, encoding="utf-8")
    out = tmp_path / "out"
    done = report(corpus, "-o", out)
    assert done.returncode == 0, done.stderr
    text = (out / "report.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    inner = [t for token in tokens for t in (token, *(token.children or []))]
    links = [t.attrs["href"] for t in inner if t.type == "link_open"]
    images = [t.attrs["src"] for t in inner if t.type == "image"]
    html = {t.content.strip() for t in inner if t.type in {"html_block", "html_inline"}}
    assert all(link.startswith("tables/") for link in links)
    assert all(src.startswith("figures/") for src in images)
    assert all(re.fullmatch(r"(</?details>)|(<details><summary>[^<]*</summary>)", h) for h in html)
    page = _Page()
    page.feed((out / "report.html").read_text(encoding="utf-8"))
    assert page.remote == []
    assert not page.tags & {"script", "iframe", "object", "form", "i", "u", "s", "b"}
    assert "\u202e" not in text
    assert "\x07" not in text


def test_of_very_many_documents_a_finding_names_those_that_have_it(monkeypatch):
    monkeypatch.setattr(build, "EACH", 3)
    finding = changes(tokenize(read(SEEDS))).findings[0]
    kept = build.record(finding)
    assert kept["counts"] == {name: n for name, n in finding.counts.items() if n}
    assert kept["rates"].keys() == kept["counts"].keys() < finding.counts.keys()
    monkeypatch.setattr(build, "EACH", len(finding.counts))
    assert build.record(finding)["counts"] == dict(finding.counts)
