"""The recipes work as they are printed, whatever folders are called."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
import yaml

from rhetoric.corpus import RhetoricError
from rhetoric.report.run import Job
from rhetoric.report.schedule import KINDS, recipe
from rhetoric.report.watch import follow
from rhetoric.store.build import count
from rhetoric.store.manifest import Root, load, save

NAMES = ["texts", 'my texts\' 100% $HOME "x"']


@pytest.fixture(params=NAMES)
def home(request, tmp_path):
    """A working folder with a corpus of a plain or a difficult name."""
    folder = tmp_path / f"at {request.param}"
    (folder / request.param).mkdir(parents=True)
    for year in (2020, 2021):
        text = f"The council adopted the harbour plan of {year}.\n\n" * 3
        (folder / request.param / f"{year}-01-01.txt").write_text(text, encoding="utf-8")
    return folder, request.param


def test_the_cron_line_runs_in_a_bare_environment_and_is_silent(home):
    folder, corpus = home
    line = recipe("cron", corpus, "out", folder).splitlines()[-1]
    minute, *stars, command = line.split(" ", 5)
    assert int(minute) % 2 == 1
    assert stars == ["*"] * 4
    assert "%" not in command.replace(r"\%", "")
    done = subprocess.run(
        ["env", "-i", "sh", "-c", command.replace(r"\%", "%")],
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (folder / "out" / "report.md").exists()


def test_two_corpora_have_units_of_their_own_and_the_cache_of_whoever_asked(home, monkeypatch):
    folder, corpus = home
    monkeypatch.setenv("XDG_CACHE_HOME", "/srv/my cache")
    one, other = (recipe("systemd", corpus, out, folder) for out in ("out", "other"))
    names = [{word for word in text.split() if ".timer" in word} for text in (one, other)]
    assert names[0].isdisjoint(names[1])
    assert 'Environment="XDG_CACHE_HOME=/srv/my cache"' in one
    assert "export 'XDG_CACHE_HOME=/srv/my cache' &&" in recipe("cron", corpus, "out", folder)
    monkeypatch.setenv("XDG_CACHE_HOME", "not/a/whole/path")
    assert "XDG_CACHE_HOME=" not in recipe("systemd", corpus, "out", folder)


def unit_files(script, folder):
    """Run the script with systemctl replaced, and return the folder of the units it wrote."""
    tools = folder / "tools"
    tools.mkdir()
    (tools / "systemctl").write_text('#!/bin/sh\necho "$@" >> "$CALLED"\n')
    (tools / "systemctl").chmod(0o755)
    env = {
        "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(folder), "CALLED": f"{folder}/called",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }  # fmt: skip
    subprocess.run(["sh"], input=script, text=True, env=env, cwd=folder, check=True)
    units = folder / "config" / "systemd" / "user"
    (timer,) = units.glob("rhetoric-report-*.timer")
    assert f"enable --now {timer.name}" in (folder / "called").read_text()
    return units


def test_the_units_of_systemd_are_good(home, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder, corpus = home
    units = unit_files(recipe("systemd", corpus, "out", folder), tmp_path)
    texts = {path.suffix: path.read_text() for path in units.iterdir()}
    assert set(texts) == {".service", ".timer", ".path"}
    assert len({path.stem for path in units.iterdir()}) == 1
    assert "Persistent=true" in texts[".timer"]
    assert "NoNewPrivileges=yes" in texts[".service"]
    assert f"XDG_CACHE_HOME={tmp_path}/cache" in texts[".service"]
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", *map(str, units.iterdir())],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        ours = [line for line in done.stderr.splitlines() if "rhetoric-report" in line]
        assert ours == []
    exec_start = texts[".service"].partition("ExecStart=")[2].splitlines()[0]
    words = shlex.split(exec_start.replace("%%", "%").replace("$$", "$"))
    assert words[-1] == corpus


def test_the_workflow_is_valid_and_its_steps_run(home):
    folder, corpus = home
    if "$" in corpus:
        (folder / corpus).rename(folder / "x y's")
        corpus = "x y's"
    data = yaml.safe_load(recipe("github", corpus, "out", folder))
    triggers = data[True]  # what YAML 1.1 makes of "on"
    assert triggers["push"]["paths"] == [f"{corpus}/**", "rhetoric.toml"]
    assert "workflow_dispatch" in triggers
    assert int(triggers["schedule"][0]["cron"].split()[0]) % 2 == 1
    steps = data["jobs"]["report"]["steps"]
    assert steps[2]["run"].startswith("pip install rhetoric-toolkit==")
    assert "GITHUB_STEP_SUMMARY" in steps[3]["run"]
    words = shlex.split(steps[3]["run"].splitlines()[-1])
    assert words[words.index("--") + 1] == corpus


def test_the_rules_of_make_run(home):
    folder, corpus = home
    (folder / "Makefile").write_text(recipe("make", corpus, "out", folder), encoding="utf-8")
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    env = with_tools(folder)
    for target, code in (("report-status", 2), ("report", 0), ("report-status", 0)):
        done = subprocess.run(
            [make, target], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_stand_in_a_recipe_is_refused(kind, tmp_path):
    for name in ("a\nb", "${{ secrets.X }}"):
        (tmp_path / name).mkdir()
        with pytest.raises(RhetoricError, match="cannot stand in a recipe"):
            recipe(kind, name, "out", tmp_path)
    with pytest.raises(RhetoricError, match="no folder or file"):
        recipe(kind, "nowhere", "out", tmp_path)


@pytest.fixture
def store(home):
    """A store of the corpus and of a second folder, and a document that neither has counted."""
    pytest.importorskip("pyarrow")
    folder, corpus = home
    (folder / "more").mkdir()
    for year in range(2010, 2014):
        text = f"The walls of the harbour of {year}."
        (folder / "more" / f"{year}-01-01.txt").write_text(text, encoding="utf-8")
    count(folder / corpus, folder / "my store")
    count(folder / "more", folder / "my store", add=True)
    for name, year in ((corpus, 2023), ("more", 2024)):
        text = f"The harbour plan of {year}."
        (folder / name / f"{year}-01-01.txt").write_text(text, encoding="utf-8")
    return folder, "my store"


def documents(folder):
    return len(json.loads((folder / "out" / "manifest.json").read_text("utf-8"))["documents"])


def with_tools(folder):
    """Return an environment in which the program is found by its name."""
    tools = folder / "tools"
    tools.mkdir()
    script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m rhetoric.cli "$@"\n'
    (tools / "rhetoric").write_text(script)
    (tools / "rhetoric").chmod(0o755)
    return {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(folder)}


def test_a_store_is_counted_before_its_report(store):
    folder, name = store
    command = recipe("cron", name, "out", folder).splitlines()[-1].split(" ", 5)[-1]
    done = subprocess.run(
        ["env", "-i", "sh", "-c", command.replace(r"\%", "%")],
        cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert documents(folder) == 8


def test_make_and_the_workflow_count_a_store(store, tmp_path):
    folder, name = store
    env = with_tools(tmp_path) | {"RUNNER_TEMP": str(tmp_path / "temp"), "GITHUB_STEP_SUMMARY": "x"}
    (folder / ".git").mkdir()
    steps = yaml.safe_load(recipe("github", name, "out", folder))["jobs"]["report"]["steps"]
    assert "[scale]" in steps[2]["run"]
    script = ["bash", "-eo", "pipefail", "-c", steps[3]["run"]]
    done = subprocess.run(script, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert documents(folder) == 8
    shutil.rmtree(folder / "out")
    (folder / "Makefile").write_text(recipe("make", name, "out", folder), encoding="utf-8")
    if (make := shutil.which("make")) is not None:
        subprocess.run([make, "report"], cwd=folder, env=env, capture_output=True, check=True)
        assert documents(folder) == 8


def test_the_units_of_a_store_may_write_it_and_watch_its_folders(store, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder, name = store
    units = unit_files(recipe("systemd", name, "out", folder), tmp_path)
    service = next(units.glob("*.service")).read_text()
    starts = [line for line in service.splitlines() if line.startswith("ExecStart=")]
    assert [" count " in line for line in starts] == [True, True, False]
    assert "--add" in starts[1]
    assert f'{name}"' in service.partition("ReadWritePaths")[2]
    assert next(units.glob("*.path")).read_text().count("PathChanged=") == 2


def test_a_store_whose_folders_are_gone_or_elsewhere_gets_no_recipe(store):
    folder, name = store
    manifest = load(folder / name)
    roots = (manifest.roots[0], Root("s3://bucket/more"))
    save(folder / name, replace(manifest, roots=roots))
    with pytest.raises(RhetoricError, match=r"counted from s3://bucket/more: take cron"):
        recipe("systemd", name, "out", folder)
    assert "s3://bucket/more" in recipe("cron", name, "out", folder)
    save(folder / name, manifest)
    shutil.rmtree(folder / "more")
    with pytest.raises(RhetoricError, match="is gone, from which"):
        recipe("cron", name, "out", folder)


def test_an_unknown_recipe_lists_the_known(tmp_path):
    with pytest.raises(RhetoricError, match="cron, systemd, github, make"):
        recipe("windows", ".", "out", tmp_path)


def test_a_workflow_has_no_folder_outside_its_repository(tmp_path):
    for name in ("here", "texts"):
        (tmp_path / name).mkdir()
    with pytest.raises(RhetoricError, match="no repository"):
        recipe("github", "../texts", "out", tmp_path / "here")


@pytest.mark.parametrize("kind", KINDS)
def test_where_no_report_may_be_written_there_is_no_recipe(home, kind):
    folder, name = home
    (folder / "file").write_text("", encoding="utf-8")
    for out, why in ((f"{name}/out", "lies inside the corpus"), ("file", "is no folder")):
        with pytest.raises(RhetoricError, match=why):
            recipe(kind, name, out, folder)


def test_watching_makes_one_report_of_many_saves_and_survives_an_error(home):
    pytest.importorskip("watchfiles")
    folder, name = home
    corpus, stop, told = folder / name, threading.Event(), []
    job = Job(corpus, folder / "out")
    thread = threading.Thread(
        target=follow, args=(job, told.append), kwargs={"rest": 200, "stop": stop}
    )
    thread.start()
    try:
        settle(lambda: len(told) == 2)
        time.sleep(0.5)
        (corpus / "corpus.toml").write_text("titel = 1", encoding="utf-8")
        settle(lambda: len(told) == 3)
        (corpus / "corpus.toml").unlink()
        for year in range(2010, 2015):
            (corpus / f"{year}-01-01.txt").write_text(f"Walls of {year}.", encoding="utf-8")
        settle(lambda: len(told) == 4)
    finally:
        stop.set()
        thread.join()
    assert told[1].startswith("watching ")
    assert "did you mean 'title'" in told[2]
    assert "2014-01-01.txt" in (folder / "out" / "manifest.json").read_text()


def test_where_no_report_may_be_written_nothing_is_watched(home):
    pytest.importorskip("watchfiles")
    folder, name = home
    with pytest.raises(RhetoricError, match="lies inside the corpus"):
        follow(Job(folder / name, folder / name / "out"), print)


def settle(ready):
    for _ in range(600):
        if ready():
            return
        time.sleep(0.1)
    raise AssertionError("nothing was told within a minute")


def test_without_watchfiles_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(RhetoricError, match=r"rhetoric-toolkit\[watch\]"):
        follow(Job(tmp_path, tmp_path / "out"), print)
