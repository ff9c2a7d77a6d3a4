"""The command line beats the environment, the environment the file; a wrong key is an error."""

import json

import pytest

from rhetoric.corpus import RhetoricError
from rhetoric.report.config import KEYS, settings


def said(folder, files=None, environ=None, **given):
    for name, text in (files or {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    return settings(given, folder=folder, environ=environ or {})


def test_each_origin_beats_the_next(tmp_path):
    files = {"rhetoric.toml": 'corpus = "a"\nout = "b"\nmin_badge = 2\n'}
    found = said(tmp_path, files, {"RHETORIC_OUT": "c", "RHETORIC_MIN_BADGE": "3"}, min_badge=4)
    shown = {name: (found[name].value, found[name].origin) for name in ("corpus", "out", "keep")}
    assert shown == {
        "corpus": ("a", "rhetoric.toml"),
        "out": ("c", "environment: RHETORIC_OUT"),
        "keep": (0, "default"),
    }
    assert (found["min_badge"].value, found["min_badge"].origin) == (4, "command line")


def test_a_table_of_pyproject_will_do(tmp_path):
    found = said(tmp_path, {"pyproject.toml": "[tool.rhetoric]\nkeep = 3\n[tool.other]\nx = 1\n"})
    assert (found["keep"].value, found["keep"].origin) == (3, "pyproject.toml: tool.rhetoric")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("rhetoric.toml", "min_bagde = 2", "did you mean 'min_badge'"),
        ("rhetoric.toml", "min-badge = 2", "did you mean 'min_badge'"),
        ("rhetoric.toml", "xyz = 2", "known: corpus"),
        ("rhetoric.toml", "min_badge = 5", "1 to 4"),
        ("rhetoric.toml", "min_badge = true", "a whole number"),
        ("rhetoric.toml", "corpus = 3", "a text"),
        ("rhetoric.toml", "out = ' '", "is empty"),
        ("rhetoric.toml", 'out = "a\\u0000b"', "no name of a folder"),
        ("rhetoric.toml", "wait = nan", "out of bounds"),
        ("rhetoric.toml", "wait = -1", "out of bounds"),
        ("rhetoric.toml", "strict = 'yes'", "true or false"),
        ("rhetoric.toml", "cache = 'x'\nno_cache = true", "contradict"),
        ("rhetoric.toml", "[", "no TOML"),
        ("rhetoric.toml", "keep = 1\nkeep = 2\n#", "A key is given twice .*'keep = 2'"),
        ("rhetoric.toml", "[rhetoric]\nkeep = 1", "in no table"),
        ("pyproject.toml", "[tool]\nrhetoric = 3", "no table"),
        ("pyproject.toml", "[tool.rhetoric]\nkept = 3", "did you mean 'keep'"),
    ],
)
def test_a_wrong_key_is_one_sentence(tmp_path, name, text, told):
    with pytest.raises(RhetoricError, match=told) as caught:
        said(tmp_path, {name: text})
    assert caught.value.code == 2
    assert name in str(caught.value)


def test_two_files_that_contradict_are_an_error(tmp_path):
    files = {"rhetoric.toml": "keep = 1", "pyproject.toml": "[tool.rhetoric]\nkeep = 2"}
    with pytest.raises(RhetoricError, match="leave one out"):
        said(tmp_path, files)


@pytest.mark.parametrize(
    ("variable", "text"),
    [("RHETORIC_KEEP", "many"), ("RHETORIC_STRICT", "perhaps"), ("RHETORIC_WAIT", "-1")],
)
def test_a_wrong_variable_is_named(tmp_path, variable, text):
    with pytest.raises(RhetoricError, match=variable):
        said(tmp_path, environ={variable: text})


def test_a_variable_that_is_nearly_a_setting_is_no_silence(tmp_path):
    with pytest.raises(RhetoricError, match="KEEEP is no setting: did you mean RHETORIC_KEEP"):
        said(tmp_path, environ={"RHETORIC_KEEEP": "3"})
    others = {"RHETORIC_SECRET": "x", "MY_RHETORIC_KEEEP": "3", "RHETORIC_": "x"}
    assert said(tmp_path, environ=others)


def test_a_folder_on_the_command_line_beats_no_cache_in_the_file(tmp_path):
    found = said(tmp_path, {"rhetoric.toml": "no_cache = true"}, cache="here")
    assert (found["cache"].value, found["no_cache"].value) == ("here", False)
    assert said(tmp_path, no_cache=True)["cache"].value is None


def test_every_key_can_be_given_by_the_environment(tmp_path):
    for name, key in KEYS.items():
        text = {bool: "yes", int: "2", float: "2.5", str: "x"}[key.kind]
        found = said(tmp_path, environ={f"RHETORIC_{name.upper()}": text})
        assert found[name].origin == f"environment: RHETORIC_{name.upper()}"


def test_the_command_prints_settings_and_where_they_come_from(tmp_path, monkeypatch, capsys):
    from rhetoric.cli.publish import config

    (tmp_path / "rhetoric.toml").write_text("keep = 7", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    config(origin=True, as_json=False)
    assert "keep = 7  # rhetoric.toml" in capsys.readouterr().out
    config(origin=True, as_json=True)
    rows = {row["key"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert rows["keep"] == {"key": "keep", "value": 7, "origin": "rhetoric.toml"}
