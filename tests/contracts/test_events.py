"""What was once stored is read for ever, and what is stored now is what was promised."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marshrut.events import Event
from marshrut.ledger.mapper import EventMapper
from marshrut.ledger.topics import domain_topics
from tests.support.goldens import FOLDER, ORIGINATOR, VERSION, path_of, shown, state_bytes, stored

GOLDENS = sorted(FOLDER.glob("*.json"))


def samples(golden: Path) -> tuple[type[Event], int, list[dict[str, Any]]]:
    content = json.loads(golden.read_text())
    event_class = domain_topics().event_class(content["topic"])
    assert golden == path_of(event_class, content["class_version"])
    return event_class, content["class_version"], content["samples"]


def holds(expected: Any, found: Any) -> bool:
    """Whether all that is expected is found; fields added since may be there too."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(name in found and holds(expected[name], found[name]) for name in expected)
    return bool(expected == found)


def test_every_version_of_every_event_has_its_golden_file() -> None:
    paths = [
        path_of(event_class, version)
        for event_class in domain_topics()
        for version in range(1, event_class.class_version + 1)
    ]
    assert len(paths) >= 16
    assert [path.name for path in paths if not path.exists()] == []


def test_no_golden_file_lost_its_event() -> None:
    topics = {event_class.TOPIC for event_class in domain_topics()}
    assert {golden.name.rsplit(".", 2)[0] for golden in GOLDENS} <= topics


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
def test_a_golden_event_is_read(golden: Path) -> None:
    event_class, version, found = samples(golden)
    assert len(found) == 2
    for sample in found:
        event = EventMapper().event_of(stored(event_class.TOPIC, sample["state"]))
        assert type(event) is event_class
        assert (event.originator_id, event.originator_version) == (ORIGINATOR, VERSION)
        if version == event_class.class_version:
            assert holds(sample["decoded"], shown(event))


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda path: path.stem)
def test_a_golden_event_of_the_current_version_is_stored_the_same(golden: Path) -> None:
    event_class, version, found = samples(golden)
    for sample in found:
        event = EventMapper().event_of(stored(event_class.TOPIC, sample["state"]))
        again = EventMapper().stored(event)
        assert again.topic == event_class.TOPIC
        same = again.state == state_bytes(sample["state"])
        # An older version is stored as the current one from now on.
        assert same is (version == event_class.class_version)
