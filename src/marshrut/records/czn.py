"""What an employment centre says of a graduate, beside the case (domain 7.8; S001-6.1).

Neither side overwrites the other: whoever looks after the graduate asks, and records the status
that is right; by later knowledge the two then agree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from marshrut.classifiers import classifier

REGISTRATIONS, OUTCOMES = "czn_registrations", "czn_outcomes"


class Listing(NamedTuple):
    """A line of a list; ``deregistered_on`` is the first day without."""

    registration: str
    registered_on: date
    deregistered_on: date | None = None

    def on(self, day: date) -> str | None:
        """How the graduate is registered on the day, if at all."""
        ended = self.deregistered_on is not None and self.deregistered_on <= day
        return self.registration if self.registered_on <= day and not ended else None


class CznList(NamedTuple):
    """What a record of the kind ``CZN_LIST`` says; ``complete``: nobody else is registered."""

    stated_on: date
    complete: bool
    not_found: int
    lines: Mapping[UUID, Listing]


def list_of(fields: Mapping[str, Any]) -> CznList:
    """The list that the fields of a record say."""
    return CznList(
        stated_on=date.fromisoformat(fields["stated_on"]),
        complete=fields["complete"],
        not_found=fields.get("not_found", 0),
        lines={UUID(line["case_id"]): _listing(line) for line in fields.get("lines", ())},
    )


def registered_by(open_codes: Collection[str]) -> str | None:
    """How a case with these open statuses says that the graduate is registered."""
    terms = classifier(REGISTRATIONS).terms.values()
    return next((term.code for term in terms if term.extra["status"] in open_codes), None)


def registration_statuses() -> tuple[str, ...]:
    """The statuses of registration."""
    return tuple(term.extra["status"] for term in classifier(REGISTRATIONS).terms.values())


def outcome(told: str | None, known: str | None) -> str:
    """What comes of comparing what the list tells with what the case does."""
    if told == known:
        return "MATCH_NOT_REGISTERED" if told is None else "MATCH_REGISTERED"
    if told is not None and known is not None:
        return "KIND_DIFFERS"
    return "CASE_ONLY" if told is None else "CZN_ONLY"


def agrees(code: str) -> bool:
    """Whether there is nothing to settle."""
    return classifier(OUTCOMES).get(code).flag("agrees")


def _listing(line: Mapping[str, Any]) -> Listing:
    ended = line.get("deregistered_on")
    return Listing(
        line["registration"],
        date.fromisoformat(line["registered_on"]),
        date.fromisoformat(ended) if ended else None,
    )
