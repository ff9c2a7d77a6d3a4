"""Findings lead with content, quote the texts, and take neither burst nor genre for a shift."""

import datetime as dt
import importlib.util
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import rhetoric as rt
from rhetoric.compare.candidates import candidates, stem, stemmed
from rhetoric.compare.contrasts import contrasts
from rhetoric.compare.facts import Side, _rate
from rhetoric.compare.identity import identified
from rhetoric.compare.wording import course
from rhetoric.findings import CAVEATS, DIRECTIONS, KINDS
from rhetoric.words import split_feature

SEEDS = str(Path(__file__).parents[2] / "seeds")
SCRIPTS = Path(__file__).parents[1] / "scripts"


@pytest.fixture(scope="module")
def tokens():
    return rt.tokenize(rt.read(SEEDS))


@pytest.fixture(scope="module")
def found(tokens):
    return rt.changes(tokens)


def by_term(found, term):
    return next(f for f in found.findings if term in f.terms)


def test_the_regional_policy_emerged_with_first_and_last_places(found):
    policy = by_term(found, "Regional Development 20×10 Policy")
    assert (policy.kind, policy.direction) == ("emerged", "up")
    assert list(policy.counts.values()) == [0, 0, 0, 12, 3]
    assert {e["file"][:3] for e in policy.evidence} == {"002", "000"}
    assert policy.headline


def test_the_five_year_plan_fell(found):
    plan = by_term(found, "new five-year plan")
    assert plan.direction == "down"
    assert plan.badge == 2


@pytest.mark.parametrize(
    ("term", "said"),
    [
        (
            "metal and chemical industries",
            "; “chemical industries” is found after that once, on 2023-06-16.",
        ),
        (
            "single-hearted unity and self-reliance",
            "; “single-hearted unity” (with “single-minded unity”) is still used (3 times).",
        ),
    ],
)
def test_what_is_still_used_of_a_phrase_is_its_likest_part_with_all_its_forms(found, term, said):
    assert by_term(found, term).claim.endswith(said)


def test_prestige_emerged_in_the_last_text(found):
    assert list(by_term(found, "prestige").counts.values()) == [0, 0, 0, 0, 4]


def test_function_and_frame_words_do_not_lead(found):
    first = {t.casefold() for f in found.findings[:15] for t in f.terms}
    assert not {"the", "we", "report", "meeting", "plenary", "must", "plenary meeting"} & first


def test_percent_is_listed_as_a_burst_and_no_headline(found):
    percent = by_term(found, "percent")
    assert percent.kind == "burst"
    assert "burst" in percent.caveats
    assert not percent.headline
    assert percent.rank > 60


def test_a_satellite_of_one_summer_is_a_burst(found):
    satellite = next(f for f in found.findings if "satellite" in " ".join(f.terms))
    assert satellite.kind == "burst"


def test_spellings_of_one_word_are_no_finding(found):
    told = {t.casefold() for f in found.findings[:100] for t in f.terms}
    assert not {"8th", "eighth", "fulfil", "fulfill", "favourable", "unfavorable"} & told


def test_every_finding_quotes_the_raw_text(found, tokens):
    for finding in found.findings:
        assert finding.evidence
        for span in (*finding.evidence, *finding.contrast):
            document = tokens.corpus[span["doc"]]
            assert document.raw[span["start"] : span["end"]] == span["text"]
            low, high = span["match"]
            assert span["start"] <= low < high <= span["end"]


def test_no_concept_is_told_twice_and_every_word_is_known(found):
    leads = [(f.kind not in DIRECTIONS, f.features[0]) for f in found.findings]
    assert len(leads) == len(set(leads))
    assert len({f.id for f in found.findings}) == len(leads)
    for finding in found.findings:
        assert finding.kind in KINDS
        assert set(finding.caveats) <= set(CAVEATS)
        assert 1 <= finding.badge <= 4


def test_counts_and_claims_agree(found):
    for finding in found.findings:
        before = sum(finding.counts[d] for d in finding.earlier)
        after = sum(finding.counts[d] for d in finding.later)
        if finding.kind == "emerged":
            assert before == 0 < after
        elif finding.kind == "vanished":
            assert after == 0 < before
        elif finding.kind in {"grew", "shrank"}:
            assert before
            assert after


def test_ids_and_order_do_not_depend_on_the_names_of_files(tmp_path, found):
    for i, path in enumerate(sorted(Path(SEEDS).glob("0*.txt"), reverse=True)):
        name = f"{i}{path.name}"
        (tmp_path / name).write_bytes(path.read_bytes())
    settings = (Path(SEEDS) / "corpus.toml").read_text(encoding="utf-8")
    for i, path in enumerate(sorted(Path(SEEDS).glob("0*.txt"), reverse=True)):
        settings = settings.replace(f'"{path.name}"', f'"{i}{path.name}"')
    (tmp_path / "corpus.toml").write_text(settings, encoding="utf-8")
    again = rt.changes(rt.tokenize(rt.read(tmp_path)))
    assert [f.id for f in again.findings] == [f.id for f in found.findings]
    assert [f.claim for f in again.findings] == [f.claim for f in found.findings]


def test_contrasts_are_at_the_turns_of_years_and_the_newest_text():
    sides = [(len(c.earlier), len(c.later)) for c in contrasts(rt.read(SEEDS))]
    assert sides == [(2, 3), (3, 2), (4, 1)]


@pytest.mark.parametrize("texts", [["One plan is here for all of us."], ["Plan one.", "Plan two."]])
def test_a_corpus_without_two_dates_has_no_findings_and_says_why(tmp_path, texts):
    for i, text in enumerate(texts):
        (tmp_path / f"{i}.txt").write_text(text, encoding="utf-8")
    found = rt.changes(rt.tokenize(rt.read(tmp_path)))
    assert found.findings == ()
    assert "two dates" in found.notes[0]


def test_the_expert_sample_has_its_terms_of_vocabulary(found):
    """A part of the expert's list: what later generators add (naming, referents) is not asked."""
    wanted = json.loads('["Regional Development 20×10 Policy", "five-year plan", "self-reliance"]')
    first = [" ".join(f.terms).casefold() for f in found.findings[:60]]
    for term in wanted:
        assert any(term.casefold() in text for text in first), term


def test_a_count_in_a_claim_is_that_of_the_strings_it_names(found, tokens):
    """A term's number is what a plain search for its forms finds, word order included."""
    for finding in found.findings[:80]:
        forms = found.forms.get(finding.features[0], ())
        if not forms or finding.kind not in DIRECTIONS:
            continue
        assert sum(finding.counts.values()) == sum(len(tokens.find(form)) for form in forms)
        for form in forms:
            assert f"“{tokens.surface(form)}”" in finding.claim or len(forms) > 4


def test_what_appears_was_in_no_earlier_text_at_all(found, tokens):
    order = list(tokens.names)
    for finding in found.findings:
        if finding.kind == "emerged":
            first = min(order.index(d) for d, n in finding.counts.items() if n)
            assert order[first] in finding.later
            assert set(order[: order.index(finding.later[0])]) <= set(finding.earlier)


def test_a_term_is_absent_only_where_every_form_of_it_is(found, tokens):
    """ "Important measures" is not gone where "important measure" stands."""
    rooted = stemmed(tokens)
    for finding in found.findings:
        if finding.kind in {"emerged", "vanished"}:
            absent = finding.earlier if finding.kind == "emerged" else finding.later
            root = " ".join(stem(word) for word in split_feature(finding.features[0]))
            there = {tokens.names[i] for i in rooted.document_of[rooted.find(root)]}
            assert not there & set(absent), finding.claim


def test_jittered_weights_move_the_list_little(tokens):
    """The script tries forty draws; these are the first of them."""
    spec = importlib.util.spec_from_file_location("jitter", SCRIPTS / "jitter.py")
    jitter = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(jitter)
    plain = jitter.recall(tokens)
    assert plain == len(jitter.SHIFTS)
    assert all(abs(value - plain) <= 1 for value in jitter.jittered(tokens, 4))


def test_no_term_is_absent_where_a_hyphen_writes_it_otherwise(tmp_path):
    old = "The size of the asset-purchase program was kept. A follow-up came.\n\n" * 3
    new = "They decided on asset purchases again, to follow up. The asset purchase went on.\n\n" * 3
    (tmp_path / "2020-01-01.txt").write_text(old)
    (tmp_path / "2021-01-01.txt").write_text(new)
    found = candidates(rt.tokenize(rt.read(tmp_path)))
    forms = {form: j for j, forms in enumerate(found.forms) for form in forms}
    j = forms["asset purchase"]
    assert forms["asset-purchase"] == j
    of = found.counts.rows["year"].to_numpy()
    column = found.counts.matrix[:, [j]].toarray().ravel()
    assert [int(column[of == year].sum()) for year in ("2020", "2021")] == [3, 6]
    assert "follow up" not in forms


def test_a_member_of_a_family_counts_with_it_however_seldom_it_stands(folder):
    text = "The tribunal sat. The tribunal rose. " * 5
    where = folder({
        "2020.txt": text, "2021.txt": f"{text}The court sat.\n",
        "corpus.toml": '[families]\n"tribunal" = ["court"]\n',
    })  # fmt: skip
    terms = candidates(rt.tokenize(rt.read(where)))
    held = dict(zip(terms.counts.features, terms.forms, strict=True))
    assert held["tribunal"] == ("tribunal", "court")
    assert terms.counts.totals[list(held).index("tribunal")] == 21


def test_findings_of_the_same_words_have_ids_of_their_own_in_any_order(found):
    one = next(f for f in found.findings if f.kind == "emerged")
    two = replace(one, features=("a b",))
    three = replace(two, features=("b a",))
    passage = replace(one, kind="reworded", direction="replace", features=("a b",))
    many = [one, two, three, passage, replace(passage, later=("another",)), passage]
    ids = [f.id for f in identified(many)]
    assert len(set(ids)) == len(ids)
    assert sorted(f.id for f in identified(many[::-1])) == sorted(ids)
    assert [identified([f])[0].id for f in (one, two)] == ids[:2]
    assert {f.id for f in identified(found.findings)} == {f.id for f in found.findings}


def test_a_text_without_a_word_counts_as_none(folder, found):
    there = folder({"2010.txt": "The council met.\n", "2011.txt": "***\n\n...\n"})
    folder({"2012.txt": "The council met in the harbour.\n"})
    tokens = rt.tokenize(rt.read(there))
    assert tokens.document_sizes.tolist() == [3, 0, 6]
    a, b, c = tokens.names
    one = replace(found.findings[0], earlier=(a, b), later=(c,), counts={a: 0, c: 3})
    assert course(tokens, one)[1] == [0, 0, 500]


@pytest.mark.parametrize("step", [30, 3])
def test_sides_within_one_year_are_told_by_months_or_days_and_split_no_day(folder, step):
    first = dt.date(2024, 1, 2)
    for n in range(8):
        for part in "ab":
            day = first + dt.timedelta(days=step * (n - n % 2))
            word = ("harbour", "barrage")[n > 3]
            more = f"The {word} was discussed by the council of {part * 3}, point {n}.\n\n"
            folder({f"{day}_{n}{part}.txt": more * 3 + f"The {word} of the river {n} is long.\n"})
    tokens = rt.tokenize(rt.read(folder()))
    for one in contrasts(tokens.corpus):
        assert one.earlier[-1].date < one.later[0].date
        assert one.earlier_label != one.later_label
    gone = by_term(rt.changes(tokens), "harbour").claim
    last = first + dt.timedelta(days=2 * step)
    assert f"is gone after {last} (" in gone
    assert f"first on {first}, in 8 of 8 documents" in gone


def test_a_year_is_no_day(folder):
    said = "The council of the harbour met and would adopt the whole plan of the river {}.\n\n"
    there = folder({"2012.txt": said.format("barrage") * 3, "2019.txt": said.format("port") * 3})
    claims = " ".join(f.claim for f in rt.changes(rt.tokenize(rt.read(there))).findings)
    assert re.search(r"\bin 2019\b", claims)
    assert not re.search(r"(?i)\bon \d{4}\b(?!-)", claims)


def test_a_small_rate_is_no_nought():
    side = Side(8, 5_000_000, 8, 90, 8, 90, "2001", "2009")
    assert (_rate(side), _rate(replace(side, count=0))) == ("0.002", "0.00")
    assert _rate(replace(side, tokens=50_000)) == "0.16"
