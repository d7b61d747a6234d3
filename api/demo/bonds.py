"""Targeted and dual contracts: kept, broken by an employer or a graduate, disputed (7.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from api.demo.acts import Decision, News, recorded
from api.demo.casework import contract, contract_change, measure, step
from api.demo.cast import Graduate
from api.demo.chances import after, chance, weighted
from api.demo.tables import Employer
from api.demo.work import hired, workplace
from marshrut.asof import add_months

REQUIRED_MONTHS = 36
OUTCOMES = (("KEPT", 82), ("EMPLOYER", 8), ("GRADUATE", 7), ("MUTUAL", 3))
SETTLED = (
    ("RESTORED", 20),
    ("COMPENSATED", 30),
    ("OTHER_EMPLOYER_REFERRAL", 35),
    ("NOT_RESOLVED", 15),
)


def bound(rng: Random, who: Graduate) -> Iterator[News]:
    """Signed a contract before the diploma, and works by it or does not."""
    kind = weighted(rng, (("TARGETED", 65), ("DUAL", 35)))
    place = workplace(rng, who)
    signed = after(rng, who.graduated, -600, -120)
    by_centre = chance(rng, 45)
    yield News(signed, _signed(kind, signed, who, place, via_ck=by_centre))
    if kind == "TARGETED" and by_centre:
        yield News(signed, step("TARGETED_CONTRACT", signed, outcome="SIGNED", contract=kind))
        yield News(signed, measure("TARGETED_CONTRACT_VIA_CK", signed, contract=kind))
    turn = weighted(rng, OUTCOMES)
    since = after(rng, who.graduated, 5, 45)
    if turn == "KEPT":
        yield from _kept(rng, who, kind, since, place)
    else:
        yield from _broken(rng, who, kind, since, turn)


def _signed(kind: str, signed: date, who: Graduate, place: Employer, *, via_ck: bool) -> Decision:
    return contract(
        kind,
        signed,
        employer_inn=place.inn,
        employer_name=place.name,
        number=f"{who.number}/{signed.year}",
        valid_from=signed,
        valid_to=add_months(who.graduated, REQUIRED_MONTHS),
        required_work_months=REQUIRED_MONTHS if kind == "TARGETED" else None,
        via_ck=via_ck,
    )


def _kept(rng: Random, who: Graduate, kind: str, since: date, place: Employer) -> Iterator[News]:
    known = after(rng, since, 0, 12)
    via = "TARGETED_CONTRACT" if kind == "TARGETED" else "DUAL_CONTRACT"
    yield News(known, recorded(hired(rng, who, since, fitting=True, via=via, place=place)))
    yield News(known, contract_change(kind, "FULFILLING", since))
    if kind == "TARGETED":
        looked = after(rng, known, 60, 120)
        yield News(looked, _tracking(kind, looked, "IN_PROGRESS", state="FULFILLING"))


def _broken(rng: Random, who: Graduate, kind: str, day: date, by: str) -> Iterator[News]:
    """Terminated; if by the employer, the centre helps the graduate to his right (S003-10)."""
    known = after(rng, day, 1, 20)
    change = contract_change(kind, "TERMINATED", day, terminated_by=by, reason="Соглашение")
    yield News(known, change)
    if by == "EMPLOYER":
        yield News(known, _tracking(kind, known, "BREACH_EMPLOYER", state="TERMINATED"))
        yield from _dispute(rng, kind, known)
    found = after(rng, known, 10, 80)
    facts = hired(rng, who, found, fitting=chance(rng, 60))
    yield News(after(rng, found, 1, 20), recorded(facts))


def _tracking(kind: str, day: date, outcome: str, *, state: str) -> Decision:
    told = {"contract_state": state}
    return step("TARGET_TRACKING", day, outcome=outcome, contract=kind, attributes=told)


def _dispute(rng: Random, kind: str, day: date) -> Iterator[News]:
    advised = after(rng, day, 1, 10)
    aid = {"legal_subject": "TARGETED_CONTRACT", "result_text": "Подготовлена претензия"}
    yield News(advised, measure("LEGAL_AID", advised, provider="CK", attributes=aid))
    settled = after(rng, advised, 20, 90)
    outcome = weighted(rng, SETTLED)
    state = "FAILED" if outcome == "NOT_RESOLVED" else "DONE"
    case = step("LEGAL_AID_CASE", settled, state=state, outcome=outcome, contract=kind)
    yield News(settled, case)
