"""Addresses of documents that are elsewhere (``s3://bucket/speeches``), as they may be shown.

Only texts are looked at here; `rhetoric.read.remote` brings what they name. What was brought in
this run is known by its address, so that a path and an address can stand in the same place.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from rhetoric.corpus import RhetoricError, Skipped

#: What stands between a protocol and its path, and between the links of a chain.
SIGN, CHAIN = "://", "::"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-_]+(?:::[A-Za-z][A-Za-z0-9+.\-_]+)*://")
_PATH = re.compile(r"[A-Za-z][A-Za-z0-9+.\-_]+:/(?!/)")
#: Protocols of this machine: their paths are read where they are.
_HERE = ("file://", "local://")
#: Protocols in which a name before ``@`` is part of the address, and who may come in is not.
_NAMED = frozenset({"abfs", "abfss", "az", "wasb", "wasbs"})
_REPOSITORIES = frozenset({"git", "github"})
_PORT = re.compile(r"[^:]*:[0-9]*")
#: What stands for a value that is not shown.
MASK = "…"

#: The folders of this run by address: as it was given, and as it is shown.
_places: dict[str, Path] = {}
#: How what was given, and where it was brought, is shown: addresses by text.
_names: dict[str, str] = {}
#: What was not brought, by the folder where all else is, with the reason.
_missing: dict[str, tuple[Skipped, ...]] = {}


def cache_home() -> Path | None:
    """Return the folder for what is kept: ``$XDG_CACHE_HOME/rhetoric``, or None without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if Path(base).is_absolute():
        return Path(base) / "rhetoric"
    try:
        return Path.home() / ".cache" / "rhetoric"
    except RuntimeError:
        return None


def is_address(path: str | Path) -> bool:
    """Say whether a text is the address of something elsewhere, and no file or folder here.

    >>> is_address("s3://bucket/speeches"), is_address("zip://2024::all.zip"), is_address("seeds")
    (True, True, False)
    """
    text = path if isinstance(path, str) else ""  # a Path has lost the second stroke
    return SIGN in text and _ADDRESS.match(text) is not None and not os.path.lexists(text)


def here(path: str | Path) -> str | Path:
    """Return the path of a ``file://`` address, and anything else as it is.

    A `Path` that was made of an address has lost a stroke, which it is given back. Raises
    `RhetoricError` where no path follows: it would be the folder that one stands in.

    >>> here("file:///srv/speeches"), here(Path("s3://bucket/speeches"))
    ('/srv/speeches', 's3://bucket/speeches')
    """
    if isinstance(path, Path) and _PATH.match(str(path)) and not os.path.lexists(path):
        path = str(path).replace(":/", SIGN, 1)
    if isinstance(path, str) and CHAIN not in path and path.startswith(_HERE):
        return path if os.path.lexists(path) else _path(path)
    return path


def _path(address: str) -> str:
    """Return the path of an address of this machine."""
    path = address.partition(SIGN)[2]
    if not path.strip():
        raise RhetoricError(f"{address!r} names no folder or file: write its path after it.")
    return path.removeprefix("localhost") if path.startswith("localhost/") else path


def shown(path: str | Path) -> str:
    """Return an address without what lets its owner in: names, passwords, values after ``?``.

    >>> shown("ftp://me:secret@host/a"), shown("https://host/a?id=5&token=secret#x")
    ('ftp://host/a', 'https://host/a?id=…&token=…')
    """
    if str(path) in _names:
        return _names[str(path)]
    text = str(here(path))
    return CHAIN.join(map(_shown, text.split(CHAIN))) if is_address(text) else text


def is_masked(address: str) -> bool:
    """Say whether an address is one as it is shown: nobody can tell what stood after ``?``.

    >>> is_masked(shown("https://host/a?id=5")), is_masked("https://host/a")
    (True, False)
    """
    return is_address(address) and MASK in address.partition("?")[2]


def _shown(link: str) -> str:
    protocol, sign, rest = link.partition(SIGN)
    if not sign:
        return link
    rest, asked, query = rest.partition("?")
    masked = "&".join(
        f"{key}={MASK}" if equals else MASK
        for key, equals, _ in (one.partition("=") for one in query.split("&"))
    )
    if protocol.casefold().startswith("http"):
        rest = rest.partition("#")[0]
    bare = f"{protocol}{sign}{_unnamed(protocol.casefold(), rest)}"
    return f"{bare}?{masked}" if asked else bare


def _unnamed(protocol: str, rest: str) -> str:
    """Return what follows a protocol without the user and the password before ``@``."""
    host = rest.partition("/")[0]
    if "@" not in rest or protocol in _REPOSITORIES:
        return rest
    if protocol in _NAMED and ":" not in host:
        return rest
    if "@" not in host and (":" not in host or _PORT.fullmatch(host)):
        return rest  # an @ in the name of a file
    if "@" in host and ":" not in host.rpartition("@")[0]:
        return rest[rest.index("@", host.rindex("@")) + 1 :]
    return rest.rpartition("@")[2]  # a password may have any sign, / and @ too


def canonical(address: str) -> str:
    """Return an address as it is shown, the file that a chain ends in named from the root.

    A stroke at the end of a folder says nothing; at the end of a page of the web it may.

    >>> canonical("s3://bucket/speeches/"), canonical("https://host/a/")
    ('s3://bucket/speeches', 'https://host/a/')
    """
    return shown(_rooted(address))


def _rooted(address: str) -> str:
    *links, last = address.split(CHAIN)
    if links and SIGN not in last:
        last = str(Path(last).resolve())
    return CHAIN.join(map(_ended, [*links, last]))


def _ended(link: str) -> str:
    """Return a link without strokes at its end, where these name nothing else."""
    protocol, sign, rest = link.partition(SIGN)
    plain = sign and not protocol.casefold().startswith("http") and "?" not in rest
    return f"{protocol}{sign}{rest.rstrip('/')}" if plain else link


def identity(address: str) -> str:
    """Return a digest of all of an address that says what it names, in sixteen signs.

    Another user or password names the same, another value after ``?`` may name another file.
    """
    queries = [link.partition("?")[2] for link in address.split(CHAIN)]
    return sha256(repr((canonical(address), queries)).encode("utf-8", "replace")).hexdigest()[:16]


def settle(address: str, place: Path, root: Path, missing: Sequence[Skipped] = ()) -> None:
    """Write down where what an address names was brought to: ``place``, inside ``root``."""
    name = canonical(address)
    _missing[str(place)] = tuple(missing)
    _places.update({address: place, shown(address): place, name: place})
    _names.update({address: name, str(place): name, str(root): name})


def origin(root: Path) -> str:
    """Return the address that a folder or a file was brought from, else its path from the root."""
    return _names.get(str(root)) or str(root.resolve())


def is_brought(root: Path) -> bool:
    """Say whether a folder was brought from elsewhere in this run."""
    return str(root) in _names


def missing(root: Path) -> tuple[Skipped, ...]:
    """Return what is listed where a folder was brought from, and did not come."""
    return _missing.get(str(root), ())


def where(path: str | Path) -> Path:
    """Return the path of what an address names, if this run has brought it; else the path itself.

    >>> where("seeds").name
    'seeds'
    """
    known = _places.get(path) if isinstance(path, str) and SIGN in path else None
    return known or Path(path)


def named(text: str) -> str:
    """Return a sentence in which what was brought in this run is called by its address."""
    for given in sorted(_names, key=len, reverse=True):
        text = text.replace(given, _names[given])
    return text
