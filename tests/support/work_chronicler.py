"""Casework of one case, chosen by a given ``random.Random``: measures, steps, consents, contracts.

Ids of employers, vacancies and activities are few, and steps and contracts are mostly those that
were entered before; now and then a link names none.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from marshrut.cases import casework
from marshrut.cases.contents import Content
from tests.support.chronicler import Chronicler
from tests.support.oracle_work_tables import (
    ADDRESSED,
    ALL_OUTCOMES,
    CAUSES,
    CONSENT,
    CONSENTS,
    CONTRACT_STATES,
    COUNTED,
    GIVES,
    MACHINE,
    OPEN,
    OUTCOMES,
    SUBJECTS,
)

STATES = (*MACHINE, *sorted(OPEN) * 2)
MEMBERS = (None, None, UUID(int=1), UUID(int=2))
DECISIONS = ("STATUS_RIGHT", "EXTRACT_RIGHT", "TO_BE_ASKED", "UNDECIDABLE")
EMPLOYMENTS: tuple[list[dict[str, Any]], ...] = (
    [],
    [{"employer_inn": "7001000013"}],
    [{"employer_inn": "7707083893", "period_to": "2024-02-29"}, {"employer_inn": "6301000012"}],
    [{"period_from": "2024-01-01", "employer_inn": "7001000013"}],
)
ENDERS = ("EMPLOYER", "GRADUATE", "MUTUAL", "POO")


class WorkChronicler(Chronicler):
    """Enters casework; no rule of writing is kept."""

    def pick(self, *kinds: type[Content]) -> UUID | None:
        """An entry of these kinds, or of any that can be touched."""
        fitting = [
            entry_id
            for entry_id, content in self.entries.items()
            if not kinds or isinstance(content, kinds)
        ]
        return self.rng.choice(fitting) if fitting else None

    def member(self) -> UUID | None:
        return self.rng.choice(MEMBERS)

    def measure(self) -> None:
        choice = self.rng.choice
        content = casework.Measure(
            measure_code=choice(sorted(ADDRESSED)),
            provided_on=self.day(),
            result=choice(sorted(COUNTED)),
            period_end=self.last_day(),
            form=choice((None, "IN_PERSON", "REMOTE", "GROUP")),
            provider=choice((None, "CK", "CZN")),
            activity_id=self.member(),
            vacancy_id=self.member(),
            employer_id=self.member(),
            routing_step_id=self.pick(casework.Step),
            hours=choice((None, 2, 72)),
            satisfaction=choice((None, 1, 5)),
            initiated_by=choice((None, "GRADUATE_APPLIED", "CENTRE")),
            attributes=choice(
                (
                    {},
                    {"days": 2, "portal": "AIS"},
                    {"topic": "sealed", "consultation_only": True},
                    {"completed_on": "2024-03-01"},
                )
            ),
            source=choice((None, "POO_STAFF")),
        )
        self.touchable(content)

    def course(self) -> dict[str, Any]:
        """A state, since when, until when, and what goes with it."""
        state = self.rng.choice(STATES)
        with_outcome = state in {"DONE", "FAILED"}
        return {
            "state": state,
            "effective_on": self.day(),
            "due_on": self.maybe_day() if state in OPEN else None,
            "outcome": self.rng.choice(ALL_OUTCOMES) if with_outcome else None,
            "reason_code": self.rng.choice(CAUSES) if state == "DECLINED" else None,
            "status_entry_id": self.member(),
            "attributes": self.findings(),
            "source": self.rng.choice((None, "POO_STAFF")),
        }

    def findings(self) -> dict[str, Any]:
        choice = self.rng.choice
        term: dict[str, Any] = {"expected_end_on": self.text_of_day()}
        return choice(({}, {}, {"found": choice((True, False))}, term))

    def step(self) -> None:
        content = casework.Step(
            step_code=self.rng.choice(sorted(OUTCOMES)),
            stage=self.rng.choice((None, 9, 14)),
            employer_id=self.member(),
            vacancy_id=self.member(),
            activity_id=self.member(),
            parent_step_id=self.pick(casework.Step),
            contract_entry_id=self.pick(casework.Contract),
            **self.course(),
        )
        self.touchable(content)

    def transition(self) -> None:
        step_id = self.pick(casework.Step)
        if step_id is None:
            self.step()
        else:
            self.touchable(casework.Transition(step_entry_id=step_id, **self.course()))

    def consent(self) -> None:
        content = casework.Consent(
            consent_kind=self.rng.choice((CONSENT, *CONSENTS)),
            granted_on=self.day(),
            valid_until=self.last_day(),
            revoked_on=self.last_day(),
        )
        self.touchable(content)

    def cause(self) -> None:
        content = casework.RiskCause(
            risk_cause=self.rng.choice(CAUSES),
            effective_on=self.day(),
            ended_on=self.last_day(),
            subject=self.rng.choice(SUBJECTS),
        )
        self.touchable(content)

    def contract(self) -> None:
        content = casework.Contract(
            contract_kind=self.rng.choice(sorted(GIVES)),
            signed_on=self.day(),
            state=self.rng.choice(("ACTIVE", *CONTRACT_STATES)),
            valid_from=self.last_day(),
            valid_to=self.last_day(),
            employer_id=self.member(),
        )
        self.touchable(content)

    def contract_change(self) -> None:
        contract_id = self.pick(casework.Contract)
        if contract_id is None:
            self.contract()
            return
        state = self.rng.choice(sorted(CONTRACT_STATES))
        content = casework.ContractChange(
            contract_entry_id=contract_id,
            state=state,
            effective_on=self.day(),
            terminated_by=self.rng.choice(ENDERS) if state == "TERMINATED" else None,
        )
        self.touchable(content)

    def practice(self) -> None:
        ready = self.rng.choice((True, False))
        self.touchable(casework.PracticeAssessment(assessed_on=self.day(), ready_to_hire=ready))

    def date_of(self, field: str, *, clears: bool = False) -> dict[str, Any]:
        """A correction of a day, to another or, if it ``clears``, to none."""
        day: date | None = self.rng.choice((None, self.day())) if clears else self.day()
        return {field: day.isoformat() if day else None}

    def corrected_move(self) -> dict[str, Any]:
        """A correction of what a step or a transition says."""
        choice, wrong = self.rng.choice, self.course()
        news: tuple[dict[str, Any], ...] = (
            {"state": wrong["state"], "outcome": wrong["outcome"]},
            {"reason_code": choice((None, *CAUSES))},
            {"attributes": {"found": choice((True, False, None)), "expected_end_on": None}},
            {"attributes": {"in_specialty": choice((True, False)), "portal": "AIS"}},
            {"attributes": {"expected_end_on": self.text_of_day()}},
        )
        return choice(news)

    def corrected_step(self) -> dict[str, Any]:
        choice = self.rng.choice
        other: dict[str, Any] = {"step_code": choice(sorted(OUTCOMES))}
        return choice(
            (other, other | {"attributes": {"found": True}}, {"stage": choice((None, 3))})
        )

    def corrected_owner(self, field: str, kind: type[Content]) -> dict[str, Any]:
        """The transition or change was of another step or contract."""
        owner = self.pick(kind)
        return {field: str(owner)} if owner else self.date_of("effective_on")

    def corrected_measure(self) -> dict[str, Any]:
        choice = self.rng.choice
        news: tuple[dict[str, Any], ...] = (
            {"measure_code": choice(sorted(ADDRESSED))},
            {"result": choice(sorted(COUNTED))},
            {"form": choice((None, "GROUP"))},
            {"activity_id": choice((None, str(UUID(int=2))))},
            {"attributes": {"days": choice((None, 3))}},
        )
        return choice(news)


WORK_CORRECTIONS: dict[type[Content], tuple[Any, ...]] = {
    casework.Measure: (
        lambda it: it.date_of("provided_on"),
        WorkChronicler.corrected_measure,
    ),
    casework.Step: (
        lambda it: it.date_of("effective_on"),
        lambda it: it.date_of("due_on", clears=True),
        WorkChronicler.corrected_move,
        WorkChronicler.corrected_step,
    ),
    casework.Transition: (
        lambda it: it.date_of("effective_on"),
        lambda it: it.date_of("due_on", clears=True),
        WorkChronicler.corrected_move,
        lambda it: it.corrected_owner("step_entry_id", casework.Step),
    ),
    casework.Consent: (
        lambda it: it.date_of("granted_on"),
        lambda it: it.date_of("valid_until", clears=True),
        lambda it: it.date_of("revoked_on", clears=True),
        lambda it: {"consent_kind": it.rng.choice(CONSENTS)},
    ),
    casework.RiskCause: (
        lambda it: it.date_of("effective_on"),
        lambda it: it.date_of("ended_on", clears=True),
        lambda it: {"risk_cause": it.rng.choice(CAUSES), "subject": it.rng.choice(SUBJECTS)},
    ),
    casework.Contract: (
        lambda it: it.date_of("signed_on"),
        lambda it: it.date_of("valid_from", clears=True),
        lambda it: it.date_of("valid_to", clears=True),
        lambda it: {"state": it.rng.choice(sorted(CONTRACT_STATES))},
        lambda it: {"contract_kind": it.rng.choice(sorted(GIVES))},
    ),
    casework.ContractChange: (
        lambda it: it.date_of("effective_on"),
        lambda it: {"state": it.rng.choice(sorted(CONTRACT_STATES))},
        lambda it: it.corrected_owner("contract_entry_id", casework.Contract),
    ),
    casework.PracticeAssessment: (
        lambda it: it.date_of("assessed_on"),
        lambda it: {"ready_to_hire": it.rng.choice((True, False))},
    ),
    casework.Verification: (lambda it: {"employments": it.rng.choice(EMPLOYMENTS)},),
    casework.Resolution: (
        lambda it: it.date_of("resolved_on"),
        lambda it: {"decision": it.rng.choice(DECISIONS)},
    ),
}
"""How entries of casework are corrected, by their kind."""

WORK_TURNS = (
    *(WorkChronicler.step,) * 4,
    *(WorkChronicler.transition,) * 7,
    *(WorkChronicler.contract,) * 2,
    *(WorkChronicler.contract_change,) * 2,
    *(WorkChronicler.consent,) * 3,
    *(WorkChronicler.cause,) * 2,
    *(WorkChronicler.measure,) * 3,
    WorkChronicler.practice,
)
"""What is entered, each as often as it stands here."""
