"""The themes that corpus.toml follows, or those of official prose: where their words stand."""

from __future__ import annotations

from rhetoric.hits import Hits
from rhetoric.lexicon import load, match, themes
from rhetoric.tokens import Tokens


def theme_words(tokens: Tokens) -> Hits:
    """Return the words of the themes of corpus.toml, else of the lexicon ``themes``."""
    return match(themes(tokens.corpus) or load("themes"), tokens)
