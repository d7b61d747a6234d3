"""Generated ledgers in which registries have members: no rule of writing is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from marshrut.cases import casework, contents
from marshrut.cases.events import CaseEvent
from tests.support.histories import Historian
from tests.support.ledgers import Chronicle

MOST_EVENTS = 22
STEPS = {
    "INTENTION_SURVEY": ("COMPLETED", "REFUSED"),
    "GRADUATE_BANK": ("INCLUDED", "INCLUDED", "WITHDRAWN"),
    "OPK_DEFERRAL": ("GRANTED", "DENIED"),
    "SERVICE_TERM_CHECK": ("CONFIRMED", "CHANGED"),
}
STATES = ("DONE", "DONE", "DONE", "PLANNED", "IN_PROGRESS", "CANCELLED")
STATUSES = (
    *("MILITARY_CONSCRIPT",) * 3,
    *("PARENTAL_LEAVE", "ADOPTION_LEAVE", "CZN_UNEMPLOYED", "CZN_JOB_SEEKER", "INFORMAL") * 2,
    *("EMPLOYED_LABOUR_CONTRACT", "F_AT_RISK", "F_EMPLOYED", "DECEASED"),
)
CATEGORIES = (
    *("ORPHAN", "OVZ", "DISABLED", "PROFESSIONALITET", "ABILYMPICS_WINNER"),
    *("ABILYMPICS_PARTICIPANT", "RELOCATED_REGION", "NOT_PLANNING_SPECIALTY"),
)


class Registrar(Historian):
    """Enters what registries ask for, and what they nearly ask for."""

    def status(self) -> None:
        attributes: dict[str, Any] = {"in_specialty": self.rng.choice((True, False))}
        if self.rng.randrange(2):
            attributes["expected_end_on"] = self.text_of_day()
        content = contents.Status(
            status_code=self.rng.choice(STATUSES),
            effective_on=self.day(),
            ended_on=self.last_day(),
            attributes=attributes,
        )
        self.touchable(content)

    def category(self) -> None:
        code = self.rng.choice(CATEGORIES)
        last = self.last_day()
        self.touchable(contents.Category(category_code=code, valid_from=self.day(), valid_to=last))

    def step(self) -> None:
        choice = self.rng.choice
        code, state = choice(sorted(STEPS)), choice(STATES)
        said: dict[str, Any] = {}
        if code == "INTENTION_SURVEY" and self.rng.randrange(4):
            said = {"in_specialty": choice((True, False))}
        if code == "SERVICE_TERM_CHECK" and self.rng.randrange(4):
            said = {"expected_end_on": self.text_of_day()}
        content = casework.Step(
            step_code=code,
            state=state,
            effective_on=self.day(),
            due_on=self.maybe_day() if state in {"PLANNED", "IN_PROGRESS"} else None,
            outcome=choice(STEPS[code]) if state == "DONE" else None,
            attributes=said,
        )
        self.touchable(content)

    def measure(self) -> None:
        choice = self.rng.choice
        content = casework.Measure(
            measure_code=choice(("PORTFOLIO", "TEMPORARY_JOB", "TEMPORARY_JOB")),
            provided_on=self.day(),
            result=choice(("PROVIDED", "COMPLETED", "NO_SHOW")),
            period_end=self.last_day(),
            attributes=choice(({}, {}, {"consultation_only": choice((True, False))})),
        )
        self.touchable(content)

    def consent(self) -> None:
        content = casework.Consent(
            consent_kind=self.rng.choice(("RESUME_TRANSFER", "RESUME_TRANSFER", "PHOTO_MEDIA")),
            granted_on=self.day(),
            valid_until=self.last_day(),
        )
        self.touchable(content)

    def turn(self) -> None:
        """Something happens, each as often as it stands here."""
        turns = (
            *(self.status, self.step) * 4,
            *(self.consent, self.category, self.measure, self.correct) * 3,
            *(self.contract, self.contract_change, self.transition, self.annul, self.end) * 2,
            *(self.graduation, self.passport_change, self.movement),
        )
        self.rng.choice(turns)()


class RegistryChronicle(Chronicle):
    """A chronicle of such cases; two of three have a diploma."""

    def _cases(self, number: int) -> list[list[CaseEvent]]:
        told = (self._life(UUID(int=n << 64)) for n in range(1, number + 1))
        return [[self._varied(event) for event in events] for events in told]

    def _life(self, case_id: UUID) -> list[CaseEvent]:
        writer = Registrar(self.rng, case_id)
        writer.opening()
        if self.rng.randrange(3):
            writer.graduation()
        for _ in range(self.rng.randrange(MOST_EVENTS)):
            writer.turn()
        return writer.events
