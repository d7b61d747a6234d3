from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

import pytest
from eventsourcing.persistence import MapperDeserialisationError, StoredEvent

from marshrut.events import Event, Stamp
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.topics import TopicError, Topics, UnknownTopicError, domain_topics, leaves

BY = Stamp(actor="ivanova", role="CK_STAFF")
CASE = uuid4()


class Moved(Event, frozen=True, kw_only=True):
    """Once ``to``; since version 2 ``street``; since version 3 with a ``town`` of its own."""

    TOPIC: ClassVar[str] = "test.moved"
    class_version: ClassVar[int] = 3
    town: str
    street: str = ""

    @staticmethod
    def upcast_v1_v2(state: dict[str, Any]) -> None:
        """Change in place."""
        state["street"] = state.pop("to")

    @staticmethod
    def upcast_v2_v3(state: dict[str, Any]) -> dict[str, Any]:
        """Answer another state."""
        town, street = state["street"].split(", ")
        return state | {"town": town, "street": street}


class Stayed(Event, frozen=True, kw_only=True):
    """An event at its first version."""

    TOPIC: ClassVar[str] = "test.stayed"
    note: str | None = None


class Nameless(Event, frozen=True, kw_only=True):
    """An event that forgot its topic."""


class Namesake(Event, frozen=True, kw_only=True):
    """An event with another's topic."""

    TOPIC: ClassVar[str] = "test.stayed"


class Heir(Stayed, frozen=True, kw_only=True):
    """An event that would pass for its base."""


MAPPER = EventMapper(topics=Topics([Moved, Stayed]))


def read(topic: str, state: bytes) -> Event:
    return MAPPER.event_of(StoredEvent(CASE, 4, topic, state))


def test_a_state_holds_neither_defaults_nor_the_originator() -> None:
    event = Stayed(originator_id=CASE, originator_version=4, by=BY)
    stored = MAPPER.stored(event)
    assert stored.state == b'{"by":{"actor":"ivanova","role":"CK_STAFF"}}'
    assert (stored.originator_id, stored.originator_version) == (CASE, 4)
    assert stored.topic == "test.stayed"
    assert MAPPER.event_of(stored) == event


def test_a_later_version_is_stored_with_its_number() -> None:
    event = Moved(originator_id=CASE, originator_version=4, by=BY, town="Тверь", street="Мира")
    stored = MAPPER.stored(event)
    assert stored.state.startswith(b'{"class_version":3,"by":')
    assert MAPPER.event_of(stored) == event


@pytest.mark.parametrize(
    "state",
    [
        '{"by":{"actor":"a","role":"r"},"to":"Тверь, Мира"}',
        '{"class_version":2,"by":{"actor":"a","role":"r"},"street":"Тверь, Мира"}',
        '{"class_version":3,"by":{"actor":"a","role":"r"},"town":"Тверь","street":"Мира"}',
    ],
)
def test_older_states_are_brought_up_to_date_step_by_step(state: str) -> None:
    event = read("test.moved", state.encode())
    assert isinstance(event, Moved)
    assert (event.town, event.street) == ("Тверь", "Мира")
    assert (event.originator_id, event.originator_version) == (CASE, 4)


@pytest.mark.parametrize(
    ("topic", "state"),
    [
        ("test.moved", '{"class_version":4,"by":{"actor":"a","role":"r"},"town":"Тверь"}'),
        ("test.stayed", '{"class_version":2,"by":{"actor":"a","role":"r"}}'),
    ],
)
def test_a_state_of_a_newer_program_is_refused(topic: str, state: str) -> None:
    with pytest.raises(MapperDeserialisationError, match="newer"):
        read(topic, state.encode())


@pytest.mark.parametrize("state", [b"", b"[]", b'{"by":1}', b'{"note":"\xff"}', b"{}"])
def test_an_unreadable_state_is_told_by_its_place(state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match=rf"test\.stayed, version 4 of {CASE}"):
        read("test.stayed", state)


def test_unknown_topics_are_refused_both_ways() -> None:
    with pytest.raises(UnknownTopicError, match=r"test\.gone"):
        read("test.gone", b"{}")
    for stranger in (Nameless(by=BY), Namesake(by=BY), Heir(by=BY)):
        with pytest.raises(UnknownTopicError, match=type(stranger).__name__):
            MAPPER.stored(stranger)


def test_a_topic_stands_for_one_class() -> None:
    with pytest.raises(TopicError, match="Stayed and Namesake"):
        Topics([Stayed, Namesake])
    for without in (Nameless, Heir):
        with pytest.raises(TopicError, match="no TOPIC of its own"):
            Topics([without])


def test_an_event_class_is_found_wherever_it_stands_below_its_base() -> None:
    found = set(leaves(Event))
    assert {Moved, Stayed, Nameless, Namesake, Heir} <= found
    assert set(domain_topics()).isdisjoint({Moved, Stayed, Nameless, Namesake, Heir})
    assert len(list(domain_topics())) >= 16
