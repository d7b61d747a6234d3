"""The permanent names under which events are stored, and the classes that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import marshrut
from marshrut.events import Event


class UnknownTopicError(LookupError):
    """The ledger holds an event, or is given one, whose topic no event class has."""


class TopicError(TypeError):
    """An event class has no topic of its own, or that of another."""


class Topics:
    """Event classes by topic. Class paths are never stored, so classes may move freely."""

    def __init__(self, classes: Iterable[type[Event]]) -> None:
        self._classes: dict[str, type[Event]] = {}
        for event_class in classes:
            if "TOPIC" not in vars(event_class):
                raise TopicError(f"{event_class.__name__} has no TOPIC of its own")
            other = self._classes.setdefault(event_class.TOPIC, event_class)
            if other is not event_class:
                names = f"{other.__name__} and {event_class.__name__}"
                raise TopicError(f"{names} have the same TOPIC {event_class.TOPIC!r}")

    def __iter__(self) -> Iterator[type[Event]]:
        return iter(self._classes.values())

    def event_class(self, topic: str) -> type[Event]:
        """The class of the topic's events. Raises ``UnknownTopicError``."""
        try:
            return self._classes[topic]
        except KeyError:
            raise UnknownTopicError(f"no event class has the topic {topic!r}") from None

    def topic_of(self, event: Event) -> str:
        """The topic of an event. Raises ``UnknownTopicError`` for a class that is not here."""
        topic = getattr(type(event), "TOPIC", "")
        if self._classes.get(topic) is not type(event):
            raise UnknownTopicError(f"{type(event).__name__} is not among the events to store")
        return topic


@cache
def domain_topics() -> Topics:
    """The topics of all aggregates: of every ``events`` module one level below ``marshrut``."""
    for package in iter_modules(marshrut.__path__, "marshrut."):
        if package.ispkg and find_spec(f"{package.name}.events"):
            import_module(f"{package.name}.events")
    return Topics(
        event_class
        for event_class in leaves(Event)
        if event_class.__module__.startswith("marshrut.")
    )


def leaves(event_class: type[Event]) -> Iterator[type[Event]]:
    """The classes derived from this one that are stored: those with a topic or nothing below."""
    for derived in event_class.__subclasses__():
        if "TOPIC" in vars(derived) or not derived.__subclasses__():
            yield derived
        yield from leaves(derived)
