"""Devices: what a text does with words, found by rules that point. Each is Tokens → Hits."""

from __future__ import annotations

from collections.abc import Callable

from rhetoric.detectors.address import address, questions
from rhetoric.detectors.agenda import agenda
from rhetoric.detectors.chiasmus import chiasmus
from rhetoric.detectors.contrast import antithesis
from rhetoric.detectors.judgement import criticism, praise
from rhetoric.detectors.manner import style, taken_over
from rhetoric.detectors.metaphor import metaphor
from rhetoric.detectors.naming import naming
from rhetoric.detectors.numbers import quantities, time
from rhetoric.detectors.parallels import tricolon
from rhetoric.detectors.referents import referents
from rhetoric.detectors.repetition import anaphora, openings, repetition
from rhetoric.detectors.slogans import slogan_names
from rhetoric.detectors.themes import theme_words
from rhetoric.detectors.wording import commitment, obligation, pronouns, stance, superlatives
from rhetoric.hits import Hits
from rhetoric.tokens import Tokens
from rhetoric.voice import stretches

#: Every device by the name that it has on the command line, in the order of its tables.
DEVICES: dict[str, Callable[[Tokens], Hits]] = {
    "obligation": obligation,
    "commitment": commitment,
    "stance": stance,
    "pronouns": pronouns,
    "address": address,
    "questions": questions,
    "superlatives": superlatives,
    "anaphora": anaphora,
    "repetition": repetition,
    "tricolon": tricolon,
    "openings": openings,
    "antithesis": antithesis,
    "chiasmus": chiasmus,
    "praise": praise,
    "criticism": criticism,
    "metaphor": metaphor,
    "quantities": quantities,
    "time": time,
    "style": style,
    "taken over": taken_over,
    "agenda": agenda,
    "naming": naming,
    "referents": referents,
    "slogans": slogan_names,
    "themes": theme_words,
    "voice": stretches,
}

__all__ = ["DEVICES", "naming", "referents", "slogan_names", "theme_words"]
