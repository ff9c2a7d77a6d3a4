"""Findings of a corpus as a result, and which of them lead: neither only ups nor only downs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rhetoric.compare.candidates import content_words
from rhetoric.compare.weights import WEIGHTS
from rhetoric.findings import Finding, Result
from rhetoric.ngrams import Counts

if TYPE_CHECKING:
    from rhetoric.compare.contrasts import Contrast

#: Findings that are made, and headlines that lead the report.
MOST, HEADLINES = 200, 12
#: Least share of the findings that go up, and of those that go down, in any beginning of the list.
BALANCE = 1 / 3


@dataclass(frozen=True, eq=False)
class Changes(Result):
    """The findings of a corpus, ranked, and the contrasts in which they were sought.

    ``counts`` are those of the terms as they were pooled, ``forms`` the n-grams counted as each.
    """

    findings: tuple[Finding, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    tests: int = 0
    counts: Counts = field(default_factory=Counts.empty)
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def balanced(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings by score, but neither what came nor what went only at the very end.

    In any beginning of the list a third goes up and a third goes down, as far as there are any. A
    finding pays for every word of its first term that an earlier one has told of.
    """
    waiting = {way: [f for f in findings if f.direction == way] for way in ("up", "down", "none")}
    given, told = dict.fromkeys(waiting, 0), Counter[str]()

    def worth(one: Finding) -> tuple[float, str]:
        again = max(told[word] for word in content_words(one.features[0]) or ("",))
        return -one.score * WEIGHTS["repeated"] ** again, one.features[0]

    for number in range(1, len(findings) + 1):
        short = [
            way for way in ("up", "down")
            if waiting[way] and given[way] < int(number * BALANCE)
        ]  # fmt: skip
        ways = short or [way for way in waiting if waiting[way]]
        one = min((f for way in ways for f in waiting[way]), key=worth)
        given[one.direction] += 1
        waiting[one.direction].remove(one)
        told.update(content_words(one.features[0]))
        yield one
