"""Who speaks each word: cases/voice.toml, the seeds by their lines, and what holds for any text."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.corpus import Block, Corpus, Document, Span
from rhetoric.hits import VOICES
from rhetoric.voice import _painted, stretches, voice

ALPHABET = "aIA \n\"'“”‘’«»,.:;*()-"
PIECES = st.sampled_from([
    "He said", " that ", "\n\n", '"', "“", "”", "'", ":", ", ", ". ", "Mr. Lee ", "we ",
    "the report ", "Noting ", " made a report ", "according to ", "adding ", "must ", "stressed ",
    "agenda item ",
    "The statement reads as follows:", "A spokesman for it ", "He went on: ",
    "The President then met ",
    "Kim Jong Un, secretary of the Bureau, ", "called on all to go", "*", "said", " and ",
])  # fmt: skip
PROSE = st.lists(PIECES, max_size=30).map("".join) | st.text(ALPHABET, max_size=60) | st.text()


def tokens_of(text, **fields):
    """Tokenize one document whose paragraphs blank lines part."""
    blocks, at = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            blocks.append(Block("paragraph", (Span("a", at, at + len(part)),)))
        at += len(part) + 2
    return rt.tokenize(Corpus((Document("a", "a.txt", text, tuple(blocks), **fields),)))


def told(tokens):
    """Return voice, speaker and text of what is not the narrator's."""
    hits = stretches(tokens)
    rows = [
        (hits.categories[c], hits.rules[r]) for c, r in zip(hits.category, hits.rule, strict=True)
    ]
    texts = [" ".join(hits.text(i).replace("*", "").split()) for i in range(len(hits))]
    return [[*row, text] for row, text in zip(rows, texts, strict=True) if row[0] != "narrator"]


@pytest.mark.cases("voice")
def test_a_text_is_told_by_its_voices(case, corpus_of):
    found = told(rt.tokenize(corpus_of(case["text"])))
    assert len(found) == len(case["found"]), found
    for row, (kind, speaker, text) in zip(found, case["found"], strict=True):
        assert row[:2] == [kind, speaker]
        same = row[2].startswith(text[:-1]) if text.endswith("…") else row[2] == text
        assert same, row


# The seeds, by the lines of their files


@pytest.fixture(scope="module")
def at(seeds_tokens):
    """Return a function that gives voices and speakers of the words of some lines of a seed."""
    speech = voice(seeds_tokens)
    lines = np.empty(len(seeds_tokens), np.int64)
    for number, document in enumerate(seeds_tokens.corpus):
        mine = seeds_tokens.document_of == number
        lines[mine] = [document.line(start) for start in seeds_tokens.start[mine]]

    def find(seed, first, last=None):
        number = next(i for i, name in enumerate(seeds_tokens.names) if name.startswith(seed))
        mask = (seeds_tokens.document_of == number) & (lines >= first) & (lines <= (last or first))
        pairs = zip(speech.kind[mask], speech.speaker[mask], strict=True)
        return [(VOICES[kind], speech.speakers[who]) for kind, who in pairs]

    return find


KIM = "Kim Jong Un"


def test_a_speech_without_marks_is_direct_from_its_colon_to_he_said(at):
    assert set(at("002", 14, 29)) == {("direct", KIM)}


def test_he_said_closes_a_speech_without_marks(at):
    words = at("002", 30)
    cut = words.index(("narrator", ""))
    assert cut > 20
    assert set(words[:cut]) == {("direct", KIM)}
    assert set(words[cut:]) == {("narrator", "")}


@pytest.mark.parametrize("line", [146, 186])
def test_a_paragraph_after_adding_or_saying_is_direct(at, line):
    assert set(at("000", line)) == {("direct", KIM)}


@pytest.mark.parametrize(
    ("seed", "line", "speaker"),
    [
        ("002", 37, "Kim Jae Ryong"), ("002", 33, "Kim Jae Ryong"), ("002", 43, KIM),
        ("002", 57, KIM),
        ("000", 25, KIM), ("000", 62, KIM), ("000", 92, KIM), ("000", 94, KIM), ("000", 126, KIM),
        ("000", 222, KIM), ("001", 69, "the report"), ("001", 141, "Jo Yong Won"), ("003", 45, KIM),
        ("001", 93, "the Political Bureau of the Party Central Committee"),
    ],
)  # fmt: skip
def test_reported_words_of_the_seeds_have_their_speaker(at, seed, line, speaker):
    assert {pair for pair in at(seed, line) if pair[0] != "narrator"} == {("reported", speaker)}


@pytest.mark.parametrize(
    ("seed", "line"),
    [
        ("002", 4), ("002", 49), ("002", 51), ("002", 54), ("002", 58), ("002", 60), ("003", 25),
        ("001", 21), ("000", 42), ("000", 150), ("000", 156), ("000", 188), ("000", 216),
    ],
)  # fmt: skip
def test_the_narrators_lines_of_the_seeds(at, seed, line):
    assert set(at(seed, line)) == {("narrator", "")}


def test_a_book_of_one_speech_is_direct_throughout(at):
    assert set(at("004", 23, 10_000)) == {("direct", KIM)}


# Kinds of document


@pytest.mark.parametrize("genre", ["speech", "Annual message", "opening remarks", "testimony"])
def test_a_genre_of_speech_makes_a_document_direct(genre):
    speech = voice(tokens_of("It grew.", genre=genre, speaker="Ann Lee (minister)"))
    assert [VOICES[k] for k in speech.kind] == ["direct", "direct"]
    assert speech.speakers[speech.speaker[0]] == "Ann Lee"


def test_somebody_quoted_in_a_speech_speaks_himself():
    tokens = tokens_of('I came. President John Hall said, "We shall win this."', genre="speech")
    assert told(tokens)[-1] == ["direct", "John Hall", "We shall win this"]


def test_an_institutions_statement_is_the_narrators():
    text = "The Committee decided today to keep its target. The Committee judges that risks remain."
    assert told(tokens_of(text, genre="fomc-statement", speaker="FOMC")) == []


def test_a_title_that_names_a_speech_in_a_report_makes_no_speech():
    text = "The President said that it grew. He said that it fell."
    tokens = tokens_of(text, title="President gives speech", form="news report")
    assert {row[0] for row in told(tokens)} == {"reported"}


def test_every_statement_of_the_fomc_is_the_narrators(shared):
    tokens = rt.tokenize(rt.read(shared("fomc_statements")))
    assert (voice(tokens).kind == 0).mean() > 0.99


# One name for one person

DENN = [
    "Minister Orla Denn said that it grew.",
    "Remarks to the Press\n\nQUESTION: Did it grow?\n\nMINISTER DENN: It grew in the year.",
]


def speakers_of(tokens):
    return {row[1] for row in told(tokens)}


def test_a_label_is_who_is_known_by_that_surname_and_title(corpus_of):
    assert speakers_of(rt.tokenize(corpus_of(*DENN))) == {"Orla Denn", "QUESTION"}


def test_the_speaker_of_a_documents_field_has_the_same_name():
    text = "President Orla Denn said that it grew."
    documents = [
        tokens_of(text).corpus[0],
        tokens_of("It grew.", genre="speech", speaker="President Denn").corpus[0],
    ]
    named = [replace(d, id=f"{n}") for n, d in enumerate(documents)]
    assert speakers_of(rt.tokenize(Corpus(tuple(named)))) == {"Orla Denn"}


@pytest.mark.parametrize(
    "other",
    [
        "Minister Paul Denn said that it fell.",  # two of that name and office
        "Minister Denn said that it fell.\n\nKing Paul Denn said that it did.",
    ],
)
def test_two_full_names_are_never_one(corpus_of, other):
    names = speakers_of(rt.tokenize(corpus_of(DENN[0], other)))
    assert {"Orla Denn", "Paul Denn"} <= names


def test_a_label_that_fits_two_people_stays(corpus_of):
    other = "Minister Paul Denn said that it fell."
    assert "MINISTER DENN" in speakers_of(rt.tokenize(corpus_of(*DENN, other)))


@pytest.mark.parametrize("label", ["MR. DENN", "GOVERNOR DENN", "SENATOR DENN"])
def test_a_title_that_does_not_fit_is_another_person(corpus_of, label):
    known = "The spokeswoman, Orla Denn, said that it grew. Spokeswoman Orla Denn left."
    other = DENN[1].replace("MINISTER DENN", label)
    assert label in speakers_of(rt.tokenize(corpus_of(known, other)))


SHORT = "The Committee decided to wait. It was spoken of on day {}."


def test_a_short_name_that_a_series_introduced_is_the_long_one_where_it_is_not(corpus_of):
    long = "The Open Water Committee decided to wait. The Committee noted that it rained on {}."
    first = [long.format(day) for day in ("Monday", "Tuesday")]
    tokens = rt.tokenize(corpus_of(*first, SHORT.format(3)))
    assert set(speakers_of(tokens)) <= {"", "the Open Water Committee"}


def test_a_short_name_that_few_texts_introduce_keeps_its_own_where_they_do_not(corpus_of):
    first = "The Open Water Committee decided to wait. The Committee noted that it rained."
    texts = [SHORT.format(day) for day in range(1, 6)]
    assert "the Committee" in speakers_of(rt.tokenize(corpus_of(first, *texts)))


def test_a_text_that_names_a_body_in_full_means_it_by_the_short_name(corpus_of):
    first = "The Open Water Committee decided to wait. The Committee noted that it rained."
    named = "Members of the Open Water Committee met. " + SHORT.format(0)
    assert "the Committee" not in speakers_of(rt.tokenize(corpus_of(first, named)))


def test_a_short_name_of_two_bodies_of_a_corpus_is_neither(corpus_of):
    long = "The {} Water Committee decided to wait. The Committee noted that it rained."
    texts = [long.format("Open"), long.format("Inland"), SHORT.format(1)]
    assert "the Committee" in speakers_of(rt.tokenize(corpus_of(*texts)))


def test_bodies_of_the_fomc_are_one_and_figures_none(shared):
    corpus = rt.read(shared("fomc_statements"))
    plain = Corpus(tuple(replace(d, genre=None, form=None) for d in corpus))
    names = {name.casefold() for name in voice(rt.tokenize(plain)).speakers}
    for word in ("indicators", "information", "data", "evidence", "impetus"):
        assert not [name for name in names if word in name.split()]
    assert "the federal open market committee" in names
    assert not names & {"the committee", "united", "nonetheless"}
    assert not [name for name in names if ". " in name.replace("h. ", "")]


# Laws


@given(PROSE, st.sampled_from([None, "speech", "news", "statement"]))
@settings(max_examples=300)
def test_stretches_part_the_words_of_any_text(text, genre):
    tokens = tokens_of(text, genre=genre)
    hits = stretches(tokens)
    assert hits.first.tolist() == [0, *np.cumsum(hits.length)[:-1]][: len(hits)]
    assert hits.length.sum() == len(tokens)
    assert (hits.length > 0).all()


@given(PROSE)
def test_the_same_text_has_the_same_voices(text):
    one, other = _painted(tokens_of(text)), _painted(tokens_of(text))
    assert one.kind.tolist() == other.kind.tolist()
    assert one.speakers == other.speakers
    assert one.speaker.tolist() == other.speaker.tolist()


@given(PROSE)
def test_the_narrator_has_no_name(text):
    speech = voice(tokens_of(text))
    assert not speech.speaker[speech.kind == 0].any()


def test_voices_are_found_once(seeds_tokens):
    assert voice(seeds_tokens) is voice(seeds_tokens)


def test_no_texts_have_no_stretches():
    assert len(stretches(rt.tokenize(Corpus(())))) == 0


@pytest.mark.parametrize(
    "text",
    [
        '"x' * 100_000, "'x " * 100_000, "word " * 1_000_000,
        "he said that it grew, and " * 200_000,
        "said " * 1_000_000, "according to the " * 100_000, "a, " * 300_000 + "he said.",
        "Mr. Tom Hall said:\n\nThe meeting was held.\n\n" * 5_000,
    ],
    ids=["marks", "single marks", "5 MB", "frames", "verbs", "according", "commas", "unmarked"],
)  # fmt: skip
def test_hostile_text_costs_linear_time(text):
    tokens = tokens_of(text)
    begun = time.perf_counter()
    voice(tokens)
    assert time.perf_counter() - begun < 20
