"""Documents edited by a known plan: what was reworded, moved, split, merged, dropped, inserted."""

import random

from rhetoric.corpus import Block, Document, Span

KINDS = ("reword", "move", "split", "merge", "drop", "insert")
LEAST = 9  # words of a sentence that is edited


def written(name, sentences):
    """Return a document of one paragraph a sentence."""
    raw, blocks = "", []
    for sentence in sentences:
        blocks.append(Block("paragraph", (Span(name, len(raw), len(raw) + len(sentence)),)))
        raw += sentence + "\n\n"
    return Document(id=name, file=f"{name}.txt", raw=raw, blocks=tuple(blocks))


def edited(sentences, strangers, vocabulary, *, seed, rate=0.5):
    """Return edited sentences and the pairs (old, new) that a perfect alignment finds.

    A share ``rate`` of the long sentences is edited, each in one way; short ones stay.
    """
    chance = random.Random(seed)
    made, n = [], 0
    while n < len(sentences):
        old = [n]
        long = len(sentences[n].split()) >= LEAST
        kind = chance.choice(KINDS) if long and chance.random() < rate else "keep"
        if kind == "merge" and not (
            n + 1 < len(sentences) and len(sentences[n + 1].split()) >= LEAST
        ):
            kind = "keep"
        if kind == "reword":
            made.append(([n], _reworded(sentences[n], vocabulary, chance), kind))
        elif kind == "split":
            made += [([n], part, kind) for part in _halves(sentences[n], chance)]
        elif kind == "merge":
            old = [n, n + 1]
            made.append((old, _joined(sentences[n], sentences[n + 1]), kind))
        elif kind == "insert":
            made.append(([], strangers.pop(), kind))
            made.append(([n], sentences[n], "keep"))
        elif kind != "drop":
            made.append(([n], sentences[n], kind))
        n += len(old)
    moved = [k for k in made if k[2] == "move"]
    rest = [k for k in made if k[2] != "move"]
    for one in moved:
        rest.insert(chance.randrange(len(rest) + 1), one)
    truth = {(i, j) for j, (olds, _, _) in enumerate(rest) for i in olds}
    return [text for _, text, _ in rest], truth


def _reworded(sentence, vocabulary, chance):
    words = sentence.split()
    for _ in range(chance.randint(1, max(1, len(words) // 5))):
        at = chance.randrange(1, len(words) - 1)
        what = chance.choice(("swap", "swap", "drop", "add"))
        if what == "swap":
            words[at] = chance.choice(vocabulary)
        elif what == "add":
            words.insert(at, chance.choice(vocabulary))
        elif len(words) > LEAST - 2:
            del words[at]
    return " ".join(words)


def _halves(sentence, chance):
    words = sentence.split()
    at = max(4, min(len(words) - 4, int(len(words) * chance.uniform(0.35, 0.65))))
    tail = words[at:]
    tail[0] = tail[0][:1].upper() + tail[0][1:]
    return " ".join(words[:at]).rstrip(",;:.") + ".", " ".join(tail)


def _joined(one, other):
    return one.rstrip(' .!?”"') + ", and " + other[:1].lower() + other[1:]


def flat(text):
    """Return a text on one line."""
    return " ".join(text.split())
