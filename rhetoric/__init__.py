"""Says what changed in a folder of dated documents, with a quotation behind every claim.

>>> import rhetoric as rt
>>> corpus = rt.read("seeds")
>>> [document.label for document in corpus]
['2021-01-12', '2021-02-08', '2023-06-16', '2024-01-23', '2024-12-23']
>>> tokens = rt.tokenize(corpus)
>>> counts = rt.count(tokens, ngrams=(1, 3), per="paragraph")
>>> key = rt.keyness(counts, target="year=2024", reference="year=2021")
>>> row = key.table.set_index("feature").loc["20×10"]
>>> row["kind"], int(row["target"]), int(row["reference"])
('emerged', 15, 0)
>>> key.evidence("20×10")[0]["line"]
4
>>> rt.concordance(tokens, "self-reli*").table["node"].tolist()[:2]
['self-reliance', 'self-reliance']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from rhetoric.machine import tell_numpy

__version__ = "0.1.0"

tell_numpy()

if TYPE_CHECKING:
    from rhetoric.compare.agenda import agenda
    from rhetoric.compare.alignment import Alignment, align
    from rhetoric.compare.changes import changes
    from rhetoric.compare.collocates import collocates
    from rhetoric.compare.comparability import comparability
    from rhetoric.compare.concordance import concordance
    from rhetoric.compare.devices import devices
    from rhetoric.compare.dispersion import dispersion
    from rhetoric.compare.drift import drift
    from rhetoric.compare.formulae import formulae
    from rhetoric.compare.groups import groups
    from rhetoric.compare.keyness import keyness
    from rhetoric.compare.lineages import lineages
    from rhetoric.compare.lists import against_list
    from rhetoric.compare.lives import lives
    from rhetoric.compare.naming import naming
    from rhetoric.compare.novelty import novelty
    from rhetoric.compare.panel import panel
    from rhetoric.compare.phrases import phrases
    from rhetoric.compare.prints import Prints, prints
    from rhetoric.compare.profile import profile
    from rhetoric.compare.reuse import reuse
    from rhetoric.compare.scores import scores
    from rhetoric.compare.shift import shift
    from rhetoric.compare.similarity import similarity
    from rhetoric.compare.tfidf import tfidf
    from rhetoric.compare.timeline import timeline
    from rhetoric.compare.trends import trends
    from rhetoric.compare.voices import voices
    from rhetoric.corpus import Block, Corpus, Document, RhetoricError, Span
    from rhetoric.findings import Finding, Result
    from rhetoric.hits import Hits
    from rhetoric.lexicon import Lexicon, load, match
    from rhetoric.ngrams import Counts, count, merge
    from rhetoric.plots import plot
    from rhetoric.read import read
    from rhetoric.tokens import Tokens, tokenize
    from rhetoric.vectorizer import Vectorizer
    from rhetoric.voice import voice

#: Where each public name lives; a module is imported when its first name is used.
_HOMES = {
    "corpus": ("Block", "Corpus", "Document", "RhetoricError", "Span"),
    "read": ("read",),
    "tokens": ("Tokens", "tokenize"),
    "ngrams": ("Counts", "count", "merge"),
    "hits": ("Hits",),
    "vectorizer": ("Vectorizer",),
    "voice": ("voice",),
    "lexicon": ("Lexicon", "load", "match"),
    "findings": ("Finding", "Result"),
    "compare.agenda": ("agenda",),
    "compare.alignment": ("Alignment", "align"),
    "compare.changes": ("changes",),
    "compare.collocates": ("collocates",),
    "compare.comparability": ("comparability",),
    "compare.concordance": ("concordance",),
    "compare.devices": ("devices",),
    "compare.dispersion": ("dispersion",),
    "compare.drift": ("drift",),
    "compare.formulae": ("formulae",),
    "compare.groups": ("groups",),
    "compare.keyness": ("keyness",),
    "compare.lineages": ("lineages",),
    "compare.lists": ("against_list",),
    "compare.lives": ("lives",),
    "compare.naming": ("naming",),
    "compare.novelty": ("novelty",),
    "compare.panel": ("panel",),
    "compare.phrases": ("phrases",),
    "compare.prints": ("Prints", "prints"),
    "compare.profile": ("profile",),
    "compare.reuse": ("reuse",),
    "compare.scores": ("scores",),
    "compare.shift": ("shift",),
    "compare.similarity": ("similarity",),
    "compare.tfidf": ("tfidf",),
    "compare.timeline": ("timeline",),
    "compare.trends": ("trends",),
    "compare.voices": ("voices",),
    "plots": ("plot",),
}
_WHERE = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Alignment", "Block", "Corpus", "Counts", "Document", "Finding", "Hits", "Lexicon", "Prints",
    "Result", "RhetoricError", "Span", "Tokens", "Vectorizer",
    "against_list", "agenda", "align", "changes",
    "collocates", "comparability", "concordance", "count", "devices", "dispersion", "drift",
    "formulae",
    "groups", "keyness", "lineages", "lives", "load", "match", "merge", "naming", "novelty",
    "panel", "phrases", "plot", "prints", "profile", "read", "reuse", "scores", "shift",
    "similarity", "tfidf", "timeline", "tokenize", "trends", "voice", "voices",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    if _WHERE[name] == "findings" or _WHERE[name].startswith("compare"):
        _lend_drawing()
    return value


def _lend_drawing() -> None:
    """Give results the function that draws them; it stands in a layer above theirs."""
    from rhetoric.findings import Result  # noqa: PLC0415

    def draw(result: Result, **options: Any) -> Any:
        return import_module(f"{__name__}.plots").plot(result, **options)

    def picture(result: Result) -> Any:
        return import_module(f"{__name__}.plots.pages").svg_of(result)

    if Result.drawing is None:
        Result.drawing, Result.picturing = staticmethod(draw), staticmethod(picture)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
