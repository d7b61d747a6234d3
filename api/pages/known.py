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
    if asked >= today_shown():
        return {}
    return {"known_at": datetime.combine(asked, LAST_SECOND, services().zone()).isoformat()}


def today_here() -> date:
    """Today, where the reader is: the day that the API takes where none is asked."""
    return date.fromisoformat(who()["today"])


def today_shown() -> date:
    """Today, where moments are shown: days of knowledge end as the moments on a page do."""
    return services().current().now().astimezone(services().zone()).date()
