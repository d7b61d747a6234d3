"""Which employers there are at any point: the read model, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import pytest

from marshrut.application import employers
from marshrut.application.employers import SavedEmployer, visit_employer
from marshrut.application.plain_writes import Repeated
from marshrut.asof import AsOf
from marshrut.ledger.points import position_at
from marshrut.refusals import Refused
from projections.employers import Narrowing, employer_file, employers_at, register_at
from tests.support.databases import keys_url_for
from tests.support.employers import INN, OTHER_INN, PERSONAL_INN
from tests.support.office import Office, idempotent, open_office, request
from tests.support.read_models import everything, rebuilt

CENTRE, BASE, AUTHORITY, ADMIN = (
    request(),
    request("BCK_STAFF", None, ("67",)),
    request("ROIV_STAFF", None, ("70",)),
    request("ADMIN", None),
)
THIRD_INN = "6700000014"
DAYS = [date(2025, 12, 31), *(date(2026, month, 1) for month in range(1, 7))]


def register(office: Office, inn: str = INN, by: Any = BASE, **fields: Any) -> SavedEmployer:
    return employers.register(office.service, by, inn=inn, **{"name": f"Завод {inn}", **fields})


def change(
    office: Office, on: date | None, inn: str = INN, by: Any = BASE, **said: Any
) -> SavedEmployer:
    known = office.service.employer(inn)
    assert known is not None
    fields = {name: getattr(by, name) for name in by.__struct_fields__}
    by = type(by)(**{**fields, "if_match": known.version})
    return employers.change(visit_employer(office.service, by, inn), effective_on=on, **said)


def head(office: Office, day: date = DAYS[-1]) -> AsOf:
    return AsOf(day, office.service.ledger.head().position)


def found(office: Office, at: AsOf, **narrowing: Any) -> list[str]:
    rows = employers_at(office.projections, at, narrowing=Narrowing(**narrowing), limit=100)
    return [row["inn"] for row in rows]


def refused(office: Office, **said: Any) -> str:
    with pytest.raises(Refused) as told:
        change(office, **said)
    return told.value.code


class Calendar:
    """A clock that somebody turns."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 9, tzinfo=UTC)


def test_which_employers_were_of_the_opk_on_a_day_as_known_on_another(migrated_url, tmp_path):
    """Which were ОПК on 1 March, as known on 5 March; and as was found out in April."""
    clock = Calendar(date(2026, 2, 2))
    with open_office(migrated_url, keys_url_for(migrated_url, tmp_path), clock=clock) as office:
        register(office, INN, industry="MACHINERY")
        register(office, OTHER_INN, industry="OPK")
        register(office, THIRD_INN, opk=True)
        clock.day = date(2026, 3, 5)
        change(office, date(2026, 3, 1), INN, opk=True)
        clock.day = date(2026, 4, 1)
        change(office, date(2026, 3, 1), INN, opk=False, reason="Приказ отменён до вступления")
        change(office, date(2026, 2, 15), OTHER_INN, industry="CHEMICAL", opk=False)
        change(office, None, THIRD_INN, opk=False, reason="Спутан с однофамильцем")

        def opk(day: date, known_on: date) -> list[str]:
            known_at = datetime(known_on.year, known_on.month, known_on.day, 23, tzinfo=UTC)
            clock.day = max(clock.day, date(2026, 6, 1))
            known = position_at(office.service.ledger, known_at=known_at)
            return found(office, AsOf(day, known), opk=True)

        march, april = date(2026, 3, 1), date(2026, 4, 1)
        assert opk(march, date(2026, 3, 5)) == [OTHER_INN, THIRD_INN, INN]
        assert opk(march, date(2026, 3, 4)) == [OTHER_INN, THIRD_INN]
        assert opk(date(2026, 2, 28), date(2026, 3, 5)) == [OTHER_INN, THIRD_INN]
        assert opk(march, april) == []
        assert opk(date(2026, 2, 14), april) == [OTHER_INN]
        assert opk(march, date(2026, 2, 1)) == []


def test_industries_and_the_opk_are_told_for_all_at_once(office: Office):
    register(office, INN, industry="IT")
    register(office, OTHER_INN, industry="OPK")
    register(office, THIRD_INN)
    before = head(office)
    change(office, date(2026, 6, 1), INN, industry="ROBOTICS", opk=True)
    assert {inn: told[1:] for inn, told in register_at(office.projections, before).items()} == {
        INN: ("IT", False),
        OTHER_INN: ("OPK", True),
        THIRD_INN: (None, False),
    }
    now = register_at(office.projections, head(office))
    assert now[INN][1:] == ("ROBOTICS", True)
    assert register_at(office.projections, AsOf(DAYS[-1], 0)) == {}


def test_a_list_is_narrowed_and_goes_on_where_it_ended(office: Office):
    register(office, INN, name="АО «Ёлочная фабрика»", industry="IT")
    register(office, OTHER_INN, name="ООО «ЗАВОД ЕЛОЧЕК»", industry="OPK")
    register(office, THIRD_INN, name="Зелёный дом")
    at = head(office)
    assert found(office, at) == [OTHER_INN, THIRD_INN, INN]
    assert found(office, at, name="елочк") == []
    assert found(office, at, name="елоч") == [OTHER_INN, INN]
    assert found(office, at, name="ЗЕЛЕНЫЙ") == [THIRD_INN]
    assert found(office, at, industry="IT") == [INN]
    assert found(office, at, opk=True) == [OTHER_INN]
    assert found(office, at, opk=False, name="ё") == [THIRD_INN, INN]
    assert found(office, at, inn=THIRD_INN) == [THIRD_INN]
    for name in (None, "о"):
        rows = employers_at(
            office.projections, at, narrowing=Narrowing(name=name), after=OTHER_INN, limit=1
        )
        assert [row["inn"] for row in rows] == [THIRD_INN]


def test_only_the_base_centre_and_the_authority_change_the_opk(office: Office):
    register(office, INN, CENTRE, opk=True)
    register(office, OTHER_INN, ADMIN)
    copp = request("COPP_STAFF", None, ("67",))
    for by in (CENTRE, ADMIN, copp):
        assert refused(office, on=date(2026, 3, 1), by=by, opk=False) == "FORBIDDEN"
        assert refused(office, on=DAYS[0], inn=OTHER_INN, by=by, industry="OPK") == "FORBIDDEN"
        change(office, None, by=by, name="Завод", opk=True, reason="Опечатка")
    change(office, date(2026, 3, 1), by=AUTHORITY, opk=False)
    change(office, date(2026, 3, 1), OTHER_INN, by=BASE, industry="OPK")
    change(office, date(2026, 4, 1), OTHER_INN, by=CENTRE, industry="MACHINERY")
    assert found(office, head(office), opk=True) == [OTHER_INN]


@pytest.mark.parametrize(
    ("inn", "code"),
    [
        (PERSONAL_INN, "PERSONAL_INN"),
        ("5001 0073 2259", "PERSONAL_INN"),
        ("500100732258", "PERSONAL_INN"),
        ("7001000014", "CHECKSUM"),
        ("700100001", "INVALID"),
        ("", "INVALID"),
    ],
)
def test_only_legal_entities_are_registered(office: Office, inn: str, code: str):
    with pytest.raises(Refused) as told:
        register(office, inn)
    assert (told.value.code, told.value.findings[0].field) == (code, "inn")
    assert not any(inn in str(finding) for finding in told.value.findings if inn)


def test_of_those_who_register_at_once_one_comes_through(office: Office):
    def outcome(_: int) -> str:
        try:
            register(office)
        except Refused as told:
            return told.code
        return "REGISTERED"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(outcome, range(6)))
    assert outcomes == ["DUPLICATE"] * 5 + ["REGISTERED"]


def test_the_same_request_at_once_is_answered_the_same(office: Office):
    by = request("BCK_STAFF", None, ("67",), idempotency=idempotent("once"))

    def outcome(_: int) -> SavedEmployer:
        try:
            employers.begin_registration(office.service, by)
            return register(office, by=by)
        except Repeated as repeated:
            saved: SavedEmployer = repeated.saved
            return saved
        except Refused:  # the other has come between the look at the key and that at the ИНН
            with pytest.raises(Repeated) as repeated:
                employers.begin_registration(office.service, by)
            told: SavedEmployer = repeated.value.saved
            return told

    with ThreadPoolExecutor(4) as pool:
        assert len({saved.position for saved in pool.map(outcome, range(6))}) == 1


@pytest.mark.parametrize("seed", range(3))
def test_every_point_agrees_with_the_events_and_a_rebuild_with_all(office: Office, seed: int):
    rng = Random(seed)  # noqa: S311 - a course to repeat
    inns = [INN, OTHER_INN, THIRD_INN]
    for inn in inns:
        register(office, inn)
        for _ in range(rng.randrange(6)):
            said = {"name": f"Завод {rng.random()}"}
            said |= rng.choice([{}, {"industry": rng.choice(["IT", "OPK", None])}, {"opk": True}])
            change(office, rng.choice([None, *DAYS]), inn, reason="Так", **said)
    last = office.service.ledger.head().position
    for _ in range(30):
        at = AsOf(rng.choice(DAYS), rng.randint(0, last))
        rows = {
            row.pop("inn"): row
            for row in employers_at(office.projections, at, narrowing=Narrowing(), limit=9)
        }
        files = {inn: employer_file(office.projections, at, inn) for inn in inns}
        told = {inn: file.passport for inn, file in files.items() if file}
        assert {inn: told[inn].name for inn in told} == {inn: rows[inn]["name"] for inn in rows}
        assert register_at(office.projections, at) == {
            inn: (passport.name, passport.industry, passport.opk) for inn, passport in told.items()
        }
    assert rebuilt(office.projections) == everything(office.projections)
