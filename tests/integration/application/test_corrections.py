"""Corrections of what is sealed, annulments, and what they give back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from marshrut.application import cases
from marshrut.application.corrections import correct
from marshrut.application.requests import Written
from marshrut.cases.contents import Category, Status
from marshrut.cases.sealed import entry_parts, reason_of
from marshrut.ledger.sealing import unseal
from marshrut.refusals import Refused
from tests.support.office import GRADUATED, TODAY, Office, employed, status

AUTUMN, WINTER = date(2025, 9, 1), date(2025, 12, 1)
PERSONAL_INN = "500100732259"
PROPRIETOR = {"employer_inn": PERSONAL_INN, "employer_name": "ИП Кузнецов"}


def clear(office: Office, case_id: UUID, entry_id: UUID) -> dict[str, Any]:
    """The attributes that stand in the clear."""
    content = office.visit(case_id).case.history.entries[entry_id].content
    assert isinstance(content, Status)
    return content.attributes


def opened(office: Office, case_id: UUID, entry_id: UUID) -> dict[str, Any]:
    """The attributes with those that are sealed put in the places of their markers."""
    come = office.visit(case_id)
    open_seal = partial(unseal, key=come.key, case_id=case_id)
    sealed = entry_parts(come.case.events, open_seal=open_seal)[entry_id].get("attributes", {})
    marked = clear(office, case_id, entry_id)
    return {
        name: sealed[name] if str(value).startswith(("sealed", "blind:")) else value
        for name, value in marked.items()
    }


def corrected(office: Office, case_id: UUID, entry_id: UUID, **changes: Any) -> Written:
    return office.write(
        case_id, lambda come: correct(come, entry_id, reason="ошибка", changes=changes)
    )


def annulled(office: Office, case_id: UUID, entry_id: UUID) -> Written:
    return office.write(case_id, lambda come: cases.annul(come, entry_id, reason="ошибка"))


def worker(office: Office, **attributes: Any) -> tuple[UUID, UUID]:
    case_id = office.open().case_id
    return case_id, office.employ(case_id, AUTUMN, attributes=attributes).entry_id


def test_a_correction_merges_sealed_attributes_by_key(office: Office) -> None:
    case, entry = worker(office, position="Токарь", contract_number="17", contract_term="OPEN")
    assert clear(office, case, entry)["position"] == "sealed"
    corrected(office, case, entry, attributes={"position": "Мастер", "contract_term": "FIXED"})
    told = opened(office, case, entry)
    assert (told["position"], told["contract_number"]) == ("Мастер", "17")
    assert (told["contract_term"], told["in_specialty"]) == ("FIXED", True)


def test_null_clears_an_attribute_sealed_or_not(office: Office) -> None:
    case, entry = worker(office, position="Токарь", contract_term="OPEN")
    corrected(office, case, entry, attributes={"position": None, "contract_term": None})
    assert opened(office, case, entry).keys() == {"employer_inn", "employer_name", "in_specialty"}
    corrected(office, case, entry, attributes={"position": "Мастер"})
    assert opened(office, case, entry)["position"] == "Мастер"


def test_an_employer_who_is_a_person_is_sealed_and_recognised(office: Office) -> None:
    case, entry = worker(office, **PROPRIETOR)
    marked = clear(office, case, entry)
    assert marked["employer_inn"].startswith("blind:")
    assert marked["employer_name"] == "sealed"
    told = opened(office, case, entry)
    assert {name: told[name] for name in PROPRIETOR} == PROPRIETOR
    with pytest.raises(Refused, match="DUPLICATE"):
        office.employ(case, AUTUMN, attributes=PROPRIETOR)
    other = office.employ(case, AUTUMN, attributes={**PROPRIETOR, "employer_inn": "366316608346"})
    assert other.entry_id != entry


def test_an_employer_who_turns_out_a_person_is_sealed(office: Office) -> None:
    case, entry = worker(office)
    assert clear(office, case, entry)["employer_inn"] == "7707083893"
    corrected(office, case, entry, attributes=PROPRIETOR)
    assert clear(office, case, entry)["employer_inn"].startswith("blind:")
    told = opened(office, case, entry)
    assert {name: told[name] for name in PROPRIETOR} == PROPRIETOR
    corrected(office, case, entry, attributes={"employer_inn": "7707083893", "employer_name": "З"})
    marked = clear(office, case, entry)
    assert (marked["employer_inn"], marked["employer_name"]) == ("7707083893", "З")


@pytest.mark.parametrize("same_code", [{}, {"status_code": "EMPLOYED_LABOUR_CONTRACT"}])
def test_the_name_of_a_sealed_employer_is_sealed_when_corrected(
    office: Office, same_code: dict[str, str]
) -> None:
    case, entry = worker(office, **PROPRIETOR)
    corrected(office, case, entry, attributes={"employer_name": "ИП Ковалёв"}, **same_code)
    assert clear(office, case, entry)["employer_name"] == "sealed"
    assert opened(office, case, entry)["employer_name"] == "ИП Ковалёв"


def test_another_status_replaces_attributes_whole(office: Office) -> None:
    case, entry = worker(office, position="Токарь")
    text = {"text": "со слов матери"}
    corrected(office, case, entry, status_code="NO_DEMAND", attributes=text)
    assert opened(office, case, entry) == text
    corrected(office, case, entry, status_code="NO_MOTIVATION")
    assert opened(office, case, entry) == {}


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"status_code": "OTHER"}, "TEXT_REQUIRED"),
        ({"attributes": {"employer_inn": None}}, "MISSING_ATTRIBUTE"),
        ({"attributes": {"czn": "x"}}, "UNKNOWN_FIELD"),
        ({"attributes": {"employer_inn": "7707083894"}}, "CHECKSUM"),
        ({"effective_on": "2027-01-01"}, "FUTURE_ACTUAL"),
        ({"effective_on": "yesterday"}, "INVALID"),
        ({"status_code": "NO_DATA"}, "UNKNOWN_CODE"),
        ({"colour": "red"}, "UNKNOWN_FIELD"),
        ({"ended_on": "2025-08-01"}, "DATE_ORDER"),
    ],
)
def test_a_correction_is_judged_as_a_new_write(
    office: Office, changes: dict[str, Any], refusal: str
) -> None:
    case, entry = worker(office)
    head = office.service.ledger.head()
    with pytest.raises(Refused) as refused:
        corrected(office, case, entry, **changes)
    assert refused.value.code == refusal
    assert office.service.ledger.head() == head


def test_a_reason_is_sealed_with_its_event(office: Office) -> None:
    case, entry = worker(office)
    corrected(office, case, entry, effective_on="2025-09-02")
    come = office.visit(case)
    open_seal = partial(unseal, key=come.key, case_id=case)
    assert reason_of(come.case.events[-1], open_seal=open_seal) == "ошибка"


def test_evidence_is_corrected_as_a_whole(office: Office) -> None:
    case = office.open().case_id
    evidence = {
        "kind": "WORK_CERTIFICATE",
        "date": date(2025, 9, 2),
        "number": "5",
        "issuer": "Завод",
    }
    entry = office.write(case, employed(AUTUMN, evidence=evidence)).entry_id
    corrected(office, case, entry, evidence={"kind": "ORAL"})
    content = office.visit(case).case.history.entries[entry].content
    assert isinstance(content, Status)
    assert (content.evidence_kind, content.evidence_date) == ("ORAL", None)


def primary(office: Office, case_id: UUID, day: date = TODAY) -> str:
    return office.visit(case_id).case.history.state(day).primary


def test_annulling_what_closed_a_status_gives_its_days_back(office: Office) -> None:
    case = office.open().case_id
    search = office.write(case, status("NO_DEMAND", AUTUMN)).entry_id
    work = office.employ(case, WINTER)
    assert work.closed == (search,)
    assert primary(office, case) == "EMPLOYED_LABOUR_CONTRACT"
    annulled(office, case, work.entry_id)
    assert primary(office, case) == "NO_DEMAND"


def test_moving_what_closed_a_status_moves_its_end(office: Office) -> None:
    case = office.open().case_id
    office.write(case, status("NO_DEMAND", AUTUMN))
    work = office.employ(case, WINTER).entry_id
    corrected(office, case, work, effective_on="2026-02-01")
    assert primary(office, case, date(2026, 1, 31)) == "NO_DEMAND"
    assert primary(office, case, date(2026, 2, 1)) == "EMPLOYED_LABOUR_CONTRACT"


def test_a_wrong_end_is_taken_back_by_a_correction(office: Office) -> None:
    case, entry = worker(office)
    office.write(case, lambda come: cases.end_status(come, entry, ended_on=WINTER))
    assert primary(office, case) == "NO_DATA"
    with pytest.raises(Refused, match="ALREADY_ENDED"):
        office.write(case, lambda come: cases.end_status(come, entry, ended_on=WINTER))
    corrected(office, case, entry, ended_on=None)
    assert primary(office, case) == "EMPLOYED_LABOUR_CONTRACT"


def test_an_annulled_entry_accepts_nothing_more(office: Office) -> None:
    case, entry = worker(office)
    annulled(office, case, entry)
    for again in (
        lambda: annulled(office, case, entry),
        lambda: corrected(office, case, entry, effective_on="2025-10-01"),
        lambda: office.write(case, lambda come: cases.end_status(come, entry, ended_on=WINTER)),
    ):
        with pytest.raises(Refused, match="ENTRY_ANNULLED"):
            again()


def test_an_opening_is_neither_annulled_nor_corrected(office: Office) -> None:
    written = office.open()
    with pytest.raises(Refused, match="OPENING_ENTRY"):
        annulled(office, written.case_id, written.entry_id)
    with pytest.raises(Refused, match="OPENING_ENTRY"):
        corrected(office, written.case_id, written.entry_id, organisation="B")
    with pytest.raises(Refused, match="NOT_FOUND"):
        annulled(office, written.case_id, uuid4())


def test_an_annulled_graduation_leaves_a_student_and_contradictions(office: Office) -> None:
    case = office.open().case_id
    office.write(case, status("NO_DEMAND", AUTUMN))
    history = office.visit(case).case.history
    (graduation,) = (e.entry_id for e in history.entries.values() if e.kind == "graduation")
    written = annulled(office, case, graduation)
    assert [warning.code for warning in written.warnings] == ["CONTRADICTION"]
    history = office.visit(case).case.history
    assert (history.graduated_on, history.lifecycle(GRADUATED)) == (None, "FINAL_YEAR")


def test_a_category_is_ended_corrected_and_annulled(office: Office) -> None:
    case = office.open().case_id
    orphan = {"category_code": "ORPHAN", "valid_from": AUTUMN}
    entry = office.write(case, lambda come: cases.add_category(come, **orphan)).entry_id
    office.write(case, lambda come: cases.end_category(come, entry, valid_to=WINTER))
    state = office.visit(case).case.history.state
    assert (state(WINTER).categories, state(TODAY).categories) == (("ORPHAN",), ())
    corrected(office, case, entry, valid_to=None, category_code="OVZ", nosology="VISION")
    content = office.visit(case).case.history.entries[entry].content
    assert isinstance(content, Category)
    assert (content.category_code, content.valid_to) == ("OVZ", None)
    with pytest.raises(Refused, match="DERIVED_CATEGORY"):
        corrected(office, case, entry, category_code="MINOR")
    annulled(office, case, entry)
    assert office.visit(case).case.history.state(AUTUMN).categories == ()
