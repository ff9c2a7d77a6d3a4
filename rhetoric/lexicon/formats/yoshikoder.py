"""Yoshikoder (.ykd) and Lexicoder 2 (.lcd): XML of categories (cnode) and patterns (pnode)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from rhetoric.lexicon.entries import Lexicon
from rhetoric.lexicon.formats.draft import DEEPEST, Draft, grouped, number_of, short, shown

#: How Yoshikoder reads a pattern. ``substring`` is its usual way, whatever it is called: a pattern
#: is whole words, in which ``*`` stands for any letters (its ``SubstringPatternEngine`` puts a
#: boundary of words around the pattern, and none where there is a ``*``).
ENGINES = ("substring", "regexp")
#: The name that the program gives to a dictionary that has none.
_NAMELESS = ("", "New dictionary", "Dict")
_KNOWN = ("ykproject", "dictionary", "cnode", "pnode")
#: Makes a regular expression mind no capitals, which in Yoshikoder none does.
_FOLDED = "(?i)"


class _Refused(Exception):  # noqa: N818 - it carries a reason, and is no error of the program
    """The reason why XML is not read on."""


def read(content: bytes, draft: Draft) -> None:
    """Add the categories and patterns of a dictionary in XML to a draft.

    A document type is refused, so no entity is expanded and nothing is fetched. A category that
    alone stands on top and holds categories only is the name of the dictionary.
    """
    parser = expat.ParserCreate()
    state = _State(draft, parser)
    parser.StartElementHandler = state.opened
    parser.EndElementHandler = state.closed
    parser.StartDoctypeDeclHandler = state.doctype
    parser.buffer_text = True
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the last part
    except _Refused as refused:
        draft.fault(parser.CurrentLineNumber, str(refused))
        return
    except expat.ExpatError as error:
        said = f"the XML is broken ({expat.errors.messages[error.code]}): export it again as UTF-8"
        draft.fault(error.lineno, said)
        return
    except (LookupError, ValueError) as error:
        draft.fault(1, f"the XML cannot be decoded ({error}): export it again as UTF-8")
        return
    state.finish()


@dataclass
class _State:
    """Where the parser is: the open categories, and what stands on top."""

    draft: Draft
    parser: expat.XMLParserType
    regex: bool = False
    depth: int = 0
    path: list[tuple[str, int, bool]] = field(default_factory=list)
    patterns: list[tuple[tuple[str, ...], str, int, float]] = field(default_factory=list)
    nodes: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    known: set[tuple[str, ...]] = field(default_factory=set)

    def doctype(self, name: str, *_: object) -> None:
        raise _Refused(f"XML with a DOCTYPE ({name}) is refused: delete that line")

    def opened(self, tag: str, given: Mapping[str, str]) -> None:
        self.depth += 1
        line = self.parser.CurrentLineNumber
        if self.depth > DEEPEST:
            raise _Refused(f"elements nest more than {DEEPEST} deep: write less deep")
        if self.depth == 1 and tag not in _KNOWN[:2]:
            said = f"the XML is a <{tag[:40]}>, no <dictionary>: export the dictionary itself"
            raise _Refused(said)
        if tag == "dictionary":
            self._engine(given.get("patternengine", ENGINES[0]), line)
        elif tag in {"cnode", "pnode"} and "name" not in given:
            self.draft.fault(line, f'a <{tag}> has no name: write name="…"')
            self.path.extend([("?", line, False)] * (tag == "cnode"))
        elif tag == "cnode":
            self._category(given, line)
        elif tag == "pnode":
            self._pattern(given, line)
        elif tag not in _KNOWN and "document" not in tag:
            self.draft.note(line, "an element that is no part of a dictionary is left out", tag)

    def closed(self, tag: str) -> None:
        self.depth -= 1
        if tag == "cnode":
            self.path.pop()

    def _engine(self, engine: str, line: int) -> None:
        if engine not in ENGINES:
            known = " or ".join(map(repr, ENGINES))
            self.draft.fault(line, f"patternengine is {short(engine)}: write {known}")
        self.regex = engine == ENGINES[1]

    def _category(self, given: Mapping[str, str], line: int) -> None:
        if given.get("desc", "") not in {"", given["name"]}:
            self.draft.note(line, "what is said of a category (desc) is not kept", given["name"])
        if given.get("score", ""):
            self.draft.note(line, "the score of a category is not kept", given["name"])
        self.path.append((given["name"], line, True))
        if self._here in self.known:
            self.draft.again(given["name"], line)
        self.known.add(self._here)
        self.nodes.append((self._here, line))

    def _pattern(self, given: Mapping[str, str], line: int) -> None:
        if not self.path:
            said = (
                f"the pattern {short(given['name'])} stands in no category: put it into a <cnode>"
            )
            self.draft.fault(line, said)
            return
        weight = number_of(given.get("score") or "1")
        if weight is None:
            said = f"the score {short(given['score'])} is no number: write one such as 1.5"
            self.draft.fault(line, said)
        self.patterns.append((self._here, given["name"], line, weight or 0.0))

    @property
    def _here(self) -> tuple[str, ...]:
        return tuple(name for name, _, _ in self.path)

    def finish(self) -> None:
        """Add what was found to the draft, below the name of the dictionary if there is one."""
        tops = {path[0] for path, _ in self.nodes}
        held = {path for path, *_ in self.patterns}
        named = len(tops) == 1 and not any(len(path) == 1 for path in held)
        if named and any(len(path) > 1 for path, _ in self.nodes):
            name = next(iter(tops))
            if name.strip() not in _NAMELESS:
                self.draft.about["name"] = " ".join(name.split())
        else:
            named = False
        for path, line in self.nodes:
            if len(path) > named and not self.draft.faults:
                self._declare(path[named:], line)
        for path, text, line, weight in self.patterns:
            category = self._declare(path[named:], line)
            folded = f"{_FOLDED}{text}" if self.regex and text != text.lower() else text
            self.draft.entry(folded, category, line, weight, regex=self.regex)

    def _declare(self, path: tuple[str, ...], line: int) -> str:
        category = ""
        for name in path:
            category = self.draft.category(name, line, category)
        return category


def write(lexicon: Lexicon) -> str:
    """Return a lexicon as a .ykd file; a category of several levels is one inside another."""
    engine = ENGINES[any(entry.regex for entry in lexicon.entries)]
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415  (imports all that speaks HTTP)

    out = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<dictionary style="050805" patternengine="{engine}">',
        f"<cnode name={quoteattr(lexicon.name)}>",
    ]
    path: list[str] = []
    for category, entries in grouped(lexicon).items():
        levels = category.split("/")
        same = next((i for i, (a, b) in enumerate(zip(path, levels, strict=False)) if a != b),
                    min(len(path), len(levels)))  # fmt: skip
        out += ["</cnode>"] * (len(path) - same)
        out += [f"<cnode name={quoteattr(level)}>" for level in levels[same:]]
        path = levels
        for entry in entries:
            score = "" if entry.weight == 1 else f' score="{shown(entry.weight)}"'
            text = entry.text.removeprefix(_FOLDED)
            out.append(f"<pnode name={quoteattr(text)}{score}/>")
    return "\n".join([*out, *["</cnode>"] * len(path), "</cnode>", "</dictionary>", ""])
