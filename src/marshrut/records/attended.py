"""How many came to an activity: by name, and as counted at the door; quotas (7.4; S002-G3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

STUDENTS, GRADUATES = "STUDENTS", "GRADUATES"

ANSWERS = ("NOT_AT_ALL", "RATHER_NOT", "PARTLY", "RATHER", "FULLY")
"""The answers about satisfaction, as they are said of a case: 1 (worst) to 5."""


class Came(NamedTuple):
    """Somebody who came, known by name: of which organisation, with what answer."""

    organisation: str
    student: bool
    satisfaction: int | None = None


class Attained(NamedTuple):
    """A quota, in persons, and how many came of it."""

    quota: int
    attended: int

    @property
    def percent(self) -> float | None:
        """The share of the quota that came; more may come than were asked to. None: no quota."""
        return 100 * self.attended / self.quota if self.quota else None


def by_audience(fields: Mapping[str, Any], came: Iterable[Came]) -> dict[str, int]:
    """How many came, by audience: those at the door, or those by name where these are more.

    Whoever is known by name was counted at the door as well, so the two are never added.
    """
    named = Counter(STUDENTS if each.student else GRADUATES for each in came)
    told = dict(fields.get("attended", {}))
    return {code: max(told.get(code, 0), named[code]) for code in sorted({*told, *named})}


def by_organisation(fields: Mapping[str, Any], came: Iterable[Came]) -> dict[str, int]:
    """How many came of each organisation, in the same way."""
    named = Counter(each.organisation for each in came)
    told = dict(fields.get("attended_from", {}))
    return {code: max(told.get(code, 0), named[code]) for code in sorted({*told, *named})}


def quotas(fields: Mapping[str, Any], came: Iterable[Came]) -> dict[str, Attained]:
    """The quota of each organisation that has one, and how many came of it."""
    attended = by_organisation(fields, came)
    asked = fields.get("quota", {})
    return {code: Attained(asked[code], attended.get(code, 0)) for code in sorted(asked)}


def answers(fields: Mapping[str, Any], came: Iterable[Came]) -> dict[str, int]:
    """The answers about satisfaction: as they were summed up, else those said of cases."""
    summed: Mapping[str, int] = fields.get("satisfaction", {})
    if summed:
        return dict(sorted(summed.items()))
    said = (each.satisfaction for each in came if each.satisfaction is not None)
    return dict(sorted(Counter(ANSWERS[score - 1] for score in said).items()))
