"""Recipes that bring the report up to date by themselves: cron, systemd, GitHub Actions, make.

Each is printed whole and works as printed. None runs at minute 0, when everything runs: the minute
is odd, and comes from the name of the folder, so that two corpora do not start together.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rhetoric import __version__
from rhetoric.corpus import RhetoricError, listed
from rhetoric.read.address import cache_home, here, is_address, shown
from rhetoric.report.files import checked
from rhetoric.report.place import place
from rhetoric.store.manifest import is_store, load

#: The name of this package, to be installed by others.
PACKAGE = "rhetoric-toolkit"
#: Seconds that a run by itself waits for another.
_PATIENCE = 600
#: What the service of systemd never needs.
_FENCE = (
    "PrivateNetwork=yes",
    "RestrictAddressFamilies=AF_UNIX",
    "ProtectKernelTunables=yes",
    "ProtectControlGroups=yes",
    "RestrictSUIDSGID=yes",
    "RestrictRealtime=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
)


@dataclass(frozen=True)
class Recipe:
    """What is to be kept up to date: the folder to work in, the corpus, the report.

    Where the corpus is a store, ``roots`` are what is counted into it, its own corpus first.
    """

    folder: Path
    corpus: str
    out: str
    roots: tuple[str, ...] = ()

    @property
    def digest(self) -> bytes:
        """What is the same for the same folders, and for no others."""
        return sha256(os.fsencode(f"{self.folder}\0{self.corpus}\0{self.out}")).digest()

    @property
    def minute(self) -> int:
        """An odd minute of the hour, the same for the same folders."""
        return self.digest[0] % 30 * 2 + 1

    @property
    def unit(self) -> str:
        """What units of systemd are called, the same for the same folders."""
        return f"rhetoric-report-{self.digest.hex()[:8]}"

    @property
    def commands(self) -> list[list[str]]:
        """The commands and their arguments, with the Python that runs now."""
        quiet = ["--quiet", "--wait", str(_PATIENCE)]
        # -P: a folder that happens to be called rhetoric there is not taken for this program
        program = [sys.executable, "-P", "-m", "rhetoric.cli"]
        return [[*program, name, *quiet, *what] for name, *what in self.steps]

    @property
    def steps(self) -> list[list[str]]:
        """What is run, one after the other: a store is counted first, from all its roots."""
        counts = [
            ["count", "--out", self.corpus, *(["--add"] if number else []), "--", root]
            for number, root in enumerate(self.roots)
        ]
        return [*counts, ["report", *self.what]]

    @property
    def what(self) -> list[str]:
        """The report and the corpus, as arguments."""
        return ["--out", self.out, "--", self.corpus]

    @property
    def documents(self) -> tuple[str, ...]:
        """Where the documents are."""
        return self.roots or (self.corpus,)

    @property
    def places(self) -> list[Path]:
        """Where the documents are, as whole paths without links."""
        return [(self.folder / one).resolve() for one in self.documents]

    def within(self) -> list[str]:
        """Return the report, then where documents are, inside the repository, from its top."""
        above = (self.folder, *self.folder.parents)
        top = next((path for path in above if (path / ".git").exists()), self.folder)
        out = []
        for path in (self.out, *self.documents):
            full = (self.folder / path).resolve()
            if not full.is_relative_to(top) or full == top:
                raise RhetoricError(
                    f"{path!r} is no folder inside {str(top)!r}, so that no repository there has "
                    "it: go to its folder first."
                )
            out.append(full.relative_to(top).as_posix())
        return out


def recipe(kind: str, corpus: str, out: str, folder: Path | None = None) -> str:
    """Return the recipe of a kind (see ``KINDS``) for the report on a corpus.

    Raises `RhetoricError` for a kind that is none, a corpus that is not there, or a name that a
    recipe cannot hold.
    """
    if kind not in KINDS:
        raise RhetoricError(f"There is no recipe for {kind!r}: choose {', '.join(KINDS)}.")
    where = (folder or Path()).resolve()
    there = where / here(corpus)
    roots = _roots(there) if is_store(there) else ()
    for text in (corpus, out, str(where), sys.executable, *roots):
        if any(not c.isprintable() for c in text) or "${{" in text:
            raise RhetoricError(f"{text!r} cannot stand in a recipe: rename it.")
    corpus = str(here(corpus))
    if is_address(corpus):
        if kind != "cron":
            raise RhetoricError(f"The recipe for {kind} is for folders of this machine: take cron.")
        return cron(Recipe(where, shown(corpus), out))
    checked(where / corpus, where / out)
    if kind != "cron" and any(map(is_address, roots)):
        raise RhetoricError(
            f"The recipe for {kind} is for folders of this machine, {corpus!r} is counted from "
            f"{listed(filter(is_address, roots), 2)}: take cron."
        )
    return KINDS[kind](Recipe(where, corpus, out, roots))


def _roots(store: Path) -> tuple[str, ...]:
    """Return what a store was counted from."""
    made = load(store)
    roots = tuple(made.roots[number].address for number in made.live)
    for number, root in zip(made.live, roots, strict=True):
        if not (is_address(root) or Path(root).exists()):
            from rhetoric.store.known import remedy  # noqa: PLC0415  (heavy, rarely needed)

            raise RhetoricError(
                f"{root!r} is gone, from which the store {str(store)!r} was counted: put it back, "
                f"or {remedy(store, made, number)}."
            )
    return roots


def cron(made: Recipe) -> str:
    """Return a line for ``crontab -e``: every hour; cron mails what goes wrong and nothing else."""
    home = [f"export {shlex.quote(one)}" for one in _environment()]
    steps = [shlex.join(["cd", str(made.folder)]), *home, *map(shlex.join, made.commands)]
    line = " && ".join(steps)
    escaped = line.replace("%", r"\%")  # to cron it ends the command
    return (
        "# Add to the table that crontab -e opens. Nothing is printed, and so nothing mailed,\n"
        "# unless something went wrong.\n"
        f"{made.minute} * * * * {escaped}\n"
    )


def systemd(made: Recipe) -> str:
    """Return a shell script that installs a user's service, timer and path unit, and starts them.

    The folder *above* the report is writable, so that the report can be exchanged whole.
    """
    lines = [
        "#!/bin/sh",
        "# Installs the units for the user who runs it: rhetoric schedule systemd | sh",
        "# To have them run while nobody is logged in: loginctl enable-linger",
        "# They are fenced in by user namespaces: where the kernel forbids these, the lines from",
        "# ProtectSystem to PrivateNetwork go.",
        f"# To end it: systemctl --user disable --now {made.unit}.timer {made.unit}.path",
        "set -eu",
        'units="${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"',
        'mkdir -p "$units"',
        *([f"mkdir -p {shlex.quote(str(cache))}"] if (cache := cache_home()) else []),
    ]
    for name, text in units(made).items():
        lines += ["", f"cat > \"$units/{name}\" <<'END'", text.rstrip("\n"), "END"]
    names = " ".join(name for name in units(made) if not name.endswith(".service"))
    lines += ["", "systemctl --user daemon-reload", f"systemctl --user enable --now {names}", ""]
    return "\n".join(lines)


def units(made: Recipe) -> dict[str, str]:
    """Return the three units of systemd by their file names."""
    named = {"service": _service(made), "timer": _timer(made), "path": _paths(made)}
    return {f"{made.unit}.{kind}": "\n".join(rows) + "\n" for kind, rows in named.items()}


def _service(made: Recipe) -> list[str]:
    """Return the lines of the unit that makes the report; it can write nothing else."""
    store, report, cache = made.folder / made.corpus, place(made.folder / made.out), cache_home()
    writable = [
        report.home,
        *([cache] if cache else []),
        *([store.resolve()] if made.roots else []),
    ]
    own = not _in_tmp(made.folder, store.resolve(), report.out, *made.places)
    return [
        "[Unit]",
        f"Description=Report on what changed in {_percent(str(made.folder / made.corpus))}",
        "",
        "[Service]",
        "Type=oneshot",
        f"WorkingDirectory={_percent(str(made.folder))}",
        *(f"Environment={_argument(one, dollar='$')}" for one in _environment()),
        *(f"ExecStart={' '.join(map(_argument, command))}" for command in made.commands),
        "TimeoutStartSec=6h",
        "Nice=10",
        "UMask=0022",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=read-only",
        *(f"ReadWritePaths={_path(path)}" for path in writable),
        *(["PrivateTmp=yes"] if own else []),
        *_FENCE,
    ]


def _timer(made: Recipe) -> list[str]:
    """Return the lines of the unit that starts the service every hour."""
    return [
        "[Unit]",
        "Description=Every hour, and at once after a time without power",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* *:{made.minute:02d}:00",
        "Persistent=true",
        f"Unit={made.unit}.service",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]


def _paths(made: Recipe) -> list[str]:
    """Return the lines of the unit that starts the service when a document is saved."""
    return [
        "[Unit]",
        "Description=As soon as a document is saved (folders inside: by the timer)",
        "",
        "[Path]",
        *(f"PathChanged={_percent(str(one))}" for one in made.places),
        "TriggerLimitIntervalSec=10s",
        f"Unit={made.unit}.service",
        "",
        "[Install]",
        "WantedBy=default.target",
    ]


def _in_tmp(*paths: Path) -> bool:
    """Say whether a path lies where a service with a folder /tmp of its own would not find it."""
    return any(p.is_relative_to(tmp) for p in paths for tmp in ("/tmp", "/var/tmp"))  # noqa: S108


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _environment() -> list[str]:
    """Return what a program that starts by itself is told of where this one keeps what it read."""
    home = os.environ.get("XDG_CACHE_HOME", "")
    usable = Path(home).is_absolute() and home.isprintable()
    return [f"XDG_CACHE_HOME={home}"] if usable else []


def _argument(text: str, dollar: str = "$$") -> str:
    """Return an argument of ExecStart: quoted, and free of what systemd would put in its place."""
    inner = _percent(text).replace("\\", "\\\\").replace('"', '\\"').replace("$", dollar)
    plain = inner == text and not any(c in text for c in " ';")
    return inner if plain and text else f'"{inner}"'


def _path(path: Path) -> str:
    text = _percent(str(path)).replace("\\", "\\\\").replace('"', '\\"')
    return f'"-{text}"' if any(c in text for c in " '\"\\") else f"-{text}"


def github(made: Recipe) -> str:
    """Return a workflow that makes the report when documents are pushed, and commits it."""
    out, *documents = made.within()
    folders = [(made.folder / path).is_dir() for path in made.documents]
    paths = [
        f"{path}/**" if inside else path for path, inside in zip(documents, folders, strict=True)
    ]
    return f"""name: report
# The report follows its documents: on push, once a day, or by hand.
# Save as .github/workflows/report.yml
on:
  push:
    paths: {json.dumps([*paths, "rhetoric.toml"], ensure_ascii=False)}
  schedule:
    - cron: "{made.minute} 4 * * *"
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: report
jobs:
  report:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.11"
      # where no index has it: pip install '{PACKAGE} @ git+ADDRESS-OF-ITS-REPOSITORY'
      - run: pip install {_installed(made.folder, scale=bool(made.roots))}
      - name: Make the report
        shell: bash
        run: |
          set -o pipefail
          {_made_there(made, out, documents)} | tee -a "$GITHUB_STEP_SUMMARY"
{_committed(out)}"""


def _committed(out: str) -> str:
    """Return the step of a workflow that commits the report."""
    return f"""      - name: Commit the report if it changed
        run: |
          git add --all -- {shlex.quote(out)}
          git diff --cached --quiet && exit 0
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git commit -m "Make the report anew: documents changed"
          git push
"""


def _made_there(made: Recipe, out: str, documents: Sequence[str]) -> str:
    """Return the lines of a workflow that make the report.

    A store is made for the run: it knows folders by where they are on a machine.
    """
    if not made.roots:
        return shlex.join(["rhetoric", "report", "--out", out, "--", *documents[:1]])
    store = f'"$RUNNER_TEMP"/{shlex.quote(Path(made.corpus).name)}'
    counts = [
        f"rhetoric count --out {store}{' --add' * (number > 0)} -- {shlex.quote(path)}"
        for number, path in enumerate(documents)
    ]
    whole = f"rhetoric report --out {shlex.quote(out)} -- {store}"
    return "\n          ".join([*counts, whole])


def _installed(folder: Path, *, scale: bool) -> str:
    """Return what pip installs: the checkout itself where it is one of this package."""
    try:
        own = f'name = "{PACKAGE}"' in (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, ValueError):
        own = False
    name, extra = "." if own else PACKAGE, "[scale]" if scale else ""
    return shlex.quote(f"{name}{extra}" if own else f"{name}{extra}=={__version__}")


def make(made: Recipe) -> str:
    """Return rules for a Makefile; nothing is done while the documents are what they were."""
    steps = [shlex.join(["rhetoric", *step]).replace("$", "$$") for step in made.steps]
    commands = "\n\t".join(steps)
    status = shlex.join(["rhetoric", "status", "--exit-code", *made.what])
    return (
        "# Append to the Makefile of the folder that holds the documents.\n"
        ".PHONY: report report-status\n"
        f"report:\n\t{commands}\n\n"
        f"report-status:\n\t{status.replace('$', '$$')}\n"
    )


#: Every kind of recipe.
KINDS: dict[str, Callable[[Recipe], str]] = {
    "cron": cron, "systemd": systemd, "github": github, "make": make,
}  # fmt: skip
