"""Which files of a folder are documents: found by name, opened safely, never followed outside."""

from __future__ import annotations

import os
import re
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from rhetoric.corpus import RhetoricError, Skipped
from rhetoric.read.address import missing, shown, where

#: Files that speak about a corpus and are never documents of it.
ABOUT = ("readme", "license", "licence", "provenance")
ABOUT_NAMES = frozenset({"metadata.csv", "corpus.toml", "rhetoric.toml"})
#: Packages that take the text out of files, by how the files end: another version may read another
#: text. What is read without any is not listed.
EXTRACTORS = {
    ".html": ("trafilatura", "justext", "lxml"), ".htm": ("trafilatura", "justext", "lxml"),
    ".xhtml": ("trafilatura", "justext", "lxml"), ".epub": ("lxml",),
    ".pdf": ("cryptography", "pypdf"), ".docx": ("lxml", "python-docx"), ".rtf": ("striprtf",),
}  # fmt: skip
#: How the files end that may be documents.
KINDS = frozenset({"", ".txt", ".text", ".md", ".markdown", ".odt", *EXTRACTORS})
#: Largest file that is read, in bytes.
LIMIT = 50_000_000
#: Bytes by which a file may at least grow while it is read.
_SPARE = 1 << 16
#: Nanoseconds in which a file may be written twice and look the same.
_JUST = 2_000_000_000
#: The line of a package's metadata that has its version.
_VERSION = re.compile(r"^Version: *(\S+)", re.MULTILINE)
_ESCAPED = re.compile(r"\\u(dc[89a-f][0-9a-f])")
#: What is known of files that were read in this run: what they were like, digest and bytes.
seen: dict[str, tuple[tuple[int, ...] | None, str, int]] = {}
#: What a folder says of a file.
_mark: Callable[[os.stat_result], tuple[int, ...]] = attrgetter(
    "st_dev", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns"
)
#: A folder as it was listed: its path, the folders in it that are gone into, and the files.
_Walked = tuple[str, tuple[str, ...], tuple[str, ...]]


class Found(NamedTuple):
    """A file that may be a document: where it is, what it is called, and what it is known by."""

    where: str
    file: str
    id: str

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.where)

    @property
    def suffix(self) -> str:
        """How it ends, in small letters (as ``Path.suffix``)."""
        return parted(self.where[self.where.rfind(os.sep) + 1 :])[1].casefold()


def scan(path: str | Path) -> tuple[list[Found], list[Skipped]]:
    """Return the candidates of a folder (or the one file), sorted by relative path, and the rest.

    An address is that of what was brought already (see `rhetoric.read.remote`).

    Raises `RhetoricError` where the path is not there or cannot be listed.
    """
    root, called = where(path), shown(path)
    try:
        there = root.exists()
    except OSError as error:
        raise RhetoricError(f"{called!r} cannot be looked at: {error.strerror}.") from None
    if not there:
        raise RhetoricError(f"There is no folder or file {called!r}: check the path.")
    if root.is_file():
        return [named_file(root.parent, root.name)], []
    if not root.is_dir():
        raise RhetoricError(f"{called!r} is neither a folder nor a regular file.")
    if not os.access(root, os.R_OK | os.X_OK):
        raise RhetoricError(f"The folder {called!r} may not be read: check its permissions.")
    refused: list[Skipped] = []

    def refuse(error: OSError) -> None:
        name = written(Path(error.filename or "").relative_to(root).as_posix())
        refused.append(Skipped(name, f"folder not readable: {error.strerror}"))

    walked = []
    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        walked.append((folder, (*folders,), (*names,)))
    base = str(root)
    return [*_found(base, (*walked,))], [*missing(root), *refused, *_links(base, walked)]


@lru_cache(maxsize=1)  # a run looks at its folder more than once
def _found(base: str, walked: tuple[_Walked, ...]) -> tuple[Found, ...]:
    """Return the files of a folder, sorted by relative path."""
    files: list[tuple[str, str]] = []
    for folder, _, names in walked:
        inside, here = _inside(base, folder), os.path.join(folder, "")  # noqa: PTH118  (of many)
        files += [(written(inside + name), here + name) for name in names if not _is_about(name)]
    files.sort()
    stems = [parted(relative[relative.rfind("/") + 1 :])[0] for relative, _ in files]
    often = Counter(stems)
    return tuple(
        Found(where, relative, stem if often[stem] == 1 else relative)
        for (relative, where), stem in zip(files, stems, strict=True)
    )


def _links(base: str, walked: Iterable[_Walked]) -> Iterator[Skipped]:
    """Yield the links to folders, which are not followed."""
    for folder, folders, _ in walked:
        for name in folders:
            if (Path(folder) / name).is_symlink():
                yield Skipped(written(_inside(base, folder) + name), "link to a folder")


def _inside(base: str, folder: str) -> str:
    """Return how the names of what is in a folder begin, seen from the root."""
    inside = folder[len(base) :].replace(os.sep, "/").lstrip("/")
    return f"{inside}/" if inside else ""


def parted(name: str) -> tuple[str, str]:
    """Return the name of a file without its last suffix, and that (as ``Path`` has them).

    >>> parted("a.b.txt"), parted(".txt"), parted("a.")
    (('a.b', '.txt'), ('.txt', ''), ('a.', ''))
    """
    dot = name.rfind(".")
    return (name[:dot], name[dot:]) if 0 < dot < len(name) - 1 else (name, "")


def named_file(root: Path, name: str) -> Found:
    """Return the candidate of a folder that is called so, whatever else there is."""
    return Found(str(root / name), written(name), written(Path(name).stem))


def written(name: str) -> str:
    r"""Return the name of a file as it can be written in UTF-8, with all other bytes spelt out.

    >>> print(written("caf\udce9"))
    caf\udce9
    """
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


def located(root: Path, file: str) -> Path:
    r"""Return where the file of a folder is that is written so (see `scan`).

    >>> located(Path("here"), "caf\\udce9").name
    'caf\udce9'
    """
    plain = root / file
    return plain if plain.exists() else root / _ESCAPED.sub(lambda m: chr(int(m[1], 16)), file)


def _is_about(name: str) -> bool:
    low = name.casefold()
    return name.startswith(".") or low in ABOUT_NAMES or low.startswith(ABOUT)


def load(path: str | Path, root: Path) -> bytes | Skipped:
    """Return the bytes of a regular file inside ``root``, or why it is not read.

    Opened without blocking and checked after opening, so that a pipe or a device that takes the
    place of a file between listing and reading cannot stop the run.
    """
    try:
        if os.path.islink(path) and _leads_out(Path(path), root):  # noqa: PTH114
            return _refused(path, root, "symbolic link that leads out of the corpus, or nowhere")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return _refused(path, root, f"cannot be opened: {error.strerror}")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return _refused(path, root, "not a regular file")
    with os.fdopen(descriptor, "rb") as stream:
        if status.st_size > LIMIT:
            return _refused(path, root, f"larger than {LIMIT:,} bytes ({status.st_size:,})")
        try:
            return stream.read(min(LIMIT, 2 * status.st_size + _SPARE))  # it may grow meanwhile
        except OSError as error:
            return _refused(path, root, f"cannot be read: {error.strerror}")


def _refused(path: str | Path, root: Path, why: str) -> Skipped:
    path = Path(path)
    return Skipped(path.name if root.is_file() else path.relative_to(root).as_posix(), why)


def _leads_out(path: Path, root: Path) -> bool:
    """Say whether a link leads out of the corpus, or nowhere."""
    base = root.parent if root.is_file() else root
    try:
        return not path.resolve(strict=True).is_relative_to(base.resolve())
    except (OSError, RuntimeError):
        return True


def extractors(path: str | Path) -> dict[str, str]:
    """Return the versions of the packages that take the text out of the files of a corpus.

    None of them is imported. One that is not installed is "none": its files are skipped then.
    """
    return _extractors(one.suffix for one in scan(path)[0])


def _extractors(suffixes: Iterable[str]) -> dict[str, str]:
    needed = {package for suffix in {*suffixes} for package in EXTRACTORS.get(suffix, ())}
    return {package: version(package) for package in sorted(needed)}


def version(package: str) -> str:
    """Return the version of a package that is installed, or "none".

    >>> version("no-such-package")
    'none'
    """
    from importlib import metadata  # noqa: PLC0415  (loads all of email)

    try:
        found = metadata.distribution(package)
        said = _VERSION.search(found.read_text("METADATA") or "")  # the rest is a manual
        return said[1] if said else found.version
    except metadata.PackageNotFoundError:
        return "none"


@dataclass(frozen=True)
class Inputs:
    """Everything that is read from a corpus, by digest.

    ``files`` has the sha256 of each file that may be a document, or why it is not read;
    ``about`` those of corpus.toml and metadata.csv where they are; ``extractors`` are the versions
    of the packages that take text out of such files.
    """

    files: Mapping[str, str]
    about: Mapping[str, str]
    skipped: tuple[Skipped, ...]
    extractors: Mapping[str, str]
    documents: int = 0  # files that end as documents do
    size: int = 0  # their bytes

    @cached_property
    def fingerprint(self) -> str:
        """One digest of all names and bytes."""
        digest = sha256()
        for name, body in (*self.about.items(), *self.files.items()):
            digest.update(f"{name}\0{body}\n".encode("utf-8", "surrogateescape"))
        for skip in self.skipped:
            digest.update(f"{skip.file}\0{skip.reason}".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()


def inputs(path: str | Path) -> Inputs:
    """Return the digests of everything that is read from a corpus: names, bytes, corpus.toml.

    It opens the files but understands nothing of them, so that an unchanged corpus is known in
    milliseconds. The days on which files were saved decide nothing.
    """
    root = where(path)
    found, skipped = scan(root)
    home = root if root.is_dir() else root.parent
    about = {}
    for name in ("corpus.toml", "metadata.csv"):  # any other table is one of the files
        if (home / name).is_file():
            content = load(home / name, root)
            if isinstance(content, Skipped) and name == "corpus.toml":
                raise RhetoricError(f"{str(home / name)!r} is not read: {content.reason}.")
            about[name] = _digest(content)
    digests = tuple(_as_seen(one.where) or _digested(one.where, root) for one in found)
    packages = _extractors(_suffixes((*found,)))
    return _inputs((*found,), digests, (*about.items(),), (*skipped,), (*packages.items(),))


@lru_cache(maxsize=1)
def _suffixes(found: tuple[Found, ...]) -> tuple[str, ...]:
    return tuple(one.suffix for one in found)


@lru_cache(maxsize=1)  # a run looks at its folder more than once
def _inputs(
    found: tuple[Found, ...],
    digests: tuple[tuple[str, int], ...],
    about: tuple[tuple[str, str], ...],
    skipped: tuple[Skipped, ...],
    packages: tuple[tuple[str, str], ...],
) -> Inputs:
    files = {one.file: digest for one, (digest, _) in zip(found, digests, strict=True)}
    ends = _suffixes(found)
    sizes = [size for (_, size), suffix in zip(digests, ends, strict=True) if suffix in KINDS]
    return Inputs(files, dict(about), skipped, dict(packages), len(sizes), sum(sizes))


def _as_seen(name: str) -> tuple[str, int] | None:
    """Return the digest of a file and its bytes, if they are known and it is as it was then.

    By all that its folder says of it: by its number, size, and when it was last written.
    """
    known = seen.get(name)
    if known is None:
        return None
    try:
        return known[1:] if _mark(os.lstat(name)) == known[0] else None
    except OSError:
        return None


def _digested(name: str, root: Path) -> tuple[str, int]:
    """Return the digest of a file, or why it is not read, and its bytes.

    In one run it is not read again as long as it is as it was; what was written just now may be so
    twice, unseen.
    """
    try:
        now = os.lstat(name)
    except OSError:
        now = None
    before = time.time_ns()
    content = load(name, root)
    if isinstance(content, Skipped):
        return content.reason, 0
    digest = sha256(content).hexdigest()
    if now is not None and stat.S_ISREG(now.st_mode) and now.st_ctime_ns < before - _JUST:
        seen[name] = (_mark(now), digest, len(content))
    else:
        seen.pop(name, None)  # it was another file's
    return digest, len(content)


def _digest(content: bytes | Skipped) -> str:
    return sha256(content).hexdigest() if isinstance(content, bytes) else content.reason


def fingerprint(path: str | Path) -> str:
    """Return one digest of everything that is read from a corpus (see `inputs`)."""
    return inputs(path).fingerprint
