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

from marshrut.asof import Period
from marshrut.cases.casework import Contract, ContractChange, Step, Transition
from marshrut.cases.categories import DISABILITIES, FOREIGN_NO_SNILS, CategoryHistory
from marshrut.cases.contents import (
    Category,
    Closure,
    Content,
    Graduation,
    Merge,
    Movement,
    Opening,
    Passport,
    PassportChange,
    Scalar,
    Status,
)
from marshrut.cases.contracts import ContractCourse, contract_courses
from marshrut.cases.entries import Entry, assemble, entry_after
from marshrut.cases.episodes import Episode, derive_closings, stated_episodes
from marshrut.cases.events import CaseEvent
from marshrut.cases.lifecycle import FINAL_YEAR, LifecycleHistory
from marshrut.cases.passports import PassportHistory
from marshrut.cases.routes import StepCourse, course_of, courses
from marshrut.cases.standing import NOTHING_KNOWN, Standing, rank, standing, turns
from marshrut.cases.statuses import NO_DATA, status_term
from marshrut.cases.timeline import Timeline
from marshrut.cases.touched import TOUCHED

FORM_A_AT_RISK = frozenset({17, 18, 19, 20})
EXEMPT_CATEGORIES = DISABILITIES | {FOREIGN_NO_SNILS}


class State(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Everything that figures ask of a case on a day. Codes only, nothing of the person."""

    lifecycle: str | None
    organisation: str
    programme_code: str
    programme_name: str | None = None
    study_form: str
    graduation_year: int
    graduated_on: date | None = None
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
    employer_inn: str | None = None
    work_mode: str | None = None
    plan: str | None = None
    open: tuple[str, ...] = ()
    forecast: str | None = None
    at_risk_strict: bool = False
    at_risk_form: bool = False
    four_months: bool = False


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """A run of days with one and the same state."""

    period: Period
    state: State


class History:
    """A case as its events tell it; the first of them is its opening.

    A history never changes. What is asked of it is computed once, and handed on by ``then``.
    """

    def __init__(self, events: Iterable[CaseEvent]) -> None:
        self.entries: dict[UUID, Entry] = assemble(events)
        self._by_kind: dict[type[Content], dict[UUID, Entry]] = {}
        for entry in self.entries.values():
            self._by_kind.setdefault(type(entry.content), {})[entry.entry_id] = entry

    def then(self, event: CaseEvent) -> History:
        """The history with one more event; answers that it does not touch are not sought again."""
        entry = entry_after(self.entries.get(event.entry_id), event)
        kind = type(entry.content)
        alike = self._by_kind.get(kind, {})
        later = History(())
        if kind in TOUCHED:
            vars(later).update(vars(self))
            for name in TOUCHED[kind]:
                vars(later).pop(name, None)
        later.entries = {**self.entries, entry.entry_id: entry}
        later._by_kind = {**self._by_kind, kind: {**alike, entry.entry_id: entry}}
        return later

    def of(self, *kinds: type[Content]) -> list[Entry]:
        """The entries of these kinds, those of each in the order in which they were made."""
        return [e for kind in kinds if kind in self._by_kind for e in self._by_kind[kind].values()]

    @cached_property
    def episodes(self) -> tuple[Episode, ...]:
        """The status episodes with their derived ends, in the order of the matrix."""
        return derive_closings(stated_episodes(self.of(Status)))

    @cached_property
    def graduated_on(self) -> date | None:
        """The day of the diploma, where it is known."""
        return self._passports.graduated_on

    @cached_property
    def begins_on(self) -> date:
        """The first day on which the case is in any list (semantics S12)."""
        return self._passports.begins_on

    @cached_property
    def _ranked(self) -> list[Episode]:
        return sorted(self.episodes, key=rank)

    @cached_property
    def _standings(self) -> Timeline[Standing]:
        cuts = sorted({day for episode in self.episodes for day in turns(episode)})
        return Timeline(NOTHING_KNOWN, [(day, standing(self.covering(day), day)) for day in cuts])

    @cached_property
    def _passports(self) -> PassportHistory:
        return PassportHistory(self.of(Opening, PassportChange, Graduation))

    @cached_property
    def _categories(self) -> CategoryHistory:
        entries = self.of(Category, Contract, ContractChange)
        return CategoryHistory(entries, self.episodes, self.graduated_on)

    @cached_property
    def _lifecycle(self) -> LifecycleHistory:
        entries = self.of(Opening, Graduation, Movement, Closure, Merge)
        return LifecycleHistory(entries, self.begins_on)

    @cached_property
    def died_on(self) -> date | None:
        """The day of death, where it is known."""
        return next((e.period.start for e in self.episodes if e.code == "DECEASED"), None)

    @cached_property
    def steps(self) -> list[StepCourse]:
        """The steps of routing, each with the course it takes."""
        return courses(self.of(Step, Transition))

    def step(self, entry_id: UUID) -> StepCourse | None:
        """The step ``entry_id``; ``None`` where it was annulled or never was."""
        entry = self.entries.get(entry_id)
        if entry is None or entry.annulled_by is not None or not isinstance(entry.content, Step):
            return None
        return course_of(entry, self.of(Transition))

    @cached_property
    def contracts(self) -> list[ContractCourse]:
        """The targeted and dual contracts."""
        return contract_courses(self.of(Contract, ContractChange))

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

    def organisations(self) -> Iterable[tuple[Period, str]]:
        """The organisations through all days, without a gap, the first since ever."""
        return self._lifecycle.organisations()

    def covering(self, day: date) -> list[Episode]:
        """The episodes that hold on ``day``, the primary one first."""
        return [episode for episode in self._ranked if episode.covers(day)]

    def state(self, day: date) -> State:
        """The whole state vector on ``day``."""
        passport = self._passports.on(day)
        standing = self._standings.on(day)
        lifecycle = self.lifecycle(day)
        categories = self._categories.on(day, passport)
        if lifecycle == FINAL_YEAR and standing.forecast in {None, "F_UNDECIDED"}:
            categories.add("UNDECIDED_TRACK")
        primary = standing.primary
        code = primary.code if primary else NO_DATA
        said = primary.content.attributes if primary else {}
        return State(
            lifecycle=lifecycle,
            organisation=self.organisation(day),
            programme_code=passport.programme_code,
            programme_name=passport.programme_name,
            study_form=passport.study_form,
            graduation_year=passport.graduation_year,
            graduated_on=self.graduated_on,
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
            in_specialty=_flag(said.get("in_specialty")),
            employer_inn=_text(said.get("employer_inn")),
            work_mode=_text(said.get("student_work_mode")),
            plan=_text(said.get("plan")),
            open=standing.open,
            forecast=standing.forecast,
            at_risk_strict=not standing.exempt and not categories & EXEMPT_CATEGORIES,
            at_risk_form=_at_risk_form(code, categories),
            four_months=standing.four_months,
        )

    def stretches(self) -> tuple[Stretch, ...]:
        """The maximal runs of days with one state, from the begin on, without a gap."""
        return self._stretches

    @cached_property
    def _stretches(self) -> tuple[Stretch, ...]:
        begin = self.begins_on
        cuts = sorted({begin, *(day for day in self._cuts() if day > begin)})
        runs: list[tuple[date, State]] = []
        for day in cuts:
            state = self.state(day)
            if not runs or runs[-1][1] != state:
                runs.append((day, state))
        ends = [*(day for day, _ in runs[1:]), None]
        turns = zip(runs, ends, strict=True)
        return tuple(Stretch(Period(day, end), state) for (day, state), end in turns)

    def _cuts(self) -> Iterable[date]:
        yield from self._passports.cuts
        yield from self._lifecycle.cuts
        yield from self._categories.cuts
        yield from self._standings.cuts


def _flag(value: Scalar) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else None


def _at_risk_form(primary: str, categories: set[str]) -> bool:
    """Domain 4.4-A': the primary status stands in columns 17-20 of form A."""
    return status_term(primary).form_a in FORM_A_AT_RISK and FOREIGN_NO_SNILS not in categories
