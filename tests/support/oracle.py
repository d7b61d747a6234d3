"""A naive second reading of a case's history, for comparison with the fold.

Written from the rules of the domain and decision 0001, apart from the fold: it types its own
tables, shares no code, and answers every question by walking over all entries, for one day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from marshrut.cases.events import CaseEvent
from tests.support.oracle_entries import Row, as_day, once
from tests.support.oracle_tables import (
    AT_RISK_COLUMNS,
    CONTRACTS_OF_WORK,
    EXEMPT_CATEGORIES,
    EXEMPT_STATUSES,
    PRECEDENCE,
    closes,
)
from tests.support.oracle_work import WorkEntries

ONE_DAY = timedelta(days=1)

PASSPORT_FIELDS = (
    "programme_code",
    "programme_name",
    "study_form",
    "funding",
    "base_education",
    "sex",
    "citizenship_ru",
    "has_snils",
    "municipality",
)


def months_later(day: date, months: int) -> date:
    """Month by month on (or back), then down to a day that the month has."""
    year, month, number = day.year, day.month, day.day
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month in {0, 13}:
            year, month = (year + 1, 1) if month else (year - 1, 12)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


class Oracle(WorkEntries):
    """What a history says, one question at a time."""

    # --- status episodes

    @cached_property
    def statuses(self) -> list[Row]:
        """The status entries in the order in which pairs are read."""
        return self.live("statuses", dated="effective_on")

    @cached_property
    def death(self) -> Row | None:
        """The first entry of a death."""
        for row in self.statuses:
            if row.fields["status_code"] == "DECEASED":
                return row
        return None

    def dead(self, day: date) -> bool:
        """Whether the day is the day of death or after it."""
        return self.death is not None and self.death.fields["effective_on"] <= day

    @once
    def closers(self, row: Row) -> list[Row]:
        """The later status entries that close this one, in order."""
        later = self.statuses[self.statuses.index(row) + 1 :]
        return [other for other in later if closes(row.fields, other.fields)]

    def covers(self, row: Row, day: date) -> bool:
        """Whether the day is one of the episode's days."""
        last = row.fields["ended_on"]
        if day < row.fields["effective_on"] or (last is not None and day > last):
            return False
        if row is not self.death and self.dead(day):
            return False
        return all(other.fields["effective_on"] > day for other in self.closers(row))

    @cached_property
    def horizon(self) -> date:
        """A day from which on no episode begins or ends."""
        days = [row.fields[name] for row in self.statuses for name in ("effective_on", "ended_on")]
        return max(day for day in days if day) + 2 * ONE_DAY

    @once
    def first_day_without(self, row: Row) -> date | None:
        """Walk from the start of the episode to the first day that it does not cover."""
        day = row.fields["effective_on"]
        while day <= self.horizon:
            if not self.covers(row, day):
                return day
            day += ONE_DAY
        return None

    def returns(self, code: str) -> Iterator[date]:
        """The days on which the person came back from such an episode, alive."""
        for row in self.statuses:
            if row.fields["status_code"] == code:
                day = self.first_day_without(row)
                if day not in {None, row.fields["effective_on"]} and not self.dead(day):
                    yield day

    # --- the passport, the organisation, the course of the case

    @cached_property
    def opening(self) -> dict[str, Any]:
        return self.live("opening")[0].fields

    @cached_property
    def graduation(self) -> date | None:
        """The day of the diploma, by the entry that came last."""
        rows = self.live("graduation")
        return rows[-1].fields["graduation_date"] if rows else None

    @once
    def passport(self, day: date) -> dict[str, Any]:
        """The passport's fields on the day."""
        passport = self.opening["passport"]
        fields = {name: getattr(passport, name) for name in passport.__struct_fields__}
        changes = self.live("person-changes")
        dated = [row for row in changes if row.fields["effective_on"] is not None]
        dated.sort(key=lambda row: (row.fields["effective_on"], row.version))
        for row in [row for row in changes if row not in dated] + dated:
            if row not in dated or row.fields["effective_on"] <= day:
                fields |= {name: as_day(value) for name, value in row.fields["changes"].items()}
        return fields

    @once
    def begins_on(self) -> date:
        """1 September before the graduation, done or expected."""
        final = self.passport(date.max)
        expected = final["expected_graduation_date"] or date(final["graduation_year"], 6, 30)
        day = (self.graduation or expected) - ONE_DAY
        while (day.month, day.day) != (9, 1):
            day -= ONE_DAY
        return day

    def organisation(self, day: date) -> str:
        where = self.opening["organisation"]
        for row in self.live("movements", dated="effective_on"):
            moved = row.fields["kind"] == "TRANSFERRED" and row.fields["effective_on"] <= day
            where = (moved and row.fields["to_organisation"]) or where
        return where

    def turns(self) -> Iterator[tuple[date, int, str]]:
        """The days, versions and names of the turns that the case takes."""
        for row in self.live("graduation"):
            yield row.fields["graduation_date"], row.version, "GRADUATED"
        for row in self.live("movements"):
            kind, to = row.fields["kind"], row.fields["to_organisation"]
            if kind != "TRANSFERRED" or to is None:
                name = "FINAL_YEAR" if kind == "REINSTATED" else kind
                yield row.fields["effective_on"], row.version, name
        for row in self.live("closure"):
            yield row.fields["effective_on"], row.version, "MONITORING_CLOSED"
        for row in self.live("merge"):
            yield row.fields["effective_on"], row.version, "MERGED"

    @once
    def lifecycle(self, day: date) -> str | None:
        if day < self.begins_on():
            return None
        taken = [name for when, _, name in sorted(self.turns()) if when <= day]
        if "MERGED" in taken:
            return "MERGED"
        return taken[-1] if taken else "FINAL_YEAR"

    # --- the state of a day

    def memberships(self, day: date) -> list[Row]:
        """The recorded categories that hold on the day."""
        return [
            row
            for row in self.live("categories")
            if row.fields["valid_from"] <= day
            and (row.fields["valid_to"] is None or day <= row.fields["valid_to"])
        ]

    def nosology(self, day: date) -> str | None:
        """The nosology of the latest membership, by version, that names one."""
        stated = [row for row in self.memberships(day) if row.fields["nosology"] is not None]
        latest = max(stated, key=lambda row: row.version, default=None)
        return latest.fields["nosology"] if latest else None

    def returned(self, day: date, code: str) -> bool:
        """Whether the day lies in the 24 months after such a return."""
        for back in self.returns(code):
            after_graduation = self.graduation is not None and back > self.graduation
            counts = after_graduation or code != "MILITARY_CONSCRIPT"
            if counts and back <= day < months_later(back, 24):
                return True
        return False

    @once
    def categories(self, day: date) -> tuple[str, ...]:
        codes = {row.fields["category_code"] for row in self.memberships(day)}
        codes |= self.contract_categories(day)
        passport = self.passport(day)
        if passport["adult_on"] is not None and day < passport["adult_on"]:
            codes.add("MINOR")
        if not passport["citizenship_ru"]:
            codes.add("FOREIGN_NO_SNILS")
        if passport["has_snils"]:
            codes.discard("FOREIGN_NO_SNILS")
        if "ABILYMPICS_WINNER" in codes:
            codes.add("ABILYMPICS_PARTICIPANT")
        if self.returned(day, "MILITARY_CONSCRIPT"):
            codes.add("ARMY_RETURNEE")
        if self.returned(day, "PARENTAL_LEAVE"):
            codes.add("PARENTAL_LEAVE_RETURNEE")
        if self.lifecycle(day) == "FINAL_YEAR" and self.forecast(day) in {None, "F_UNDECIDED"}:
            codes.add("UNDECIDED_TRACK")
        return tuple(sorted(codes))

    @once
    def open(self, day: date) -> list[Row]:
        """The episodes that cover the day."""
        return [row for row in self.statuses if self.covers(row, day)]

    def forecast(self, day: date) -> str | None:
        for row in self.open(day):
            if row.fields["status_code"].startswith("F_"):
                return row.fields["status_code"]
        return None

    def primary(self, day: date) -> Row | None:
        best: Row | None = None
        for row in self.open(day):
            if best is None or self._rank(row) < self._rank(best):
                best = row
        return best

    @staticmethod
    def _rank(row: Row) -> tuple[int, date, int]:
        code, start = row.fields["status_code"], row.fields["effective_on"]
        return PRECEDENCE.index(code), start, -row.version

    @once
    def state(self, day: date) -> dict[str, Any]:
        """Every field of the state."""
        passport, primary, graduation = self.passport(day), self.primary(day), self.graduation
        said = primary.fields["attributes"] if primary else {}
        open_codes = {row.fields["status_code"] for row in self.open(day)}
        code = primary.fields["status_code"] if primary else "NO_DATA"
        categories = self.categories(day)
        graduated = graduation is not None and graduation <= day
        settled = [row for row in self.open(day) if row.fields["status_code"] in CONTRACTS_OF_WORK]
        return {
            "lifecycle": self.lifecycle(day),
            "organisation": self.organisation(day),
            **{name: passport[name] for name in PASSPORT_FIELDS},
            "graduation_year": graduation.year if graduated else passport["graduation_year"],
            "graduated_on": graduation,
            "categories": categories,
            "nosology": self.nosology(day),
            "primary": code,
            "primary_entry": primary.entry_id if primary else None,
            "since": primary.fields["effective_on"] if primary else None,
            "in_specialty": said.get("in_specialty"),
            "employer_inn": said.get("employer_inn"),
            "work_mode": said.get("student_work_mode"),
            "plan": said.get("plan"),
            "open": tuple(sorted(open_codes)),
            "forecast": self.forecast(day),
            "at_risk_strict": not open_codes & EXEMPT_STATUSES
            and not set(categories) & EXEMPT_CATEGORIES,
            "at_risk_form": code in AT_RISK_COLUMNS and "FOREIGN_NO_SNILS" not in categories,
            "four_months": any(
                row.fields["effective_on"] <= months_later(day, -4) for row in settled
            ),
        }


class Told:
    """Events, the same as others where they are the same objects."""

    def __init__(self, events: Sequence[CaseEvent]) -> None:
        self.events = tuple(events)

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.events)))

    def __eq__(self, other: object) -> bool:
        own = self.events
        return (
            isinstance(other, Told)
            and len(own) == len(other.events)
            and all(one is another for one, another in zip(own, other.events, strict=True))
        )


def oracle_of(events: Sequence[CaseEvent]) -> Oracle:
    """What the events say: read once, for whatever position of a ledger they are known at."""
    return _oracle(Told(events))


@lru_cache(maxsize=4_000)
def _oracle(told: Told) -> Oracle:
    return Oracle(told.events)
