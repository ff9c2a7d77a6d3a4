"""Which terms may be spoken of: closed n-grams of content words, their forms pooled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rhetoric.corpus import Profile
from rhetoric.lexicons import function_words, words
from rhetoric.ngrams import Counts, closed, count
from rhetoric.tokens import Tokens
from rhetoric.words import split_feature, words_of

#: Longest term, in words, and least number of occurrences of a phrase and of a single word.
LONGEST, LEAST, LEAST_SINGLE = 7, 3, 4
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
    "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip
#: British spellings and American ones, in words of six letters and more.
_SPELLINGS = (
    ("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"),
    ("fulfil", "fulfill"), ("elled", "eled"), ("elling", "eling"), ("centre", "center"),
    ("metre", "meter"), ("defence", "defense"), ("licence", "license"), ("programme", "program"),
    ("catalogue", "catalog"), ("dialogue", "dialog"), ("judgement", "judgment"),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Candidates:
    """Terms with their counts by paragraph; ``forms[j]`` are the n-grams counted as term j.

    Until `named` the features and the forms are stems; then they are words as they stand.
    """

    counts: Counts
    forms: tuple[tuple[str, ...], ...]

    def take(self, chosen: NDArray[np.int64]) -> Candidates:
        """Return the terms at some places, in their order here."""
        mask = np.zeros(len(self.forms), bool)
        mask[chosen] = True
        kept = np.flatnonzero(mask)
        return Candidates(self.counts.keep(mask), tuple(self.forms[i] for i in kept))


def candidates(tokens: Tokens) -> Candidates:
    """Return the terms of a corpus that findings may be made of, by their stems.

    N-grams of one to seven words without a function word or number at an edge; one whose
    occurrences all stand inside a longer one is dropped. Plurals and possessives are counted
    together from the start, and forms with more hyphens or fewer added, so that a term is absent
    only where each of its forms is; families and aliases of corpus.toml are one term.
    """
    rooted = stemmed(tokens)
    counted = count(rooted, ngrams=(1, LONGEST), per="paragraph", min_count=LEAST)
    counted = counted.keep(counted.content)
    counted = counted.keep(closed(counted))
    families = _families(tokens.corpus.profile)
    pooled = _completed(rooted, _pooled(counted, families), families)
    enough = pooled.counts.totals >= np.where(pooled.counts.lengths == 1, LEAST_SINGLE, LEAST)
    return pooled.take(np.flatnonzero(enough))


def stemmed(tokens: Tokens) -> Tokens:
    """Return the same words with those of one stem made one type."""
    roots = variants([stem(word) for word in tokens.types])
    number = {root: i for i, root in enumerate(sorted(set(roots)))}
    types = np.empty(len(number), dtype=object)  # never an array of text: one long word would
    types[:] = list(number)  # make every other as long
    place = np.array([number[root] for root in roots], np.uint32)
    return replace(tokens, types=types, ids=place[tokens.ids])


def named(tokens: Tokens, found: Candidates) -> Candidates:
    """Return candidates under their commonest form, with all forms as they stand in the texts."""
    rooted = stemmed(tokens)
    forms = tuple(_forms(tokens, rooted, roots) for roots in found.forms)
    features = np.empty(len(forms), dtype=object)
    features[:] = [first for first, *_ in forms]
    lengths = np.array([len(split_feature(feature)) for feature in features], np.int64)
    counts = replace(found.counts, features=features, lengths=lengths, source=tokens)
    return Candidates(counts, forms)


def _forms(tokens: Tokens, rooted: Tokens, roots: Sequence[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    for root in roots:
        size = len(split_feature(root))
        ids = tokens.ids[rooted.find(root)[:, None] + np.arange(size)]
        for form, times in Counter(map(tuple, ids.tolist())).items():
            seen[" ".join(tokens.types[i] for i in form)] += times
    return tuple(sorted(seen, key=lambda form: (-seen[form], form)))


def stem(word: str) -> str:
    """Return a word without possessive and plural, for pooling its forms.

    >>> stem("party's"), stem("policies"), stem("factories"), stem("progress"), stem("boxes")
    ('party', 'policy', 'factory', 'progress', 'box')
    """
    if word in function_words() or word in words("reporting_verbs"):
        return word
    base = word.removesuffix("'s").removesuffix("'")
    if len(base) > 4 and base.endswith("ies"):
        return base[:-3] + "y"
    if len(base) > 4 and base.endswith(("xes", "ches", "shes", "sses")):
        return base[:-2]
    if len(base) > 3 and base.endswith("s") and not base.endswith(("ss", "us", "is")):
        return base[:-1]
    return base


def variants(roots: Sequence[str]) -> list[str]:
    """Return stems with two spellings of one word made one, where a corpus has both.

    >>> variants(["labour", "labor", "eighth", "8th", "flavour"])
    ['labor', 'labor', '8th', '8th', 'flavour']
    """
    there = set(roots)
    return [next((v for v in _other_spellings(root) if v in there), root) for root in roots]


def _other_spellings(root: str) -> Iterator[str]:
    """Yield the American spellings of a British one, and the figure of an ordinal."""
    if root in _ORDINALS:
        yield _ORDINALS[root]
    if len(root) >= 6:
        for british, american in _SPELLINGS:
            if british in root:
                yield root.replace(british, american)


@lru_cache(maxsize=50_000)  # ranking asks for the same terms again and again
def content_words(feature: str) -> tuple[str, ...]:
    """Return the stems of a term's content words, in order."""
    return tuple(stem(w) for w in split_feature(feature) if w not in function_words())


def stems(term: str) -> tuple[str, ...]:
    """Return the stems of all words of a term, in order: what its forms have in common."""
    return tuple(stem(word) for word in split_feature(term))


def _families(profile: Profile) -> Mapping[tuple[str, ...], str]:
    """Return which terms corpus.toml counts together: stems to the name of the family."""
    return {
        stems(" ".join(words_of(term))): name
        for table in (profile.families, profile.aliases)
        for name, others in table.items()
        for term in (name, *others)
    }


def _pooled(counts: Counts, families: Mapping[tuple[str, ...], str]) -> Candidates:
    """Return the n-grams with those summed that corpus.toml counts together."""
    groups: dict[object, list[int]] = defaultdict(list)
    for j, feature in enumerate(counts.features):
        open_form = feature.replace("-", " ")  # "regional-industry factory" is the one without it
        groups[families.get(tuple(split_feature(feature)), open_form)].append(j)
    totals = counts.totals
    columns, rows, forms = [], [], []
    for number, members in enumerate(groups.values()):
        ranked = sorted(members, key=lambda j: (-totals[j], counts.features[j]))
        forms.append(tuple(counts.features[j] for j in ranked))
        rows += members
        columns += [number] * len(members)
    shape = (len(counts.features), len(forms))
    pool = sparse.csr_matrix((np.ones(len(rows), np.int64), (rows, columns)), shape=shape)
    features = np.empty(len(forms), dtype=object)
    features[:] = [first for first, *_ in forms]
    lengths = np.array([len(split_feature(name)) for name in features], np.int64)
    matrix = (counts.matrix @ pool).tocsr()
    return Candidates(
        replace(counts, matrix=matrix, features=features, lengths=lengths), tuple(forms)
    )


def _completed(
    rooted: Tokens, found: Candidates, families: Mapping[tuple[str, ...], str]
) -> Candidates:
    """Return terms with the occurrences added that were too few, or too deep inside others.

    "asset-purchase program" has one of "asset purchase", though as a term of its own it was
    dropped: it stands inside the longer one, or too seldom. So has a family of corpus.toml one of
    each member, however seldom that stands.
    """
    spelt = {tuple(word.split("-")): word for word in rooted.types}
    begun = {parts[:2] for parts in spelt if len(parts) > 1}
    used = {form for forms in found.forms for form in forms}
    forms, columns, at = list(found.forms), [], []
    for j, own in enumerate(found.forms):
        others = {*_kin(own[0], families), *_hyphened(own[0], spelt, begun)}
        for form in sorted(others - used):
            where = rooted.find(form)
            if len(where):
                used.add(form)
                forms[j] += (form,)
                columns += [j] * len(where)
                at += where.tolist()
    rows = np.searchsorted(rooted.paragraph_starts, np.array(at, np.int64), side="right") - 1
    more = sparse.coo_array(
        (np.ones(len(at), np.int64), (rows, np.array(columns, np.int64))),
        shape=found.counts.matrix.shape,
    )
    matrix = sparse.csr_matrix(found.counts.matrix + more.tocsr())
    matrix.sort_indices()
    return Candidates(replace(found.counts, matrix=matrix), tuple(forms))


def _kin(form: str, families: Mapping[tuple[str, ...], str]) -> Iterator[str]:
    """Yield the members of the family that a term belongs to, as stems."""
    name = families.get(tuple(split_feature(form)))
    if name is not None:
        yield from (" ".join(words) for words, family in families.items() if family == name)


def _hyphened(
    form: str, spelt: Mapping[tuple[str, ...], str], begun: AbstractSet[tuple[str, ...]]
) -> Iterator[str]:
    """Yield the ways to write a term with other hyphens, of types that there are."""
    words = tuple(form.replace("-", " ").split(" "))
    if len(words) <= LONGEST and not begun.isdisjoint(pairwise(words)):
        written = (" ".join(one) for one in _written(words, spelt))
        yield from (one for one in written if not _frayed(one))


def _written(
    words: tuple[str, ...], spelt: Mapping[tuple[str, ...], str]
) -> Iterator[tuple[str, ...]]:
    """Yield every way of writing words with hyphens, of types that there are."""
    if not words:
        yield ()
    for n in range(1, len(words) + 1):
        if words[:n] in spelt:
            yield from ((spelt[words[:n]], *rest) for rest in _written(words[n:], spelt))


def _frayed(form: str) -> bool:
    """Say whether a form of several words has a function word at an edge ("follow up")."""
    words = split_feature(form)
    return len(words) > 1 and not function_words().isdisjoint((words[0], words[-1]))


def places(tokens: Tokens, forms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where any form of a term stands: first token and number of tokens, in order."""
    found = [(int(at), len(split_feature(form))) for form in forms for at in tokens.find(form)]
    return sorted(found)
