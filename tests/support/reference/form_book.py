"""The golden book of monitoring forms: one population by hand, and whole forms worked by hand.

The population names schools, groups (a school and a programme, with what all its cases have) and
cases, whose facts are written as in the book of indicators (see ``written``):

    school A | region_code=70
    group A 15.02.16 | graduated 2023-06-30
    g1 | EMPLOYED_LABOUR_CONTRACT 2023-09-01 in_specialty=yes

A form names what is asked (``early``: as known before what is marked ``later``), then its blocks.
A block places its cases into columns and, after a bar, rows; the first of both goes without saying.
Then come its table (``.`` is a zero, ``-`` a row of zeros), its texts and the checks that fail:

    form A of 2023 on 2024-12-31 early organisation=A
    block A 15.02.16
      g9: 19 | 04 06
    row 07 08 09 …
    01   1  .  . …
    02…03 -
    text 01: Подбор вакансий — 1 чел.
    violated: row 06 = 07…13
    block all as A 15.02.16

``as before`` takes the block from the last form that has it; ``all`` holds the cases of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID

from marshrut.events import Event
from marshrut.organisations.events import OrganisationRegistered, Passport
from marshrut.organisations.organisation import organisation_id
from tests.support.reference.form_tables import numbers
from tests.support.reference.forms import ALL, FORMS, Block, FormTold, Key
from tests.support.reference.written import Writer, halves, written
from tests.support.scribe import BY


@dataclass
class Group:
    """Cases that are written alike: their school, what all of them have, their own facts."""

    school: str
    common: list[str]
    cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Population:
    """The book's schools and cases."""

    schools: dict[str, str] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)

    def writers(self) -> dict[str, Writer]:
        """Each case by its name."""
        return {
            name: written(group.school, name, facts, group.common)
            for group in self.groups
            for name, facts in group.cases.items()
        }

    def registrations(self) -> list[Event]:
        """The schools as events."""
        return [_registered(code, region) for code, region in self.schools.items()]

    def halves(self) -> tuple[list[Event], list[Event]]:
        """All events in the order of recording: those known early, and those that came later."""
        told = [halves(writer) for writer in self.writers().values()]
        early: list[Event] = [event for first, _ in told for event in first]
        late: list[Event] = [event for _, last in told for event in last]
        return [*self.registrations(), *early], late


@dataclass
class Told:
    """A block worked by hand: the columns and rows of its cases, its table, texts and findings."""

    places: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    table: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    violated: set[str] = field(default_factory=set)


@dataclass
class Asked:
    """A form that is asked for, and its blocks."""

    form: str
    cohort: int
    on: date
    early: bool
    filters: dict[str, str]
    blocks: dict[Block, Told] = field(default_factory=dict)

    def __str__(self) -> str:
        narrowed = "".join(f" {name}={value}" for name, value in self.filters.items())
        early = " early" if self.early else ""
        return f"{self.form} of {self.cohort} on {self.on}{early}{narrowed}"

    def expected(self, ids: dict[str, UUID]) -> FormTold:
        """The whole form as the book has it."""
        rows = FORMS[self.form].rows
        return FormTold(
            cells={
                (*block, *place): number
                for block, told in self.blocks.items()
                for place, number in told.table.items()
            },
            cases=self._cases(ids),
            texts={
                (*block, row): told.texts.get(row, "")
                for block, told in self.blocks.items()
                for row in (rows if FORMS[self.form].text else ())
            },
            violated={
                (*block, check) for block, told in self.blocks.items() for check in told.violated
            },
        )

    def _cases(self, ids: dict[str, UUID]) -> dict[Key, frozenset[UUID]]:
        form, found = FORMS[self.form], defaultdict(set)
        for block, told in self.blocks.items():
            for name, (columns, rows) in told.places.items():
                for row in ("01", *rows):
                    for column in (form.columns[0], *columns):
                        found[*block, row, column].add(ids[name])
                        found[*ALL, row, column].add(ids[name])
        return {
            key: frozenset(found[key])
            for block in self.blocks
            for row in form.rows
            for key in ((*block, row, column) for column in form.columns)
        }


def population(path: Path) -> Population:
    """The schools and cases of the book."""
    book = Population()
    for line in _lines(path):
        name, _, facts = (part.strip() for part in line.partition("|"))
        said = [fact.strip() for fact in facts.split(";") if fact.strip()]
        match name.split():
            case ["school", code]:
                book.schools[code] = facts.removeprefix("region_code=")
            case ["group", school, programme]:
                book.groups.append(Group(school, [f"passport programme_code={programme}", *said]))
            case [case]:
                book.groups[-1].cases[case].extend(said)
            case _:
                raise ValueError(line)
    return book


def forms(*paths: Path) -> list[Asked]:
    """The forms of the book."""
    return [asked for path in paths for asked in _Reader(path).asks]


class _Reader:
    """Reads the forms of a file line by line."""

    def __init__(self, path: Path) -> None:
        self.asks: list[Asked] = []
        self.latest: dict[Block, Told] = {}
        self.told, self.columns = Told(), tuple[str, ...]()
        for line in _lines(path):
            try:
                self._take(line.strip())
            except (ValueError, KeyError, IndexError) as error:
                raise ValueError(f"{path.name}: {line}: {error!r}") from error

    def _take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "form":
                self.asks.append(_asked(rest.split()))
            case "block":
                self._block(*map(str.strip, rest.partition(" as ")))
            case "row":
                self.columns = tuple(rest.split())
            case "violated:":
                self.told.violated.add(rest)
            case "text":
                row, _, text = rest.partition(": ")
                self.told.texts[row] = text
            case _ if word.endswith(":"):
                columns, _, rows = rest.partition("|")
                self.told.places[word[:-1]] = (columns.split(), rows.split())
            case _:
                self.told.table |= _row(word, rest.split(), self.columns)

    def _block(self, name: str, _: str, like: str) -> None:
        block, own = _block(name), self.asks[-1].blocks
        if like:
            self.told = self.latest[block if like == "before" else _block(like)]
        else:
            self.told = Told()
        own[block] = self.latest[block] = self.told


def _asked(words: list[str]) -> Asked:
    form, _, cohort, _, on, *rest = words
    filters = dict(word.split("=") for word in rest if word != "early")
    return Asked(form, int(cohort), date.fromisoformat(on), "early" in rest, filters)


def _block(name: str) -> Block:
    if name == "all":
        return ALL
    school, programme = name.split()
    return school, programme


def _row(row: str, cells: list[str], columns: tuple[str, ...]) -> dict[tuple[str, str], int]:
    first, _, last = row.partition("…")
    values = [0] * len(columns) if cells == ["-"] else [int(c.replace(".", "0")) for c in cells]
    return {
        (each, column): value
        for each in numbers(int(first), int(last or first))
        for column, value in zip(columns, values, strict=True)
    }


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        told = line.partition("#")[0].rstrip()
        if told:
            yield told


def _registered(code: str, region: str) -> OrganisationRegistered:
    passport = Passport(
        name=f"Школа {code}", region_code=region, founder_type="REGIONAL_EDU", has_centre=True
    )
    return OrganisationRegistered(
        originator_id=organisation_id(code),
        originator_version=1,
        by=BY,
        code=code,
        passport=passport,
    )
