"""corpus.toml: what the files do not say. Every key is checked; a slip gets a suggestion."""

from __future__ import annotations

import calendar
import codecs
import datetime as dt
from collections.abc import Mapping
from difflib import get_close_matches
from encodings.aliases import aliases as _encodings
from hashlib import sha256
from pathlib import Path
from typing import Any

import regex as re

from rhetoric.corpus import Profile, RhetoricError
from rhetoric.read.checks import known, line, lists, table, texts, toml
from rhetoric.read.language import code_of
from rhetoric.read.language import names as language_names
from rhetoric.read.mentions import parse_day
from rhetoric.read.naming import actors, aliases, families

_TABLES = (
    "title", "documents", "defaults", "aliases", "families", "actors", "themes", "slogans",
    "referents", "ours", "ignore", "pairs", "metadata", "languages", "lexicons",
)  # fmt: skip
_TEXTS = ("id", "title", "genre", "form", "speaker", "publisher", "language")
_DATES = ("date", "event_start", "event_end", "published")
_FIELDS = (*_TEXTS, *_DATES, "encoding", "translated", "meta")
#: What may hold for all documents; the rest is of one.
_SHARED = ("genre", "form", "speaker", "publisher", "language", "encoding", "translated", "meta")
_CODE = re.compile(r"[a-z]{2,3}")
_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_PAIR = ("earlier", "later", "as")
_SAME = ("same", "different")


def profile(root: Path) -> Profile:
    """Return the checked contents of the corpus.toml of a folder, or an empty profile.

    Raises `RhetoricError` that names the file, the key and what may stand there.
    """
    where = root / "corpus.toml"
    if not where.is_file():
        if where.is_symlink() or where.exists():
            raise RhetoricError(f"{where} is no file that can be read: mend it or move it away.")
        return Profile()
    try:
        content = where.read_bytes()
        data = toml(where, content.decode("utf-8"))
    except OSError as error:
        raise RhetoricError(f"{where} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise RhetoricError(f"{where} is not valid TOML: {error}.") from None
    known(where, "", data, _TABLES)
    documents = table(where, data, "documents")
    for name, fields in documents.items():
        _document(where, f"documents.{name!r}", name, fields)
    defaults = _defaults(where, data)
    spellings = aliases(where, data)
    return Profile(
        title=_text(where, data, "title"),
        documents=documents,
        defaults=defaults,
        aliases=spellings,
        families=families(where, data, spellings),
        actors=actors(where, data),
        themes=lists(where, data, "themes"),
        slogans=lists(where, data, "slogans", empty=True),
        referents=lists(where, data, "referents", empty=True),
        ours=_ours(where, data),
        ignore=texts(where, "ignore", data.get("ignore", [])),
        pairs=_pairs(where, data.get("pairs", [])),
        languages=_languages(where, data),
        metadata=_beside(where, data),
        lexicons=_lexicons(where, data),
        sha256=sha256(content).hexdigest(),
    )


def _text(where: Path, data: Mapping[str, Any], name: str) -> str | None:
    return line(where, name, data[name]) if name in data else None


def _languages(where: Path, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages that are compared: codes, or names that have one."""
    found = texts(where, "languages", data.get("languages", []))
    for name in found:
        if not _CODE.fullmatch(code_of(name)):
            close = get_close_matches(name.title(), language_names(), 1)
            hint = f"did you mean {close[0]!r}?" if close else "write a code such as 'en' or 'ko'."
            raise RhetoricError(f"{where}: languages lists {name!r}, which is none; {hint}")
    return found


def _beside(where: Path, data: Mapping[str, Any]) -> str | None:
    """Return the name of the table of metadata, which must lie in the folder."""
    name = _text(where, data, "metadata")
    return None if name is None else _inside(where, "metadata", name)


def _lexicons(where: Path, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lexicons that are looked for: names of shipped ones, or files of the folder."""
    found = texts(where, "lexicons", data.get("lexicons", []))
    return tuple(_inside(where, "lexicons", name) for name in dict.fromkeys(found))


def _inside(where: Path, key: str, name: str) -> str:
    """Return the name of a file that lies in the folder."""
    if Path(name).is_absolute() or ".." in Path(name).parts or name == ".":
        raise RhetoricError(f"{where}: {key} must be a file in the folder, not {name!r}.")
    return name


def _defaults(where: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what holds for every document that does not say otherwise."""
    fields = table(where, data, "defaults")
    for key in fields:
        if key in _FIELDS and key not in _SHARED:
            raise RhetoricError(
                f"{where}: {key!r} in defaults is of one document: write it in its own table, "
                f'[documents."FILE"]. Defaults may be {", ".join(_SHARED)}.'
            )
    known(where, " in defaults", fields, _SHARED)
    _document(where, "defaults", "defaults", fields)
    return fields


def _document(where: Path, place: str, name: str, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise RhetoricError(f"{where}: {place} must be a table, not {fields!r}.")
    known(where, f" in {place}", fields, _FIELDS)
    for key, value in fields.items():
        if key in _TEXTS:
            line(where, f"{key} of {name!r}", value)
        if key in _DATES:
            fields[key] = _date(where, name, key, value)
        if key == "encoding":
            fields[key] = _encoding(where, name, value)
        if key == "meta" and not isinstance(value, dict):
            raise RhetoricError(f"{where}: meta of {name!r} must be a table, not {value!r}.")
    _agreeing(where, name, fields)
    if "translated" in fields:
        if not isinstance(fields["translated"], bool):
            raise RhetoricError(
                f"{where}: translated of {name!r} must be true or false, "
                f"not {fields['translated']!r}."
            )
        fields["meta"] = {**fields.get("meta", {}), "translated": fields.pop("translated")}


def _agreeing(where: Path, name: str, fields: Mapping[str, str]) -> None:
    """Refuse dates that contradict each other."""
    date, start, end = (fields.get(key) for key in ("date", "event_start", "event_end"))
    if date and start and not (date.startswith(start) or start.startswith(date)):
        raise RhetoricError(
            f"{where}: date of {name!r} is {date}, its event_start {start}: the date of a document "
            "is the start of its event; keep one of them."
        )
    if start and end and _last(end) < parse_day(start)[0]:
        raise RhetoricError(
            f"{where}: event_end of {name!r} is {end}, before its event_start {start}."
        )


def _date(where: Path, name: str, key: str, value: Any) -> str:
    text = value.isoformat()[:10] if isinstance(value, dt.date) else str(value)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)  # noqa: TRY301 - told as all that is no date
        parse_day(text)
    except ValueError:
        raise RhetoricError(
            f"{where}: {key} of {name!r} is {value!r}; write a date as 2024, 2024-01 or 2024-01-23."
        ) from None
    return text


def _encoding(where: Path, name: str, value: Any) -> str:
    """Return the name that Python has for an encoding of text."""
    found = _codec(value)
    if found is not None:
        return found
    known = {spelt.replace("_", "-") for pair in _encodings.items() for spelt in pair}
    close = get_close_matches(str(value).casefold().replace("_", "-"), sorted(known), 5)
    usable = [spelt for spelt in close if _codec(spelt) is not None]
    hint = f"did you mean {usable[0]!r}?" if usable else "write one such as 'cp1250' or 'utf-8'."
    raise RhetoricError(f"{where}: encoding of {name!r} is {value!r}, which is none; {hint}")


def _codec(value: Any) -> str | None:
    """Return the name of an encoding of text, or None for what is none."""
    try:
        "a".encode(value)  # hex, zip and their like are codecs, but make no text
        return codecs.lookup(value).name
    except (LookupError, TypeError, ValueError, AttributeError):
        return None


def _last(text: str) -> dt.date:
    """Return the last day that a date may mean.

    >>> _last("2024-02")
    datetime.date(2024, 2, 29)
    """
    day, precision = parse_day(text)
    if precision == "day":
        return day
    month = day.month if precision == "month" else 12
    return day.replace(month=month, day=calendar.monthrange(day.year, month)[1])


def _ours(where: Path, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the actors of the speaker's own side; each must be one of the table."""
    ours, actors = texts(where, "ours", data.get("ours", [])), table(where, data, "actors")
    for name in ours:
        if name not in actors:
            close = get_close_matches(name, actors, 1)
            some = f"known: {', '.join(actors)}." if actors else "there are no [actors]."
            hint = f"did you mean {close[0]!r}?" if close else some
            raise RhetoricError(f"{where}: ours names {name!r}, which is no actor; {hint}")
        if ours.count(name) > 1:
            raise RhetoricError(f"{where}: ours names {name!r} twice: keep one.")
    return ours


def _pairs(where: Path, value: Any) -> tuple[dict[str, str], ...]:
    """Return pairs of documents or sentences that are, or are not, one and the same."""
    if not isinstance(value, list):
        raise RhetoricError(f"{where}: pairs must be a list of tables ([[pairs]]), not {value!r}.")
    verdicts: dict[tuple[str, str], str] = {}
    for number, pair in enumerate(value, 1):
        place = f"pairs, number {number}"
        if not isinstance(pair, dict):
            raise RhetoricError(f"{where}: {place} must be a table ([[pairs]]), not {pair!r}.")
        known(where, f" in {place}", pair, _PAIR)
        for key in _PAIR:
            if not (isinstance(pair.get(key), str) and pair[key].strip()):
                said = f"not {pair[key]!r}" if key in pair else "which is missing"
                raise RhetoricError(f"{where}: {place} needs a text as {key!r}, {said}.")
        if pair["as"] not in _SAME:
            close = get_close_matches(pair["as"], _SAME, 1)
            hint = f"did you mean {close[0]!r}?" if close else "write 'same' or 'different'."
            raise RhetoricError(f"{where}: {place} is as {pair['as']!r}; {hint}")
        ends = (pair["earlier"], pair["later"])
        if ends[0] == ends[1]:
            raise RhetoricError(f"{where}: {place} pairs {ends[0]!r} with itself.")
        if (before := verdicts.get(ends, verdicts.get(ends[::-1]))) is not None:
            said = "again what" if before == pair["as"] else "the contrary of what"
            raise RhetoricError(
                f"{where}: {place} says {said} another says of {ends[0]!r} and {ends[1]!r}: "
                "keep one."
            )
        verdicts[ends] = pair["as"]
    return tuple(value)
