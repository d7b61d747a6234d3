"""The columns of registries of records: what a record says, and what is joined to it (S13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from projections.employers import Registered, register_at
from projections.records import RecordLine
from projections.runner import Projections
from projections.vacancy_bank import unfair_employers_at

EMPLOYER, DAY = "employer_inn", "day"


class Employers(NamedTuple):
    """The employers at a point: as registered, and those found to be unfair, by region."""

    registered: Mapping[str, Registered]
    unfair: Mapping[str, set[str]]

    def of(self, line: RecordLine) -> Registered | None:
        """The employer that the record names, if the register knows it."""
        return self.registered.get(line.fields.get(EMPLOYER, ""))


def employers_of(projections: Projections, point: AsOf, lines: Sequence[RecordLine]) -> Employers:
    """What is known at the point of the employers that the records name."""
    regions = {line.region_code for line in lines if EMPLOYER in line.fields}
    unfair = {each: unfair_employers_at(projections, point, each) for each in regions}
    return Employers(register_at(projections, point) if regions else {}, unfair)


Fact = Callable[[RecordLine, Employers], Any]


def fact(name: str, line: RecordLine, employers: Employers) -> Any:
    """What stands in the column of a record's row."""
    found = FACTS[name](line, employers) if name in FACTS else line.fields.get(name)
    of_day = classifier("registry_columns").get(name).extra["type"] == DAY
    return date.fromisoformat(found) if of_day and isinstance(found, str) else found


def _employer_name(line: RecordLine, employers: Employers) -> str | None:
    employer = employers.of(line)
    return employer.name if employer else None


def _opk(line: RecordLine, employers: Employers) -> bool:
    employer = employers.of(line)
    return employer is not None and employer.opk


def _unfair(line: RecordLine, employers: Employers) -> bool:
    return line.fields.get(EMPLOYER) in employers.unfair.get(line.region_code, ())


FACTS: Mapping[str, Fact] = {
    "employer_name": _employer_name,
    "opk": _opk,
    "unfair": _unfair,
    "confirmed_on": lambda line, _: line.confirmed_on,
    "vacancy_origin": lambda line, _: line.fields.get("origin"),
    "valid_until": lambda line, _: line.fields.get("until"),
    "replicated": lambda line, _: line.state == "REPLICATED",
    "party": lambda line, _: line.fields.get("party", "EMPLOYER"),
}
"""The columns that are not what the record says under the same name."""
