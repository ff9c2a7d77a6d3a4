"""corpus.toml: what the files do not say. Every key is checked; a slip gets a suggestion."""

from __future__ import annotations

import calendar
import codecs
import datetime as dt
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from encodings.aliases import aliases as _encodings
from hashlib import sha256
from pathlib import Path
from typing import Any

from rhetoric.corpus import Profile, RhetoricError
from rhetoric.read.mentions import parse_day

_TABLES = (
    "title", "documents", "defaults", "aliases", "families", "actors", "themes", "ignore", "pairs",
    "metadata", "languages",
)  # fmt: skip
_TEXTS = ("id", "title", "genre", "form", "speaker", "publisher", "language")
_DATES = ("date", "event_start", "event_end", "published")
_FIELDS = (*_TEXTS, *_DATES, "encoding", "meta")
#: What may hold for all documents; the rest is of one.
_SHARED = ("genre", "form", "speaker", "publisher", "language", "encoding", "meta")
#: What an actor is called: plainly, by itself, with hostility, with honour; and phrases in which
#: a name is none of it ("Washington State").
_NAMES = ("names", "official", "hostile", "honorific", "guards")
_PAIR = ("earlier", "later", "as")
_SAME = ("same", "different")


def profile(root: Path) -> Profile:
    """Return the checked contents of the corpus.toml of a folder, or an empty profile.

    Raises `RhetoricError` that names the file, the key and what may stand there.
    """
    where = root / "corpus.toml"
    if not where.is_file():
        return Profile()
    try:
        content = where.read_bytes()
        data = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise RhetoricError(f"{where} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RhetoricError(f"{where} is not valid TOML: {error}.") from None
    _known(where, "", data, _TABLES)
    documents = _table(where, data, "documents")
    for name, fields in documents.items():
        _document(where, f"documents.{name!r}", name, fields)
    defaults = _defaults(where, data)
    aliases = _lists(where, data, "aliases")
    _no_collisions(where, aliases)
    return Profile(
        title=_text(where, data, "title"),
        documents=documents,
        defaults=defaults,
        aliases=aliases,
        families=_lists(where, data, "families"),
        actors=_actors(where, data),
        themes=_lists(where, data, "themes"),
        ignore=_texts(where, "ignore", data.get("ignore", [])),
        pairs=_pairs(where, data.get("pairs", [])),
        languages=_texts(where, "languages", data.get("languages", [])),
        metadata=_beside(where, data),
        sha256=sha256(content).hexdigest(),
    )


def _known(where: Path, place: str, found: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in found:
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}."
            raise RhetoricError(f"{where}: unknown key {key!r}{place}; {hint}")


def _text(where: Path, data: Mapping[str, Any], name: str) -> str | None:
    value = data.get(name)
    if value is not None and not (isinstance(value, str) and value.strip()):
        raise RhetoricError(f"{where}: {name} must be a text, not {value!r}.")
    return value


def _beside(where: Path, data: Mapping[str, Any]) -> str | None:
    """Return the name of the table of metadata, which must lie in the folder."""
    name = _text(where, data, "metadata")
    if name is not None and (Path(name).is_absolute() or ".." in Path(name).parts):
        raise RhetoricError(f"{where}: metadata must be a file in the folder, not {name!r}.")
    return name


def _table(where: Path, data: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise RhetoricError(f"{where}: {name} must be a table ([{name}]), not {table!r}.")
    return table


def _lists(where: Path, data: Mapping[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    return {
        key: _texts(where, f"{name}.{key}", value)
        for key, value in _table(where, data, name).items()
    }


def _texts(where: Path, place: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise RhetoricError(f"{where}: {place} must be a list of texts, not {value!r}.")
    return tuple(value)


def _defaults(where: Path, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what holds for every document that does not say otherwise."""
    fields = _table(where, data, "defaults")
    for key in fields:
        if key in _FIELDS and key not in _SHARED:
            raise RhetoricError(
                f"{where}: {key!r} in defaults is of one document: write it in its own table, "
                f'[documents."FILE"]. Defaults may be {", ".join(_SHARED)}.'
            )
    _known(where, " in defaults", fields, _SHARED)
    _document(where, "defaults", "defaults", fields)
    return fields


def _document(where: Path, place: str, name: str, fields: Any) -> None:
    if not isinstance(fields, dict):
        raise RhetoricError(f"{where}: {place} must be a table, not {fields!r}.")
    _known(where, f" in {place}", fields, _FIELDS)
    for key, value in fields.items():
        if key in _TEXTS and not (isinstance(value, str) and value.strip()):
            raise RhetoricError(f"{where}: {key} of {name!r} must be a text, not {value!r}.")
        if key in _DATES:
            fields[key] = _date(where, name, key, value)
        if key == "encoding":
            fields[key] = _encoding(where, name, value)
        if key == "meta" and not isinstance(value, dict):
            raise RhetoricError(f"{where}: meta of {name!r} must be a table, not {value!r}.")
    start, end = fields.get("event_start"), fields.get("event_end")
    if start and end and _last(end) < parse_day(start)[0]:
        raise RhetoricError(
            f"{where}: event_end of {name!r} is {end}, before its event_start {start}."
        )


def _date(where: Path, name: str, key: str, value: Any) -> str:
    text = value.isoformat()[:10] if isinstance(value, dt.date) else str(value)
    try:
        year, month, day = (*(int(part) for part in text.split("-", 2)), 1, 1)[:3]
        dt.date(year, month, day)
    except (TypeError, ValueError):
        raise RhetoricError(
            f"{where}: {key} of {name!r} is {value!r}; write a date as 2024, 2024-01 or 2024-01-23."
        ) from None
    return text


def _encoding(where: Path, name: str, value: Any) -> str:
    """Return the name that Python has for an encoding of text."""
    try:
        "a".encode(value)  # hex, zip and their like are codecs, but make no text
        return codecs.lookup(value).name
    except (LookupError, TypeError, ValueError, AttributeError):
        known = {spelt.replace("_", "-") for pair in _encodings.items() for spelt in pair}
        close = get_close_matches(str(value).casefold().replace("_", "-"), sorted(known), 1)
        hint = f"did you mean {close[0]!r}?" if close else "write one such as 'cp1250' or 'utf-8'."
        raise RhetoricError(
            f"{where}: encoding of {name!r} is {value!r}, which is none; {hint}"
        ) from None


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


def _folded(spelling: str) -> str:
    return " ".join(unicodedata.normalize("NFC", spelling).replace("’", "'").casefold().split())


def _no_collisions(where: Path, aliases: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse aliases that leave open what a spelling is counted as."""
    names: dict[str, str] = {}
    for name in aliases:
        first = names.setdefault(_folded(name), name)
        if first != name:
            raise RhetoricError(f"{where}: aliases has both {first!r} and {name!r}: keep one.")
    owner: dict[str, str] = {}
    for name, spelling in _spellings(aliases):
        low = _folded(spelling)
        if low == _folded(name):
            raise RhetoricError(
                f"{where}: aliases.{name!r} lists {spelling!r}, itself: take it out."
            )
        if low in names:
            raise RhetoricError(
                f"{where}: {spelling!r} is an alias of {name!r} and has aliases of its own "
                f"(aliases.{names[low]!r}): put them all under one name."
            )
        if owner.setdefault(low, name) != name:
            raise RhetoricError(
                f"{where}: {spelling!r} is an alias of both {owner[low]!r} and {name!r}: keep one."
            )


def _spellings(aliases: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for name, others in aliases.items():
        for other in others:
            yield name, other


def _actors(where: Path, data: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the actors; one name must not be of two, nor of two kinds."""
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    owner: dict[str, str] = {}
    for actor, lists in _table(where, data, "actors").items():
        if not isinstance(lists, dict):
            raise RhetoricError(
                f"{where}: actors.{actor!r} must be a table of {', '.join(_NAMES)}, not {lists!r}."
            )
        _known(where, f" in actors.{actor!r}", lists, _NAMES)
        out[actor] = {k: _texts(where, f"actors.{actor}.{k}", v) for k, v in lists.items()}
        if not any(names for kind, names in out[actor].items() if kind != "guards"):
            raise RhetoricError(f"{where}: actors.{actor!r} has no name: write names = [...].")
        for kind, names in out[actor].items():
            for name in names if kind != "guards" else ():
                place = f"actors.{actor}.{kind}"
                first = owner.setdefault(_folded(name), place)
                if first != place:
                    raise RhetoricError(
                        f"{where}: {name!r} stands in both {first} and {place}: keep one."
                    )
    return out


def _pairs(where: Path, value: Any) -> tuple[dict[str, str], ...]:
    """Return pairs of documents or sentences that are, or are not, one and the same."""
    if not isinstance(value, list):
        raise RhetoricError(f"{where}: pairs must be a list of tables ([[pairs]]), not {value!r}.")
    verdicts: dict[tuple[str, str], str] = {}
    for number, pair in enumerate(value, 1):
        place = f"pairs, number {number}"
        if not isinstance(pair, dict):
            raise RhetoricError(f"{where}: {place} must be a table ([[pairs]]), not {pair!r}.")
        _known(where, f" in {place}", pair, _PAIR)
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
        if verdicts.setdefault(ends, pair["as"]) != pair["as"]:
            raise RhetoricError(
                f"{where}: {place} says 'same' and 'different' of {ends[0]!r} and {ends[1]!r}."
            )
    return tuple(value)
