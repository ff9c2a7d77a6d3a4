"""Make the background list of English: python make_background.py FOLDER > background_en.csv.

FOLDER holds public-domain texts whose names begin with their year (the State of the Union
addresses, works of the US government, were used). Each era weighs the same and within it each
text, so that neither long ones nor one speaker decides, and no age of the language is the norm by
which another is strange. Zipf = log10 of the frequency per thousand million words.
"""

import csv
import math
import sys
from collections import Counter
from pathlib import Path

import regex as re

ERAS, WORDS = (1790, 1860, 1930, 1980), 5000
WORD = re.compile(r"\p{L}+(?:['’\-]\p{L}+)*")


def main(folder: str) -> None:
    """Print the commonest words with their Zipf frequency."""
    share: Counter[str] = Counter()
    texts = sorted(Path(folder).glob("*.txt"))
    era = {path: sum(int(path.name[:4]) >= begin for begin in ERAS) for path in texts}
    size = Counter(era.values())
    for path in texts:
        found = WORD.findall(path.read_text(encoding="utf-8").replace("’", "'").casefold())
        for word, n in Counter(found).items():
            share[word] += n / len(found) / size[era[path]] / len(size)
    out = csv.writer(sys.stdout, lineterminator="\n")
    sys.stdout.write(
        "# source: State of the Union addresses since 1790 (works of the US government);\n"
        "# made by tests/scripts/make_background.py; licence: public domain\n"
    )
    out.writerow(["word", "zipf"])
    best = sorted(share.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    out.writerows([word, f"{math.log10(value * 1e9):.2f}"] for word, value in best)


if __name__ == "__main__":
    main(sys.argv[1])
