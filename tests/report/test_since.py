"""What is new against the last report is told, once; what was known before is no discovery."""

import json
import os
import subprocess
import sys

import pytest

from rhetoric.corpus import RhetoricError
from rhetoric.report.ledger import grown, past, since, told
from rhetoric.report.run import Job, run, status
from rhetoric.report.sections.since import since as section

PLAN = "The council met. It adopted the harbour plan of {}.\n\n"
RIVER = "The river barrage was discussed again and again.\n\n"


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    for year in (2020, 2021, 2022):
        text = PLAN.format(year) * 4 + RIVER * (year - 2019)
        (folder / f"{year}-03-01.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


def add(corpus, name="2023-01-01.txt", text="A new harbour wall was begun this spring.\n\n"):
    (corpus / name).write_text(text * 5, encoding="utf-8")


def loaded(out, name):
    return json.loads((out / name).read_text(encoding="utf-8"))


def content(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def kinds(job):
    return [(change.kind, change.what) for change in status(job)]


def test_status_names_what_is_new_changed_and_gone_and_computes_nothing(corpus, out):
    job = Job(corpus, out)
    assert kinds(job) == [("report", str(out))]
    run(job)
    assert kinds(job) == []
    add(corpus)
    (corpus / "2020-03-01.txt").write_text("Other words.", encoding="utf-8")
    (corpus / "2021-03-01.txt").unlink()
    (corpus / "corpus.toml").write_text('title = "Harbours"', encoding="utf-8")
    assert kinds(job) == [
        ("new", "2023-01-01.txt"), ("changed", "2020-03-01.txt"), ("removed", "2021-03-01.txt"),
        ("settings", "corpus.toml"),
    ]  # fmt: skip
    assert kinds(Job(corpus, out, min_badge=2))[-1] == ("settings", "min_badge")


def test_a_file_that_is_skipped_has_a_status_too(corpus, out):
    (corpus / "scan.png").write_bytes(b"\x89PNG\0\0")
    run(Job(corpus, out))
    assert kinds(Job(corpus, out)) == []
    (corpus / "scan.png").write_bytes(b"\x89PNG\0\1")
    assert kinds(Job(corpus, out)) == [("changed", "scan.png")]


def test_a_table_or_a_lexicon_beside_the_documents_is_part_of_the_state(corpus, out):
    (corpus / "corpus.toml").write_text('metadata = "table.csv"', encoding="utf-8")
    (corpus / "table.csv").write_text("file,genre\n2020-03-01.txt,speech\n", encoding="utf-8")
    run(Job(corpus, out))
    assert kinds(Job(corpus, out)) == []
    (corpus / "table.csv").write_text("file,genre\n2020-03-01.txt,song\n", encoding="utf-8")
    assert kinds(Job(corpus, out)) == [("changed", "table.csv")]


def test_the_time_at_which_a_file_was_saved_decides_nothing(corpus, out):
    run(Job(corpus, out))
    for path in corpus.iterdir():
        os.utime(path, (0, 0))
    assert kinds(Job(corpus, out)) == []
    path, size = corpus / "2020-03-01.txt", (corpus / "2020-03-01.txt").stat().st_size
    path.write_bytes(b"x" * size)
    os.utime(path, (0, 0))
    assert kinds(Job(corpus, out)) == [("changed", "2020-03-01.txt")]


def test_the_next_report_names_the_document_and_the_findings_and_is_else_a_fresh_one(corpus, out):
    run(Job(corpus, out))
    add(corpus)
    said = run(Job(corpus, out)).message.splitlines()[-1]
    assert said.startswith("since the last report: added 2023-01-01.txt; findings: ")
    changes = loaded(out, "changes.json")
    assert changes["documents"] == {
        "added": ["2023-01-01.txt"], "edited": [], "removed": [], "left_out": [],
    }  # fmt: skip
    assert changes["findings"]["new"]
    page = (out / "report.md").read_text(encoding="utf-8")
    section = page.partition("## What changed since the last report")[2].partition("\n## ")[0]
    assert "Added: 2023-01-01.txt." in section
    assert page.index("## What can be compared") < page.index("## What changed since")
    fresh = out.with_name("fresh")
    run(Job(corpus, fresh))
    one, two = content(out), content(fresh)
    apart = {"changes.json", "ledger.json", "manifest.json", "report.md", "report.html"}
    assert {name for name in one if one[name] != two.get(name)} == apart
    rest = [
        text.partition("## What changed since")[0] + text.partition("\n## Headlines")[2]
        for text in (page, (fresh / "report.md").read_text(encoding="utf-8"))
    ]
    assert rest[0] == rest[1]


def test_a_check_takes_history_from_the_report_and_all_else_anew(corpus, out):
    run(Job(corpus, out))
    add(corpus)
    run(Job(corpus, out))
    assert not run(Job(corpus, out), check=True).stale
    (out / "changes.json").write_text("{}", encoding="utf-8")
    assert "changes.json" in run(Job(corpus, out), check=True).message
    run(Job(corpus, out))
    assert not run(Job(corpus, out), check=True).stale
    (out / "ledger.json").unlink()
    assert "ledger.json" in run(Job(corpus, out), check=True).message


def test_made_again_on_the_same_state_a_report_is_the_same_to_the_byte(corpus, out):
    run(Job(corpus, out))
    add(corpus)
    run(Job(corpus, out))
    before = content(out)
    run(Job(corpus, out), force=True)
    assert content(out) == before


def test_a_clock_set_back_and_another_zone_change_nothing(corpus, out, monkeypatch):
    from rhetoric.read import dates

    run(Job(corpus, out))
    before = content(out)

    class Back(dates.dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(1970, 1, 1, tzinfo=tz)

    monkeypatch.setattr(dates.dt, "datetime", Back)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    run(Job(corpus, out), force=True)
    assert content(out) == before


def test_the_ledger_counts_looks_not_runs(corpus, out):
    run(Job(corpus, out))
    run(Job(corpus, out), force=True)
    assert len(loaded(out, "ledger.json")["reports"]) == 1
    add(corpus)
    run(Job(corpus, out))
    ledger = loaded(out, "ledger.json")
    assert [r["newest"] for r in ledger["reports"]] == ["2022-03-01", "2023-01-01"]
    firsts = {entry["first"] for entry in ledger["findings"].values()}
    assert firsts == {1, 2}


def finding(name, badge=1, **more):
    return {
        "id": name, "terms": [name], "kind": "grew", "claim": name, "badge": badge,
        "headline": False, **more,
    }  # fmt: skip


def looks(*findings):
    """Return the ledgers after looks that found these, and what each said is new."""
    then, out = None, []
    for number, found in enumerate(findings):
        state = {"fingerprint": str(number), "documents": number, "newest": f"d{number}"}
        changes = since(then, {}, [], found)
        ledger = grown(then, state, found)
        known = {row["id"]: row for row in found}
        then = past_of(str(number), known, ledger, changes)
        out.append((json.loads(json.dumps(ledger)), changes))
    return out


def past_of(fingerprint, found, ledger, changes):
    from rhetoric.report.ledger import Past

    return Past(fingerprint, {}, found, ledger, changes)


def test_the_ledger_keeps_the_history_of_each_finding():
    made = looks([finding("a")], [finding("a", 2), finding("b")], [finding("b")], [finding("a")])
    known = made[-1][0]["findings"]
    assert (known["a"]["first"], known["a"]["tested"], known["a"]["newest"]) == (1, 3, "d0")
    assert known["a"]["levels"] == [[1, 1], [2, 2], [3, 0], [4, 1]]
    assert known["b"]["levels"] == [[2, 1], [4, 0]]


def test_a_finding_that_returns_is_no_new_discovery():
    changes = looks([finding("a")], [], [finding("a")])[-1][1]
    assert [(row["id"], row["seen"]) for row in changes["findings"]["new"]] == [("a", 1)]


def test_what_moves_is_its_kind_its_badge_or_its_place():
    later = [finding("a", 2, headline=True), finding("b")]
    moved = looks([finding("a"), finding("b")], later)[-1][1]["findings"]["moved"]
    assert moved == [{"id": "a", "claim": "a", "badge": [1, 2], "headline": [False, True]}]


def test_a_claim_that_is_told_of_other_dates_says_so():
    said = "“virus” (with “viruses”) appears in 2020: {} times, in {} documents since{}"
    was, now, more = (
        said.format(21, "14 of 20", ", last in 2022"),
        said.format(23, "15 of 21", ""),
        said.format(24, "16 of 22", ""),
    )
    made = looks([finding("a", claim=was)], [finding("a", claim=now)], [finding("a", claim=more)])
    assert made[1][1]["findings"]["moved"] == [
        {"id": "a", "claim": now, "dates": [["2020", "2022"], ["2020"]]}
    ]
    page = " ".join(str(block) for block in section(made[1][1], 60).blocks)
    assert "told of 2020 and 2022 before, now of 2020" in page
    assert made[2][1]["findings"]["moved"] == []


def test_a_subject_told_the_other_way_is_reversed_not_new_and_gone():
    up = finding("a", subject="vocabulary: barrage", kind="emerged", direction="up")
    down = finding("b", 2, subject="vocabulary: barrage", kind="vanished", direction="down")
    other = finding("c", subject="voice: barrage", kind="voice", direction="down")
    flat = finding("d", subject="vocabulary: barrage", kind="burst", direction="none")
    ledger, changes = looks([up], [down, other, flat])[-1]
    found = changes["findings"]
    assert [row["id"] for row in found["new"]] == ["c", "d"]
    assert found["gone"] == []
    assert found["reversed"] == [{
        "id": "b", "was": "a", "claim": "b", "before": "a", "kind": ["emerged", "vanished"],
        "direction": ["up", "down"], "badge": [1, 2], "headline": [False, False],
    }]  # fmt: skip
    assert ledger["findings"]["a"]["levels"] == [[1, 1], [2, 0]]
    assert told(changes) == "since the last report: findings: 2 new, 1 reversed"
    page = " ".join(str(block) for block in section(changes, 200).blocks)
    assert "told the other way round (1):" in page
    assert "told as gone, no longer as new" in page


def told_since(*findings):
    """Return what the last of these looks says is new, and the section on it."""
    changes = looks(*findings)[-1][1]
    return changes["findings"], " ".join(str(one) for one in section(changes, 200).blocks)


def test_a_word_that_is_used_again_is_told_so():
    gone = finding("a", kind="vanished", counts={"d1": 3, "d2": 1, "d3": 0})
    again = finding("a", kind="shrank", counts={"d1": 3, "d2": 1, "d3": 0, "d4": 1})
    fewer = finding("a", kind="shrank", counts={"d1": 3, "d2": 1})  # a document was taken away
    found, page = told_since([gone], [again])
    assert "used again (it was gone)" in page
    assert found["moved"][0]["used_again"] is True
    assert "used again" not in (said := told_since([gone], [fewer])[1])
    assert "told as rarer, no longer as gone" in said


def test_one_subject_is_not_new_and_gone_at_once():
    about = {"subject": "vocabulary: county"}
    was = finding("a", kind="emerged", direction="up", claim="“County” appears in 2024.", **about)
    now = finding("b", kind="burst", direction="none", claim="“County” occurs once.", **about)
    found, page = told_since([was], [now])
    assert (found["new"], found["gone"], found["reversed"]) == ([], [], [])
    assert [(one["id"], one["was"], one["kind"]) for one in found["moved"]] == [
        ("b", "a", ["emerged", "burst"])
    ]
    assert "told as of one text only, no longer as new" in page


def test_findings_make_room_where_a_report_has_as_many_as_it_tells():
    rows = [finding(str(k), subject=f"vocabulary: w{k}", direction="up") for k in range(4)]
    turned = finding("x", subject="vocabulary: w0", direction="down")
    changes = looks(rows[:3], [rows[1], turned, rows[3]])[-1][1]
    titles = [str(one) for one in section(changes, 3).blocks]
    assert any("are gone, or made room: a report tells 3 (1):" in one for one in titles)
    titles = [str(one) for one in section(changes, 4).blocks]
    assert any("are gone (1):" in one for one in titles)


def test_a_claim_with_other_words_is_told_with_those_before():
    claims = "“cliques” and “forces” become “ROK”: 2 of {} names", "“clique” becomes “ROK”: 3 of 3"
    was, more, other = (
        finding("a", kind="renamed", claim=claim)
        for claim in (claims[0].format(2), claims[0].format(3), claims[1])
    )
    found, page = told_since([was], [other])
    assert found["moved"] == [{"id": "a", "claim": claims[1], "before": claims[0].format(2)}]
    assert "“clique” becomes “ROK”: before: “cliques” and “forces” become “ROK”" in page
    found, page = told_since([was], [more])
    assert (found["moved"], found["recounted"]) == ([], 1)
    assert "1 finding stood in the last report already (1 of them with other numbers)" in page
    assert told(looks([was], [more])[-1][1]) == (
        "since the last report: findings: the same, but for numbers"
    )


def test_claims_that_begin_alike_are_told_whole():
    claims = [f"A formula recurs: “{name}”, 3 times." for name in ("one", "two")]
    rows = [finding(str(k), kind="formula", claim=claim) for k, claim in enumerate(claims)]
    _, page = told_since([], rows)
    assert all(claim.rstrip(".") in page for claim in claims)


def test_a_report_that_wrote_down_no_subjects_has_none_reversed():
    changes = looks([finding("a", direction="up")], [finding("b", direction="down")])[-1][1]
    assert changes["findings"]["reversed"] == []


@pytest.mark.parametrize(
    "damage",
    ["", "[]", "{}", '{"schema": "rhetoric.ledger/1"}', '{"schema": "rhetoric.ledger/1", "x": 1}'],
)
def test_a_damaged_ledger_begins_anew_with_the_last_findings(corpus, out, damage):
    run(Job(corpus, out))
    ids = set(loaded(out, "ledger.json")["findings"])
    (out / "ledger.json").write_text(damage, encoding="utf-8")
    add(corpus)
    run(Job(corpus, out))
    ledger = loaded(out, "ledger.json")
    assert len(ledger["reports"]) == 2
    assert {name for name, entry in ledger["findings"].items() if entry["first"] == 1} == ids


def test_a_ledger_that_the_manifest_vouches_for_but_makes_no_sense_is_none(corpus, out):
    run(Job(corpus, out))
    manifest = loaded(out, "manifest.json")
    odd = json.dumps({"schema": "rhetoric.ledger/1", "reports": [1], "findings": {"x": {}}})
    (out / "ledger.json").write_text(odd, encoding="utf-8")
    from hashlib import sha256

    manifest["outputs"]["ledger.json"] = sha256(odd.encode()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    add(corpus)
    run(Job(corpus, out))
    assert past(out, loaded(out, "manifest.json")) is not None
    assert "x" not in loaded(out, "ledger.json")["findings"]


def test_another_corpus_begins_another_history(corpus, out):
    run(Job(corpus, out))
    for path in corpus.iterdir():
        path.unlink()
    add(corpus, "1999-01-01.txt")
    run(Job(corpus, out), force=True)
    assert loaded(out, "changes.json")["first"] is True


def test_the_corpus_inside_the_report_folder_is_refused_and_the_other_way_round(corpus, tmp_path):
    inside, same = "lies inside", "is the corpus itself"
    for out, why in ((tmp_path, inside), (corpus / "reports", inside), (corpus, same)):
        with pytest.raises(RhetoricError, match=why) as caught:
            run(Job(corpus, out))
        assert caught.value.code == 73


def test_an_unchanged_run_imports_nothing_heavy_and_sweeps_what_a_dead_run_left(corpus, out):
    run(Job(corpus, out))
    (out.parent / ".reports.rhetoric-lock").write_text("1")
    (out.parent / ".reports.rhetoric-work" / "new").mkdir(parents=True)
    code = (
        "import sys; sys.argv = ['rhetoric', 'report', *sys.argv[1:]]\n"
        "from rhetoric.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in ('numpy', 'sklearn', 'matplotlib') if m in sys.modules])"
    )
    before = {p: p.stat().st_mtime_ns for p in (out, *out.rglob("*"))}
    done = subprocess.run(
        [sys.executable, "-c", code, corpus, "-o", out], capture_output=True, text=True, check=True
    )
    assert "up to date" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
    assert before == {p: p.stat().st_mtime_ns for p in (out, *out.rglob("*"))}
    assert sorted(p.name for p in out.parent.iterdir()) == ["reports", "texts"]


def test_the_dry_run_says_what_and_why(corpus, out):
    said = run(Job(corpus, out), dry_run=True).message
    assert "first report" in said
    assert not out.exists()
    run(Job(corpus, out))
    add(corpus)
    said = run(Job(corpus, out), dry_run=True).message
    assert "- new: 2023-01-01.txt" in said
    assert "1 of 4 files" in said
    for name in ("truth.json", "draft.txt"):
        (corpus / name).write_text("{}", encoding="utf-8")
    (corpus / "corpus.toml").write_text('ignore = ["draft.txt"]\n', encoding="utf-8")
    assert "1 of 4 files" in run(Job(corpus, out), dry_run=True).message
    assert "4 files would be read" in run(Job(corpus, out / "other"), dry_run=True).message
    run(Job(corpus, out))
    assert "--force: nothing changed" in run(Job(corpus, out), dry_run=True, force=True).message


def test_a_document_that_is_now_a_copy_of_another_is_left_out_not_removed(corpus, out):
    run(Job(corpus, out))
    one, other, *_ = sorted(corpus.iterdir())
    other.write_bytes(one.read_bytes())
    said = run(Job(corpus, out)).message.splitlines()[-1]
    assert f"left out {other.name} (same bytes as {one.name}: counted once)" in said
    assert loaded(out, "changes.json")["documents"]["removed"] == []
    assert f"Left out now: {other.name}" in (out / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report.md", "manifest.json"])
def test_the_dry_run_refuses_what_the_run_would(corpus, out, name):
    out.mkdir()
    (out / name).write_text("somebody's", encoding="utf-8")
    for dry_run in (True, False):
        with pytest.raises(RhetoricError, match="files of somebody else") as caught:
            run(Job(corpus, out), dry_run=dry_run)
        assert caught.value.code == 73
    assert [path.name for path in out.iterdir()] == [name]


def test_status_names_the_file_that_is_not_as_it_was_written(corpus, out):
    run(Job(corpus, out))
    (out / "report.md").write_text("Mine.", encoding="utf-8")
    (out / "findings.json").unlink()
    said = [str(change) for change in status(Job(corpus, out))]
    assert len(said) == 1
    assert "report.md was changed" in said[0]
    assert "findings.json is missing" in said[0]
