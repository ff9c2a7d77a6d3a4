"""The lexicons that a corpus brings with it: the actors, themes and slogans of corpus.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rhetoric.corpus import Corpus
from rhetoric.lexicon.entries import Entry, Lexicon
from rhetoric.lexicon.files import load, shipped
from rhetoric.read.address import where

#: What a name of an actor says of it. ``names`` in corpus.toml are plain ones.
STANCES = ("neutral", "official", "hostile", "honorific")


def actors(corpus: Corpus) -> Lexicon | None:
    """Return the names of a corpus' actors, by actor and stance (``ROK/hostile``), or None.

    No two names share a word: the longest name wins, so that an actor's name inside another's is
    not its own.
    """
    entries = [
        Entry(text, f"{actor}/{'neutral' if kind == 'names' else kind}")
        for actor, lists in corpus.profile.actors.items()
        for kind, texts in lists.items()
        for text in texts
        if kind != "guards"
    ]
    entries += [
        Entry(text, category, guard=True)
        for category in dict.fromkeys(entry.category for entry in entries)
        for text in corpus.profile.actors[category.rpartition("/")[0]].get("guards", ())
    ]
    return Lexicon("actors", tuple(entries), "corpus.toml", overlap="lexicon") if entries else None


def themes(corpus: Corpus) -> Lexicon | None:
    """Return the themes of a corpus and their words, or None where it names none."""
    return _named(corpus.profile.themes, "themes")


def slogans(corpus: Corpus) -> Lexicon | None:
    """Return the slogans and named policies of a corpus with their variants, or None."""
    lists = {name: (name, *others) for name, others in corpus.profile.slogans.items()}
    return _named(lists, "slogans")


def of_corpus(corpus: Corpus) -> tuple[Lexicon, ...]:
    """Return the lexicons that corpus.toml names: shipped ones, or files beside it."""
    home = where(corpus.path)
    home = home if home.is_dir() else home.parent
    return tuple(
        load(name if name in shipped() else home / name) for name in corpus.profile.lexicons
    )


def _named(lists: Mapping[str, Sequence[str]], name: str) -> Lexicon | None:
    entries = [Entry(text, key) for key, texts in lists.items() for text in dict.fromkeys(texts)]
    return Lexicon(name, tuple(entries), "corpus.toml") if entries else None
