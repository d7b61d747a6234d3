"""The fold: one implementation of the one question, "what was true on a day".

A ``History`` is made of a case's events; what was *known* is a matter of which events it is
given: a prefix of them is earlier knowledge. The aggregate, the live projections and their
rebuild all ask this class.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from uuid import UUID

import msgspec

from marshrut.asof import ONE_DAY, Period, add_months
from marshrut.cases.categories import DISABILITIES, FOREIGN_NO_SNILS, CategoryHistory
from marshrut.cases.contents import Passport, Scalar
from marshrut.cases.contracts import ContractCourse, contract_courses
from marshrut.cases.entries import Entry, assemble
from marshrut.cases.episodes import Episode, derive_closings, stated_episodes
from marshrut.cases.events import CaseEvent
from marshrut.cases.lifecycle import FINAL_YEAR, LifecycleHistory
from marshrut.cases.passports import PassportHistory
from marshrut.cases.routes import StepCourse, courses
from marshrut.cases.statuses import NO_DATA, status_term

LAST_PLACE_MONTHS = 4
FORM_A_AT_RISK = frozenset({17, 18, 19, 20})
EXEMPT_CATEGORIES = DISABILITIES | {FOREIGN_NO_SNILS}
CONTRACTS_OF_WORK = frozenset({"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"})


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that figures ask of a case on a day. Codes only, nothing of the person."""

    lifecycle: str | None
    organisation: str
    programme_code: str
    study_form: str
    graduation_year: int
    funding: str | None = None
    base_education: str | None = None
    sex: str | None = None
    citizenship_ru: bool = True
    has_snils: bool = False
    municipality: str | None = None
    categories: tuple[str, ...] = ()
    nosology: str | None = None
    primary: str = NO_DATA
    primary_entry: UUID | None = None
    since: date | None = None
    in_specialty: bool | None = None
    open: tuple[str, ...] = ()
    forecast: str | None = None
    at_risk_strict: bool = False
    at_risk_form: bool = False
    four_months: bool = False


class Stretch(msgspec.Struct, frozen=True):
    """A run of days with one and the same state."""

    period: Period
    state: State


class History:
    """A case as its events tell it; the first of them is its opening."""

    def __init__(self, events: Iterable[CaseEvent]) -> None:
        self.entries: dict[UUID, Entry] = assemble(events)
        entries = self.entries.values()
        self.episodes = derive_closings(stated_episodes(entries))
        self._ranked = sorted(self.episodes, key=_rank)
        self._passports = PassportHistory(entries)
        self._categories = CategoryHistory(entries, self.episodes, self.graduated_on)
        self._lifecycle = LifecycleHistory(entries, self.begins_on)

    @property
    def graduated_on(self) -> date | None:
        """The day of the diploma, where it is known."""
        return self._passports.graduated_on

    @cached_property
    def begins_on(self) -> date:
        """The first day on which the case is in any list (semantics S12)."""
        return self._passports.begins_on

    @property
    def died_on(self) -> date | None:
        """The day of death, where it is known."""
        return next((e.period.start for e in self.episodes if e.code == "DECEASED"), None)

    @cached_property
    def steps(self) -> list[StepCourse]:
        """The steps of routing, each with the course it takes."""
        return courses([*self.entries.values()])

    @cached_property
    def contracts(self) -> list[ContractCourse]:
        """The targeted and dual contracts."""
        return contract_courses([*self.entries.values()])

    def passport(self, day: date) -> Passport:
        """The clear passport on ``day``."""
        return self._passports.on(day)

    def lifecycle(self, day: date) -> str | None:
        """The lifecycle on ``day``; null before the case begins."""
        return self._lifecycle.on(day)

    def lifecycle_since(self, day: date) -> date:
        """The first day of the lifecycle that holds on ``day``."""
        return self._lifecycle.since(day)

    def organisation(self, day: date) -> str:
        """The code of the organisation on ``day``."""
        return self._lifecycle.organisation_on(day)

    def covering(self, day: date) -> list[Episode]:
        """The episodes that hold on ``day``, the primary one first."""
        return [episode for episode in self._ranked if episode.covers(day)]

    def state(self, day: date) -> State:
        """The whole state vector on ``day``."""
        passport = self._passports.on(day)
        covering = self.covering(day)
        forecast = next((e.code for e in covering if not status_term(e.code).actual), None)
        lifecycle = self.lifecycle(day)
        categories = self._categories.on(day, passport)
        if lifecycle == FINAL_YEAR and forecast in {None, "F_UNDECIDED"}:
            categories.add("UNDECIDED_TRACK")
        primary = covering[0] if covering else None
        code = primary.code if primary else NO_DATA
        return State(
            lifecycle=lifecycle,
            organisation=self.organisation(day),
            programme_code=passport.programme_code,
            study_form=passport.study_form,
            graduation_year=passport.graduation_year,
            funding=passport.funding,
            base_education=passport.base_education,
            sex=passport.sex,
            citizenship_ru=passport.citizenship_ru,
            has_snils=passport.has_snils,
            municipality=passport.municipality,
            categories=tuple(sorted(categories)),
            nosology=self._categories.nosology_on(day),
            primary=code,
            primary_entry=primary.entry_id if primary else None,
            since=primary.content.effective_on if primary else None,
            in_specialty=_flag(primary.content.attributes.get("in_specialty")) if primary else None,
            open=tuple(sorted({e.code for e in covering})),
            forecast=forecast,
            at_risk_strict=_at_risk_strict(covering, categories),
            at_risk_form=_at_risk_form(code, categories),
            four_months=any(_four_months(e, day) for e in covering),
        )

    def stretches(self) -> list[Stretch]:
        """The maximal runs of days with one state, from the begin on, without a gap."""
        begin = self.begins_on
        cuts = sorted({begin, *(day for day in self._cuts() if day > begin)})
        runs: list[tuple[date, State]] = []
        for day in cuts:
            state = self.state(day)
            if not runs or runs[-1][1] != state:
                runs.append((day, state))
        ends = [*(day for day, _ in runs[1:]), None]
        return [Stretch(Period(day, end), s) for (day, s), end in zip(runs, ends, strict=True)]

    def _cuts(self) -> Iterable[date]:
        yield from self._passports.cuts
        yield from self._lifecycle.cuts
        yield from self._categories.cuts
        for episode in self.episodes:
            yield episode.period.start
            if episode.period.end is not None:
                yield episode.period.end
            if episode.code in CONTRACTS_OF_WORK:
                yield four_months_on(episode.period.start)


def four_months_on(start: date) -> date:
    """The first day ``D`` with ``start ≤ D - 4 months`` (decision 0001, item 12)."""
    day = add_months(start, LAST_PLACE_MONTHS)
    while add_months(day, -LAST_PLACE_MONTHS) < start:
        day += ONE_DAY
    return day


def _rank(episode: Episode) -> tuple[int, date, int]:
    """Primary first: precedence, then the earliest start, then the latest entry (S1)."""
    precedence = status_term(episode.code).precedence
    return (precedence, episode.period.start, -episode.version)


def _flag(value: Scalar) -> bool | None:
    return value if isinstance(value, bool) else None


def _four_months(episode: Episode, day: date) -> bool:
    return episode.code in CONTRACTS_OF_WORK and day >= four_months_on(episode.period.start)


def _at_risk_strict(covering: Iterable[Episode], categories: set[str]) -> bool:
    """Domain 4.4-A: at risk is whoever none of the thirteen exclusions covers."""
    exempt = any(status_term(e.code).exempts_from_risk for e in covering)
    return not exempt and not categories & EXEMPT_CATEGORIES


def _at_risk_form(primary: str, categories: set[str]) -> bool:
    """Domain 4.4-A': the primary status stands in columns 17-20 of form A."""
    return status_term(primary).form_a in FORM_A_AT_RISK and FOREIGN_NO_SNILS not in categories
