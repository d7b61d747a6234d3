"""Golden files of stored events: what a version of an event class has once written.

``python -m tests.support.goldens`` writes the files that are missing, with samples made from
the types of the fields; it never touches one that is there. A file holds for good.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

import msgspec
from eventsourcing.persistence import StoredEvent
from msgspec import inspect

from marshrut.events import Event
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.topics import domain_topics

FOLDER = Path(__file__).parents[1] / "contracts" / "events"
ORIGINATOR = uuid5(NAMESPACE_DNS, "originator")
VERSION = 7
PLAIN: dict[type[inspect.Type], Any] = {
    inspect.DateType: date(2026, 9, 1).isoformat(),
    inspect.BytesType: "c2VhbGVk/w==",
    inspect.DictType: {"поле": "значение", "number": 1, "flag": True, "nothing": None},
    inspect.BoolType: True,
    inspect.IntType: 2026,
    inspect.FloatType: 62.5,
}


def path_of(event_class: type[Event], version: int) -> Path:
    """Where the golden file of a version of the class is."""
    return FOLDER / f"{event_class.TOPIC}.v{version}.json"


def state_bytes(state: dict[str, Any]) -> bytes:
    """The stored bytes of a state that a golden file shows as an object."""
    return json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()


def stored(topic: str, state: dict[str, Any]) -> StoredEvent:
    """The stored event with this state."""
    return StoredEvent(ORIGINATOR, VERSION, topic, state_bytes(state))


def shown(value: Any) -> Any:
    """The value as builtins, with every field, defaults too: a default that changes shows."""
    if isinstance(value, msgspec.Struct):
        return {name: shown(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, dict):
        return {name: shown(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [shown(inner) for inner in value]
    return msgspec.to_builtins(value)


def write_missing() -> list[Path]:
    """Write the golden files that current event classes lack; which ones."""
    missing = [
        (event_class, path_of(event_class, event_class.class_version))
        for event_class in domain_topics()
        if not path_of(event_class, event_class.class_version).exists()
    ]
    for event_class, path in missing:
        golden = {
            "topic": event_class.TOPIC,
            "class_version": event_class.class_version,
            "samples": [_sample(event_class, full=full) for full in (False, True)],
        }
        path.write_text(json.dumps(golden, ensure_ascii=False, indent=2) + "\n")
    return [path for _, path in missing]


def _sample(event_class: type[Event], *, full: bool) -> dict[str, Any]:
    fields = _value(inspect.type_info(event_class), "", full=full)
    fields |= {"originator_id": str(ORIGINATOR), "originator_version": VERSION}
    event = msgspec.convert(fields, event_class)
    state = EventMapper().stored(event).state
    return {"state": json.loads(state), "decoded": shown(event)}


def _value(kind: inspect.Type, name: str, *, full: bool) -> Any:
    """A value of the type, told by its name; ``full`` gives optional fields one too."""
    match kind:
        case inspect.StructType(fields=fields):
            wanted = [field for field in fields if field.required or full]
            values = {field.encode_name: _field(field, full=full) for field in wanted}
            return {key: values[key] for key in values if not key.startswith("originator_")}
        case inspect.UnionType(types=types):
            return _value(types[0], name, full=full)
        case inspect.VarTupleType(item_type=item):
            return [_value(item, name, full=full)]
    return _plain(kind, name)


def _plain(kind: inspect.Type, name: str) -> Any:
    match kind:
        case inspect.UUIDType():
            return str(uuid5(NAMESPACE_DNS, name))
        case inspect.StrType():
            return f"{name} «ё»"
        case inspect.EnumType(cls=enum):
            return next(iter(enum)).value
        case inspect.DictType(value_type=inspect.IntType()):
            return {"CODE": PLAIN[inspect.IntType]}
        case inspect.DictType(value_type=inspect.StrType()):
            return {"code": f"{name} «ё»"}
    return PLAIN[type(kind)]


def _field(field: inspect.Field, *, full: bool) -> Any:
    value = _value(field.type, field.encode_name, full=full)
    # A field at its default would not be stored.
    return not value if isinstance(value, bool) and value == field.default else value


if __name__ == "__main__":
    for written in write_missing():
        print(written.name)  # noqa: T201 - a command's answer
