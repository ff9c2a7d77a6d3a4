"""The themes that corpus.toml follows: how often their words stand."""

from __future__ import annotations

from rhetoric.hits import Hits
from rhetoric.lexicon import match, themes
from rhetoric.tokens import Tokens


def theme_words(tokens: Tokens) -> Hits:
    """Return the words of the themes of corpus.toml; nothing where it names none."""
    lexicon = themes(tokens.corpus)
    return match(lexicon, tokens) if lexicon else Hits.of(tokens, ())
