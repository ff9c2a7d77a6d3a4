"""A term's card counts what the finding counts, names its forms and keeps its sides apart."""

from dataclasses import replace

import pytest

import rhetoric as rt
from rhetoric.compare.terms import LEAST, MOST, terms


@pytest.fixture(scope="module")
def found(seeds_tokens):
    return rt.changes(seeds_tokens)


@pytest.fixture(scope="module")
def cards(seeds_tokens, found):
    return {t.feature: t for t in terms(seeds_tokens, found.findings, found.forms)}


def test_a_card_counts_what_its_findings_count(cards, found):
    for card in cards.values():
        for finding in card.findings:
            if finding.features[0] == card.feature and finding.kind not in {"theme", "renamed"}:
                assert dict(card.counts) == dict(finding.counts), card.feature
    assert len(cards) <= MOST


def test_forms_and_sides_add_up_to_the_uses(cards):
    for card in cards.values():
        uses = sum(card.counts.values())
        assert sum(n for _, n in card.forms) == uses, card.feature
        assert sum(card.uses) <= uses
        assert all(word.count >= LEAST for side in card.company for word in side)


def test_members_of_a_family_are_forms_of_it(cards):
    assert dict(cards["nuclear"].forms) == {"nuclear": 6, "nukes": 2}


def test_each_text_that_has_the_term_is_quoted_once_with_the_term_marked(cards, seeds_tokens):
    for card in cards.values():
        quoted = [q["doc"] for q in card.quotations]
        assert quoted == [name for name, n in card.counts.items() if n][:8]
        forms = {form.casefold() for form, _ in card.forms}
        for q in card.quotations:
            raw = seeds_tokens.corpus[q["doc"]].raw[slice(*q["match"])]
            assert " ".join(raw.replace("*", "").split()).casefold() in forms


def test_company_is_told_of_each_side_by_itself(folder):
    one = "The harbour barrage was long and old. " * 4
    two = "The harbour bridge was long and new. " * 4
    tokens = rt.tokenize(rt.read(folder({"2020.txt": one, "2021.txt": two})))
    finding = replace(rt.changes(tokens).findings[0], features=("harbour",), headline=True)
    (card,) = terms(tokens, [finding], {"harbour": ("harbour",)})
    before, after = ({word.word: word.count for word in side} for side in card.company)
    assert card.uses == (4, 4)
    assert before == {"barrage": 4, "long": 4, "old": 4}
    assert after == {"bridge": 4, "long": 4, "new": 4}


def test_a_corpus_without_findings_has_no_cards(corpus_of):
    assert terms(rt.tokenize(corpus_of("One text. It stands alone.")), (), {}) == []
