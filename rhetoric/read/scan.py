"""Which files of a folder are documents: found by name, opened safely, never followed outside."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from rhetoric.corpus import RhetoricError, Skipped

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
#: Largest file that is read, in bytes.
LIMIT = 50_000_000


@dataclass(frozen=True)
class Found:
    """A file that may be a document: where it is, what it is called, and its bytes' digest."""

    path: Path
    file: str
    id: str


def scan(path: str | Path) -> tuple[list[Found], list[Skipped]]:
    """Return the candidates of a folder (or the one file), sorted by relative path, and the rest.

    Raises `RhetoricError` where the path is not there or cannot be listed.
    """
    root = Path(path)
    try:
        there = root.exists()
    except OSError as error:
        raise RhetoricError(f"{str(path)!r} cannot be looked at: {error.strerror}.") from None
    if not there:
        raise RhetoricError(f"There is no folder or file {str(path)!r}: check the path.")
    if root.is_file():
        return [Found(root, _written(root.name), _written(root.stem))], []
    if not root.is_dir():
        raise RhetoricError(f"{str(path)!r} is neither a folder nor a regular file.")
    if not os.access(root, os.R_OK | os.X_OK):
        raise RhetoricError(f"The folder {str(path)!r} may not be read: check its permissions.")
    files: list[tuple[str, Path]] = []
    skipped: list[Skipped] = []

    def refuse(error: OSError) -> None:
        name = _written(Path(error.filename or "").relative_to(root).as_posix())
        skipped.append(Skipped(name, f"folder not readable: {error.strerror}"))

    for folder, folders, names in os.walk(root, onerror=refuse):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        skipped += [
            Skipped(
                _written((Path(folder) / name).relative_to(root).as_posix()), "link to a folder"
            )
            for name in folders
            if (Path(folder) / name).is_symlink()
        ]
        for name in names:
            relative = _written((Path(folder) / name).relative_to(root).as_posix())
            if not _is_about(name):
                files.append((relative, Path(folder) / name))
    stems = Counter(Path(relative).stem for relative, _ in files)
    found = [
        Found(where, relative, stem if stems[stem := Path(relative).stem] == 1 else relative)
        for relative, where in sorted(files)
    ]
    return found, skipped


def named_file(root: Path, name: str) -> Found:
    """Return the candidate of a folder that is called so, whatever else there is."""
    return Found(root / name, _written(name), _written(Path(name).stem))


def _written(name: str) -> str:
    r"""Return the name of a file as it can be written in UTF-8, with all other bytes spelt out.

    >>> print(_written("caf\udce9"))
    caf\udce9
    """
    return name.encode("utf-8", "backslashreplace").decode()


def _is_about(name: str) -> bool:
    low = name.casefold()
    return name.startswith(".") or low in ABOUT_NAMES or low.startswith(ABOUT)


def load(path: Path, root: Path) -> bytes | Skipped:
    """Return the bytes of a regular file inside ``root``, or why it is not read.

    Opened without blocking and checked after opening, so that a pipe or a device that takes the
    place of a file between listing and reading cannot stop the run.
    """
    name = path.name if root.is_file() else path.relative_to(root).as_posix()
    try:
        if path.is_symlink() and not _inside(path, root):
            return Skipped(name, "symbolic link that leads out of the corpus, or nowhere")
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        return Skipped(name, f"cannot be opened: {error.strerror}")
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return Skipped(name, "not a regular file")
    with os.fdopen(descriptor, "rb") as stream:
        if status.st_size > LIMIT:
            return Skipped(name, f"larger than {LIMIT:,} bytes ({status.st_size:,})")
        try:
            return stream.read(LIMIT + 1)
        except OSError as error:
            return Skipped(name, f"cannot be read: {error.strerror}")


def _inside(path: Path, root: Path) -> bool:
    base = root.parent if root.is_file() else root
    try:
        return path.resolve(strict=True).is_relative_to(base.resolve())
    except (OSError, RuntimeError):
        return False


def extractors(path: str | Path) -> dict[str, str]:
    """Return the versions of the packages that take the text out of the files of a corpus.

    None of them is imported. One that is not installed is "none": its files are skipped then.
    """
    return _extractors(scan(path)[0])


def _extractors(found: Iterable[Found]) -> dict[str, str]:
    suffixes = {one.path.suffix.casefold() for one in found}
    needed = {package for suffix in suffixes for package in EXTRACTORS.get(suffix, ())}
    return {package: version(package) for package in sorted(needed)}


def version(package: str) -> str:
    """Return the version of a package that is installed, or "none"."""
    try:
        return metadata.version(package)
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
    size: int = 0  # bytes of the files

    @property
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
    root = Path(path)
    found, skipped = scan(root)
    home = root if root.is_dir() else root.parent
    about = {}
    for name in ("corpus.toml", "metadata.csv"):  # any other table is one of the files
        if (home / name).is_file():
            content = load(home / name, root)
            if isinstance(content, Skipped) and name == "corpus.toml":
                raise RhetoricError(f"{str(home / name)!r} is not read: {content.reason}.")
            about[name] = _digest(content)
    files, size = {}, 0
    for one in found:
        content = load(one.path, root)
        files[one.file] = _digest(content)
        size += len(content) if isinstance(content, bytes) else 0
    return Inputs(files, about, tuple(skipped), _extractors(found), size)


def _digest(content: bytes | Skipped) -> str:
    return sha256(content).hexdigest() if isinstance(content, bytes) else content.reason


def fingerprint(path: str | Path) -> str:
    """Return one digest of everything that is read from a corpus (see `inputs`)."""
    return inputs(path).fingerprint
