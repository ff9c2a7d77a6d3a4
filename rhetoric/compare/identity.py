"""The id of a finding: the same in every report that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from rhetoric.compare.candidates import content_words
from rhetoric.findings import DIRECTIONS, Finding


def stable_id(finding: Finding) -> str:
    """Return a name that is the same whenever the same term goes the same way."""
    family, _, words = subject(finding).partition(": ")
    key = f"{family}|{finding.direction}|{words}"
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def subject(finding: Finding) -> str:
    """Return what a finding is about, whichever way that goes: its family and content words."""
    words = " ".join(sorted(content_words(finding.features[0])))
    return f"{'vocabulary' if finding.kind in DIRECTIONS else finding.kind}: {words}"


def identified(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with their ids: `stable_id`, or a longer digest where that is taken.

    Of several with one id the first has it, by its feature and what is known of its place; the
    others are told apart by the same. No id depends on the order of the findings.
    """
    names = [stable_id(one) for one in findings]
    order = sorted(range(len(names)), key=lambda i: (names[i], _exact(findings[i])))
    taken = set(names)
    held: set[str] = set()
    for i in order:
        key = "|".join((names[i], *_exact(findings[i])))
        while names[i] in held:  # each round is another digest, also of what is all the same
            key = hashlib.sha256(key.encode("utf-8", "backslashreplace")).hexdigest()
            names[i] = names[i] if key[:12] in taken else key[:12]
        held.add(names[i])
        taken.add(names[i])
    return [replace(one, id=name) for one, name in zip(findings, names, strict=True)]


def _exact(one: Finding) -> tuple[str, ...]:
    """Return what tells findings with the same content words apart."""
    if one.kind in DIRECTIONS:
        return one.features
    quoted = (f"{q['doc']}:{q['start']}" for q in (*one.evidence, *one.contrast))
    return (*one.features, *one.earlier, "→", *one.later, *quoted)
