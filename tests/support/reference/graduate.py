"""One case on one day, in the terms of decision 0007."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from tests.support.oracle import Oracle
from tests.support.oracle_entries import Row, as_day
from tests.support.reference.known import Known
from tests.support.reference.tables import (
    ADDRESSED,
    CONTRACTS,
    COUNTED,
    GROUPS_BY_CATEGORY,
    GROUPS_BY_STATUS,
    IF_INDIVIDUAL,
    STUDY,
    WORK,
)

ONE_DAY = timedelta(days=1)
FOR_EVER = date.max

Days = tuple[date, date]
"""First and last day, both inclusive; nothing where the last lies before the first."""


class Graduate:
    """The case as it reads on ``day``."""

    def __init__(self, case: Oracle, day: date, known: Known) -> None:
        self.case, self.day, self._known = case, day, known

    # --- the state

    @cached_property
    def state(self) -> dict[str, Any]:
        return self.case.state(self.day)

    @cached_property
    def lifecycle(self) -> str | None:
        return self.case.lifecycle(self.day)

    @property
    def is_graduate(self) -> bool:
        return self.lifecycle in {"GRADUATED", "MONITORING_CLOSED"}

    @property
    def is_student(self) -> bool:
        return self.lifecycle == "FINAL_YEAR"

    @property
    def year(self) -> int:
        return int(self.state["graduation_year"])

    @property
    def full_time(self) -> bool:
        return bool(self.state["study_form"] == "FULL_TIME")

    @property
    def primary(self) -> str:
        return str(self.state["primary"])

    @property
    def employed(self) -> bool:
        """EMP."""
        return self.primary in WORK

    @property
    def in_specialty(self) -> bool:
        """SPEC."""
        return self.primary in CONTRACTS and self.state["in_specialty"] is True

    @property
    def open(self) -> set[str]:
        return set(self.state["open"])

    @cached_property
    def categories(self) -> set[str]:
        """All of them, those that the organisation or the calendar implies included."""
        codes = set(self.state["categories"])
        if self.year < self.day.year:
            codes.add("PREVIOUS_YEARS")
        if self._known.lacks_centre(self.state["organisation"], self.day):
            codes.add("ORG_WITHOUT_CENTRE")
        listed = self._known.listed
        return codes | listed(self.state["organisation"], self.state["programme_code"], self.day)

    @property
    def organisation(self) -> dict[str, Any]:
        return self._known.organisation(self.state["organisation"], self.day)

    @property
    def groups(self) -> set[str]:
        """The risk groups of domain 4.4-B, without those of students and of specialties."""
        found = {"RG_AT_RISK"} if self.state["at_risk_strict"] else set()
        found |= {name for name, codes in GROUPS_BY_STATUS.items() if codes & self.open}
        return found | {name for name, has in GROUPS_BY_CATEGORY.items() if has & self.categories}

    # --- episodes

    def days_of(self, row: Row) -> Days:
        """The first and the last day of an episode: its stated one, or a closer's, or a death."""
        lasts = [row.fields["ended_on"] or FOR_EVER]
        lasts += [closer.fields["effective_on"] - ONE_DAY for closer in self.case.closers(row)]
        if self.case.death and self.case.death is not row:
            lasts.append(self.case.death.fields["effective_on"] - ONE_DAY)
        return row.fields["effective_on"], min(lasts)

    def episodes(self, codes: Iterable[str]) -> Iterator[tuple[Row, Days]]:
        """The episodes of these statuses that have a day at all."""
        for row in self.case.statuses:
            first, last = self.days_of(row)
            if row.fields["status_code"] in codes and first <= last:
                yield row, (first, last)

    def overlaps(self, codes: Iterable[str], days: Days) -> bool:
        return any(
            max(first, days[0]) <= min(last, days[1]) for _, (first, last) in self.episodes(codes)
        )

    def covering(self, codes: Iterable[str]) -> list[Row]:
        return [row for row, days in self.episodes(codes) if days[0] <= self.day <= days[1]]

    def began(self, codes: Iterable[str], days: Days) -> list[Row]:
        return [row for row, (first, _) in self.episodes(codes) if days[0] <= first <= days[1]]

    def window(self, *, from_graduation: bool = False) -> Days:
        """The year of graduation and the next, up to the day."""
        first = date(self.year, 1, 1)
        if from_graduation:
            first = self.graduated_on or FOR_EVER
        return first, min(date(self.year + 1, 12, 31), self.day)

    def worked(self, days: Days) -> bool:
        """WIN."""
        return self.overlaps(WORK, days)

    def studied(self, days: Days) -> bool:
        """STUDY-WIN."""
        return self.overlaps(STUDY, days)

    @property
    def studies(self) -> bool:
        """Study covers the day."""
        return bool(self.covering(STUDY))

    # --- measures

    @property
    def graduated_on(self) -> date | None:
        return self.case.graduation

    def given(self, *codes: str, days: Days | None = None, **fields: Any) -> list[Row]:
        """The measures given in the period, or up to the day, with these codes and fields."""
        first, last = days or (date.min, self.day)
        return [
            row
            for row in self.case.live("measures")
            if row.fields["result"] in COUNTED
            and first <= row.fields["provided_on"] <= last
            and (not codes or row.fields["measure_code"] in codes)
            and all(row.fields[name] == value for name, value in fields.items())
        ]

    @staticmethod
    def addressed(measure: Row) -> bool:
        """Адресная поддержка (domain 5.2, 5.3)."""
        code, form = measure.fields["measure_code"], measure.fields["form"]
        if measure.fields["activity_id"] is not None:
            return False
        return code in ADDRESSED or (code in IF_INDIVIDUAL and form != "GROUP")

    def as_student(self, measure: Row) -> bool:
        """Given before the graduation, or there is none yet."""
        return self.graduated_on is None or measure.fields["provided_on"] < self.graduated_on

    def completed(self, *codes: str, days: Days) -> bool:
        """Whether a course of these was completed in the period."""
        for row in self.case.live("measures"):
            said = as_day(row.fields["attributes"].get("completed_on"))
            when = said or row.fields["period_end"] or row.fields["provided_on"]
            done = row.fields["result"] == "COMPLETED" and days[0] <= when <= days[1]
            if done and row.fields["measure_code"] in codes:
                return True
        return False

    # --- steps and contracts

    def steps(self, *codes: str) -> Iterator[dict[str, Any]]:
        """What is told of the steps of these codes on the day."""
        for row in self.case.live("steps"):
            told = self.case.step_on(row, self.day)
            if told and told["code"] in codes:
                yield told

    def visited(self, activity: UUID) -> list[date]:
        """The days of steps that name the activity and were done, by whoever did come."""
        return [day for day, _ in self.visited_with(activity)]

    def visited_with(self, activity: UUID) -> list[tuple[date, str | None]]:
        """These days, each with the outcome of the step."""
        return [
            told
            for row in self.case.live("steps")
            if row.fields["activity_id"] == activity
            for told in self._done(row)
        ]

    def _done(self, step: Row) -> Iterator[tuple[date, str | None]]:
        turns = [
            row.fields["effective_on"]
            for row in self.case.live("transitions")
            if row.fields["step_entry_id"] == step.entry_id
        ]
        for day in sorted({step.fields["effective_on"], *turns}):
            told = self.case.step_on(step, day) if day <= self.day else None
            if told and told["state"] == "DONE" and told["outcome"] != "NO_SHOW":
                yield day, told["outcome"]
                return

    def contracts(self, kind: str) -> list[Row]:
        """The contracts of a kind that were signed by the day and were more than a draft."""
        return [
            row
            for row in self.case.live("contracts")
            if row.fields["contract_kind"] == kind and self._more_than_a_draft(row)
        ]

    def _more_than_a_draft(self, contract: Row) -> bool:
        signed = contract.fields["signed_on"]
        turns = [row.fields["effective_on"] for row in self.case.turns_of(contract)]
        days = [signed, *(day for day in turns if signed < day <= self.day)]
        told = [self.case.contract_on(contract, day) for day in days if day <= self.day]
        return any(each is not None and each["state"] != "DRAFT" for each in told)

    def before_graduation(self, contract: Row) -> bool:
        return self.graduated_on is not None and contract.fields["signed_on"] < self.graduated_on

    def works_at(self, contracts: Iterable[Row]) -> bool:
        """A contract of work covers the day at the employer of one of these contracts."""
        employers = {row.fields["employer_inn"] for row in contracts} - {None}
        jobs = self.covering(CONTRACTS)
        return any(row.fields["attributes"].get("employer_inn") in employers for row in jobs)
