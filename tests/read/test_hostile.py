"""A folder of files made to do harm: a report all the same, and every file's verdict as expected.

The files are made by ``tools/hostile.py`` of the folder ``shared`` beside the checkout.
"""

import json
import os
import runpy
import subprocess
import sys
import time
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.cli import main

ROOT = Path(__file__).parents[2]
HOSTILE = Path(os.environ.get("RHETORIC_SHARED") or ROOT.parent / "shared") / "tools" / "hostile.py"
#: Runs the command line where whatever would reach a network ends it; prints its peak memory.
RUN = """
import json, resource, subprocess, sys
hook = '''
import sys
def refuse(event, details):
    if event.startswith(("socket.", "urllib.", "http.", "ftplib.")) and event != "socket.__new__":
        raise SystemExit("reaches for a network: " + event)
sys.addaudithook(refuse)
from rhetoric.cli import main
main()
'''
done = subprocess.run([sys.executable, "-c", hook, *sys.argv[1:]], capture_output=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([done.returncode, peak, done.stderr.decode(errors="replace")[-999:]]))
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """Return a folder of hostile files and what is expected of each."""
    if not HOSTILE.is_file():
        pytest.skip(f"no {HOSTILE.name} in {HOSTILE.parent}: set RHETORIC_SHARED to the folder")
    where = tmp_path_factory.mktemp("hostile") / "corpus"
    runpy.run_path(str(HOSTILE))["make"](str(where))
    expected = json.loads((where / "expected.json").read_text(encoding="utf-8"))
    return where, expected


@pytest.fixture(scope="module")
def made(hostile, tmp_path_factory):
    """Return the folder of the report, the seconds that it took, and what was measured."""
    out = tmp_path_factory.mktemp("hostile-report") / "out"
    begun = time.perf_counter()
    args = [sys.executable, "-c", RUN, "report", str(hostile[0]), "--out", str(out)]
    run = subprocess.run(args, capture_output=True, check=True, text=True)
    return out, time.perf_counter() - begun, json.loads(run.stdout)


def test_a_report_is_made_in_time_and_memory_without_a_network(made):
    out, seconds, (status, peak, said) = made
    assert status == 0, said
    assert (out / "report.md").is_file()
    assert seconds < 60
    assert peak * (1 if sys.platform == "darwin" else 1024) < 10**9


def test_every_file_gets_the_verdict_that_is_expected(hostile):
    where, expected = hostile
    corpus = rt.read(where)
    read = {document.file: document for document in (*corpus, *corpus.others)}
    reasons = {skip.file: skip.reason for skip in corpus.skipped}
    assert read.keys() | reasons.keys() == expected.keys() | {"expected.json"}
    for name, case in expected.items():
        verdict = case["verdict"].partition(" (")[0]
        if name == "noperm.txt" and os.geteuid() == 0:
            verdict = "ok"
        if verdict in {"skip", "dup"}:
            assert len(reasons[name]) > 15, name
        elif verdict != "ok|skip":
            assert name in read, name
            noted = "+" in verdict and name != "2023-01-01 utf-16.txt"  # its mark says it all
            kinds = {note.kind for note in read[name].notes}
            assert kinds - {"duplicate", "language"} or not noted, name
    assert "zip bomb" in reasons["bomb.docx"]
    assert "same bytes as 2024-04-01 dup a.txt" in reasons["2024-04-02 dup b.txt"]
    assert corpus["script"].raw == "Peace."


@pytest.mark.parametrize("name", ["2024-01-01 crlf.txt", "2024-01-02 cr.txt"])
def test_other_ends_of_lines_read_as_the_control_does(hostile, name):
    corpus = rt.read(hostile[0])
    control, other = (
        [corpus.quote(block.spans[0]) for block in corpus[key].blocks]
        for key in ("2021-01-12 ok", Path(name).stem)
    )
    assert control == [*other, "Item 0 of the agenda was discussed."]


def test_what_is_skipped_is_listed_everywhere_with_its_reason(hostile, made, capsys, monkeypatch):
    where, out = hostile[0], made[0]
    reasons = {skip.file: skip.reason for skip in rt.read(where).skipped}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["file"]: entry["reason"] for entry in manifest["skipped"]} == reasons
    monkeypatch.setattr(sys, "argv", ["rhetoric", "documents", str(where), "--json"])
    with pytest.raises(SystemExit):
        main()
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["file"]: row["skipped"] for row in rows if row["skipped"]} == reasons
    notes = (out / "report.md").read_text(encoding="utf-8").partition("Data notes")[2]
    for reason in reasons.values():
        assert reason in notes.replace("\\", "")


def test_strict_says_that_files_were_skipped(hostile, made, capsys, monkeypatch):
    args = ["rhetoric", "report", str(hostile[0]), "--out", str(made[0]), "--strict"]
    monkeypatch.setattr(sys, "argv", args)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == 3
    assert "16 files were skipped" in capsys.readouterr().err
