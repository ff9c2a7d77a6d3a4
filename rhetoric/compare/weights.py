"""The weights of the ranking in one table: round numbers, from the reading of several corpora.

The list of findings hardly moves when every one of them is jittered by a third
(tests/scripts/jitter.py).
"""

from __future__ import annotations

#: What a term's shape, use and place, and a finding's spread, multiply its score by.
WEIGHTS = {
    # shape: number of content words, names
    "one word": 0.9, "two words": 1.0, "three words": 1.0, "four words": 0.9, "more words": 0.75,
    "name": 1.3,
    # use: verbs, bare participles and adverbs, prepositions in all but name
    "after a verb's word": 0.3, "bare participle": 0.4, "participle at the end": 0.5,
    "participle at the start": 0.6, "idiom": 0.3,
    # place: titles, procedure, reporting, brackets, first and last paragraphs, headings
    "frame": 0.25, "bracket": 0.05, "edge": 0.5, "heading": 0.1,
    # spread: documents beyond one, one text only, one paragraph, new in the newest text
    "document": 0.2, "one text": 0.8, "one paragraph": 0.5, "newest": 1.2,
    # genre, a burst against the best contrast, a word that leads an earlier finding
    "genre": 0.15, "burst": 1.1, "repeated": 0.7,
    # naming: a whole change of names, and stances that colour
    "renamed": 2.0, "hostile": 1.5, "honorific": 1.2,
}  # fmt: skip
