"""An erasure: the person is gone for everybody, what happened stays."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from marshrut.application.erasure import erase
from marshrut.application.requests import Written
from marshrut.application.visit import visit
from marshrut.ledger.keys import KeyErased, KeyExists
from marshrut.ledger.schema_access import natural_key, search_token
from marshrut.ledger.sealing import SealBroken, unseal
from marshrut.refusals import Refused
from tests.support.office import ADMIN, TODAY, Office, noon, request, snils

ACT = {"reason": "отзыв согласия", "act_number": "7"}


def erased(office: Office, case_id: UUID, **act: str) -> Written:
    return erase(office.service, ADMIN, case_id, **{**ACT, **act})


def destroy_key(office: Office, case_id: UUID) -> None:
    """The first half of an erasure, as a crash leaves it."""
    office.service.keys.erase(case_id, actor="ADMIN", at=noon(), **ACT)


def tokens_of(office: Office, case_id: UUID) -> int:
    with office.service.engine.connect() as connection:
        return sum(
            connection.scalar(select(func.count()).where(table.c.case_id == case_id)) or 0
            for table in (natural_key, search_token)
        )


def test_nothing_leads_to_the_person_and_nothing_opens(office: Office) -> None:
    case, other = office.open(1).case_id, office.open(2).case_id
    office.employ(case, attributes={"position": "Токарь"})
    key = office.service.keys.get(case)
    assert key is not None
    assert tokens_of(office, case) > 10
    written = erased(office, case)
    assert written.version == 4
    assert office.service.keys.get(case) is None
    assert tokens_of(office, case) == 0
    known = office.service.case(case)
    assert known is not None
    assert known.erased
    sealed = [event.sealed for event in known.events if event.sealed]
    assert len(sealed) == 2
    with pytest.raises(SealBroken):
        unseal(sealed[0], key=office.visit(other).key, case_id=case)
    assert unseal(sealed[0], key=key, case_id=case)["person"]["last_name"] == "Петровб"
    assert office.person(other).last_name == "Петровв"


def test_an_erased_case_accepts_nothing_more_and_gets_no_key(office: Office) -> None:
    case = office.open().case_id
    erased(office, case)
    for refused in (lambda: office.employ(case), lambda: erased(office, case)):
        with pytest.raises(Refused, match="KEY_ERASED"):
            refused()
    with pytest.raises(KeyErased):
        office.service.keys.create(case)


def test_the_person_may_come_again(office: Office) -> None:
    case = office.open().case_id
    erased(office, case)
    again = office.open(snils=snils(1))
    assert again.case_id != case
    assert again.warnings == ()


def test_a_crash_after_the_key_is_mended_by_the_same_act(office: Office) -> None:
    case = office.open().case_id
    destroy_key(office, case)
    with pytest.raises(Refused, match="KEY_ERASED"):
        office.employ(case)
    with pytest.raises(KeyErased):
        erased(office, case, act_number="8")
    assert tokens_of(office, case) > 0
    assert erased(office, case).version == 3
    assert tokens_of(office, case) == 0
    act = office.service.keys.erasure(case)
    assert act is not None
    assert (act.act_number, act.reason, act.actor) == ("7", ACT["reason"], "ADMIN")


def test_who_may_not_erase_destroys_nothing(office: Office) -> None:
    case = office.open().case_id
    with pytest.raises(Refused, match="FORBIDDEN"):
        erase(office.service, request(), case, **ACT)
    with pytest.raises(Refused, match="NOT_FOUND"):
        erase(office.service, request("ADMIN", None, ("70",)), case, **ACT)
    with pytest.raises(Refused, match="NOT_FOUND"):
        erased(office, UUID(int=1))
    assert office.person(case).last_name == "Петровб"
    with pytest.raises(KeyExists):
        office.service.keys.create(case)
    assert office.service.keys.erasure(UUID(int=1)) is None


def test_the_history_stays_as_it_was(office: Office) -> None:
    case = office.open().case_id
    office.employ(case, attributes={"position": "Токарь", "employer_inn": "500100732259"})
    before = visit(office.service, request(if_match=3), case).case.history
    erased(office, case)
    known = office.service.case(case)
    assert known is not None
    assert known.history.stretches() == before.stretches()
    assert known.history.state(TODAY).primary == "EMPLOYED_LABOUR_CONTRACT"
