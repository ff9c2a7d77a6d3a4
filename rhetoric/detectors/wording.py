"""Devices that are words in a context: obligation, commitment, stance, pronouns, superlatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from rhetoric.detectors.grammar import PAREN, QUOTE, Grammar, grammar
from rhetoric.detectors.rules import ruled
from rhetoric.hits import Hits
from rhetoric.tokens import Tokens

#: Words after "our" among which its head is looked for.
_HEAD = 4


def obligation(tokens: Tokens) -> Hits:
    """Return what obliges: strong (must, have to, is to be), medium (should), reported (the need).

    "I shall" and "we shall" promise and are of `commitment`; a "should" of condition or of
    politeness is left out.
    """
    return ruled("obligation", tokens)


def commitment(tokens: Tokens) -> Hits:
    """Return what commits: will, shall (of the first person), going to, pledges and vows.

    The noun "will" is none: it stands after a determiner or adjective, or before no verb.
    """
    return ruled("commitment", tokens)


def stance(tokens: Tokens) -> Hits:
    """Return hedges by class, words that leave a quantity open, and boosters.

    Verbs hedge only before a clause or an infinitive, *may* only in lower case before a verb.
    """
    return ruled("stance", tokens)


def superlatives(tokens: Tokens) -> Hits:
    """Return superlatives, absolutes (all, every, never) and claims that a thing is unprecedented.

    What "all" and "every" count, or what "not" and "nearly" take back, is no absolute.
    """
    return ruled("superlatives", tokens)


def pronouns(tokens: Tokens) -> Hits:
    """Return the pronouns by person; the rule of *our* names its head: ``our Republic``.

    "US" and "U.S." are never "us". The head is the first word after *our* that is no adjective, or
    the last of a name in capitals.
    """
    found = ruled("pronouns", tokens)
    there = grammar(tokens)
    ours = np.flatnonzero(tokens.ids[found.first] == tokens.index.get("our", -1))
    heads = {int(i): _head(tokens, there, int(found.first[i])) for i in ours}
    named = {head: f"our {tokens.surface(head)}" for head in set(heads.values()) if head}
    rules = tuple(sorted({*found.rules, *named.values()}))
    place = {rule: i for i, rule in enumerate(rules)}
    rule = np.array([place[name] for name in found.rules], np.int32)[found.rule]
    for i, head in heads.items():
        rule[i] = place[named.get(head, "our")]
    return replace(found, rules=rules, rule=rule)


def _head(tokens: Tokens, there: Grammar, at: int) -> str:
    """Return the type of the head of a noun phrase that begins with *our*, or nothing."""
    skipped = there.types_of("ADJ|NUM|VEN|VING|ADV|EST|more|other|same|own|fellow")
    function = there.types_of("DET|PREP|CONJ|BE|HAVE|MODAL|PRON")
    last = ""
    for k in range(at + 1, min(at + 1 + _HEAD, len(tokens))):
        number = tokens.ids[k]
        if there.opens[k] or there.marks[k - 1] & ~np.uint8(PAREN | QUOTE) or function[number]:
            break
        last = str(tokens.types[number])
        named = there.capital[k] and k + 1 < len(tokens) and there.capital[k + 1]
        if not skipped[number] and not named:
            break
    return last
