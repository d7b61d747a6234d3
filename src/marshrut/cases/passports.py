"""The passport of a case on a day, and the day on which the case begins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from marshrut.cases.contents import Graduation, Opening, Passport, PassportChange
from marshrut.cases.entries import Entry
from marshrut.cases.timeline import Timeline


class PassportHistory:
    """The clear passport fields through valid time (decision 0001, items 6 and 8)."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        live = [entry for entry in entries if entry.annulled_by is None]
        opening = next(e.content for e in live if isinstance(e.content, Opening))
        changes = [
            (e.content.effective_on or date.min, e.version, e.content.changes)
            for e in live
            if isinstance(e.content, PassportChange)
        ]
        versions: list[tuple[date, Passport]] = [(date.min, opening.passport)]
        for day, _, fields in sorted(changes, key=lambda change: change[:2]):
            versions.append((day, _replaced(versions[-1][1], fields)))
        graduations = [e.content for e in live if isinstance(e.content, Graduation)]
        self.graduated_on = graduations[-1].graduation_date if graduations else None
        self._before = self._after = Timeline(opening.passport, versions[1:])
        if self.graduated_on:
            graduates = [(day, _graduated(p, self.graduated_on.year)) for day, p in versions]
            self._after = Timeline(graduates[0][1], graduates[1:])

    def on(self, day: date) -> Passport:
        """The passport on ``day``; graduation sets ``graduation_year`` (semantics S12)."""
        graduated = self.graduated_on is not None and self.graduated_on <= day
        return (self._after if graduated else self._before).on(day)

    @property
    def latest(self) -> Passport:
        """The passport with all its changes applied."""
        return self._before.values[-1]

    @property
    def cuts(self) -> list[date]:
        """The days on which something in it may change."""
        days = [self.graduated_on, *(p.adult_on for p in self._before.values)]
        days += [day for day in self._before.cuts if day > date.min]
        return [day for day in days if day is not None]

    @property
    def begins_on(self) -> date:
        """1 September strictly before the graduation: actual, else expected, else 30 June."""
        latest = self.latest
        day = (
            self.graduated_on
            or latest.expected_graduation_date
            or date(latest.graduation_year, 6, 30)
        )
        return begin_before(day)


def begin_before(graduation: date) -> date:
    """1 September strictly before the day of graduation (semantics S12)."""
    autumn = date(graduation.year, 9, 1)
    return autumn if autumn < graduation else autumn.replace(year=graduation.year - 1)


def _replaced(passport: Passport, fields: dict[str, object]) -> Passport:
    merged = {**msgspec.to_builtins(passport), **msgspec.to_builtins(fields)}
    return msgspec.convert({k: v for k, v in merged.items() if v is not None}, Passport)


def _graduated(passport: Passport, year: int) -> Passport:
    return msgspec.structs.replace(passport, graduation_year=year)
