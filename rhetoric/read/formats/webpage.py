"""Web pages: what a reader sees, block by block, without what surrounds the text on every page.

trafilatura says which words are the page's own; the blocks that hold them are taken from the page
as it is built, so that headings, items and line breaks stay, and no block between two of the
text's own is lost.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import Any

import regex as re

from rhetoric.corpus import Note
from rhetoric.read.decode import Decoded, decode
from rhetoric.read.formats.units import Unit, extracted, folded, missing, named

_CHARSET = re.compile(
    rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w.:-]+)"""
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
#: Labels that mean more than they say on the web, as browsers read them.
_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
             "euc_kr": "cp949", "shift_jis": "cp932", "iso8859-9": "cp1254"}  # fmt: skip
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg",
    "math", "canvas", "audio", "video", "select", "textarea", "button", "datalist", "input",
    "frameset", "map", "applet",
})  # fmt: skip
_AROUND = frozenset({"nav", "aside", "footer", "form", "menu", "dialog"})
_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "complementary", "menu"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "menu", "nav",
    "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr",
    "ul",
})  # fmt: skip
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)", re.I
)
_HIDDEN_CLASS = re.compile(r"\b(?:sr-only|visually-?hidden|screen-reader-text)\b", re.I)
_WORD = re.compile(r"[\p{L}\p{N}]+")
_CELL = 12  # words; a cell with more holds prose and stands by itself
_DEPTH = 2000  # elements inside each other; the parser loses what is deeper


def webpage(content: bytes) -> Decoded | str:
    """Return the text of a web page without navigation, scripts and hidden parts."""
    try:
        import trafilatura  # noqa: PLC0415
        from lxml import html  # noqa: PLC0415
    except ImportError:
        return missing(".html", "html")
    source = text_of(content)
    if isinstance(source, str):
        return source
    tree = page(source.text)
    if tree is None:
        return "empty: no visible text in it"
    if isinstance(tree, str):
        return tree
    hints = _hints(tree)
    prune(tree)
    seen = list(units(tree))
    around = list(units(tree, _is_around))
    try:
        found = trafilatura.bare_extraction(
            html.fromstring(html.tostring(tree, encoding="unicode")),
            include_comments=False, favor_recall=True, with_metadata=False,
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - whatever it is, the visible text is there
        found, why = None, f" ({type(error).__name__})"
    else:
        why = ""
    main = str(getattr(found, "text", None) or "")
    kept, note = _kept(seen, around, main, why)
    tool = f"{named('trafilatura')} over {named('lxml')}"
    return extracted(kept, source.encoding, tool, *source.notes, *note, hints=hints)


def text_of(content: bytes) -> Decoded | str:
    r"""Return the characters of a page: by its byte order mark, what it declares, or as any text.

    >>> text_of('<meta charset="iso-8859-1">caf\xe9'.encode("cp1252")).encoding
    'cp1252'
    """
    declared = _CHARSET.search(content[:4096])
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        try:
            name = codecs.lookup(declared[1].decode("ascii", "replace")).name
            name = _BROWSERS.get(name, name)
            text = content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            return decode(content)
        if "\0" not in text and not name.startswith(("utf-16", "utf-32")):
            return Decoded(text, name)
    return decode(content)


def declares(content: bytes) -> bool:
    """Say whether a page names its encoding.

    >>> declares(b'<meta charset="utf-8">')
    True
    """
    return _CHARSET.search(content[:4096]) is not None


def page(text: str) -> Any:
    """Return the tree of a page, a reason why it is none, or None where there is nothing."""
    from lxml import etree, html  # noqa: PLC0415

    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    source = _DECLARATION.sub("", text.replace("\0", ""))
    try:
        tree = html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return None if "empty" in str(error).casefold() else f"broken .html: {error}"
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > _DEPTH:
        return f"broken .html: more than {_DEPTH:,} elements inside each other"
    return tree


def prune(tree: Any) -> None:
    """Take out of a tree what a browser does not show; the text after each part stays."""
    for element in [e for e in tree.iter() if _is_unseen(e)]:
        if element.getparent() is not None:
            element.drop_tree()


def _is_unseen(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    get = element.get
    return (
        get("hidden") is not None
        or bool(_HIDING.search(get("style") or ""))
        or bool(_HIDDEN_CLASS.search(get("class") or ""))
    )


def _is_around(element: Any) -> bool:
    """Say whether an element is by its name or role what surrounds a text."""
    return element.tag in _AROUND or (element.get("role") or "").casefold() in _ROLES


def units(tree: Any, skip: Callable[[Any], bool] | None = None) -> Iterator[Unit]:
    """Yield the blocks of a page in order; elements for which ``skip`` holds are passed over."""
    from lxml import etree  # noqa: PLC0415

    block = _Block()
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skip is not None and skip(element):
                walk.skip_subtree()
                yield from block.closed()
                continue
            yield from _entered(block, element, tag)
        else:
            yield from _left(block, tag)
            block.add(element.tail or "")
    yield from block.closed()


def _entered(block: _Block, element: Any, tag: str) -> Iterator[Unit]:
    if tag in _BLOCKS:
        yield from block.closed()
    if tag in {"td", "th"} and block.words:
        if block.words > _CELL or _is_long(element):
            yield from block.closed()
        else:
            block.add(" \u00b7 ")
    if tag == "br":
        if block.is_broken():
            yield from block.closed()
        else:
            block.add("\n", pre=True)
    block.enter(tag)
    block.add(element.text or "", pre=tag == "pre")


def _left(block: _Block, tag: str) -> Iterator[Unit]:
    if tag in _BLOCKS or (tag in {"td", "th"} and block.words > _CELL):
        yield from block.closed()
    block.leave(tag)


def _is_long(cell: Any) -> bool:
    """Say whether a cell has more words than a table's would."""
    count = 0
    for text in cell.itertext():
        count += len(text.split())
        if count > _CELL:
            return True
    return False


class _Block:
    """The block that is being read: its text so far, and the elements that it stands in."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.words = self.links = self.linked = 0
        self.inside: list[str] = []

    def enter(self, tag: str) -> None:
        """Go into an element."""
        self.links += tag == "a"
        if tag == "li" or (tag[:1] == "h" and tag[1:].isdigit()):
            self.inside.append(tag)

    def leave(self, tag: str) -> None:
        """Come out of an element."""
        self.links -= tag == "a"
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def add(self, text: str, *, pre: bool = False) -> None:
        """Go on with a text, whose white space is one space outside of ``<pre>``."""
        plain = text if pre else re.sub(r"\s+", " ", text)
        if plain:
            self.parts.append(plain)
            self.words += len(plain.split())
            self.linked += len(plain.strip()) if self.links > 0 else 0

    def is_broken(self) -> bool:
        """Say whether the last that was added is the end of a line."""
        return next((part for part in reversed(self.parts) if part.strip(" ")), "") == "\n"

    def closed(self) -> Iterator[Unit]:
        """Yield the block, if it has a text, and begin the next."""
        text, linked, tag = folded("".join(self.parts)), self.linked, (self.inside or [""])[-1]
        self.parts, self.words, self.linked = [], 0, 0
        if text:
            kind = {"": "paragraph", "li": "item"}.get(tag, "heading")
            yield Unit(text, kind, int(tag[1:]) if kind == "heading" else 1, linked)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _kept(
    seen: list[Unit], around: list[Unit], main: str, why: str
) -> tuple[list[Unit], list[Note]]:
    """Return the blocks that are the page's own text, and notes on what was left out.

    Where trafilatura found less than half of what is visible outside navigation, its word is not
    taken: all of that is kept, with a warning.
    """
    total = sum(len(_words(unit.text)) for unit in seen)
    outside = sum(len(_words(unit.text)) for unit in around)
    found = len(_words(main))
    if found < 0.5 * outside:
        said = (
            f"only {found:,} of {outside:,} visible words look like the text of the page{why}: "
            "all of them are kept; check for navigation"
        )
        kept, notes = around, [Note("extraction", said)]
    else:
        kept, notes = _own(seen, main), []
    share = sum(len(_words(unit.text)) for unit in kept)
    if share < total:
        said = f"navigation and the like left out: {total - share:,} of {total:,} visible words"
        notes.append(Note("furniture", said))
    return kept, notes


def _own(seen: list[Unit], main: str) -> list[Unit]:
    """Return the blocks from the first to the last that ``main`` holds, menus left out."""
    known = _grams(_words(main))
    held = [_is_held(_words(unit.text), known) and not _is_menu(unit) for unit in seen]
    if True not in held:
        return seen
    first, last = held.index(True), len(held) - 1 - held[::-1].index(True)
    while first and seen[first - 1].kind == "heading" and not _is_menu(seen[first - 1]):
        first -= 1
    return [unit for unit in seen[first : last + 1] if not _is_menu(unit)]


def _grams(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}


def _is_held(words: list[str], known: set[tuple[str, ...]]) -> bool:
    size = min(3, len(words))
    grams = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]
    return bool(size) and sum(gram in known for gram in grams) >= 0.5 * len(grams)


def _is_menu(unit: Unit) -> bool:
    """Say whether a block is nothing but links: a menu, "Return to top"."""
    return unit.kind != "heading" and unit.linked > 0.8 * len(unit.text) and len(unit.text) < 200


_META = {
    "title": ("og:title", "dc.title", "dcterms.title", "citation_title", "twitter:title"),
    "author": ("author", "dc.creator", "citation_author", "article:author"),
    "publisher": ("og:site_name", "dc.publisher", "dcterms.publisher", "publisher"),
    "published": (
        "article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date",
        "dcterms.created", "dcterms.date", "citation_publication_date", "pubdate", "date",
        "publish-date", "publication_date",
    ),
    "modified": ("article:modified_time", "datemodified", "dcterms.modified", "last-modified"),
}  # fmt: skip
_JSON_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')


def _hints(tree: Any) -> dict[str, str | None]:
    """Return what a page says of itself in its head and in marked dates."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        for key in ("property", "name", "itemprop"):
            meta.setdefault((element.get(key) or "").casefold(), element.get("content") or "")
    meta.pop("", None)
    out: dict[str, str | None] = {}
    for hint, names in _META.items():
        name = next((name for name in names if meta.get(name)), "")
        out[hint], out[f"{hint} from"] = meta.get(name), f"meta {name}"
    if not out["title"]:
        title = next((e.text_content() for e in tree.iter("title")), None)
        out |= {"title": title, "title from": "title"}
    if not out["published"]:
        out["published"], out["published from"] = _marked_date(tree)
    out["language"] = tree.get("lang")
    return {hint: value for hint, value in out.items() if out.get(hint.removesuffix(" from"))}


def _marked_date(tree: Any) -> tuple[str | None, str]:
    """Return the date that a page marks as its own, and how; of several days none is its own."""
    scripts = (_JSON_DATE.search(e.text or "") for e in tree.iter("script"))
    in_json = next((match[1] for match in scripts if match), None)
    if in_json:
        return in_json, "JSON-LD datePublished"
    parts = [e for e in tree.iter() if (e.get("itemprop") or "").casefold() == "datepublished"]
    values = [e.get("datetime") or e.get("content") or e.text_content() for e in parts]
    if values and values[0].strip():
        return values[0], "itemprop datePublished"
    times = [e.get("datetime") for e in tree.iter("time") if e.get("datetime")]
    return (times[0] if len({time[:10] for time in times}) == 1 else None), "time"
