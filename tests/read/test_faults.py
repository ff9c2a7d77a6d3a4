"""The table of faults in text files, row by row: what is read, noted or skipped."""

import time
import unicodedata

import pytest

import rhetoric as rt
from rhetoric.read import read

KOREAN = "조선로동당 중앙위원회 제8기 제11차전원회의 확대회의에 관한 보도. " * 5
ENGLISH = "The Party held a plenary meeting. It decided on the policy.\n\nThe second says more.\n"
SPANISH = (
    "El Comité Central celebró una reunión en la capital para tratar de la economía del país y de "
    "los problemas que más preocupan a la población. No hay más que decir sobre este asunto."
)
FRENCH = (
    "Le Comité central s’est réuni dans la capitale pour discuter de la politique et de "
    "l’économie du pays avec les ministres. Il n’y a rien de plus à dire sur cette affaire."
)


def words(corpus):
    tokens = rt.tokenize(corpus)
    return [tokens.types[i] for i in tokens.ids]


def messages(corpus, kind):
    return [note.message for d in corpus for note in d.notes if note.kind == kind]


def reasons(corpus):
    return {skip.file: skip.reason for skip in corpus.skipped}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty: no text in it"),
        (b" \r\n\t\n", "empty: no text in it"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2, "binary file: it holds NUL bytes"),
        (b"abc\x00def " * 50, "binary file: it holds NUL bytes"),
        (b"ab \x00cdef" * 40, "binary file: it holds NUL bytes"),
    ],
)
def test_what_is_empty_or_binary_is_skipped_with_the_reason(folder, content, reason):
    corpus = read(folder({"a.txt": ENGLISH, "b.txt": content}))
    assert reasons(corpus) == {"b.txt": reason}


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (ENGLISH, "utf-8-sig", "utf-8-sig"), (ENGLISH, "utf-16", "utf-16"),
        (ENGLISH, "utf-16-le", "utf-16-le"), (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "utf-32-le", "utf-32-le"), (KOREAN, "utf-16-le", "utf-16-le"),
        (KOREAN, "cp949", "cp949"), ("朝鮮労働党中央委員会総会。" * 5, "shift_jis", "shift_jis"),
        ("会議が開かれた。同志は演説をおこなった。", "euc_jp", "euc_jp"),
        ("会议讨论了国家经济发展的问题,并作出了重要的决定。", "gb18030", "gb18030"),
        ("The Party’s “Juche” line – café", "cp1252", "cp1252"),
        ("It’s the people’s will and Kim’s.", "cp1252", "cp1252"),
        ("Пленум Центрального Комитета состоялся в Пхеньяне.", "cp1251", "cp1251"),
        ("Пленум Центрального Комитета состоялся в Пхеньяне.", "koi8_r", "koi8_r"),
        (FRENCH, "cp1252", "cp1252"), (SPANISH, "cp1252", "cp1252"),
    ],
)  # fmt: skip
def test_every_encoding_gives_the_words_of_the_utf_8_version(folder, text, codec, encoding):
    where = folder({"a.txt": text})
    plain = words(read(where))
    (where / "a.txt").write_bytes(text.encode(codec))
    corpus = read(where)
    assert corpus[0].encoding == encoding
    assert words(corpus) == plain
    marked = codec in {"utf-8-sig", "utf-16"}
    assert len(messages(corpus, "encoding")) == (not marked)
    assert (corpus[0].encoding_confidence == 1) is marked or encoding.startswith("utf")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_whatever_ends_its_lines_a_text_has_the_same_words_and_blocks(folder, end):
    plain = read(folder({"a.txt": ENGLISH}))
    kinds, tokens = [b.kind for b in plain[0].blocks], words(plain)
    other = read(folder({"a.txt": ENGLISH.replace("\n", end)}))
    assert ([b.kind for b in other[0].blocks], words(other)) == (kinds, tokens)


def test_an_invalid_byte_is_noted_with_its_offset_and_is_in_no_term(folder):
    head = (KOREAN * 4).encode()
    corpus = read(folder({"a.txt": head + b"\xff" + ENGLISH.encode()}))
    assert f"first at byte {len(head):,})" in messages(corpus, "encoding")[0]
    assert not any("\ufffd" in word for word in words(corpus))
    assert "\ufffd" in corpus[0].raw


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The Partyâ€™s line", "’"), ("the cafÃ© there", "é"), ("to 2â\x80\x911/2 percent", "‑"),
        ("ï»¿The Party", "\ufeff"), ("Ð¿Ð°Ñ€Ñ‚Ð¸Ñ", "пар"), ("a fact Â© 2020", "©"),
    ],
)  # fmt: skip
def test_mojibake_is_warned_of_and_not_repaired(folder, text, sign):
    corpus = read(folder({"a.txt": f"It is so. {text} it said."}))
    said = messages(corpus, "mojibake")
    assert len(said) == 1
    assert "not repaired" in said[0]
    assert "first at byte 1" in said[0] or "first at byte 2" in said[0]
    assert sign.strip("\ufeff") in said[0]
    assert text in corpus[0].raw


@pytest.mark.parametrize(
    "text",
    ["« CAFÉ »", "“IRMÃ”", "naïve façade", "20×10", "à la carte…", "Ångström’s", "forêt «là»"],
)
def test_good_text_is_no_mojibake(folder, text):
    assert messages(read(folder({"a.txt": f"It says {text} here."})), "mojibake") == []


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        (unicodedata.normalize("NFD", KOREAN), KOREAN),
        (unicodedata.normalize("NFD", FRENCH), FRENCH),
        ("Ｕ．Ｓ． ｍａｎ＇ｓ １，０００ ｓｅｌｆ－ａｉｄ", "U.S. man's 1,000 self-aid"),
        ("self\u00adreliance of the na\u00adtion", "selfreliance of the nation"),
        ("a zero\u200bwidth sp\u200dace", "a zerowidth space"),
        ("approve \u202edeny\u202c the \u2066pl\u202ean\u2069", "approve deny the plan"),
    ],
    ids=["NFD Korean", "NFD French", "full-width", "soft hyphen", "zero width", "direction"],
)  # fmt: skip
def test_odd_forms_of_characters_give_the_terms_of_plain_ones(folder, odd, plain):
    expected = words(read(folder({"a.txt": plain})))
    assert words(read(folder({"a.txt": odd}))) == expected


def test_characters_that_cannot_be_seen_are_noted_and_shown_escaped(folder):
    corpus = read(folder({"a.txt": "approve \u202edeny\u202c the plan \u200bzero now."}))
    steering, hidden = messages(corpus, "characters")
    assert "(U+202A" not in steering
    assert "(U+202C, U+202E), first at byte 8" in steering
    assert "(U+200B)" in hidden
    assert all(message.isprintable() for message in (steering, hidden))


@pytest.mark.parametrize(
    "text",
    ["word " * 400_000, "x" * 2_000_000, "a" * 50_000 + "!", "It grew. " * 200_000, "é" * 500_000],
    ids=["one line", "one token", "letters and a mark", "sentences", "accents"],
)
def test_long_lines_and_words_cost_linear_time(folder, text):
    begun = time.perf_counter()
    assert len(words(read(folder({"a.txt": text})))) >= 1
    assert time.perf_counter() - begun < 20


def test_a_word_of_two_megabytes_is_noted(folder):
    corpus = read(folder({"a.txt": "x" * 2_000_000}))
    assert messages(corpus, "characters")[0].startswith("2,000,000 characters without a space")


@pytest.mark.parametrize(("name", "text"), [("Spanish", SPANISH), ("Korean", KOREAN)])
def test_a_document_in_another_language_is_kept_out_and_listed(folder, name, text):
    files = {"a.txt": FRENCH, "b.txt": f"{FRENCH} Oui.", "c.txt": text}
    corpus = read(folder(files))
    assert [d.file for d in corpus] == ["a.txt", "b.txt"]
    assert [d.file for d in corpus.others] == ["c.txt"]
    assert f"c.txt is in {name}, the corpus is in French" in corpus.notes[0].message
    assert any(note.kind == "language" for note in corpus.others[0].notes)


def test_mixed_languages_are_noted(folder):
    corpus = read(folder({"a.txt": f"{FRENCH}\n\n{FRENCH}\n\n{SPANISH}"}))
    assert corpus[0].language == "fr"
    assert messages(corpus, "language")[0].startswith("mixed languages: French 6")


def test_the_same_bytes_are_counted_once(folder):
    corpus = read(folder({"a.txt": ENGLISH, "b.txt": ENGLISH}))
    assert [d.file for d in corpus] == ["a.txt"]
    assert reasons(corpus) == {"b.txt": "same bytes as a.txt: counted once"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nodate.txt", "no date found: give one in corpus.toml"),
        ("2023-02-30 x.txt", "is no possible date; settle it in corpus.toml"),
        ("03-04-2024 x.txt", "2024-03-04 or 2024-04-03; settle it in corpus.toml"),
        ("2199-12-31 x.txt", "it lies in the future; settle it in corpus.toml"),
    ],
)
def test_a_document_without_a_sure_date_is_read_and_undated(folder, name, said):
    document = read(folder({name: ENGLISH}))[0]
    assert (document.date, document.date_precision) == (None, None)
    assert [said in note.message for note in document.notes] == [True]


def test_what_corpus_toml_settles_is_no_longer_noted(folder):
    toml = '[documents."03-04-2024 x.txt"]\ndate = 2024-03-04'
    document = read(folder({"03-04-2024 x.txt": ENGLISH, "corpus.toml": toml}))[0]
    assert (document.label, document.notes) == ("2024-03-04", ())


@pytest.mark.parametrize(
    "text",
    ["a\n" * 40_000, "A b,\n\nc d\n\n" * 10_000, "# a\n" * 30_000, "Juche 1 (2020) " * 20_000],
    ids=["short lines", "joins", "headings", "years"],
)
def test_many_pieces_cost_linear_time(folder, text):
    begun = time.perf_counter()
    assert len(read(folder({"a.txt": f"It grew in the year.\n\n{text}"}))) == 1
    assert time.perf_counter() - begun < 15
