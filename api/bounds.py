"""The bounds of a stretch of time in a query: days, or moments with their offsets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from marshmallow import fields

from api.context import service
from api.point import Moment, own_region
from api.shapes import DAY, Day


class Bound(Moment):
    """A day, or a moment with its offset."""

    expected = f"YYYY-MM-DD | {Moment.expected}"

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        whole_day = DAY.fullmatch(str(value))
        if whole_day:
            return Day().deserialize(value)
        return super()._deserialize(value, attr, data, **options)


# «from» is a word of Python, so no class body can have a field of that name.
BOUNDS: dict[str, fields.Field[Any]] = {
    "from": Bound(metadata={"description": "Recorded from this day or moment on."}),
    "to": Bound(
        metadata={"description": "Recorded on this day at the latest, or before this moment."}
    ),
}


def between(query: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """The moments that are asked for, half-open: a day begins, and ends, in the caller's region."""
    return _moment(query.get("from"), days=0), _moment(query.get("to"), days=1)


def _moment(bound: date | datetime | None, *, days: int) -> datetime | None:
    if bound is None or isinstance(bound, datetime):
        return bound
    midnight = datetime.combine(bound + timedelta(days=days), time.min)
    return midnight.replace(tzinfo=service().zone(own_region()))
