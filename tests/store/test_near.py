"""Of documents that are quoted only what is needed is read: quotations are those of all texts."""

import random

import pytest

from rhetoric.findings import quotations
from rhetoric.read import read
from rhetoric.store import source
from rhetoric.store.build import count
from rhetoric.store.stored import open_store
from rhetoric.tokens import sighted, tokenize

pytest.importorskip("pyarrow")
ODD = [
    "The co\u00adoperation of the Party\u2019s members grew.",
    "We spent 10 000 won. It was \u212bngstr\u00f6m\u2019s day.",
    "\uff35\uff2e sanctions, the \ufb01rst of them; U.S. forces.",
    "**Our** ROK friends, our R.O.K. friends.",
    "The target range\nof the bank is\nthe target, range by range.",
]


@pytest.fixture
def home(tmp_path):
    """Return a corpus of odd texts and its store."""
    corpus, rng = tmp_path / "corpus", random.Random(2)
    corpus.mkdir()
    (corpus / "corpus.toml").write_text('[aliases]\nROK = ["R.O.K."]\n', encoding="utf-8")
    for number in range(12):
        lines = [f"The {rng.choice(['law', 'army', 'bank'])} number {k} stands." for k in range(9)]
        lines += rng.sample(ODD, 4)
        rng.shuffle(lines)
        text = "Dear comrades:\n\n" + "\n\n".join(lines)
        (corpus / f"20{number:02}-01-01.txt").write_text(text, encoding="utf-8")
    count(corpus, tmp_path / "store")
    return tmp_path


def test_every_term_is_quoted_as_from_all_texts(home):
    counts = open_store(home / "store").counts(min_count=1)
    tokens = tokenize(read(home / "corpus"))
    ids = tokens.names
    for feature in counts.features.tolist():
        for documents in (None, ids[6:]):
            mine = quotations(counts.source, feature, n=3, documents=documents)
            held = [
                name
                for number, name in enumerate(tokens.names)
                if (tokens.document_of[tokens.find(feature)] == number).any()
                and (documents is None or name in documents)
            ]
            every = quotations(tokens, feature, n=3, documents=held[:3])
            assert [q["doc"] for q in mine] == [q["doc"] for q in every], feature
            assert mine == every, feature


def test_only_paragraphs_with_the_term_are_read_and_the_whole_where_it_is_hidden(home, monkeypatch):
    counts = open_store(home / "store").counts(min_count=1)
    tokens, at = sighted(counts.source, "cooperation", None, 1)
    assert len(at)
    assert len(tokens) < 12
    whole = source._around
    monkeypatch.setattr(source, "_around", lambda one, _: whole(one, {"nowhere"}))
    fresh = open_store(home / "store").counts(min_count=1)
    again, there = sighted(fresh.source, "cooperation", None, 1)
    assert len(there) == len(at)
    assert len(again) > 40


def test_what_was_read_serves_again(home, monkeypatch):
    counts = open_store(home / "store").counts(min_count=1)
    every = [(feature, None) for feature in ("target range", "sanctions", "cooperation")]
    counts.source.near(every, 1)
    monkeypatch.setattr(source, "tokenize", None)
    for feature, _ in every:
        assert len(sighted(counts.source, feature, None, 1)[1])
