"""All files of a report in memory, by name: the same corpus gives the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from rhetoric.compare.identity import subject
from rhetoric.corpus import Corpus, as_json
from rhetoric.findings import Finding
from rhetoric.fork import both
from rhetoric.inert import shown
from rhetoric.report import html, markdown
from rhetoric.report.figures import Drawn, Made, draw, wanted
from rhetoric.report.files import CHANGES
from rhetoric.report.page import Page
from rhetoric.report.results import Analysis

#: Numbers in files are rounded to so many significant digits.
DIGITS = 6
#: Documents up to which a finding counts its uses in each.
EACH = 500
#: Tables without a figure.
BESIDE = ("findings", "formulae", "passages")

#: What is given the findings of a report and returns what changed since the last one.
Since = Callable[[Sequence[Mapping[str, Any]]], Mapping[str, Any]]
#: What makes the page of results, their figures and what changed since the last report.
Contents = Callable[[Analysis, Mapping[str, Drawn], Mapping[str, Any]], Page]


def build(
    corpus: Corpus, *, seed: int, min_badge: int, since: Since, say: Callable[..., None]
) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Return the files of a report, all but manifest and ledger, and its findings as JSON has them.

    Only ``changes.json`` and the section of the page that shows it depend on ``since``.
    """
    from rhetoric.report.analysis import analyse  # noqa: PLC0415  (heavy: all that compares texts)
    from rhetoric.report.contents import contents  # noqa: PLC0415

    analysis = analyse(corpus, seed=seed, min_badge=min_badge, say=say)
    return files_of(analysis, contents, since, say)


def files_of(
    analysis: Analysis,
    contents: Contents,
    since: Since,
    say: Callable[..., None],
    made: Callable[[], Iterable[tuple[str, Made]]] | None = None,
) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Return the files of a report from its results, and its findings as JSON has them.

    ``made`` returns its figures, where they are being drawn already.
    """
    findings = [record(f) for f in analysis.findings]
    changes = since(findings)
    rows = {"schema": "rhetoric.findings/1", "rows": findings, "notes": _notes(analysis)}
    known = {"findings.json": as_bytes(rows), CHANGES: as_bytes(changes)}
    if made is None:
        figures, tables = both(
            lambda: draw(analysis, say),
            lambda: _tables(analysis, findings),
            size=len(analysis.tokens),
        )
    else:  # they come last: another process is at work on them
        tables = _tables(analysis, findings)
        html.ready()
        figures = draw(analysis, say, made)
    page = contents(analysis, figures, changes)
    say("writing")
    files = {f"figures/{name}.svg": drawn.svg for name, drawn in figures.items()}
    shown = {drawn.source for drawn in figures.values()} | set(BESIDE)
    files |= {f"tables/{name}.csv": made for name, made in tables.items() if name in shown}
    files["report.md"] = markdown.render(page).encode()
    svgs = {name: drawn.svg for name, drawn in figures.items()}
    files["report.html"] = html.render(page, svgs).encode()
    return files | known, findings


def _tables(analysis: Analysis, findings: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Return tables as CSV by name: those behind figures, drawn or not, and those without one."""
    frames = {one.source: one.table for one in wanted(analysis)}
    frames["findings"] = _flat(findings)
    if analysis.carried is not None:
        frames["formulae"] = _formulae(analysis.carried.formulae.table)
        frames["passages"] = _places(analysis.carried.reuse.table)
    return {name: table(frame) for name, frame in frames.items()}


def record(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it: rank and id first, rounded, without what ranking needs.

    Of more than 500 documents those without a use are left out of its counts and rates.
    """
    fields = {k: v for k, v in vars(finding).items() if k not in {"features", "score"}}
    if len(finding.counts) > EACH:
        fields["counts"], fields["rates"] = _used(finding.counts), _used(finding.rates)
        fields["also"] = {term: _used(counts) for term, counts in finding.also.items()}
    fields |= {"effect": asdict(finding.effect), "subject": subject(finding)}
    first = {k: fields.pop(k) for k in ("rank", "id", "kind", "terms", "claim")}
    rounded: dict[str, Any] = round_all(as_json(first | fields))
    return rounded


def _used(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the counts or rates that are not 0."""
    return {name: n for name, n in counts.items() if n}


def _notes(analysis: Analysis) -> list[str]:
    """Return what is said of findings as a whole."""
    short = (
        f"There are more than {EACH:,} documents: those without a use are left out of the counts "
        "and rates of a finding."
    )
    many = any(len(f.counts) > EACH for f in analysis.findings)
    return [*analysis.changes.notes, *([short] if many else [])]


def as_bytes(value: Any) -> bytes:
    """Return JSON, one field a line, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def round_all(value: Any) -> Any:
    """Return a value with every float in it rounded to six significant digits.

    >>> round_all({"a": [1234.56789, 2]})
    {'a': [1234.57, 2]}
    """
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, Mapping):
        return {k: round_all(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [round_all(v) for v in value]
    return value


def _rounded(value: float) -> float:
    if value == 0 or not math.isfinite(value):
        return 0.0 if value == 0 else value
    return float(f"{value:.{DIGITS}g}")


def table(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; a text that a spreadsheet would run gets an apostrophe before it.

    Characters that would act on a terminal are spelt out, as in the report.
    """
    columns = [[_quoted(name), *_column(frame.iloc[:, i])] for i, name in enumerate(frame.columns)]
    rows = [",".join(row) for row in zip(*columns, strict=True)]
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "backslashreplace")


def _column(values: pd.Series[Any]) -> list[str]:
    """Return the cells of a column; what comes again and again is written out once."""
    if values.dtype.kind == "f":
        distinct, place = np.unique(values.to_numpy(), return_inverse=True)
        spelt = np.array([repr(_rounded(float(value))) for value in distinct], dtype=object)
        return list(spelt[place])
    held = values.tolist()
    if values.dtype.kind in "iub":
        return list(map(str, held))
    if not all(type(value) is str for value in held):
        return [_quoted(_cell(value)) for value in held]
    known = {value: _quoted(_cell(value)) for value in set(held)}
    return [known[value] for value in held]


def _quoted(cell: Any) -> str:
    """Return a cell as CSV has it: quoted where it holds what would end it."""
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


def _cell(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return _rounded(value)
    if isinstance(value, (list, tuple)):
        value = "; ".join(_text(v) for v in value)
    elif isinstance(value, Mapping):
        value = _text(value)
    if isinstance(value, str):
        folded = value if value.isalnum() else shown(value)
        return f"'{folded}" if folded[:1] in {"=", "+", "-", "@"} else folded
    return value


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_text(v)}" for k, v in value.items() if v is not None)
    return str(value)


def _formulae(frame: pd.DataFrame) -> pd.DataFrame:
    """Return formulae as a table: slots as text, places by their address."""
    return _places(frame).assign(
        slots=[
            "; ".join(f"{s['slot']}: {', '.join(s['held'])}" for s in slots)
            for slots in frame["slots"]
        ]
    )


def _places(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table of passages with the first words and the places of each."""
    text = [" ".join(spans[0]["text"].split()) for spans in frame["spans"]]
    places = ["; ".join(f"{s['file']}:{s['line']}" for s in spans) for spans in frame["spans"]]
    return frame.drop(columns=["spans"]).assign(text=text, places=places)


def _flat(findings: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Return findings as a table: one row each, quotations by their address."""
    columns = [
        "rank", "id", "kind", "terms", "claim", "direction", "counts", "log2_ratio", "low", "high",
        "p", "q", "tests", "badge", "spread", "caveats", "headline", "quoted",
    ]  # fmt: skip
    rows = []
    for f in findings:
        effect = f["effect"]
        row = dict(f) | {
            "log2_ratio": effect["value"],
            "low": effect["low"],
            "high": effect["high"],
        }
        row["quoted"] = [f"{e['file']}:{e['line']}" for e in (*f["evidence"], *f["contrast"])]
        rows.append([row[name] for name in columns])
    return pd.DataFrame(rows, columns=columns, dtype=object)
