"""The golden book of registries: those that targeted and dual contracts make."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.application import cases, contracts, steps
from tests.support.office import Office
from tests.support.registry_book import REASON, Book

ANOTHER = {"employer_inn": "7001000013", "employer_name": "Другой"}
SAME = {"employer_inn": "7707083893", "employer_name": "Завод"}
SEPTEMBER = date(2024, 9, 1)


@pytest.fixture
def book(office: Office) -> Book:
    return Book(office)


@pytest.mark.parametrize(("code", "kind"), [("R04", "TARGETED"), ("R13", "DUAL")])
def test_r04_r13_contracts(book: Book, code: str, kind: str) -> None:
    there, elsewhere, student = book.open(1), book.open(2), book.student(3)
    other, draft = book.open(4), book.open(5)
    signed = book.contract(there, kind, SEPTEMBER, **SAME)
    book.contract(elsewhere, kind, SEPTEMBER, **ANOTHER)
    book.contract(student, kind, date(2026, 2, 1))
    book.contract(other, "DUAL" if kind == "TARGETED" else "TARGETED", SEPTEMBER)
    book.contract(draft, kind, SEPTEMBER, state="DRAFT")
    for case in (there, elsewhere):
        book.work(case, date(2025, 9, 1))
    assert book.who(code, date(2026, 1, 31)) == [there, elsewhere]
    assert book.who(code, date(2026, 2, 1)) == [there, elsewhere, student]
    rows = book.rows(code)
    assert [row.facts["employed_there"] for row in rows] == [True, False, False]
    assert rows[0].facts["signed_on"] == SEPTEMBER
    assert signed.position in rows[0].events
    assert rows[0].since == SEPTEMBER
    ends = {"state": "TERMINATED", "effective_on": date(2026, 3, 1), "terminated_by": "MUTUAL"}
    book.do(there, contracts.change_contract, signed.entry_id, **ends)
    assert book.rows(code)[0].facts["contract_state"] == "TERMINATED"
    assert book.rows(code, date(2026, 2, 28))[0].facts["contract_state"] == "ACTIVE"
    book.do(there, cases.annul, signed.entry_id, reason=REASON)
    assert book.who(code) == [elsewhere, student]


def test_r32_terminated_contracts_and_legal_aid(book: Book) -> None:
    helped, alone, dual = (book.open(number) for number in range(3))
    broken = {}
    for case, kind in ((helped, "TARGETED"), (alone, "TARGETED"), (dual, "DUAL")):
        signed = book.contract(case, kind, SEPTEMBER)
        ends = {"state": "TERMINATED", "effective_on": date(2026, 3, 1)}
        by = {"terminated_by": "EMPLOYER"}
        book.do(case, contracts.change_contract, signed.entry_id, **ends, **by)
        broken[case] = signed.entry_id
    aid = book.step(helped, "LEGAL_AID_CASE", date(2026, 4, 1), contract_entry_id=broken[helped])
    assert book.who("R32", date(2026, 2, 28)) == []
    assert book.who("R32", date(2026, 3, 1)) == [helped, alone]
    assert [row.facts["legal_aid"] for row in book.rows("R32")] == [True, False]
    facts = {"terminated_on": date(2026, 3, 1), "terminated_by": "EMPLOYER", "legal_aid": False}
    assert book.rows("R32", date(2026, 3, 31))[0].facts == facts
    away = {"state": "CANCELLED", "effective_on": date(2026, 4, 5)}
    book.do(helped, steps.move_step, aid.entry_id, **away)
    assert book.rows("R32")[0].facts["legal_aid"] is False
