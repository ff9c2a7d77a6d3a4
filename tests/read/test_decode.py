"""Bytes to text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetoric.read.decode import Decoded, decode

KOREAN = "조선로동당 중앙위원회 제8기 제11차전원회의 확대회의에 관한 보도. " * 5
ENGLISH = "The Party’s “Juche” line: café."


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-32", "utf-32")],
)
def test_unicode_is_read_whole_and_without_a_note(codec, encoding):
    assert decode(KOREAN.encode(codec)) == Decoded(KOREAN, encoding)


def test_windows_1252_is_a_guess_and_says_where_it_began():
    found = decode(ENGLISH.encode("cp1252"))
    assert (found.text, found.encoding) == (ENGLISH, "cp1252")
    assert "first at byte 9)" in found.notes[0].message


def test_one_broken_byte_costs_one_character_not_the_whole_text():
    half = (KOREAN * 3).encode()
    found = decode(half + b"\xff" + half)
    assert found.encoding == "utf-8"
    assert found.text.count("\ufffd") == 1
    assert found.text.replace("\ufffd", "") == KOREAN * 6
    assert f"first at byte {len(half):,})" in found.notes[0].message


def test_a_byte_order_mark_is_sure_and_no_part_of_the_text():
    found = decode(b"\xef\xbb\xbfabc\xff")
    assert (found.text, found.encoding) == ("abc\ufffd", "utf-8-sig")
    assert "first at byte 6)" in found.notes[0].message


def test_a_rare_accent_of_windows_1252_does_not_become_a_broken_byte():
    text = "It was said at the café. " + "Nothing else was said about it. " * 200
    found = decode(text.encode("cp1252"))
    assert (found.text, found.encoding) == (text, "cp1252")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"abc\x00def " * 50, "binary file: it holds NUL bytes"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)) * 2, "binary file: it is full of control"),
        (b"\xff\xfea\x00b", "not text: broken utf-16 at byte 4"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(content, reason):
    assert decode(content).startswith(reason)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "cp949", "shift_jis"])
def test_encodings_without_a_mark_are_detected(codec):
    text = KOREAN if codec != "shift_jis" else "朝鮮労働党中央委員会総会。" * 5
    assert decode(text.encode(codec)).text == text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_a_reason(content):
    found = decode(content)
    assert found if isinstance(found, str) else found.text.strip()


ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFG",
    "абвгдежзийклмнопрстуфхцчшщыэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "가나다라마바사아자차카타파하은는이를의에",
    "あいうえおかきくけこさしすせそ日本国人",
    "的一是不了在人有我他这中大来上国",
)


def texts(alphabet):
    words = st.lists(st.text(alphabet, min_size=4, max_size=9), min_size=10, max_size=40)
    return words.map(lambda found: " ".join(found) + ".")


@given(
    st.sampled_from(ALPHABETS).flatmap(texts),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
)
def test_what_was_encoded_in_unicode_is_decoded(text, codec):
    assert decode(text.encode(codec)).text == text


ACCENTED = st.builds(
    "{}{}{}".format,
    st.text("bcdfglmnprst", min_size=1, max_size=4),
    st.sampled_from("éèàùâêîôûçëïüäößñóáíúãõåøæ"),
    st.text("abcdeglmnoprst", min_size=1, max_size=4),
)
PLAIN = st.sampled_from(["the", "Party’s", "“Juche”", "line", "–", "was", "it…", "—", "5 €", "£3"])


@given(st.lists(PLAIN | ACCENTED, min_size=3, max_size=40).map(" ".join))
def test_what_was_encoded_in_windows_1252_is_decoded(text):
    assert decode(text.encode("cp1252")).text == text


@given(st.binary(max_size=4000))
def test_a_guess_is_as_sure_as_it_says(content):
    found = decode(content)
    if isinstance(found, Decoded):
        assert 0 < found.confidence <= 1
        assert (found.confidence == 1) or found.notes
