"""The second slider: as known at the end of a day, or at a position."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask import request

from api.context import services
from api.pages.shell import who

LAST_SECOND = time(23, 59, 59)


def asked_knowledge() -> dict[str, Any]:
    """The knowledge that the page was asked with: of a position, or of the end of a past day.

    Today has not ended: what is known on it is all that is known.
    """
    position, day = request.args.get("known_position"), request.args.get("known_on", "")
    if position:
        return {"known_position": position}
    try:
        asked = date.fromisoformat(day)
    except ValueError:
        return {}
    if asked >= today_here():
        return {}
    return {"known_at": _end_of(asked).isoformat()}


def today_here() -> date:
    """Today, where the reader is, as the API has it where no day is asked (semantics S11)."""
    return services().current().today(_own_region())


def _end_of(day: date) -> datetime:
    """The last second of the day, where the reader is."""
    region = _own_region()
    zone = services().current().zone(region) if region else services().zone()
    return datetime.combine(day, LAST_SECOND, zone)


def _own_region() -> str | None:
    """The reader's region: the first granted, or that of the reader's organisation."""
    service, told = services().current(), who()
    if told["regions"]:
        return str(told["regions"][0])
    school = service.organisation(told["organisation"]) if told["organisation"] else None
    return school.on(service.today()).region_code if school else None
