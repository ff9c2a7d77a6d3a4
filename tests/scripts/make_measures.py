"""Write the table of measures into the README: ours beside other programs', and why they differ.

    python tests/scripts/make_measures.py

A test fails while the README holds another table than this one.
"""

import csv
import tomllib
from pathlib import Path

import numpy as np

from rhetoric.stats.measures import MEASURES

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "reference"
BEGIN, END = "<!-- measures: begin -->", "<!-- measures: end -->"
PROGRAMS = {
    "q_": "quanteda", "st_": "Scattertext", "ck_": "ConvoKit", "shf_": "Shifterator",
    "allotax_": "allotax", "pcd_": "pycorpdiff", "lr_": "lexicalrichness", "nltk_": "NLTK",
}  # fmt: skip


def rows(name):
    lines = (REFERENCE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def shift(name, options, word):
    """Return the part of one word in the divergence of the pair of texts."""
    cells = rows("pair.counts.csv")
    a, b, n = (np.array([int(c[k]) for c in cells]) for k in ("a", "b", "types"))
    a, b = np.repeat(a, n), np.repeat(b, n)
    parts = MEASURES["shift"][name](a, b, **options)
    return float(parts[(a == int(word["a"])) & (b == int(word["b"]))][0])


def keyness(name, options, word):
    table = [float(word[k]) for k in ("a", "b", "N1", "N2")]
    if options.get("prior") == "uninformative":
        options = {"types": 2527} | options
    return float(MEASURES["keyness"][name](*table, **options))


def diversity(name, options, doc):
    if name in {"mattr", "mtld"}:
        text = (REFERENCE / f"diversity.{doc}.txt").read_text(encoding="utf-8")
        return MEASURES["diversity"][name]([int(i) for i in text.splitlines()[-1].split()])
    spectrum = [r for r in rows("diversity.spectra.csv") if r["doc"] == doc]
    counts = np.repeat(*(np.array([int(r[k]) for r in spectrum]) for k in ("f", "types")))
    return MEASURES["diversity"][name](counts, **options)


def line(row, ours, theirs):
    """Return one row of the table; a difference without a reason is refused."""
    program = next(name for p, name in PROGRAMS.items() if row["column"].startswith(p))
    options = row.get("options", {}).items()
    how = ", ".join(f"{k}={v:.4g}" if isinstance(v, float) else f"{k}={v}" for k, v in options)
    shown = f"`{row['measure']}`" + (f" ({how})" if how else "")
    assert "why" in row or abs(ours - theirs) <= 1e-6 * abs(theirs), (row, ours, theirs)
    why = row.get("why", "same")
    return f"| {row['family']} | {shown} | {ours:.7g} | {program} | {theirs:.7g} | {why} |"


def table():
    """Return the section of the README between its marks."""
    words = rows("beside.csv")
    varied = {r["doc"]: r for r in rows("diversity.csv")}
    names = [
        f"- {family}: {', '.join(f'`{name}`' for name in there)}"
        for family, there in MEASURES.items()
    ]
    head = ["| family | measure | ours | program | theirs | why |", "|---|---|---|---|---|---|"]
    lines = []
    for row in tomllib.loads((REFERENCE / "beside.toml").read_text(encoding="utf-8"))["row"]:
        make = {"keyness": keyness, "shift": shift, "diversity": diversity}[row["family"]]
        there = varied if row["family"] == "diversity" else words
        given = row["table"] if row["family"] == "diversity" else words[row["table"]]
        ours = make(row["measure"], row.get("options", {}), given)
        lines.append(line(row, ours, float(there[row["table"]][row["column"]])))
    return "\n".join(["", *names, "", *head, *lines, ""])


def written(readme):
    """Return the README with the table as it should be."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
