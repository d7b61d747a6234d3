"""Every benchmark in turn, and what they say in ``docs/benchmarks.md``.

``python -m tests.benchmarks [NAME …] [--cases N …] [--cache FOLDER] [--rivals ENVIRONMENT]``
Each is a program of its own and can be run alone. Of the page only the blocks between the
markers of the benchmarks that ran are written anew.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.postgres import installations

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
OVER_KEPT = (
    *("reads", "snapshots", "pages", "work_lists", "site"),
    *("figures", "forms", "image", "refilling"),
)
"""Those over ledgers of the sizes asked for."""

NAMES = ("append", *OVER_KEPT, "rebuild", "loading", "verifying", "serving")


def main() -> None:
    """Run those that were named, by default all, and write down what they say."""
    parser = ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--cases", nargs="+", default=["10000"], help="of ledgers that are read")
    parser.add_argument("--on", nargs="+", help="which databases they are on")
    parser.add_argument("--cache", type=Path, help="a folder that keeps these ledgers")
    parser.add_argument("--rivals", type=Path, help="the environment of what is compared with")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    put("machine", machine())
    with nullcontext(asked.cache) if asked.cache else TemporaryDirectory() as place:
        for name in asked.names or NAMES:
            command = ["python", "-m", f"tests.benchmarks.{name}", *options(name, asked, place)]
            paths = {str(place): "FOLDER", str(asked.rivals): "ENVIRONMENT"}
            shown = " ".join(paths.get(word, word) for word in command)
            told = f"$ {shown}\n"
            for line in said_by(command):
                told += line
                put(name, told)  # at once: what is interrupted has said something


def options(name: str, asked: Namespace, place: Path | str) -> list[str]:
    """What the benchmark is told."""
    if name not in OVER_KEPT:
        return []
    kinds = ["--on", *asked.on] if asked.on else []
    rivals = ["--rivals", str(asked.rivals)] if asked.rivals else []
    return ["--cases", *asked.cases, *kinds, "--cache", str(place), *rivals]


def said_by(command: list[str]) -> Iterator[str]:
    """The lines that the program prints, shown meanwhile."""
    sys.stdout.write(f"{' '.join(command)}\n")
    given = [sys.executable, *command[1:]]
    with subprocess.Popen(given, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            yield line
    if running.returncode:
        sys.exit(f"{' '.join(command)} failed")


def machine() -> str:
    """On what it was measured, in general."""
    postgres = next(installations()) / "postgres"
    told = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    version = re.findall(r"[0-9.]+", told.stdout)[0]
    cores = len(os.sched_getaffinity(0))
    return f"{cores} cores, Python {platform.python_version()}, PostgreSQL {version}, fsync on\n"


def put(name: str, text: str) -> None:
    """Write the block of the page that ``name`` marks anew."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n```text\n{text}```\n{end}{after}", "utf-8")


if __name__ == "__main__":
    main()
