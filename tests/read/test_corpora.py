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
    ("name", "line"), [("1918-12-02", 25), ("1912-12-03", 129), ("1926-12-07", 41)]
)
@pytest.mark.xfail(strict=True, reason="a long line without a stop before a capital is joined")
def test_paragraphs_that_lost_their_stop_or_end_in_a_comma_are_not_joined(sotu, name, line):
    assert line not in [note.line for note in sotu[name].notes if note.kind == "join"]


@pytest.mark.parametrize("name", ["1945-01-06", "1969-01-14", "2023-02-07"])
@pytest.mark.xfail(strict=True, reason="a salutation that is no vocative counts as front matter")
def test_a_salutation_is_no_front_matter(sotu, name):
    assert sotu[name].blocks[0].kind != "front"
