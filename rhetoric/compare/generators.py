"""Generators of findings beside vocabulary: names, themes, voices, phases, what is carried over.

Each looks at what word counts by themselves do not show, and orders its own findings; the scores
of two generators do not compare.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from rhetoric.compare.candidates import stem
from rhetoric.compare.carried import carried
from rhetoric.compare.categories import moved, own_sides, sides_of
from rhetoric.compare.choices import Choice, Switch, switch, told
from rhetoric.compare.contrasts import Contrast
from rhetoric.compare.facts import times, when
from rhetoric.compare.manner import manner, order
from rhetoric.compare.phases import phases
from rhetoric.compare.speakers import voices
from rhetoric.compare.weights import WEIGHTS
from rhetoric.corpus import listed
from rhetoric.detectors import naming, referents
from rhetoric.detectors.referents import OWN
from rhetoric.detectors.themes import theme_words
from rhetoric.findings import Finding, among
from rhetoric.hits import Hits
from rhetoric.lexicon.profiles import STANCES
from rhetoric.tokens import Tokens

#: Least uses of a name on either side of a switch, and of a referent.
NAMES, REFERENTS = 2, 1
#: Least uses of each of two names that are exchanged while others stay.
EXCHANGED = 3
#: Least change of a share that is told.
SHARE = 0.3
#: Texts up to which a share is told one by one.
TEXTS = 8
#: Words that a finding on a theme shows.
SHOWN = 4
#: Share of a theme's change that one word may carry, and that a word shown carries at least.
ALONE, SLIGHT = 0.85, 0.06


def renamed(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:  # noqa: ARG001
    """Return actors that are called otherwise later: by other names, or with another stance."""
    hits = naming(tokens)
    stances = [c.rpartition("/")[2] for c in hits.categories]
    actors = [c.rpartition("/")[0] for c in hits.categories]
    out = []
    for actor in dict.fromkeys(actors):
        mine = [k for k, a in enumerate(actors) if a == actor and stances[k] in STANCES]
        there = hits.take(np.isin(hits.category, mine))
        if not len(there):
            continue
        found = switch(_names(actor, there), held, least=NAMES)
        if found is not None and (found.whole or _exchanged(found)):
            out.append(_renaming(found))
            continue
        found = switch(_stances(actor, there), held, least=NAMES)
        made = _restyled(found, there) if found is not None else None
        if made is not None:
            out.append(made)
    return sorted(out, key=lambda f: (-f.score, f.features[0]))


def _names(group: str, hits: Hits) -> Choice:
    """Return the words of hits as alternatives, each as it is spelt most."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    keys = []
    for i in range(len(hits)):
        key = " ".join(stem(w) for w in hits.text(i).casefold().replace("*", "").split())
        spelt[key][" ".join(hits.text(i).replace("*", "").split())] += 1
        keys.append(key)
    names = sorted(spelt)
    shown = tuple(min(spelt[k], key=lambda t: (-spelt[k][t], t)) for k in names)
    place = {key: k for k, key in enumerate(names)}
    return Choice(group, shown, hits, np.array([place[k] for k in keys], np.int64))


def _stances(actor: str, hits: Hits) -> Choice:
    """Return the stances of an actor's names as alternatives."""
    which = [STANCES.index(hits.categories[c].rpartition("/")[2]) for c in hits.category]
    return Choice(actor, STANCES, hits, np.array(which, np.int64))


def _exchanged(found: Switch) -> bool:
    """Say whether a name of some weight goes as another comes, beside names that stay."""
    gone, come = _only(found)
    return bool(
        gone and come
        and min(found.before[gone[0]], found.after[come[0]]) >= EXCHANGED
        and found.before[gone].sum() >= SHARE * found.before.sum()
        and found.after[come].sum() >= SHARE * found.after.sum()
    )  # fmt: skip


def _only(found: Switch) -> tuple[list[int], list[int]]:
    """Return the names that stand on one side only, the most frequent first."""
    return (
        [k for k in found.chief(found.before) if not found.after[k]],
        [k for k in found.chief(found.after) if not found.before[k]],
    )


def _renaming(found: Switch) -> Finding:
    """Return the finding that an actor has a name later that it had not, and has lost another."""
    names, contrast = found.choice.names, found.contrast
    old, new = _only(found)
    kept = [names[k] for k in found.chief(found.before) if found.after[k]]
    stays = f"names on both sides: {listed(f'“{name}”' for name in kept)}"
    first, then = _chiefs(found.before, old), _chiefs(found.after, new)
    said = [" and ".join(f"“{names[k]}”" for k in chief) for chief in (first, then)]
    group = found.choice.group
    claim = (
        f"{said[0]} {'becomes' if len(first) == 1 else 'become'} {said[1]}: "
        f"{_uses(found.before, first)} of {group} {when(contrast.earlier_label)}, "
        f"{_uses(found.after, then)} {when(contrast.later_label)}; "
        f"{stays if kept else 'no name that stands on one side stands on the other'}."
    )
    terms = [*(names[k] for k in old[:1]), *(names[k] for k in new[:1]),
             *(names[k] for k in (*old[1:2], *new[1:2]))]  # fmt: skip
    made = told(found, "renamed", "replace", claim, terms=terms, chosen=new)
    return replace(made, score=WEIGHTS["renamed"] * made.score)


def _chiefs(side: np.ndarray, only: Sequence[int]) -> list[int]:
    """Return the chief of the names that stand on one side only, and another that is as common."""
    return [k for k in only[:2] if side[k] == side[only[0]]]


def _uses(side: np.ndarray, chosen: Sequence[int]) -> str:
    """Return how often alternatives are taken, of all."""
    return f"{int(side[list(chosen)].sum())} of {int(side.sum())} names"


def _restyled(found: Switch, hits: Hits) -> Finding | None:
    """Return the finding that the share of a stance changed, or None where it hardly did."""
    before, after = (side / side.sum() for side in (found.before, found.after))
    change = (after - before) * [WEIGHTS.get(stance, 1.0) for stance in STANCES]
    k = int(np.argmax(np.abs(change)))
    if abs(after[k] - before[k]) < SHARE:
        return None
    stance, actor, contrast = STANCES[k], found.choice.group, found.contrast
    up = after[k] > before[k]
    claim = (
        f"{stance.capitalize()} names of {actor} {'gain' if up else 'lose'} ground: "
        f"{int(found.before[k])} of {int(found.before.sum())} {when(contrast.earlier_label)}, "
        f"{int(found.after[k])} of {int(found.after.sum())} {when(contrast.later_label)}"
        f"{_by_text(found, k)}."
    )
    names = _names(actor, hits)
    table = names.table()
    mine = np.bincount(names.which[found.choice.which == k], minlength=len(names.names))
    earlier, later = contrast.masks(list(hits.tokens.names))
    lost = table[earlier if up else later].sum(axis=0)
    terms = [names.names[i] for i in np.argsort(-mine, kind="stable") if mine[i]][:2]
    terms += [names.names[i] for i in np.argsort(-lost, kind="stable") if lost[i]]
    direction = "up" if up else "down"
    shown = tuple(dict.fromkeys(terms))[:SHOWN]
    made = told(found, "naming", direction, claim, terms=shown, chosen=[k])
    return replace(made, features=(f"{actor} {stance}",))


def _by_text(found: Switch, k: int) -> str:
    """Return the share of an alternative text by text, where there are few that have any."""
    table = found.choice.table()
    held = [(int(row[k]), int(row.sum())) for row in table if row.sum()]
    if not 2 < len(held) <= TEXTS:
        return ""
    return f" (text by text: {', '.join(f'{n} of {of}' for n, of in held)})"


def referring(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:  # noqa: ARG001
    """Return terms that are later another's: *nuclear*, one's own weapons or theirs."""
    hits, profile = referents(tokens), tokens.corpus.profile.referents
    pairs = [c.rpartition("/") for c in hits.categories]
    out = []
    for term in profile:
        mine = [k for k, (group, _, _) in enumerate(pairs) if group == term]
        there = hits.take(np.isin(hits.category, mine))
        if not len(there):
            continue
        owners = tuple(dict.fromkeys(pairs[k][2] for k in sorted(mine)))
        which = np.array([owners.index(pairs[c][2]) for c in there.category], np.int64)
        found = switch(Choice(term, owners, there, which), held, least=REFERENTS)
        if found is not None and _flipped(found):
            out.append(_referring(found, [term, *profile[term]]))
    return sorted(out, key=lambda f: (-f.score, f.features[0]))


def _flipped(found: Switch) -> bool:
    """Say whether a term that was mostly one's own is never so later, or the other way round."""
    own = [k for k, owner in enumerate(found.choice.names) if owner == OWN]
    before, after = (side[own].sum() / side.sum() for side in (found.before, found.after))
    return bool(abs(after - before) >= 0.5 and min(before, after) == 0)


def _referring(found: Switch, terms: Sequence[str]) -> Finding:
    names, contrast = found.choice.names, found.contrast
    old, new = found.chief(found.before), found.chief(found.after)

    def said(side: np.ndarray, chief: Sequence[int]) -> str:
        return ", ".join(f"{names[k]} {int(side[k])}" for k in chief[:3])

    claim = (
        f"“{terms[0]}” changes its referent: whose it is, {when(contrast.earlier_label)}: "
        f"{said(found.before, old)}; {when(contrast.later_label)}: {said(found.after, new)}."
    )
    made = told(found, "changed_referent", "replace", claim, terms=list(terms), chosen=new)
    return replace(made, score=WEIGHTS["renamed"] * made.score)


def themes(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:
    """Return the themes of which more or less is said, with the words that carry the change."""
    hits = theme_words(tokens)
    return moved(hits, held, lambda f: _theme(hits, f), seed=seed)


def _theme(hits: Hits, found: Finding) -> Finding | None:
    """Return the finding of a theme with its chief words as terms."""
    theme, life = found.features[0], own_sides(hits, found)
    spelt = _names(theme, hits.where(theme))
    words = _chief_words(spelt, life)
    gains = [abs(b - a) for _, a, b in words]
    if len(words) < 2 or max(gains) > ALONE * sum(gains):
        return None  # one word is no theme: vocabulary tells it
    sides = [sum(found.counts.get(d, 0) for d in side) for side in (life.earlier, life.later)]
    rates = [_rates(hits.tokens, found.counts, side) for side in (life.earlier, life.later)]
    chief = ", ".join(f"“{w}” ({a:.2f} → {b:.2f})" for w, a, b in words[:SHOWN])
    until, since = sides_of(hits, life)
    claim = (
        f"The theme “{theme}” {_way(found.direction, sides)}: its words are "
        f"{_often(rates, sides, (until, since))}; chiefly {chief}."
    )
    each = dict(zip(spelt.names, spelt.table().T.tolist(), strict=True))
    also = {w: dict(zip(hits.tokens.names, each[w], strict=True)) for w, _, _ in words[:SHOWN]}
    made = replace(found, claim=claim, terms=tuple(also), also=also, features=(f"theme {theme}",))
    return _quoting(made, spelt, spelt.names.index(words[0][0]))


def _often(rates: Sequence[float], sides: Sequence[int], days: tuple[str, str]) -> str:
    """Return how often a theme's words are used on both sides.

    >>> _often([0, 2.5], [0, 3], ("in 2020", "in 2021"))
    'never used in 2020, 2.5 times in 1,000 words in 2021 (3 times)'
    >>> _often([2.5, 0], [3, 0], ("in 2020", "in 2021"))
    'used 2.5 times in 1,000 words in 2020 (3 times), never in 2021'
    """
    parts = [
        f"{rate:.1f} times in 1,000 words {day} ({times(n)})" if n else f"never {day}"
        for rate, n, day in zip(rates, sides, days, strict=True)
    ]
    first = f"used {parts[0]}" if sides[0] else f"never used {days[0]}"
    return f"{first}, {parts[1]}"


def _way(direction: str, sides: Sequence[int]) -> str:
    """Return which way a theme went, by its uses before and after."""
    if direction not in {"up", "down"}:
        return "stands mostly in one text" if sides[0] else "occurs in one text only"
    if direction == "up":
        return "gains ground" if sides[0] else "appears"
    return "loses ground" if sides[1] else "is not found any more"


def _quoting(made: Finding, spelt: Choice, chief: int) -> Finding:
    """Return the finding of a theme with quotations of its chief word, where a side has any."""
    heavy, light = made.later, made.earlier
    if made.direction == "down":
        heavy, light = light, heavy
    return replace(
        made,
        evidence=spelt.quotes(heavy, [chief]) or made.evidence,
        contrast=spelt.quotes(light, [chief]) or made.contrast,
    )


def _rates(tokens: Tokens, counts: Mapping[str, int], side: Sequence[str]) -> float:
    """Return how often something stands in 1,000 tokens of some documents."""
    size = int(tokens.document_sizes[among(tokens.names, side)].sum())
    return 1000 * sum(counts.get(d, 0) for d in side) / max(size, 1)


def _chief_words(spelt: Choice, found: Finding) -> list[tuple[str, float, float]]:
    """Return the words that carry a change most, with their rates before and after."""
    tokens, table = spelt.hits.tokens, spelt.table()
    sides = [among(tokens.names, side) for side in (found.earlier, found.later)]
    before, after = (
        1000 * table[side].sum(axis=0) / max(int(tokens.document_sizes[side].sum()), 1)
        for side in sides
    )
    gain = (before - after) if found.direction == "down" else (after - before)
    least = SLIGHT * gain[gain > 0].sum()
    order = [int(k) for k in np.argsort(-gain, kind="stable") if gain[k] > least]
    return [(spelt.names[k], float(before[k]), float(after[k])) for k in order]


def called(tokens: Tokens, held: Sequence[Contrast], seed: int) -> list[Finding]:
    """Return actors that are called otherwise and terms that are another's, the clearest first."""
    made = [*renamed(tokens, held, seed), *referring(tokens, held, seed)]
    return sorted(made, key=lambda f: (-f.score, f.features[0]))


#: Every generator beside vocabulary.
GENERATORS: Mapping[str, Callable[[Tokens, Sequence[Contrast], int], list[Finding]]] = {
    "naming": called,
    "themes": themes,
    "voices": voices,
    "phases": phases,
    "carried": carried,
    "manner": manner,
    "agenda": order,
}
#: The order in which they take turns: names and themes twice as often as the others.
ORDER = ("naming", "themes", "voices", "naming", "themes", "carried", "phases", "manner", "agenda")
