"""What an entry says, field by field, so that two states of it can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a value by their paths: ``evidence.kind``, ``attributes.position``."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from flat(f"{path}.{name}" if path else name, part)
    else:
        yield path, value


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that are not the same, by name, each before and after."""
    told = ((field, before.get(field), after.get(field)) for field in sorted({*before, *after}))
    return [
        {"field": field, "before": one, "after": other}
        for field, one, other in told
        if one != other
    ]
