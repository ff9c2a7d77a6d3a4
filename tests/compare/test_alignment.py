"""Two documents side by side: facts of real texts, laws of any, and a known plan of edits."""

import random
from bisect import bisect_right

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import edited, flat, written

import rhetoric as rt
from rhetoric.compare.alignment import KINDS
from rhetoric.corpus import Block, Document, Span


@pytest.fixture(scope="module")
def fomc(shared):
    return rt.tokenize(rt.read(shared("fomc_statements")))


def between(tokens, earlier, later):
    return rt.align(tokens.corpus[earlier], tokens.corpus[later], within=tokens)


def texts(spans):
    return flat(" ".join(span["text"] for span in spans))


def row_of(result, words):
    return next(row for row in result.rows() if words in texts(row["after"]))


@pytest.mark.parametrize(
    ("earlier", "later", "sizes"),
    [
        ("2024-11-07", "2024-12-18", (13, 13, 11)),
        ("2025-06-18", "2025-07-30", (13, 13, 11)),
        ("2019-01-30", "2019-03-20", (11, 11, 6)),
        ("2007-12-11", "2008-01-30", (8, 7, 0)),
    ],
)
def test_verbatim_sentences_of_statements_are_counted(fomc, earlier, later, sizes):
    result = between(fomc, earlier, later)
    rows = result.rows()
    before, after = (sum(len(row[side]) for row in rows) for side in ("before", "after"))
    assert (before, after, result.counts["kept"]) == sizes


@pytest.mark.parametrize(
    ("earlier", "later", "old", "new"),
    [
        ("2003-12-09", "2004-01-28", "for a considerable period.", "it can be patient in removing"),
        ("2004-01-28", "2004-05-04", "it can be patient in removing", "likely to be measured."),
        ("2021-09-22", "2021-11-03", "largely reflecting transitory factors.",
         "expected to be transitory."),
        ("2023-02-01", "2023-03-22", "ongoing increases in the target range will",
         "some additional policy firming may"),
        ("2024-11-07", "2024-12-18", "In considering additional adjustments",
         "In considering the extent and timing of additional adjustments"),
    ],
)  # fmt: skip
def test_the_telling_rewordings_are_pairs(fomc, earlier, later, old, new):
    row = row_of(between(fomc, earlier, later), new)
    assert old in texts(row["before"])
    assert row["kind"] in {"near", "reworded"}


def test_will_that_became_may_is_tagged(fomc):
    row = row_of(between(fomc, "2023-02-01", "2023-03-22"), "some additional policy firming")
    assert "modal: will → may (weaker)" in row["tags"]


def test_unrelated_texts_share_no_pair(fomc, seeds_corpus):
    for name in ("1999-06-30", "2013-05-01", "2024-12-18"):
        result = rt.align(fomc.corpus[name], seeds_corpus["000"])
        assert set(result.table["kind"]) == {"dropped", "new"}


def carried(result):
    return [r for r in result.rows() if r["before"] and r["after"] and r["similarity"] >= 0.5]


def test_little_is_carried_between_the_seeds(seeds_tokens):
    """By reading: four ceremonial sentences 003→001 and five of 89 001→002; nothing else is."""
    assert len(carried(between(seeds_tokens, "003", "001"))) == 4
    assert len(carried(between(seeds_tokens, "001", "002"))) == 5
    assert any("Carry-over is low" in n for n in between(seeds_tokens, "001", "002").notes)


@pytest.mark.cases("edits")
def test_an_edit_is_tagged_for_what_it_is_about(case):
    other = "Quite another sentence stands beside it so that words have a weight."
    result = rt.align(written("a", [case["before"], other]), written("b", [case["after"], other]))
    row = result.rows()[0]
    assert row["before"]
    assert row["after"]
    assert set(case.get("tags", [])) <= set(row["tags"])
    assert not {tag.split(":")[0] for tag in row["tags"]} & set(case.get("none", []))
    assert row["kind"] == case.get("kind", row["kind"])
    assert row["similarity"] == pytest.approx(case.get("score", row["similarity"]))


def sentences(tokens, name):
    corpus, number = tokens.corpus, tokens.names.index(name)
    return [
        flat(corpus[number].raw[low:high])
        for at, (low, high) in zip(tokens.sentence_starts, tokens.sentence_spans, strict=True)
        if tokens.document_of[at] == number
    ]


def scored(old, new, truth):
    """Return true, false and missed pairs of an alignment."""
    a, b = written("a", old), written("b", new)
    starts = [[block.spans[0].start for block in d.blocks] for d in (a, b)]
    got = {
        (bisect_right(starts[0], x["start"]) - 1, bisect_right(starts[1], y["start"]) - 1)
        for row in rt.align(a, b).rows()
        for x in row["before"]
        for y in row["after"]
    }
    return len(got & truth), len(got - truth), len(truth - got)


def measure(tokens, names, strangers, seed):
    chance = random.Random(seed)
    vocabulary = [w for name in names for s in sentences(tokens, name) for w in s.split()]
    total = [0, 0, 0]
    for number, name in enumerate(names):
        pool = strangers(name)
        chance.shuffle(pool)
        old = sentences(tokens, name)
        new, truth = edited(old, pool, vocabulary, seed=seed + number)
        total = [x + y for x, y in zip(total, scored(old, new, truth), strict=True)]
    hit, wrong, missed = total
    return hit / (hit + wrong), hit / (hit + missed)


def test_planned_edits_of_the_seeds_are_found(seeds_tokens):
    names = list(seeds_tokens.names)

    def strangers(name):
        return [s for n in names if n != name for s in sentences(seeds_tokens, n)]

    precision, recall = measure(seeds_tokens, names * 2, strangers, 0)
    assert precision >= 0.99
    assert recall >= 0.98


def test_planned_edits_of_statements_are_found(fomc):
    early = [s for name in fomc.names[:60] for s in sentences(fomc, name) if len(s.split()) > 8]
    precision, recall = measure(fomc, list(fomc.names[100::6]), lambda _: list(early), 0)
    assert precision >= 0.99
    assert recall >= 0.98


def test_swapped_halves_are_moved(seeds_corpus):
    document = seeds_corpus["000"]
    lines = [document.raw[b.spans[0].start : b.spans[0].end] for b in document.body]
    lines = [flat(x) for x in lines if len(x.split()) > 8]
    half = len(lines) // 2
    result = rt.align(written("a", lines), written("b", lines[half:] + lines[:half]))
    assert set(result.table["kind"]) == {"kept"}
    assert 0 < result.counts["moved"] <= len(result.table) / 2


def test_repeats_align_in_order():
    line = "The participants in the plenary meeting warmly applauded the report."
    old = [line, "First something else was said about the plan.", line, line]
    result = rt.align(written("a", old), written("b", [line, *old]))
    pairs = [
        (r["before"][0]["start"], r["after"][0]["start"]) for r in result.rows() if r["before"]
    ]
    assert len(pairs) == 4
    assert pairs == sorted(pairs)
    assert result.counts["moved"] == 0


def test_headings_and_addresses_are_paired_with_their_kind_only():
    line = "On the work for developing the regional economy of the country"

    def one(name, kind):
        return Document(id=name, file=name, raw=line, blocks=(Block(kind, (Span(name, 0, 62),)),))

    for a, b, pairs in (
        ("heading", "heading", 1),
        ("heading", "paragraph", 0),
        ("address", "item", 0),
    ):
        assert rt.align(one("a", a), one("b", b)).counts["kept"] == pairs


def test_a_sentence_over_a_page_break_is_the_same_as_one_without():
    raw = "The plan was carried out in full,\n\n- 12 -\n\nsaid the report of the committee."
    cut = Document(
        id="a", file="a", raw=raw,
        blocks=(Block("paragraph", (Span("a", 0, 33), Span("a", 43, len(raw)))),),
    )  # fmt: skip
    whole = written("b", ["The plan was carried out in full, said the report of the committee."])
    assert rt.align(cut, whole).counts["kept"] == 1


PAIRS = """
[[pairs]]
earlier = "The first matter is the harvest of this year"
later = "Quite different words were chosen"
as = "{verdict}"
"""


def test_a_user_can_force_a_pair_and_ban_one(folder):
    old = "The first matter is the harvest of this year. All the farms sent in their reports early."
    new = (
        "Quite different words were chosen for the same matter now. All the farms sent in a report."
    )
    where = folder({"2020-01-01.txt": old, "2021-01-01.txt": new,
                    "corpus.toml": PAIRS.format(verdict="same")})  # fmt: skip
    tokens = rt.tokenize(rt.read(where))
    row = between(tokens, "2020", "2021").rows()[0]
    assert row["before"]
    assert row["after"]
    assert row["tags"][0] == "corpus.toml"


def test_a_banned_pair_is_not_made(folder):
    line = "The first matter is the harvest of this year and of the next."
    ban = '[[pairs]]\nearlier = "the harvest of this year"\nlater = "the harvest of this year"\n'
    where = folder({"2020-01-01.txt": line, "2021-01-01.txt": line + " More was said."})
    tokens = rt.tokenize(rt.read(where))
    assert between(tokens, "2020", "2021").counts["kept"] == 1
    (where / "corpus.toml").write_text(
        ban.replace('later = "the', 'later = "first matter is the') + 'as = "different"\n'
    )
    tokens = rt.tokenize(rt.read(where))
    assert between(tokens, "2020", "2021").counts["kept"] == 0


def test_a_document_of_another_corpus_is_refused(seeds_tokens):
    stranger = written("x", ["This sentence is not in the corpus at all, as one can see."])
    with pytest.raises(rt.RhetoricError, match="'x' is not one of the corpus"):
        rt.align(stranger, seeds_tokens.corpus["000"], within=seeds_tokens)


def test_one_empty_side_is_said_and_two_are_refused():
    empty = Document(id="e", file="e", raw="")
    full = written("f", ["There is one sentence on this side of the two."])
    result = rt.align(empty, full)
    assert result.table["kind"].tolist() == ["new"]
    assert "e has no sentence" in result.notes[0]
    with pytest.raises(rt.RhetoricError, match="nothing to align"):
        rt.align(empty, empty)


def test_a_little_that_was_carried_over_is_not_called_nothing():
    from rhetoric.compare.sidebyside import summary

    old = ["The Committee kept its target range unchanged."]
    new = [*old, *(f"Word{n} stands with other{n} and more{n} here{n}." for n in range(400))]
    result = rt.align(written("a", old), written("b", new))
    assert "under 1% of the later words" in summary(result)
    assert "under 1%" in result.notes[-1]


def test_a_text_without_a_full_stop_is_compared_in_bounds_and_said():
    old = " ".join(f"word{n}" for n in range(60_000))
    new = " ".join(f"word{n}" if n % 10 else f"{n}" for n in range(60_000))
    result = rt.align(written("a", [old]), written("b", [new]))
    row = result.rows()[0]
    assert row["kind"] in {"near", "reworded"}
    assert len(row["tags"][0]) < 200
    assert "a sentence of 60,000 words" in result.notes[0]


def test_mixed_languages_are_said(seeds_corpus):
    from dataclasses import replace

    one = replace(
        written("a", ["El plan de cinco años fue aprobado por el congreso."]), language="es"
    )
    result = rt.align(one, seeds_corpus["003"])
    assert any("languages differ (es, en)" in note for note in result.notes)


WORDS = st.sampled_from(
    ["the", "plan", "of", "harvest", "12", "percent", "will", "may", "not", "rise", "Committee"]
)
SENTENCES = st.lists(
    st.lists(WORDS, min_size=1, max_size=12).map(lambda ws: " ".join(ws).capitalize() + "."),
    max_size=9,
)


@settings(max_examples=150)
@given(SENTENCES, SENTENCES)
def test_every_sentence_stands_in_one_row_and_every_span_quotes(old, new):
    if not old and not new:
        return
    a, b = written("a", old), written("b", new)
    result = rt.align(a, b)
    for side, document, count in (("before", a, len(old)), ("after", b, len(new))):
        spans = [s for row in result.rows() for s in row[side]]
        assert len({s["start"] for s in spans}) == len(spans) == count
        edits = [edit[side] for row in result.rows() for edit in row["edits"]]
        for span in (*spans, *edits):
            assert document.raw[span["start"] : span["end"]] == span["text"]
    assert set(result.table["kind"]) <= set(KINDS)


@settings(max_examples=60)
@given(SENTENCES.filter(bool))
def test_a_document_against_itself_is_all_kept_and_in_order(lines):
    result = rt.align(written("a", lines), written("a", lines))
    assert set(result.table["kind"]) == {"kept"}
    assert result.counts["moved"] == 0
    assert result.notes[0] == "Both sides are the same text."


@settings(max_examples=100)
@given(SENTENCES, SENTENCES)
def test_swapping_sides_swaps_dropped_and_new(old, new):
    if not old and not new:
        return
    one = rt.align(written("a", old), written("b", new)).counts
    other = rt.align(written("b", new), written("a", old)).counts
    assert (one["dropped"], one["new"]) == (other["new"], other["dropped"])
    assert (one["split"], one["merged"]) == (other["merged"], other["split"])
    assert one["kept"] == other["kept"]


def test_the_view_of_a_notebook_is_inert():
    line = "The <script>alert(1)</script> of the report \u202e was read out to all of the members."
    html = rt.align(written("a", [line]), written("b", [line.replace("all", "most")]))._repr_html_()
    assert "<script" not in html
    assert "\u202e" not in html
    assert "<ins" in html
    assert "<del" in html
