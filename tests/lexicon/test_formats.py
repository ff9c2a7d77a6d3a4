"""Files of other programs: what is read of them, with their real defects, and what is refused."""

import pytest
import regex as re
from hypothesis import given, settings
from hypothesis import strategies as st

from rhetoric.corpus import RhetoricError
from rhetoric.lexicon import FORMATS, load, match
from rhetoric.lexicon.files import read_bytes
from rhetoric.lexicon.formats import jsons
from rhetoric.tokens import tokenize_texts


def content(case):
    """Return the bytes of a case, in which ``{ab:3}`` stands for ababab."""
    text = re.sub(r"\{([^{}]+?):(\d{3,})\}", lambda found: found[1] * int(found[2]), case["text"])
    return text.encode(case.get("encoding", "utf-8"))


@pytest.mark.cases("lexicon_formats")
def test_a_file_is_read_with_its_defects(case):
    lexicon = read_bytes(case["file"], content(case))
    found = [(entry.text, entry.category, entry.weight) for entry in lexicon.entries]
    assert found == [(text, category, *(rest or [1])) for text, category, *rest in case["entries"]]
    assert all(entry.line for entry in lexicon.entries)
    assert all(entry.regex == case.get("regexes", False) for entry in lexicon.entries)
    wanted = case.get("notes", [])
    for part in wanted:
        assert any(part in note for note in lexicon.notes), lexicon.notes
    assert bool(wanted) == bool(lexicon.notes), lexicon.notes


@pytest.mark.cases("lexicon_format_faults")
def test_a_malformed_file_gives_line_reason_and_cure(case):
    with pytest.raises(RhetoricError) as caught:
        read_bytes(case["file"], content(case))
    for part in case["says"]:
        assert part in str(caught.value)


def found(file, text, *texts):
    hits = match(read_bytes(file, text.encode()), tokenize_texts(*texts))
    return hits.table["text"].tolist()


def test_a_pattern_of_yoshikoder_is_a_whole_word_unless_it_has_an_asterisk():
    xml = '<dictionary patternengine="{}"><cnode name="a"><pnode name="{}"/></cnode></dictionary>'
    text = "The nation, INTERNATIONAL nationhood."
    assert found("a.ykd", xml.format("substring", "nation"), text) == ["nation"]
    assert found("a.ykd", xml.format("substring", "*nation*"), text) == [
        "nation", "INTERNATIONAL", "nationhood",
    ]  # fmt: skip
    assert found("a.ykd", xml.format("regexp", "N.TION(al)?"), text) == ["nation"]


def test_capitals_do_not_matter_in_other_programs():
    assert found("a.lc3", "+a\nABANDON*\nThe Party\n", "Abandoned by the party.") == [
        "Abandoned", "the party",
    ]  # fmt: skip


def test_one_sign_of_quanteda_is_one_letter():
    assert found("a.yml", "a: ['wom?n', 't?x*']", "woman, womn, women; taxes, tx") == [
        "woman", "women", "taxes",
    ]  # fmt: skip


def test_every_format_can_be_loaded_by_its_path(tmp_path):
    texts = {
        ".toml": "[categories]\na = ['b']", ".json": '{"a": ["b"]}', ".csv": "term,category\nb,a\n",
        ".tsv": "term\tcategory\nb\ta\n", ".txt": "[a]\nb\n", ".dic": "%\n1\ta\n%\nb\t1\n",
        ".dicx": "DicTerm,a\nb,X\n", ".lc3": "+a\nb\n", ".cat": "a\n\tb (1)\n",
        ".ykd": '<dictionary><cnode name="a"><pnode name="b"/></cnode></dictionary>',
        ".yml": "a: [b]\n",
    }  # fmt: skip
    texts |= {".lcd": texts[".ykd"], ".yaml": texts[".yml"]}
    assert texts.keys() == FORMATS.keys()
    for suffix, text in texts.items():
        path = tmp_path / f"x{suffix.upper()}"
        path.write_text(text, encoding="utf-8")
        lexicon = load(path)
        assert [(e.text, e.category) for e in lexicon.entries] == [("b", "a")], suffix
        assert lexicon.name == "x"


PIECES = st.text(st.sampled_from("%\t\n\r12aA ,;:\"'+-*?()[]{}<>/&|@#_é\x00\ufeff조."), max_size=80)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(FORMATS)), st.one_of(PIECES.map(str.encode), st.binary(max_size=60)))
def test_whatever_a_file_holds_is_read_or_refused_in_a_sentence(suffix, held):
    try:
        lexicon = read_bytes(f"x{suffix}", held)
    except RhetoricError as error:
        assert str(error).startswith(f"x{suffix}")  # noqa: PT017
        assert str(error).endswith(".")  # noqa: PT017
    else:
        assert lexicon.entries


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner,
                                                                     max_size=3),
        max_leaves=8,
    )
)  # fmt: skip
def test_json_is_what_other_readers_say_it_is(value):
    import json

    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=2)):
        assert jsons.data_of(jsons.parsed(text)) == value
