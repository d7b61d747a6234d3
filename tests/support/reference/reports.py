"""What the golden book reports: values that are counted outside the ledger, and their approval.

A line of the table of reports: indicator, period, what it says, what became of it, what is shown:

    S000-2.4 | 2025-01-01..2025-12-31 | numerator=712 denominator=1000 | approved | 71,2

A page reports of its own organisation: ``report S004-I11 DENOMINATOR 2025-01-01..2025-12-31 40``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from marshrut.events import Event, Stamp
from marshrut.indicators import events
from marshrut.indicators.reported import Subject, series_id

AUTHOR = Stamp(actor="clerk", role="ROIV_STAFF")
HEAD = Stamp(actor="head", role="ROIV_STAFF")
REGION = "70"
YES = {"yes": True, "no": False}
FATES: dict[str, tuple[type[Event], dict[str, Any]]] = {
    "approved": (events.IndicatorValueApproved, {}),
    "returned": (events.IndicatorValueReturned, {"reason": "нет приказа"}),
    "annulled": (events.IndicatorValueAnnulled, {"reason": "лишнее"}),
}


@dataclass(frozen=True)
class Reported:
    """A line: what is reported, its fate, and what is shown on the days of the period."""

    indicator: str
    first: date
    last: date
    said: dict[str, Any]
    fate: str
    shown: str

    def events(self, *, number: int) -> list[Event]:
        """The report and what became of it, in a series of a region of its own."""
        return _events(
            Subject(self.indicator, region_of(number)),
            {"what": "VALUE", **_period(self.first, self.last), **self.said},
            self.fate,
        )


def region_of(number: int) -> str:
    """The region to which the report number so and so belongs."""
    return f"R{number}"


def table(path: Path) -> list[Reported]:
    """The lines of the table."""
    lines = [line.partition("#")[0] for line in path.read_text().splitlines()]
    return [_reported([cell.strip() for cell in line.split("|")]) for line in lines if "|" in line]


def of_page(words: list[str], *, organisation: str) -> list[Event]:
    """What a page reports of its organisation, approved."""
    indicator, what, days, number = words
    first, _, last = days.partition("..")
    said = {"what": what, "period_from": first, "period_to": last, "value": float(number)}
    return _events(Subject(indicator, REGION, organisation), said, "approved")


def _reported(cells: list[str]) -> Reported:
    indicator, days, said, fate, shown = cells
    first, _, last = days.partition("..")
    name, _, text = said.partition("=")
    words = {"text": text} if name == "text" else dict(word.split("=") for word in said.split())
    values = {key: YES.get(value, value) for key, value in words.items()}
    return Reported(
        indicator, date.fromisoformat(first), date.fromisoformat(last), values, fate, shown
    )


def _period(first: date, last: date) -> dict[str, Any]:
    return {"period_from": first.isoformat(), "period_to": last.isoformat()}


def _events(subject: Subject, said: dict[str, Any], fate: str) -> list[Event]:
    identity, entry_id = series_id(subject), _entry(subject, said)
    content = msgspec.convert({**said, "evidence": {"kind": "ORDER"}}, events.Report, strict=False)
    told: list[Event] = [
        events.IndicatorValueReported(
            originator_id=identity,
            originator_version=1,
            by=AUTHOR,
            entry_id=entry_id,
            content=content,
            **subject._asdict(),
        )
    ]
    if fate in FATES:
        kind, fields = FATES[fate]
        known = {"originator_id": identity, "originator_version": 2, "entry_id": entry_id}
        told.append(kind(by=HEAD, **known, **fields))
    return told


def _entry(subject: Subject, said: dict[str, Any]) -> UUID:
    return uuid5(NAMESPACE_URL, f"{subject} {said['what']}")
