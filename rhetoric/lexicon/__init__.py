"""Lexicons: lists of words and phrases by category, and where their entries stand in texts."""

from __future__ import annotations

from rhetoric.lexicon.entries import Entry, Lexicon, pattern_words
from rhetoric.lexicon.files import described, load, shipped
from rhetoric.lexicon.formats import FORMATS, write
from rhetoric.lexicon.matching import match
from rhetoric.lexicon.profiles import actors, of_corpus, slogans, themes

__all__ = [
    "FORMATS", "Entry", "Lexicon", "actors", "described", "load", "match", "of_corpus",
    "pattern_words", "shipped", "slogans", "themes", "write",
]  # fmt: skip
