"""An older copy of the keys brings back nobody who was erased since."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import make_url

from marshrut.application.erasure import erase
from marshrut.application.service import Service
from marshrut.ledger.erased_keys import REASON, destroy_again
from marshrut.ledger.key_mark import Mark
from tests.support.appends import annulled
from tests.support.databases import keys_url_for
from tests.support.office import ADMIN, Office, noon, open_office

ACT = {"reason": "отзыв согласия", "act_number": "7"}


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_url, keys_url_for(migrated_url, tmp_path), clock=None) as opened:
        yield opened


def copied(service: Service) -> Path:
    """A copy of the keys as they are."""
    file = keys_file(service)
    return Path(shutil.copy(file, file.with_suffix(".copy")))


def keys_file(service: Service) -> Path:
    return Path(make_url(str(service.keys._database._engine.url)).database or "")


def put_back(service: Service, copy: Path) -> None:
    shutil.copy(copy, keys_file(service))


def test_who_was_erased_since_is_erased_again(office: Office) -> None:
    service = office.service
    before, since, other = (office.open(number).case_id for number in (1, 2, 3))
    erase(service, ADMIN, before, **ACT)
    service.check_keys()
    copy = copied(service)
    erase(service, ADMIN, since, **ACT)
    put_back(service, copy)
    assert service.keys.get(since) is not None
    service.check_keys()
    assert service.keys.get(since) is None
    assert office.person(other).last_name == "Петровг"
    act = service.keys.erasure(since)
    assert act is not None
    assert (act.act_number, act.reason, act.actor) == ("7", REASON, "ADMIN")
    original = service.keys.erasure(before)
    assert original is not None
    assert original.reason == ACT["reason"]


def test_only_what_is_new_is_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    service = office.service
    office.open(1)
    asked: list[int] = []
    between = service.ledger.reader.between

    def told(*, after: int, **more):
        asked.append(after)
        return between(after=after, **more)

    monkeypatch.setattr(service.ledger.reader, "between", told)
    assert destroy_again(service.ledger, service.keys) == 0
    assert destroy_again(service.ledger, service.keys) == 0
    head = service.ledger.head().position
    service.ledger.append([annulled(UUID(int=1), 1)])
    assert destroy_again(service.ledger, service.keys) == 0
    assert asked == [0, head]


def test_a_mark_of_another_ledger_says_nothing(office: Office) -> None:
    service = office.service
    case = office.open(1).case_id
    copy = copied(service)
    erase(service, ADMIN, case, **ACT)
    put_back(service, copy)
    service.keys.mark.set(Mark(service.ledger.head().position, 17))
    service.check_keys()
    assert service.keys.get(case) is None


def test_an_empty_ledger_leaves_no_mark(migrated_url: str, tmp_path: Path) -> None:
    office = Office(migrated_url, keys_url_for(migrated_url, tmp_path), clock=noon)
    office.service.check_keys()
    assert office.service.keys.mark.read() is None
    office.close()
