"""The report on a store: planted changes lead it, bursts do not, and it keeps itself up to date."""

import json
import random
import re
from types import SimpleNamespace

import pytest

from rhetoric.cli import main
from rhetoric.compare.drift import CHECKED
from rhetoric.compare.facts import times
from rhetoric.report.sections.archive import method
from rhetoric.store.build import count

pytest.importorskip("pyarrow")
DOCUMENTS, TURN = 120, 60
WORDS = re.findall(r"\w+", """
    committee party range target inflation growth risk city flat plan link text bank rate law army
    river field steel coal power rail school health trade price wage tax debt fund council harbour
""")  # fmt: skip


def text(number, rng):
    """Return a document of sentences at random, with planted terms."""
    terms = rng.choices(WORDS, k=150)
    terms += ["zqrise"] * (rng.randrange(6, 12) if number >= TURN else rng.randrange(3))
    terms += ["zqfall"] * (rng.randrange(6, 12) if number < TURN else rng.randrange(3))
    terms += ["zqtrap"] * (90 if number == 99 else 0)
    rng.shuffle(terms)
    lines = [" ".join(["The", *terms[i : i + 9]]) + "." for i in range(0, len(terms), 9)]
    return "\n\n".join(lines)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """Return a corpus with planted terms, its store, and a report on it."""
    home = tmp_path_factory.mktemp("archive")
    corpus, rng = home / "corpus", random.Random(7)
    corpus.mkdir()
    for number in range(DOCUMENTS):
        name = f"{2000 + number // 6}-{number % 6 + 1:02d}-01 d.txt"
        (corpus / name).write_text(text(number, rng), encoding="utf-8")
    count(corpus, home / "store", shard=20_000)
    run("report", home / "store", "-o", home / "out")
    return home


def run(*args):
    """Run the command line and return its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["rhetoric", *map(str, args)])
        with pytest.raises(SystemExit) as caught:
            main()
    return caught.value.code or 0


def findings(home):
    return json.loads((home / "out" / "findings.json").read_text(encoding="utf-8"))["rows"]


def test_what_was_planted_leads_with_its_period_and_bursts_do_not(archive):
    told = {f["terms"][0]: f for f in findings(archive)}
    assert {"zqrise", "zqfall"} <= told.keys()
    for term, kind in (("zqrise", "grew"), ("zqfall", "shrank")):
        assert told[term]["headline"]
        assert told[term]["badge"] == 3
        assert told[term]["kind"] == kind
        assert " from 2010 on" in told[term]["claim"]
        assert told[term]["later"][0] == "2010"
    assert not any("zqtrap" in f["terms"][0] and f["headline"] for f in findings(archive))
    others = [t for t in told if not t.startswith("zq") and told[t]["headline"]]
    assert not others


def test_every_quotation_has_its_term_and_its_address(archive):
    for finding in findings(archive):
        assert finding["evidence"]
        for quote in (*finding["evidence"], *finding["contrast"]):
            raw = (archive / "corpus" / quote["file"]).read_text(encoding="utf-8")
            assert raw[quote["start"] : quote["end"]] == quote["text"]
            low, high = quote["match"]
            assert raw[low:high].casefold() == finding["terms"][0].casefold()
            assert raw[:low].count("\n") + 1 == quote["line"]


def test_quotations_are_from_the_side_that_they_are_given_for(archive):
    report = (archive / "out" / "report.md").read_text(encoding="utf-8")
    given = re.findall(
        r"^- (Before|From) (\d{4})(?: on)?: .*\((\d{4})-\d\d-\d\d, ", report, re.MULTILINE
    )
    assert {side for side, _, _ in given} == {"Before", "From"}
    for side, since, year in given:
        assert (year < since) == (side == "Before"), (side, since, year)


def test_the_page_speaks_of_documents_and_has_no_dead_link(archive):
    page = (archive / "out" / "report.html").read_text(encoding="utf-8")
    assert "120 documents" in page
    targets = set(re.findall(r'href="#([^"]*)"', page))
    assert targets <= set(re.findall(r'id="([^"]*)"', page))
    assert "over documents, passed in a family" in page
    assert "over paragraphs" not in page


def test_the_page_does_not_deny_notes_on_documents_that_it_has_not(archive):
    page = (archive / "out" / "report.md").read_text(encoding="utf-8")
    assert "Nothing was joined" not in page
    assert f"single ones of {DOCUMENTS} documents is not told here" in page


def test_what_is_told_by_year_is_not_called_a_document(archive):
    report = (archive / "out" / "report.md").read_text(encoding="utf-8")
    assert "| Year | Documents | Words | Sentences |" in report
    assert "| 2003 | 6 documents |" in report
    assert "20 years with texts, from 2000 to 2019" in report
    assert "of each year;" in report
    wrong = r"\b20 documents|(of|is) one document|single documents|genre|group of texts|\b3 texts"
    assert not re.search(wrong, report)


def test_dates_known_to_the_year_are_years_and_a_first_use_is_one(tmp_path):
    corpus, rng = tmp_path / "corpus", random.Random(5)
    corpus.mkdir()
    for number in range(60):
        lines = [" ".join(["The", *rng.choices(WORDS, k=9)]) + "." for _ in range(30)]
        lines += ["We have zqnew now."] * 2 * (number >= 37)
        lines += ["We have zqold still."] * 2 * (number < 23)
        (corpus / f"{1950 + number}_{number:03}.txt").write_text("\n\n".join(lines), "utf-8")
    count(corpus, tmp_path / "store")
    run("report", tmp_path / "store", "-o", tmp_path / "out")
    claims = {f["terms"][0]: f["claim"] for f in findings(tmp_path)}
    new = "“zqnew” appears in 1987: 46 times, in 23 of 23 documents since; absent before (0 in "
    assert claims["zqnew"].startswith(new)
    old = "“zqold” is gone after 1972: used 46 times until then, in 23 of 23 documents; since then"
    assert claims["zqold"].startswith(old)
    report = (tmp_path / "out" / "report.md").read_text(encoding="utf-8")
    assert report.startswith("# What changed: 60 documents, 1950 to 2009\n")
    assert "60 years with texts, from 1950 to 2009" in report
    assert not re.search(r"19\d\d-01-01 on|\bdays\b", report)


def test_pieces_of_formulas_and_what_a_mark_parts_do_not_lead(tmp_path):
    corpus, rng = tmp_path / "corpus", random.Random(3)
    corpus.mkdir()
    for number in range(60):
        lines = [" ".join(["The", *rng.choices(WORDS, k=9)]) + "." for _ in range(30)]
        lines += ["Robust growth, recent gains."] * 2 * (number >= 30)
        lines += ["They hailed the highly esteemed steel worker."] * 2 * (number < 30)
        lines += [f"We hailed {rng.choice(WORDS)}."] * (number < 30)
        name = f"{2000 + number // 6}-{number % 6 + 1:02d}-01 d.txt"
        (corpus / name).write_text("\n\n".join(lines), encoding="utf-8")
    count(corpus, tmp_path / "store")
    run("report", tmp_path / "store", "-o", tmp_path / "out")
    leading = {f["terms"][0] for f in findings(tmp_path) if f["headline"]}
    assert "hailed" in leading
    assert not any("," in term for term in leading)


def test_what_a_transcript_adds_and_lines_of_address_do_not_lead(tmp_path):
    corpus, rng = tmp_path / "corpus", random.Random(4)
    corpus.mkdir()
    for number in range(60):
        late, lines = number >= 30, ["Dear colleagues:"] * (number >= 30)
        lines += [" ".join(["The", *rng.choices(WORDS, k=9)]) + "." for _ in range(30)]
        lines += [f"The {rng.choice(WORDS)} of the harbour. [Applause]"] * 2 * late
        lines += [f"The ferry has a {rng.choice(WORDS)}."] * 2 * late
        name = f"{2000 + number // 6}-{number % 6 + 1:02d}-01 d.txt"
        (corpus / name).write_text("\n\n".join(lines), encoding="utf-8")
    count(corpus, tmp_path / "store")
    run("report", tmp_path / "store", "-o", tmp_path / "out")
    first = [f["terms"][0] for f in findings(tmp_path)]
    assert first[0] == "ferry"
    assert {"applause", "Applause"} & {*first[-3:]}
    framed = [f for f in findings(tmp_path) if f["terms"][0] in {"Applause", "colleagues"}]
    assert framed
    assert not any(f["headline"] for f in framed)
    assert all("furniture" in f["caveats"] for f in framed)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    links = {*re.findall(r'href="#(caveat-[^"]+)"', page)}
    assert links
    assert links <= {*re.findall(r'id="(caveat-[^"]+)"', page)}


def test_of_one_claim_all_numbers_are_of_one_date(archive):
    for f in findings(archive):
        later = sum(f["counts"][p] for p in f["later"])
        earlier = sum(f["counts"][p] for p in f["earlier"])
        assert all(times(n) in f["claim"] for n in (earlier, later) if n)
        last = max(p for p, n in f["counts"].items() if n)
        assert (last if f["kind"] == "vanished" else f["later"][0]) in f["claim"]
        assert f["effect"]["low"] < f["effect"]["value"] < f["effect"]["high"]


@pytest.mark.parametrize(
    ("badge", "said"), [(3, "only such findings lead"), (1, "finding here has that badge")]
)
def test_the_method_says_what_leads(badge, said):
    findings = [
        SimpleNamespace(badge=badge, headline=True, caveats=(), also={}),
        SimpleNamespace(badge=1, headline=False, caveats=(), also={}),
    ]
    changes = SimpleNamespace(method="", notes=())
    told = method(SimpleNamespace(findings=findings, changes=changes))
    assert said in str(told)
    assert ("only such" in str(told)) == (badge == 3)


def test_terms_beyond_those_that_were_permuted_have_no_such_p(tmp_path, capsys):
    corpus, rng = tmp_path / "corpus", random.Random(9)
    corpus.mkdir()
    for number in range(40):
        own = [f"{'new' if number >= 20 else 'old'}{k}" for k in range(150)]
        rng.shuffle(own)
        text = "\n\n".join(f"The {word} came." for word in own)
        (corpus / f"{2000 + number // 4}-{number % 4 + 1:02d}-01.txt").write_text(text, "utf-8")
    count(corpus, tmp_path / "store")
    assert run("drift", tmp_path / "store", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert len(rows) > CHECKED
    assert all(row["p_permuted"] is not None for row in rows[:CHECKED])
    assert all(row["p_permuted"] is None for row in rows[CHECKED:])


def test_it_is_up_to_date_until_the_store_has_something_new(archive, capsys):
    before = (archive / "out" / "manifest.json").read_bytes()
    assert run("report", archive / "store", "-o", archive / "out") == 0
    assert "up to date" in capsys.readouterr().out
    assert (archive / "out" / "manifest.json").read_bytes() == before
    assert run("report", archive / "store", "-o", archive / "out", "--check") == 0
    assert run("report", archive / "store", "-o", archive / "again") == 0
    here, there = ((archive / name / "report.md").read_bytes() for name in ("out", "again"))
    assert here == there
    new = archive / "corpus" / "2020-01-01 new.txt"
    new.write_text(text(130, random.Random(1)), encoding="utf-8")
    count(archive / "corpus", archive / "store")
    assert run("report", archive / "store", "-o", archive / "again") == 0
    since = json.loads((archive / "again" / "changes.json").read_text(encoding="utf-8"))
    assert "2020-01-01 new.txt" in json.dumps(since)
    new.unlink()
    count(archive / "corpus", archive / "store")
