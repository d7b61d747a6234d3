"""In which cells of the shipped forms a case stands: a second reading, for their restatements.

Rows and columns of A and C are those of ``reference.form_tables``; what other tables make of them,
and the tables by industries, is typed here from domain 11.3 and 11.4. A place is a table, a block,
a row, a column, and of a share or a text one of its parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.employers.events import EmployerChanged, EmployerRegistered
from marshrut.events import Event
from tests.support.reference import Asked, Known, figure
from tests.support.reference.form_tables import LONG_ROWS, PLACES_A, SHORT_ROWS
from tests.support.reference.forms import FORMS, place_in_a
from tests.support.reference.graduate import Graduate
from tests.support.reference.population import asked_about

Records = Iterable[tuple[int, Event]]
Block = tuple[str | None, ...]
ALL: Block = ()
WHOLE_ROW = "01"
MAIN = ("organisation", "programme_code")
TURNED = (("ugps", ("ugps",)), ("study_form", ("study_form",)), ("category", ("category",)))
SHARES = {"14": "S000-3.8", "15": "S004-I2", "16": "S004-I3", "17": "S004-I1"}
CONTRACTS = {"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"}

OF_SUMMARY = {"08": "2", "11": "4", "12": "5", "13": "6", "14": "7", "15": "7", "16": "8"}
"""The columns of «Итоги» that count one or two of form A."""

INDUSTRIES = (
    *("OPK", "MACHINERY", "AGRICULTURE", "METALLURGY", "RAILWAY", "LIGHT", "CHEMICAL", "NUCLEAR"),
    *("PHARMACEUTICAL", "IT", "RADIO_ELECTRONICS", "FUEL_ENERGY", "TRANSPORT", "MINING"),
    *("ELECTRICAL", "FORESTRY", "CONSTRUCTION", "ELECTRONIC", "ROBOTICS", "EDUCATION"),
    *("MEDICINE", "SERVICES", "ARTS", "OTHER"),
)


class Place(NamedTuple):
    table: str
    block: Block
    row: str
    column: str
    part: str | None = None
    measure: str | None = None


@dataclass(frozen=True)
class FormAsked:
    """A form on a day: its code, whose cases, and the rows of its blocks."""

    form: str
    on: date
    filters: Mapping[str, Any] = field(default_factory=dict)
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    rows: str = "15"

    @property
    def of_cases(self) -> Asked:
        return Asked(
            self.on, filters=self.filters, organisation=self.organisation, regions=self.regions
        )


class Employers:
    """The register of employers as known at a position."""

    def __init__(self, records: Records, *, known: int) -> None:
        self._registered: dict[str, EmployerRegistered] = {}
        self._changes: dict[UUID, list[EmployerChanged]] = defaultdict(list)
        for position, event in records:
            if position <= known and isinstance(event, EmployerRegistered):
                self._registered[event.inn] = event
            elif position <= known and isinstance(event, EmployerChanged):
                self._changes[event.originator_id].append(event)

    def industry(self, inn: str | None, day: date) -> str | None:
        """The industry of the employer on the day; whoever is of the ОПК is of that."""
        registered = self._registered.get(inn or "")
        if registered is None:
            return None
        said = {"industry": registered.passport.industry, "opk": registered.passport.opk}
        changes = self._changes[registered.originator_id]
        for change in sorted(changes, key=lambda e: e.originator_version):
            if change.effective_on is None:
                said |= change.changes
        dated = [change for change in changes if change.effective_on is not None]
        for change in sorted(dated, key=lambda e: (e.effective_on, e.originator_version)):
            if change.effective_on <= day:
                said |= change.changes
        return "OPK" if said["opk"] else said["industry"]

    def known(self, inn: str | None) -> str | None:
        """The employer, if it is in the register."""
        return inn if inn in self._registered else None


def places(records: Records, known: int, asked: FormAsked) -> dict[UUID, set[Place]]:
    """Every case that stands anywhere, with all places in which it does."""
    records = list(records)
    read = Known(records, known=known)
    employers = Employers(records, known=known)
    found: dict[UUID, set[Place]] = defaultdict(set)
    for case_id, it in asked_about(read, asked.of_cases):
        told = set(_places(it, asked, employers))
        if told:
            found[case_id] |= told
    if asked.form == "A":
        for case_id, place in _shares(read, asked):
            found[case_id].add(place)
    return found


def _places(it: Graduate, asked: FormAsked, employers: Employers) -> Iterator[Place]:
    lists = FORMS["C"].lists if asked.form == "C" else FORMS["A"].lists
    if not lists(it):
        return
    inn = it.state["employer_inn"]
    industry = employers.industry(inn, it.day)
    if asked.form == "OPK":
        if industry == "OPK" and it.primary in CONTRACTS | {"F_EMPLOYED"}:
            block = (*_block(it, MAIN), employers.known(inn))
            yield from _crossed("main", [block], [WHOLE_ROW], _opk(it))
            yield from _texts("main", [block], [WHOLE_ROW], "12", it)
        return
    rows = LONG_ROWS if asked.form == "A" and asked.rows == "15" else SHORT_ROWS
    held = [number for number, holds in rows.items() if holds(it)]
    columns = _industry(it, industry) if asked.form == "INDUSTRY" else FORMS[asked.form].placed(it)
    yield from _crossed("main", [_block(it, MAIN)], held, columns)
    if asked.form == "A":
        yield from _texts("main", [_block(it, MAIN)], held, "33", it)
    total = _summary(it) if asked.form == "A" else columns
    yield from _crossed("summary", [_block(it, ("organisation",))], [WHOLE_ROW], total)
    for table, (by,) in TURNED if asked.form != "INDUSTRY" else ():
        blocks = [(code,) for code in it.categories] if by == "category" else [_block(it, (by,))]
        yield from _crossed(table, blocks, [WHOLE_ROW], columns)


def _block(it: Graduate, by: Iterable[str]) -> Block:
    said = {**it.state, "ugps": it.state["programme_code"][:2]}
    return tuple(said[name] for name in by)


def _crossed(
    table: str, blocks: Iterable[Block], rows: Iterable[str], columns: Iterable[str]
) -> Iterator[Place]:
    for block in (ALL, *blocks):
        for row in rows:
            yield from (Place(table, block, row, column) for column in columns)


def _texts(
    table: str, blocks: Iterable[Block], rows: Iterable[str], column: str, it: Graduate
) -> Iterator[Place]:
    codes = {str(row.fields["measure_code"]) for row in it.given()}
    for place in _crossed(table, blocks, rows, [column]):
        yield from (place._replace(measure=code) for code in codes)


def _summary(it: Graduate) -> set[str]:
    """«Итоги»: the columns 1–13."""
    status = it.primary
    placed = {"1"} | ({OF_SUMMARY[PLACES_A[status]]} if PLACES_A[status] in OF_SUMMARY else set())
    placed |= {"3"} if it.in_specialty else set()
    placed |= {"9"} if it.state["at_risk_strict"] else set()
    placed |= {"10"} if it.state["at_risk_form"] else set()
    placed |= {"11"} if status in {"CZN_UNEMPLOYED", "CZN_JOB_SEEKER"} else set()
    placed |= {"12"} if status == "INFORMAL" else set()
    return placed | ({"13"} if status == "NO_DATA" else set())


def _industry(it: Graduate, industry: str | None) -> set[str]:
    """The table by industries: 09–32 are industries, the others as in form A, further on."""
    place = place_in_a(it)
    if place == "08":
        placed = {"08"} | ({"33"} if it.in_specialty else set())
        placed |= {"34"} if it.state["four_months"] else set()
        if industry in INDUSTRIES:
            placed.add(f"{9 + INDUSTRIES.index(industry):02}")
        return {"07", *placed}
    further = 24 if place <= "27" else 25  # before and after 52, the forecasts of the ОПК
    placed = {f"{int(place) + further}"}
    if place == "27" and industry == "OPK":
        placed.add("52")
    return {"07", *placed}


def _opk(it: Graduate) -> set[str]:
    placed = {"07", "08" if it.primary in CONTRACTS else "10"}
    placed |= {"09"} if it.in_specialty else set()
    return placed | ({"11"} if "TARGETED_CONTRACT" in it.state["categories"] else set())


def _shares(known: Known, asked: FormAsked) -> Iterator[tuple[UUID, Place]]:
    """The parts of the shares in «Итоги»."""
    filters = {name: value for name, value in asked.filters.items() if name != "lifecycle"}
    question = Asked(
        asked.on, filters=filters, organisation=asked.organisation, regions=asked.regions
    )
    schools = {each: it.state["organisation"] for each, it in asked_about(known, question)}
    for column, indicator in SHARES.items():
        told = figure(known, indicator, question)
        for part in ("numerator", "denominator"):
            for case_id in getattr(told, part):
                for block in (ALL, (schools[case_id],)):
                    yield case_id, Place("summary", block, WHOLE_ROW, column, part)
