"""Two public corpora beside the checkout: statements of the Federal Reserve, State of the Union."""

import pytest

import rhetoric as rt

#: Statements whose lines are parted by blank lines, in mid-sentence.
CUT = ("2003-12-09", "2004-05-04", "2004-06-30", "2004-12-14", "2005-05-03", "2005-11-01")


@pytest.fixture(scope="module")
def fomc(shared):
    return rt.read(shared("fomc_statements"))


@pytest.fixture(scope="module")
def sotu(shared):
    return rt.read(shared("sotu"))


@pytest.mark.parametrize("day", CUT)
def test_a_statement_that_blank_lines_cut_is_one_paragraph(fomc, day):
    document = fomc[day]
    assert [block.kind for block in document.blocks] == ["paragraph"]
    assert document.joins == len(document.blocks[0].spans) - 1 > 0


def test_dates_are_those_of_the_names(fomc, sotu):
    for corpus in (fomc, sotu):
        assert all(d.label == d.id[:10] for d in corpus)
        assert [d.id for d in corpus] == sorted(d.id for d in corpus)


def test_statements_have_no_note_but_of_joins_and_of_the_two_that_are_alike(fomc):
    notes = {(d.id[:10], note.kind) for d in fomc for note in d.notes}
    alike = {("2024-01-31", "duplicate"), ("2024-03-20", "duplicate")}  # 93 % of 8-word runs
    assert notes == {(day, "join") for day in CUT} | alike
    assert {block.kind for d in fomc for block in d.blocks} == {"paragraph"}
    assert (len(fomc), fomc.skipped) == (240, ())


def test_fractions_are_one_token(fomc):
    tokens = rt.tokenize(fomc)
    assert len(tokens.positions("4-1/4")) > 0
    assert not {"u", "1/4-", "**", "th"} & set(tokens.index)


def test_addresses_are_read_whole(sotu):
    assert (len(sotu), sotu.skipped) == (249, ())
    assert {note.kind for d in sotu for note in d.notes} <= {"join", "front matter", "back matter"}
    for document in sotu:
        assert sum(block.kind == "paragraph" for block in document.blocks) >= 1
        spans = [span for block in document.blocks for span in block.spans]
        inside = sum(span.end - span.start for span in spans)
        assert inside > 0.97 * len("".join(document.raw.split()))


def test_a_signature_is_back_matter(sotu):
    found = [
        sotu.quote(block.spans[0])
        for name in ("1817-12-02", "1885-12-08", "1957-01-10")
        for block in sotu[name].blocks
        if block.kind == "back"
    ]
    assert found == ["JAMES MONROE", "GROVER CLEVELAND", "DWIGHT D. EISENHOWER"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("1918-12-02", 25), ("1926-12-07", 41), ("1871-12-04", 103), ("1899-12-05", 449),
        ("1963-01-14", 97),
    ],
)  # fmt: skip
def test_paragraphs_that_lost_their_stop_or_end_in_a_comma_are_not_joined(sotu, name, line):
    assert line not in [note.line for note in sotu[name].notes if note.kind == "join"]


@pytest.mark.parametrize("name", ["1944-01-11", "1945-01-06_roosevelt-2", "1969-01-14"])
def test_a_salutation_is_no_front_matter(sotu, name):
    assert sotu[name].blocks[0].kind != "front"


def test_an_interrupted_salutation_is_no_front_matter(sotu):
    assert sotu["2023-02-07"].blocks[0].kind != "front"


@pytest.fixture(scope="module")
def formats(shared):
    return shared("sotu").parents[1] / "formats"


def types(corpus):
    tokens = rt.tokenize(corpus)
    return [tokens.types[i] for i in tokens.ids]


@pytest.mark.parametrize(
    ("name", "encoding", "known"),
    [
        ("fomc_2018-12-19.utf-8-sig.txt", "utf-8-sig", "fomc"),
        ("fomc_2018-12-19.utf-16.txt", "utf-16", "fomc"),
        ("fomc_2018-12-19.utf-16-le.txt", "utf-16-le", "fomc"),
        ("fomc_2018-12-19.utf-8.txt", "utf-8", "fomc"),
        ("inaugural_2009.cp1252.txt", "utf-8", "2009-01-20_obama"),  # it holds ASCII only
        ("ko_newyear_2018.cp949.txt", "cp949", "2018-01-01_new-year-address"),
    ],
)
def test_a_sample_of_an_encoding_has_the_words_of_its_original(
    formats, fomc, name, encoding, known
):
    corpus = rt.read(formats / "encodings" / name)
    assert corpus[0].encoding == encoding
    if known == "fomc":
        assert types(corpus) == types(fomc.where(id="2018-12-19_fomc-statement"))
    else:
        assert types(corpus) == types(rt.read(formats / "known" / f"{known}.txt"))


def test_korean_in_its_own_encoding_is_read_to_the_syllable(formats):
    corpus = rt.read(formats / "encodings" / "ko_newyear_2018.cp949.txt")
    tokens = rt.tokenize(corpus)
    assert (corpus[0].language, corpus[0].encoding) == ("ko", "cp949")
    assert {"온", "그", "더"} <= set(tokens.index)
    assert len(tokens.sentence_starts) > 100


def test_the_scrape_with_mojibake_is_warned_of(formats):
    document = rt.read(formats / "encodings" / "fomc_20181219_mojibake_hardwrapped.txt")[0]
    said = [note.message for note in document.notes if note.kind == "mojibake"]
    assert len(said) == 1
    assert "1 place, first at byte 1,411" in said[0]
    assert document.label == "2018-12-19"


def test_turns_of_a_press_conference_have_their_speakers(formats):
    document = rt.read(formats / "known" / "2011-04-27_press-conference-bernanke.txt")[0]
    speakers = {block.speaker for block in document.body}
    assert speakers == {"CHAIRMAN BERNANKE", "QUESTION"}
    assert document.date_source["kind"] == "file name"
