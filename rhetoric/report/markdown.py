"""The report as Markdown for code hosts and pagers; whatever a document holds stays inert."""

from __future__ import annotations

import html

import regex as re

from rhetoric.inert import shown
from rhetoric.report.page import (
    Block,
    Card,
    Fold,
    Image,
    Items,
    Outline,
    Page,
    Para,
    Quote,
    Quotes,
    Redline,
    Section,
    Table,
    TermCard,
)

#: Characters that mean something anywhere in a line.
_MEANT = {c: "\\" + c for c in "\\`*_[]|~$^"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
#: What a code host would turn into a link by itself, up to the sign that is escaped.
_LINK = re.compile(r"(?i)(?:https?|ftp|mailto|xmpp):|\bwww\.|(?<=[\w.+\-])@(?=[\w\-])")
_LIST = re.compile(r"^(\d+)([.)])(?=\s|$)")
#: Bars from 0 to 8; the last of all stands for no part (−1).
_BARS = "·▁▂▃▄▅▆▇█ "


def escape(text: str) -> str:
    r"""Return a text that Markdown shows as it is: one line, no markup, no link, no HTML.

    >>> escape("a\n\n# b ![x](http://y) <b>")
    'a # b !\\[x\\](http\\://y) &lt;b&gt;'
    >>> escape("# not a heading"), escape("1. not a list")
    ('\\# not a heading', '1\\. not a list')
    """
    out = "".join(_MEANT.get(c, c) for c in shown(text))
    out = _LINK.sub(lambda m: m[0][:-1] + "\\" + m[0][-1], out)
    out = str(_LIST.sub(r"\1\\\2", out))
    return "\\" + out if out[:1] in set("#+-=:!") else out


def render(page: Page) -> str:
    """Return the report as Markdown."""
    lines = [f"# {escape(page.title)}", ""]
    for section in page.sections:
        if not section.html_only:
            lines += _section(section)
    return "\n".join(lines).rstrip() + "\n"


def _section(section: Section) -> list[str]:
    lines = [f"{'###' if section.inner else '##'} {escape(section.title)}", ""]
    for block in section.blocks:
        lines += _block(block)
    return lines


def _block(block: Block) -> list[str]:  # noqa: C901, PLR0911  (one return a kind of block)
    if isinstance(block, Para):
        return [("> " if block.lead else "") + escape(block.text), ""]
    if isinstance(block, Items):
        return [*(f"- {escape(item)}" for item in block.items), ""]
    if isinstance(block, Outline):
        claims = [f"{claim} {badge}" for claim, badge, _ in block.entries]
        return [*(f"{n}. {escape(claim)}" for n, claim in enumerate(claims, 1)), ""]
    if isinstance(block, Card):
        return _card(block)
    if isinstance(block, TermCard):
        return _term(block)
    if isinstance(block, Quotes):
        said = [f"- {escape(what)}: {_quote(q)}" for what, q in block.entries]
        return [f"**{escape(block.title)}**", "", *said, ""]
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Image):
        data = [f"Numbers: [{block.csv}]({block.csv})", ""] if block.csv else []
        return [f"![{escape(block.alt)}](figures/{block.name}.svg)", "", *data]
    if isinstance(block, Redline):
        return [_redline(block), ""]
    if isinstance(block, Fold):
        inner = [line for b in block.blocks for line in _block(b)]
        summary = html.escape(shown(block.summary))
        return [f"<details><summary>{summary}</summary>", "", *inner, "</details>", ""]
    return []  # the view of a document belongs to the page only


def _card(card: Card) -> list[str]:
    lines = [f"### {card.number}. {escape(card.claim)} {card.badge}", ""]
    if card.detail:
        lines += [escape(card.detail), ""]
    earlier, later = card.sides
    for name, quotes in ((earlier, card.contrast), (later, card.evidence)):
        lines += [f"- {escape(name)}: {_quote(q)}" for q in quotes] or [f"- {escape(name)}: none."]
    bars = "".join(_BARS[level] for level in card.spark.levels)
    lines.append(f"- {escape(card.spark.said)} {bars}")
    lines.append(f"- Spread: {escape(card.spread)}.")
    if card.also:
        lines.append(f"- {card.also_what}: {escape(', '.join(card.also))}.")
    if card.related:
        lines.append(f"- Related findings: {escape('; '.join(card.related))}.")
    if card.caveats:
        lines.append(f"- Caveats: {escape(', '.join(card.caveats))}.")
    return [*lines, ""]


def _term(card: TermCard) -> list[str]:
    bars = "".join(_BARS[level] for level in card.spark.levels)
    summary = html.escape(shown(f"{card.term}: {card.uses}"))
    told = ", ".join(name for name, _ in card.findings)
    lines = [f"<details><summary>{summary}</summary>", ""]
    lines.append(f"- {escape(card.spark.said)} {bars}")
    lines += [f"- {escape(said)}" for said in (card.peak, card.forms) if said]
    lines.append(f"- Told in: {escape(told)}.")
    lines += [f"- {escape(side)}: {escape(said)}." for side, said in card.company]
    lines.append(f"- {escape(card.quoted)}:")
    lines += [f"  - {_quote(q)}" for q in card.quotes]
    return [*lines, "", "</details>", ""]


def _quote(quote: Quote) -> str:
    left, right = ("… " if quote.cut[0] else ""), (" …" if quote.cut[1] else "")
    where = escape(f"{quote.label}, {quote.file}, line {quote.line}")
    if quote.match:
        a, b = quote.match
        parts = [quote.text[:a], quote.text[a:b], quote.text[b:]]
        head, word, tail = (escape(part) for part in parts)
        before = " " if parts[0][-1:].isspace() else ""
        after = " " if parts[2][:1].isspace() else ""
        return f"“{left}{head}{before}**{word}**{after}{tail}{right}” ({where})"
    return f"“{left}{escape(quote.text)}{right}” ({where})"


def _redline(pair: Redline) -> str:
    """Return a pair as one line; ``<del>`` and ``<ins>`` stand only inside a sentence."""
    inside = bool(pair.before) and bool(pair.after)
    text = "".join(
        _piece(words, kind if inside else "same") for kind, words in pair.flow
    )  # fmt: skip
    tags = "".join(f" · {escape(tag)}" for tag in pair.tags)
    places = [s.where for s in (*pair.before[:1], *pair.after[:1])]
    return f"- **{escape(pair.label)}**{tags}: {text} ({escape(' → '.join(places))})"


def _piece(text: str, kind: str) -> str:
    """Return a piece of a sentence with the white space at its edges."""
    head = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    plain = escape(text)
    if kind == "same":
        return f"{head}{plain}{tail}"
    return f"{head}<{kind}>{plain}</{kind}>{tail}"


def _table(table: Table) -> list[str]:
    rule = ["---:" if i in table.numeric else ":---" for i in range(len(table.columns))]
    lines = [f"**{escape(table.caption)}**", ""] if table.caption else []
    lines.append("| " + " | ".join(escape(c) or " " for c in table.columns) + " |")
    lines.append("| " + " | ".join(rule) + " |")
    lines += ["| " + " | ".join(escape(cell) or " " for cell in row) + " |" for row in table.rows]
    lines.append("")
    if table.csv:
        lines += [f"All rows: [{table.csv}]({table.csv})", ""]
    return lines
