"""What indicators count of the bank of vacancies (domain 7.3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marshrut.indicators.evidence import Evidence, Line, Piece
from marshrut.indicators.record_words import Pieces, in_period, own, piece_of, record_word
from marshrut.records.vacancies import is_current, is_for_school


@record_word("domain 9.2 S000-3.5, 7.3")
def current_vacancies(evidence: Evidence) -> Pieces:
    """Vacancies of the bank that were opened or looked at within a quarter."""
    return [piece_of(each) for each in own(evidence, "VACANCY") if _is_current(evidence, each)]


@record_word("domain 9.2 S000-3.5, 7.3")
def open_vacancies(evidence: Evidence) -> Pieces:
    """Open vacancies of the bank."""
    return [piece_of(each) for each in own(evidence, "VACANCY") if each.open]


@record_word("domain 9.1 S004-I8, 7.3")
def vacancies_for_students(evidence: Evidence) -> Pieces:
    """Current vacancies that require a vocational education and fit a programme of the schools."""
    return [piece_of(each) for each in _for_students(evidence)]


@record_word("domain 9.1 S004-I8: places")
def places_for_students(evidence: Evidence) -> Pieces:
    """The places of these vacancies."""
    return [piece_of(each, _number(each, "places")) for each in _for_students(evidence)]


@record_word("domain 9.1 S004-I12")
def opk_vacancies_filled(evidence: Evidence) -> Pieces:
    """Vacancies of the defence complex requiring a vocational education, filled in the period."""
    wanted = evidence.organisation
    return [
        Piece(record_id=each.record_id, organisation=each.organisation)
        for each in evidence.filled()
        if wanted in {None, each.organisation}
        and each.filling.requires_spo
        and each.filling.case_ids
        and in_period(evidence, each.filling.on)
        and evidence.is_opk(each.filling.employer_inn, each.filling.on)
    ]


def _is_current(evidence: Evidence, line: Line) -> bool:
    day = evidence.question.day
    return is_current(is_open=line.open, confirmed_on=line.confirmed_on, day=day)


def _for_students(evidence: Evidence) -> Iterator[Line]:
    taught = frozenset[str]().union(*(each.programmes for each in evidence.schools()))
    for each in own(evidence, "VACANCY"):
        home = evidence.home(str(each.fields["employer_inn"]))
        fits = is_for_school(
            each.fields, taught, region_code=each.region_code, employer_region=home
        )
        if fits and _is_current(evidence, each):
            yield each


def _number(line: Line, name: str) -> int:
    told: Any = line.fields[name]
    return int(told)
