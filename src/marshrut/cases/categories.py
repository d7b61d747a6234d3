"""The categories of a graduate on a day: recorded ones and those that the case itself implies.

What other aggregates imply (a school without a centre, a deficit profession) is joined by the
question, never kept here (semantics S13).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from marshrut.asof import Period, add_months, day_after
from marshrut.cases.contents import Category, Passport
from marshrut.cases.contracts import contract_categories
from marshrut.cases.entries import Entry
from marshrut.cases.episodes import Episode
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier

MINOR = "MINOR"
FOREIGN_NO_SNILS = "FOREIGN_NO_SNILS"
RETURNEES = {"MILITARY_CONSCRIPT": "ARMY_RETURNEE", "PARENTAL_LEAVE": "PARENTAL_LEAVE_RETURNEE"}
RETURNEE_MONTHS = 24
DISABILITIES = frozenset({"DISABLED", "DISABLED_CHILD"})


class CategoryHistory:
    """Memberships through valid time (decision 0001, item 10)."""

    def __init__(
        self,
        entries: Iterable[Entry],
        episodes: Sequence[Episode],
        graduated_on: date | None,
    ) -> None:
        self._recorded = [
            (entry.content, Period(entry.content.valid_from, day_after(entry.content.valid_to)))
            for entry in entries
            if isinstance(entry.content, Category) and entry.annulled_by is None
        ]
        self._periods = [
            *((content.category_code, period) for content, period in self._recorded),
            *_returns(episodes, graduated_on),
            *contract_categories(entries),
        ]

    @property
    def cuts(self) -> list[date]:
        """The days on which a membership may begin or end (but for those of the passport)."""
        return [day for _, p in self._periods for day in (p.start, p.end) if day is not None]

    def on(self, day: date, passport: Passport) -> set[str]:
        """The codes that hold on ``day`` by ``passport``, the one of that day."""
        codes: set[str] = set()
        for code, period in self._periods:
            if period.covers(day):
                codes |= implied(code)
        if passport.adult_on and day < passport.adult_on:
            codes.add(MINOR)
        if passport.has_snils:
            codes.discard(FOREIGN_NO_SNILS)
        elif not passport.citizenship_ru:
            codes.add(FOREIGN_NO_SNILS)
        return codes

    def nosology_on(self, day: date) -> str | None:
        """The nosology of the latest recorded membership that names one."""
        named = [c.nosology for c, p in self._recorded if c.nosology and p.covers(day)]
        return named[-1] if named else None


@cache
def implied(code: str) -> frozenset[str]:
    """``code`` and the categories that follow from it (a winner has taken part)."""
    return frozenset((code, *classifier("categories").get(code).words("implies")))


def _returns(
    episodes: Sequence[Episode], graduated_on: date | None
) -> Iterable[tuple[str, Period]]:
    death = next((e.period.start for e in episodes if e.code == DECEASED), date.max)
    for episode in episodes:
        category, end = RETURNEES.get(episode.code), episode.period.end
        if category is None or episode.empty or end is None or end >= death:
            continue
        if category == "ARMY_RETURNEE" and (graduated_on is None or end <= graduated_on):
            continue
        yield category, Period(end, add_months(end, RETURNEE_MONTHS))
