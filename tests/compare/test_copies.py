"""What says the same again is no further evidence."""

import random
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rhetoric as rt
from rhetoric.compare.changes import changes
from rhetoric.compare.contrasts import contrasts
from rhetoric.compare.copies import copies, firsts, once, same
from rhetoric.compare.groups import groups
from rhetoric.compare.trial import trials
from rhetoric.corpus import RhetoricError

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "se", "ti"]
WORDS = ["".join(parts) + "n" for parts in product(SYLLABLES, repeat=3)]
TESTED = ["z", "p", "p_adjusted", "q", "badge", "closed"]


def paragraph(rng, *extra):
    words = rng.choices(WORDS, k=rng.randint(14, 30))
    for word in extra:
        words.insert(rng.randrange(len(words)), word)
    return (
        "".join(f"{word} {rng.choice(['of', 'and', 'to the', 'with', 'by a'])} " for word in words)
        + "end."
    )


def write(folder, texts):
    folder.mkdir(exist_ok=True)
    for name, paragraphs in texts.items():
        (folder / f"{name}.txt").write_text("\n\n".join(paragraphs) + "\n", "utf-8")
    return rt.tokenize(rt.read(str(folder)))


def texts(number=4, size=12, seed=1):
    rng = random.Random(seed)
    return {
        f"20{n + 10}-01-0{n % 9 + 1}": [
            paragraph(rng, *(["harbour"] if n >= number // 2 and k % 2 else []))
            for k in range(size)
        ]
        for n in range(number)
    }


def test_copies_are_found_exact_and_near_and_nothing_else(tmp_path):
    base = texts()
    first, *_, last = base
    near = base[first][0].replace(" ", " truly ", 1)
    tokens = write(tmp_path, {**base, last: [*base[last], base[first][3], near]})
    group = copies(tokens, "paragraph")
    assert group[-2] == 3
    assert group[-1] == 0
    assert (group[:-2] == np.arange(len(group) - 2)).all()
    assert (copies(tokens, "document") == np.arange(4)).all()


def test_copies_on_one_side_are_one_and_those_on_both_are_left_out():
    group = np.array([0, 0, 2, 3, 2, 5])
    target = np.array([True, True, True, False, False, False])
    assert once(group, target, ~target).tolist() == [True, False, False, True, False, True]
    assert firsts(group, target, ~target).tolist() == [True, False, True, True, True, True]


def test_a_document_that_stands_twice_changes_no_test(tmp_path):
    base = texts()
    last = max(base)
    again = {**base, f"{last[:8]}28": [*base[last][:-1], base[last][-1] + " "]}
    one = rt.keyness(rt.count(write(tmp_path / "a", base)), target="year=2012..2013")
    two = rt.keyness(rt.count(write(tmp_path / "b", again)), target="year=2012..2013")
    one, two = (k.table.set_index("feature")[TESTED] for k in (one, two))
    assert (one == two.loc[one.index]).all().all()
    assert set(two.loc[list(set(two.index) - set(one.index)), "p_adjusted"]) <= {1.0}


def test_what_stands_on_both_sides_word_for_word_is_said_and_left_out(tmp_path):
    base = texts()
    first, second, *_ = base
    found = rt.keyness(
        rt.count(write(tmp_path, {first: base[first], second: [*base[first][:4], *base[second]]})),
        target="id=" + second,
    )
    assert found.table["of_target"].iloc[0] == 16
    assert any("8 paragraphs say the same as another" in note for note in found.notes)


def test_where_all_is_copied_nothing_is_tested(tmp_path):
    base = texts()
    first, second, *_ = base
    text = {first: base[first], second: [base[first][0] + " Harbour.", *base[first][1:]]}
    counts = rt.count(write(tmp_path, text))
    found = rt.keyness(counts, target="id=" + second)
    assert set(found.table["badge"]) == {1}
    assert any("no term can pass" in note for note in found.notes)
    assert set(groups(counts).table["p_adjusted"]) == {1.0}


def test_a_series_of_edited_copies_gets_no_badge_for_recurring(tmp_path):
    rng = random.Random(3)
    text = [paragraph(rng) for _ in range(6)]
    held = {}
    for year in range(2000, 2024):
        text[rng.randrange(6)] = paragraph(rng, *(["harbour"] if year > 2011 else []))
        held[f"{year}-05-01"] = list(text)
    found = changes(write(tmp_path, held))
    assert max(f.badge for f in found.findings) <= 2


@pytest.mark.parametrize(("kinds", "badge"), [("", 3), ("a", 4), ("ab", 4), ("split", 3)])
def test_what_recurs_over_documents_and_within_types_gets_the_badge(tmp_path, kinds, badge):
    rng = random.Random(5)
    held, rows = {}, ["file,genre"]
    for year in range(2000, 2024):
        extra = ["harbour"] if year > 2011 else []
        held[f"{year}-05-01"] = [paragraph(rng, *extra) for _ in range(5)]
        genre = {"": "", "a": "a", "ab": "ab"[year % 2], "split": "ab"[year > 2011]}[kinds]
        rows.append(f"{year}-05-01.txt,{genre}")
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / "metadata.csv").write_text("\n".join(rows) + "\n", "utf-8")
    found = changes(write(tmp_path, held))
    top = next(f for f in found.findings if f.features[0] == "harbour")
    assert (top.kind, top.badge) == ("emerged", badge)


def test_a_burst_in_one_document_recurs_nowhere(tmp_path):
    rng = random.Random(6)
    held = {f"{y}-05-01": [paragraph(rng) for _ in range(5)] for y in range(2000, 2024)}
    held["2015-05-01"] = [paragraph(rng, "harbour", "harbour") for _ in range(12)]
    tokens = write(tmp_path, held)
    counts = rt.count(tokens).trim(min_count=3)
    every = contrasts(tokens.corpus)
    for k in range(len(every)):
        found = trials(counts, every, np.full(len(counts.features), k), seed=0)
        assert not found.recurs[list(counts.features).index("harbour")]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12), st.data())
def test_each_thing_said_counts_once_or_not_at_all(said, data):
    group = np.array(said)
    side = np.array(data.draw(st.lists(st.booleans(), min_size=len(said), max_size=len(said))))
    kept = once(group, side, ~side)
    for name in set(said):
        here = group == name
        assert kept[here].sum() == (len(set(side[here])) == 1)


def test_named_hypotheses_are_a_family_of_their_own(tmp_path):
    counts = rt.count(write(tmp_path, texts(number=4, size=10)))
    named = rt.keyness(counts, target="year=2012..2013", terms=["Harbour", "to the"])
    whole = rt.keyness(counts, target="year=2012..2013").table.set_index("feature")
    assert set(named.table["feature"]) == {"harbour", "to the"}
    assert named.tests <= 2
    row = named.table.set_index("feature").loc["harbour"]
    assert row["p"] <= row["p_adjusted"] <= whole.loc["harbour", "p_adjusted"]
    assert row["target"] == whole.loc["harbour", "target"]
    with pytest.raises(RhetoricError, match="'nowhere' stands nowhere"):
        rt.keyness(counts, target="year=2013", terms=["nowhere"])
    with pytest.raises(RhetoricError, match="No term was named"):
        rt.keyness(counts, target="year=2013", terms=[])


def test_units_that_are_no_texts_have_no_copies(tmp_path):
    counts = rt.count(write(tmp_path, texts()))
    assert same(counts.group("year")).tolist() == [0, 1, 2, 3]


def test_a_copy_brings_no_term_into_the_family_of_groups(tmp_path):
    base = texts()
    first = next(iter(base))
    rng = random.Random(3)
    for k in range(6):
        base[first][k] = paragraph(rng, *[f"rare{k}n"] * 2)
    plain = groups(rt.count(write(tmp_path / "a", base)))
    twice = {**base, first + "-again": base[first][::-1]}  # another file, the same paragraphs
    again = groups(rt.count(write(tmp_path / "b", twice)))
    assert "rare0n" not in set(plain.table["feature"])
    both = plain.table.merge(again.table, on="feature")
    assert (both["z_x"] == both["z_y"]).all()
    assert (both["p_adjusted_x"] == both["p_adjusted_y"]).all()
    assert plain.tests == again.tests
    rare = again.table[again.table["feature"] == "rare0n"]
    assert rare[["count", "z", "p_adjusted"]].to_numpy().tolist() == [[4, 0.0, 1.0]]
