"""How long keys are believed, and how seldom an issuer is asked, whatever comes in."""

from __future__ import annotations

from threading import Barrier, Event, Thread
from typing import Any

import pytest

from api.oidc.fetching import FetchFailed
from api.oidc.source import FRESH, KEPT, PAUSE, IssuerUnreachable, KeySource
from tests.support.issuer import curve, public, rsa


class World:
    """An issuer without a network, and a clock that stands still."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.keys: Any = public(rsa(1))
        self.asked = 0
        self.down = False
        self.source = KeySource(self.fetch, clock=lambda: self.now)

    def fetch(self) -> dict[str, Any]:
        self.asked += 1
        if self.down:
            raise FetchFailed("down")
        return dict(self.keys)

    def knows(self, kid: str = "rsa-1", algorithm: str = "RS256") -> bool:
        return self.source.key(kid, algorithm) is not None


@pytest.fixture
def world() -> World:
    return World()


def test_keys_are_fetched_once_and_again_when_they_are_old(world: World) -> None:
    for _ in range(100):
        assert world.knows()
    assert world.asked == 1
    world.now += FRESH
    assert world.knows()
    assert world.asked == 2
    assert world.source.generation == 1  # they are the same


def test_a_key_of_a_rotation_is_known_at_once(world: World) -> None:
    assert world.knows()
    world.now += PAUSE
    world.keys = public(rsa(1), curve())
    assert world.knows("ec", "ES256")
    assert world.knows("rsa-1")
    assert (world.asked, world.source.generation) == (2, 2)


def test_a_key_that_was_taken_away_is_believed_no_longer_than_the_cache_lives(
    world: World,
) -> None:
    assert world.knows()
    world.keys = public(curve())
    world.now += FRESH - 1
    assert world.knows()
    world.now += 1
    assert not world.knows()
    assert world.source.generation == 2


def test_ids_made_up_ask_the_issuer_once_in_a_while(world: World) -> None:
    assert world.knows()
    for number in range(1_000):
        world.now += PAUSE / 100
        assert not world.knows(f"made-up-{number}")
    assert world.asked <= 1 + 10


def test_an_outage_is_outlived_for_a_stated_time(world: World) -> None:
    assert world.knows()
    world.down = True
    world.now += KEPT - 1
    assert world.knows()
    asked = world.asked
    assert world.knows()
    assert world.asked == asked  # nor is it asked at every request meanwhile
    world.now += 1
    with pytest.raises(IssuerUnreachable):
        world.knows()
    world.down = False
    world.now += PAUSE
    assert world.knows()


def test_without_any_keys_it_cannot_be_told(world: World) -> None:
    world.down = True
    for _ in range(10):
        with pytest.raises(IssuerUnreachable):
            world.knows()
    assert world.asked == 1


def test_an_unknown_id_may_be_a_new_key_while_the_issuer_is_down(world: World) -> None:
    assert world.knows()
    world.down = True
    world.now += PAUSE
    with pytest.raises(IssuerUnreachable):
        world.knows("ec", "ES256")
    assert world.knows()


def test_two_keys_of_one_id_are_none(world: World) -> None:
    world.keys = {"keys": [*public(rsa(1))["keys"], {**public(rsa(2))["keys"][0], "kid": "rsa-1"}]}
    assert not world.knows()


def test_one_request_fetches_and_others_go_by_what_there_is() -> None:
    begun, going = Event(), Event()
    asked: list[int] = []
    now = [0.0]

    def fetch() -> dict[str, Any]:
        asked.append(1)
        if len(asked) > 1:
            begun.set()
            assert going.wait(10)
        return public(rsa(1))

    source = KeySource(fetch, clock=lambda: now[0])
    assert source.key("rsa-1", "RS256")
    now[0] += FRESH
    slow = Thread(target=source.keep_fresh)
    slow.start()
    assert begun.wait(10)
    assert source.key("rsa-1", "RS256")  # does not wait
    going.set()
    slow.join()
    assert len(asked) == 2


def test_many_that_come_first_at_once_make_one_fetch() -> None:
    asked: list[int] = []
    barrier = Barrier(8)
    found: list[bool] = []

    def fetch() -> dict[str, Any]:
        asked.append(1)
        return public(rsa(1))

    source = KeySource(fetch)

    def ask() -> None:
        barrier.wait()
        found.append(source.key("rsa-1", "RS256") is not None)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8
    assert len(asked) == 1
