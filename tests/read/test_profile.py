"""corpus.toml: what it gives to documents, and how it is refused."""

import datetime as dt

import pytest

import rhetoric as rt
from rhetoric.corpus import Profile
from rhetoric.read.profile import profile


@pytest.mark.cases("profile")
def test_a_slip_is_refused_with_what_to_do(folder, case):
    where = folder({"a.txt": "It grew.", "corpus.toml": case["toml"].replace("{NL}", "\n")})
    with pytest.raises(rt.RhetoricError) as caught:
        rt.read(where)
    assert case["says"] in str(caught.value)
    assert "corpus.toml" in str(caught.value)
    assert caught.value.code == 2


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"title = '\xe9'", b"a = " + b"[" * 20_000, bytes(range(256))]
)
def test_what_is_no_toml_is_refused(folder, content):
    with pytest.raises(rt.RhetoricError, match="not valid TOML"):
        rt.read(folder({"a.txt": "It grew.", "corpus.toml": content}))


def test_no_file_is_an_empty_profile(tmp_path):
    assert profile(tmp_path) == Profile()


@pytest.mark.parametrize("make", [lambda at: at.symlink_to("nowhere"), lambda at: at.mkdir()])
def test_what_is_no_file_is_not_passed_over(tmp_path, make):
    make(tmp_path / "corpus.toml")
    with pytest.raises(rt.RhetoricError, match="no file that can be read"):
        profile(tmp_path)


@pytest.mark.parametrize(
    ("given", "label", "precision"),
    [
        ("2024", "2024", "year"),
        ('"2024-05"', "2024-05", "month"),
        ("2024-05-06", "2024-05-06", "day"),
        ("2024-05-06T10:00:00", "2024-05-06", "day"),
    ],
)
def test_a_date_is_given_to_the_precision_that_is_known(folder, given, label, precision):
    toml = f"[documents.a]\ndate = {given}"
    document = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml}))[0]
    assert (document.label, document.date_precision) == (label, precision)
    assert document.date_source["kind"] == "corpus.toml"
    assert not document.notes  # "no date found" is settled


def test_every_field_can_be_given(folder):
    fields = {
        name: f"my {name}"
        for name in ("title", "genre", "form", "speaker", "publisher", "language")
    }
    lines = [f'{name} = "{value}"' for name, value in fields.items()]
    toml = "\n".join(['[documents."a.txt"]', 'id = "mine"', *lines, 'meta = {topic = "steel"}'])
    document = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml}))["mine"]
    assert {name: getattr(document, name) for name in fields} == fields
    assert document.meta == {"topic": "steel"}
    assert all(span.doc == "mine" for block in document.blocks for span in block.spans)


def test_the_event_comes_before_the_publication(folder):
    toml = "[documents.a]\npublished = 2024-05-09\nevent_start = 2024-05-06\nevent_end = 2024-05-07"
    document = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml}))[0]
    assert document.date == document.event_start == dt.date(2024, 5, 6)
    assert (document.event_end, document.published) == (dt.date(2024, 5, 7), "2024-05-09")


def test_a_publication_that_is_given_corrects_one_that_was_read(folder):
    text = "Press Release\n\nMay 5, 2016\n\nThe mission has the honour to inform the press of it."
    toml = "[documents.a]\npublished = 2016-05-06"
    document = rt.read(folder({"a.txt": text, "corpus.toml": toml}))[0]
    assert (document.label, document.published) == ("2016-05-06", "2016-05-06")


def test_a_publication_that_is_given_does_not_move_an_event(folder):
    text = "A Meeting Held\n\nThe meeting was held on May 5, 2016 in the hall."
    toml = "[documents.a]\npublished = 2016-05-06"
    document = rt.read(folder({"a.txt": text, "corpus.toml": toml}))[0]
    assert (document.label, document.published) == ("2016-05-05", "2016-05-06")


def test_an_entry_for_an_absent_file_is_a_note(folder):
    toml = '[documents."gone.txt"]\ngenre = "speech"'
    corpus = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml}))
    assert [note.message for note in corpus.notes] == [
        "corpus.toml speaks of 'gone.txt', which is not in the folder"
    ]


def test_an_ignored_file_is_listed_with_the_reason(folder):
    files = {"a.txt": "It grew.", "b.txt": "It fell.", "corpus.toml": 'ignore = ["b.txt"]'}
    corpus = rt.read(folder(files))
    assert [d.id for d in corpus] == ["a"]
    assert [(s.file, s.reason) for s in corpus.skipped] == [("b.txt", "ignored by corpus.toml")]


def test_one_file_is_read_with_the_corpus_toml_beside_it(folder):
    files = {"a.txt": "It grew.", "corpus.toml": '[documents.a]\ngenre = "speech"'}
    assert rt.read(folder(files) / "a.txt")[0].genre == "speech"


def test_two_documents_of_one_id_are_refused(folder):
    files = {"a.txt": "It grew.", "b.txt": "It fell.", "corpus.toml": '[documents.b]\nid = "a"'}
    with pytest.raises(rt.RhetoricError, match="Two documents have the id 'a'"):
        rt.read(folder(files))


def test_names_and_aliases_are_kept_as_given(seeds_corpus):
    assert seeds_corpus.profile.title == "DPRK official texts, 2021–2024"
    assert seeds_corpus.profile.aliases["eighth"] == ("8th",)
    assert seeds_corpus.profile.families["nuclear"] == ("nukes",)
    assert len(seeds_corpus.profile.documents) == 5


def test_actors_pairs_and_languages_are_kept_as_given(folder):
    toml = """
languages = ["en"]
[actors."United States"]
names = ["U.S."]
hostile = ["the imperialists"]
guards = ["U.S. dollar"]
[themes]
trade = ["tariff"]
[[pairs]]
earlier = "a"
later = "b"
as = "different"
"""
    known = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml})).profile
    assert known.actors["United States"]["hostile"] == ("the imperialists",)
    assert known.pairs == ({"earlier": "a", "later": "b", "as": "different"},)
    assert (known.languages, known.themes) == (("en",), {"trade": ("tariff",)})


DEFAULTS = """
[defaults]
genre = "speech"
publisher = "KCNA"
language = "en"
meta = {series = "A"}
[documents.b]
genre = "report"
"""


def test_defaults_hold_for_every_document_that_does_not_say_otherwise(folder):
    files = {
        "a.txt": "Remarks by Chairman Alan Greenspan\n\nI am honoured to be here with you today.",
        "b.txt": "It fell in the year.",
        "c.txt": "---\npublisher: TASS\nseries: B\n---\nIt stood in the year.",
        "d.txt": "It rose in the year.",
        "metadata.csv": "file,genre\nd.txt,minutes\n",
    }
    corpus = rt.read(folder({**files, "corpus.toml": DEFAULTS}))
    got = {d.id: (d.genre, d.publisher, d.language, d.meta["series"]) for d in corpus}
    assert got == {
        "a": ("speech", "KCNA", "en", "A"),
        "b": ("report", "KCNA", "en", "A"),
        "c": ("speech", "TASS", "en", "B"),
        "d": ("minutes", "KCNA", "en", "A"),
    }


SPANISH = (
    "El Comité celebró una reunión en la capital para tratar de la economía del país y de más."
)


def test_a_language_for_all_that_the_words_of_one_do_not_show_is_told(folder):
    files = {"a.txt": SPANISH, "b.txt": f"{SPANISH} Y no hay más.", "corpus.toml": DEFAULTS}
    files["corpus.toml"] += 'language = "en"'
    corpus = rt.read(folder(files))
    said = {d.id: [n.message for n in d.notes if n.kind == "language"] for d in corpus}
    assert said["a"] == ["the language is given as English, but the words look Spanish"]
    assert said["b"] == []  # it is said of this very document


def test_the_encoding_of_a_short_text_can_be_given(folder):
    where = folder(
        {"a.txt": "Ščuka žere.".encode("cp1250"), "b.txt": "Türkiye’ye ğ".encode("cp1254")}
    )
    toml = '[defaults]\nencoding = "windows-1250"\n[documents."b.txt"]\nencoding = "cp1254"'
    corpus = rt.read(folder({"corpus.toml": toml}))
    assert {d.id: (d.raw, d.encoding, d.encoding_confidence) for d in corpus} == {
        "a": ("Ščuka žere.", "cp1250", 1.0),
        "b": ("Türkiye’ye ğ", "cp1254", 1.0),
    }
    assert not [n for d in rt.read(where) for n in d.notes if n.kind == "encoding"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_for_all_is_not_that_of_files_that_show_their_own(folder, codec):
    files = {"a.txt": "Ščuka žere.".encode(codec), "corpus.toml": '[defaults]\nencoding = "cp1250"'}
    assert rt.read(folder(files))[0].raw == "Ščuka žere."


def test_an_encoding_that_is_given_holds_for_web_pages_before_their_own_word(folder):
    prose = "Ščuka žere v rybníku celý den a nikdo jí v tom nebrání, ani rybář."
    wrong, none = '<meta charset="iso-8859-1">', ""
    page = "<html><head>{}</head><body><p>{}</p><p>{}</p></body></html>"
    files = {
        f"{name}.html": page.format(head, prose, f"{name}.").encode("cp1250")
        for name, head in (("a", wrong), ("b", none), ("c", wrong))
    }
    toml = '[defaults]\nencoding = "cp1250"\n[documents.a]\nencoding = "cp1250"'
    corpus = rt.read(folder({**files, "corpus.toml": toml}))
    everything = {d.id: d for d in (*corpus, *corpus.others)}
    assert prose in everything["a"].raw
    assert prose in everything["b"].raw
    assert prose not in everything["c"].raw
    assert everything["a"].encoding == everything["b"].encoding == "cp1250"


def test_an_encoding_that_does_not_fit_is_noted_and_one_that_gives_no_text_is_a_reason(folder):
    toml = '[documents.a]\nencoding = "ascii"\n[documents.b]\nencoding = "utf-32"'
    files = {
        "a.txt": "It is Ščuka, which grew in the year.".encode("cp1250"),
        "b.txt": b"It grew in the year.",
    }
    corpus = rt.read(folder({**files, "corpus.toml": toml}))
    said = [n.message for n in corpus["a"].notes if n.kind == "encoding"]
    assert said[0].startswith("read as ascii, as corpus.toml says; 2 × U+FFFD stands for what is")
    assert [(s.file, s.reason) for s in corpus.skipped] == [
        ("b.txt", "not text in utf-32, as corpus.toml says: 5 × U+FFFD stands for what is not")
    ]


def test_an_encoding_for_a_format_that_states_its_own_is_told(folder):
    source = rb"{\rtf1\ansi It grew in the year.\par}"
    files = {"a.rtf": source, "corpus.toml": '[documents."a.rtf"]\nencoding = "cp1250"'}
    document = rt.read(folder(files))[0]
    assert document.encoding == "rtf"
    assert any("is not used: .rtf files state theirs" in note.message for note in document.notes)


def test_a_pattern_of_ignore_leaves_out_what_it_fits(folder):
    files = {"a.txt": "It grew.", "drafts/b.txt": "It fell.", "drafts/c.md": "It rose."}
    toml = 'ignore = ["drafts/*", "*.pdf"]'
    corpus = rt.read(folder({**files, "corpus.toml": toml}))
    assert [d.id for d in corpus] == ["a"]
    assert {s.reason for s in corpus.skipped} == {"ignored by corpus.toml"}
    assert [n.message for n in corpus.notes] == [
        "corpus.toml speaks of '*.pdf', which is not in the folder"
    ]


def test_a_pattern_of_ignore_costs_little_time(folder):
    toml = f'ignore = ["{"*a" * 60}b"]'
    assert len(rt.read(folder({f"{'a' * 200}.txt": "It grew.", "corpus.toml": toml}))) == 1


def test_a_date_ahead_that_is_given_is_taken_and_told(folder):
    toml = "[documents.a]\ndate = 2199-01-01"
    document = rt.read(folder({"a.txt": "It grew.", "corpus.toml": toml}))[0]
    assert document.label == "2199-01-01"
    assert ["lies in the future" in note.message for note in document.notes] == [True]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It grew.", "there is no event_start"),
        (
            "A Meeting\n\nThe meeting was held on May 5, 2016 in the hall.",
            "before the start, 2016-05-05",
        ),
    ],
)
def test_an_end_without_its_start_is_told_and_not_used(folder, text, said):
    toml = "[documents.a]\nevent_end = 2016-05-04"
    document = rt.read(folder({"a.txt": text, "corpus.toml": toml}))[0]
    assert document.event_end == document.event_start
    assert any(said in note.message for note in document.notes)


def test_languages_that_no_document_is_in_are_told(folder):
    files = {
        "a.txt": SPANISH,
        "b.txt": f"{SPANISH} Y no hay más.",
        "corpus.toml": 'languages = ["ko"]',
    }
    corpus = rt.read(folder(files))
    assert len(corpus) == 2
    assert corpus.notes[0].message.startswith("no document is in Korean (languages of corpus.toml)")


def test_two_profiles_that_contradict_are_told(folder):
    where = folder(
        {
            "a.txt": "The plan grew and grew in all of the towns.",
            "metadata.csv": "file,genre\na.txt,speech\n",
            "corpus.toml": '[documents."a.txt"]\ngenre = "report"\n',
        }
    )
    (document,) = rt.read(where)
    assert document.genre == "report"
    (note,) = (note for note in document.notes if note.kind == "metadata")
    assert "'report'" in note.message
    assert "'speech'" in note.message


def test_a_corpus_toml_of_a_folder_inside_is_named(folder):
    where = folder(
        {"in/a.txt": "The plan grew in all of the towns.", "in/corpus.toml": "title = 'x'"}
    )
    assert any("in/corpus.toml is not read" in note.message for note in rt.read(where).notes)
