"""Between events and their stored state: JSON by msgspec, typed both ways.

The state omits fields that equal their defaults, and the originator, which has its columns.
From the second version of a class on, it begins with its ``class_version``; older states are
brought up to date, step by step, by the class's static ``upcast_v1_v2(state)``, ….
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import (
    Cipher,
    Compressor,
    Mapper,
    MapperDeserialisationError,
    StoredEvent,
    Transcoder,
)

from marshrut.events import NIL, Event
from marshrut.ledger.rows import StoredRecord
from marshrut.ledger.topics import Topics, domain_topics

_VERSION = b'{"class_version":'


class EventMapper(Mapper[UUID]):
    """Maps the events of ``topics`` (all of the domain's, unless given).

    Takes the library's transcoder, compressor and cipher, and does without: the first two lose
    to typed JSON, the third cannot have a key for each case.
    """

    def __init__(
        self,
        transcoder: Transcoder | None = None,  # noqa: ARG002
        compressor: Compressor | None = None,  # noqa: ARG002
        cipher: Cipher | None = None,  # noqa: ARG002
        *,
        topics: Topics | None = None,
    ) -> None:
        self._topics = topics or domain_topics()
        self._encoder = msgspec.json.Encoder()
        self._decoders = {
            event_class.TOPIC: msgspec.json.Decoder(event_class) for event_class in self._topics
        }

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """``stored``, in the library's terms."""
        event: Any = domain_event
        return self.stored(event)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """``event_of``, in the library's terms."""
        event: Any = self.event_of(stored_event)
        return event  # type: ignore[no-any-return]

    def stored(self, event: Event) -> StoredEvent:
        """The event as it is stored. Raises ``UnknownTopicError``."""
        topic = self._topics.topic_of(event)
        bare = msgspec.structs.replace(event, originator_id=NIL, originator_version=0)
        state = self._encoder.encode(bare)
        if event.class_version > 1:
            state = b"%s%d,%s" % (_VERSION, event.class_version, state[1:])
        return StoredEvent(event.originator_id, event.originator_version, topic, state)

    def event_of(self, stored: StoredEvent | StoredRecord) -> Event:
        """The event of a stored row.

        Raises ``UnknownTopicError``, and ``MapperDeserialisationError`` for a state that the
        topic's class cannot read.
        """
        event_class = self._topics.event_class(stored.topic)
        try:
            if _is_current(event_class, stored.state):
                event: Event = self._decoders[stored.topic].decode(stored.state)
            else:
                event = _upcast(event_class, stored.state)
        except (msgspec.MsgspecError, UnicodeDecodeError, LookupError) as error:
            raise MapperDeserialisationError(
                f"{stored.topic}, version {stored.originator_version}"
                f" of {stored.originator_id}: {error}"
            ) from error
        # The event is new and nobody has seen it yet, so it may still be written to.
        msgspec.structs.force_setattr(event, "originator_id", stored.originator_id)
        msgspec.structs.force_setattr(event, "originator_version", stored.originator_version)
        return event


def _is_current(event_class: type[Event], state: bytes) -> bool:
    """Told by the first bytes, as only this mapper writes states."""
    if event_class.class_version == 1:
        return not state.startswith(_VERSION)
    return state.startswith(b"%s%d," % (_VERSION, event_class.class_version))


def _upcast(event_class: type[Event], state: bytes) -> Event:
    fields: dict[str, Any] = msgspec.json.decode(state)
    stored = fields.pop("class_version", 1)
    if stored > event_class.class_version:
        raise LookupError(f"stored by class version {stored}, newer than this program")
    for version in range(stored, event_class.class_version):
        upcast = getattr(event_class, f"upcast_v{version}_v{version + 1}")
        # An upcaster changes the state in place, or answers another.
        fields = upcast(fields) or fields
    return msgspec.convert(fields, event_class)
