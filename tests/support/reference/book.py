"""The golden book: small populations written by hand, with the figures that they give.

A page is the population of one organisation. ``all`` names what every case of it has, each
following line one case and its facts (see ``written``), and ``#`` says why. Then come questions,
each with the names of the cases in its numerator ``n`` and denominator ``d``:

    page S004-I2: in the specialty on the day
    all    | graduated 2024-06-30
    works  | EMPLOYED_LABOUR_CONTRACT 2024-07-01 in_specialty=yes
    owner  | SOLE_PROPRIETOR 2024-07-01 in_specialty=yes   # an owner is not employed by contract

    S004-I2 on 2024-12-31
      n: works
      d: all but nobody

``S004-I2/with_ip_npd`` is a variant; ``since`` and ``until`` a period; ``early`` what was known
before the facts marked ``later``; ``year=2024`` and such are filters. Lines that begin with
``run`` are verifications of the page's organisation (see ``runs``), with
``report`` say what is reported of the organisation (see ``reports``); ``of`` is a contingent by
which is divided then, and ``+`` persons whom no case stands for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FILTERS = {"year": "graduation_year"}
NUMBERS = {"graduation_year"}


@dataclass
class Ask:
    """A question of a page, and its hand-worked answer."""

    indicator: str
    variant: str | None
    on: date
    since: date | None = None
    until: date | None = None
    early: bool = False
    filters: dict[str, Any] = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown: str | None = None
    contingent: int | None = None
    extra: int = 0

    def __str__(self) -> str:
        variant = f"/{self.variant}" if self.variant else ""
        return f"{self.indicator}{variant} on {self.on}{' early' if self.early else ''}"


@dataclass
class Page:
    """A population and the questions about it. ``cases``: the facts of each, as they are written"""

    title: str
    common: list[str] = field(default_factory=list)
    cases: dict[str, list[str]] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)
    reports: list[list[str]] = field(default_factory=list)
    runs: list[list[str]] = field(default_factory=list)

    def named(self, words: list[str]) -> tuple[str, ...]:
        """The cases of a list: their names, ``none``, ``all`` or ``all but`` some."""
        if words[0] == "all":
            unknown = set(words[2:]) - self.cases.keys()
            found = [name for name in self.cases if name not in words[2:]]
        else:
            found = [] if words == ["none"] else words
            unknown = set(found) - self.cases.keys()
        if unknown:
            raise ValueError(f"{self.title}: no such cases {unknown}")
        return tuple(found)


def pages(folder: Path) -> list[Page]:
    """All pages of the book's files."""
    return [page for path in sorted(folder.glob("*.txt")) for page in _read(path.read_text())]


def _read(text: str) -> Iterator[Page]:
    page = Page("")
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole.partition("#")[0].rstrip()
        try:
            if line.startswith("page "):
                page = Page(line.removeprefix("page "))
                yield page
            elif line:
                _take(page, line)
        except (ValueError, IndexError, KeyError) as error:
            raise ValueError(f"line {number}: {whole}: {error!r}") from error


def _take(page: Page, line: str) -> None:
    name, bar, facts = line.partition("|")
    if bar:
        written = [fact.strip() for fact in facts.split(";") if fact.strip()]
        known = page.common if name.strip() == "all" else page.cases.setdefault(name.strip(), [])
        known.extend(written)
    elif line.startswith(" "):
        part, _, words = line.strip().partition(":")
        _answer(page, part, words.strip())
    elif line.startswith("run "):
        page.runs.append(line.split()[1:])
    elif line.startswith("report "):
        page.reports.append(line.split()[1:])
    else:
        page.asks.append(_ask(line.split()))


def _answer(page: Page, part: str, words: str) -> None:
    ask = page.asks[-1]
    match part:
        case "%":
            ask.shown = words
        case "of":
            ask.contingent = int(words)
        case "+":
            ask.extra = int(words)
        case _:
            ask.parts[part] = page.named(words.split())


def _ask(words: list[str]) -> Ask:
    indicator, _, variant = words[0].partition("/")
    days: dict[str, Any] = {}
    filters: dict[str, Any] = {}
    rest = iter(words[1:])
    for word in rest:
        name, equals, value = word.partition("=")
        if equals:
            name = FILTERS.get(name, name)
            filters[name] = int(value) if name in NUMBERS else value
        elif word == "early":
            days["early"] = True
        else:
            days[word] = date.fromisoformat(next(rest))
    return Ask(indicator, variant or None, filters=filters, **days)
