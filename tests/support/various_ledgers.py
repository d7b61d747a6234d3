"""Generated ledgers in which indicators have something to count.

Histories as those of ``tests.support.histories``, no rule of writing kept, but of the statuses,
measures, steps, contracts and employers that the indicators speak of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from marshrut.cases import casework, contents
from marshrut.cases.events import CaseEvent
from tests.support.chronicler import HEALTH, STATUSES
from tests.support.histories import Historian
from tests.support.ledgers import Chronicle
from tests.support.verified_lives import RUNS, Verified, run_events

MOST_EVENTS = 20
MOST_CHECKS = 6
WORK = (
    *("EMPLOYED_LABOUR_CONTRACT",) * 5,
    *("EMPLOYED_CIVIL_CONTRACT", "SOLE_PROPRIETOR", "SELF_EMPLOYED_NPD") * 2,
)
OTHERS = (
    *("CONTINUING_EDUCATION", "F_EMPLOYED", "F_EDUCATION", "F_UNDECIDED"),
    *("CZN_UNEMPLOYED", "INFORMAL", "MILITARY_CONSCRIPT", "PARENTAL_LEAVE"),
)
MEASURES = (
    *("RESUME", "RESUME", "VACANCY_INFO", "PSYCH_SUPPORT", "JOB_FAIR", "EXCURSION", "CAREER_DAY"),
    *("INDIVIDUAL_CONSULTATION", "HOTLINE", "MENTORING", "DPO_COURSE", "VOCATIONAL_TRAINING"),
    *("REFRESHER", "TEMPORARY_JOB", "ENTREPRENEUR_CONTEST", "SURVEY"),
    *("PORTAL_REGISTRATION",) * 3,
)
SAID = (
    {"portal": "AIS"},
    {"portal": "TRUDVSEM", "consultation_only": False},
    {"consultation_only": True, "resume_moderated": True},
    {"completed_on": "2024-03-01", "contract_concluded": True},
    {},
    {},
)
STEPS = {
    "TRACK_REGISTRATION": ("REGISTERED", "TRACK_SET"),
    "HIRING_OUTCOME": ("HIRED_IN_SPECIALTY", "HIRED_OTHER", "NOT_HIRED"),
    "REFERRAL": ("ACCEPTED", "HIRED"),
}
OF_REGISTRIES = {
    "GRADUATE_BANK": ("INCLUDED", "INCLUDED", "WITHDRAWN"),
    "INTENTION_SURVEY": ("COMPLETED",),
    "SERVICE_TERM_CHECK": ("CONFIRMED", "CHANGED"),
    "OPK_DEFERRAL": ("GRANTED", "DENIED"),
    "UNFAIR_EMPLOYER_REPORT": ("SENT", "CONFIRMED", "REJECTED"),
}
RETURNS = ("MILITARY_CONSCRIPT", "PARENTAL_LEAVE", "ADOPTION_LEAVE")
EMPLOYERS = ("7001000013", "7001000013", "7707083893", None)
VIAS = ("ROUTING", "MINTRUD_FAIR", "SELF", None)
CATEGORIES = (
    *("ORPHAN", "OVZ", "DISABLED", "DISABLED_CHILD", "ABILYMPICS_WINNER", "PROFESSIONALITET"),
    *("RELOCATED_REGION", "NOT_PLANNING_SPECIALTY", "ABILYMPICS_PARTICIPANT"),
)
GRADUATIONS = (date(2023, 6, 30), date(2022, 6, 30), date(2024, 6, 28))
BUSY = (date(2023, 6, 29), date(2023, 9, 1), date(2023, 12, 31), date(2024, 3, 1))


class Biographer(Historian, Verified):
    """Enters what indicators count, and what they nearly count."""

    statuses: tuple[str, ...] = (*WORK, *OTHERS)
    measures: tuple[str, ...] = MEASURES
    steps: Mapping[str, tuple[str, ...]] = STEPS

    def day(self) -> date:
        """Mostly a busy day of the case, or one of everybody's."""
        return self.rng.choice((*BUSY, super().day()))

    def opening(self) -> None:
        choice = self.rng.choice
        passport = contents.Passport(
            programme_code=choice(("15.02.16", "15.01.05", "09.02.07")),
            study_form=choice(("FULL_TIME", "FULL_TIME", "PART_TIME", "MIXED")),
            graduation_year=choice((2022, 2023, 2023, 2024, 2025, 2025)),
            funding=choice(("BUDGET", "PAID", None)),
            sex=choice(("F", "M", None)),
            municipality=choice(("66701000", "66641101", None)),
            citizenship_ru=choice((True, True, False)),
            has_snils=choice((True, True, False)),
            adult_on=choice((None, *GRADUATIONS)),
        )
        content = contents.Opening(organisation="A", person_id=self.case_id, passport=passport)
        self.enter(content)

    def graduation(self) -> None:
        day = self.rng.choice((*GRADUATIONS, *GRADUATIONS, self.day()))
        self.touchable(contents.Graduation(graduation_date=day))

    def status(self) -> None:
        start = self.day()
        lasting = self.rng.choice(
            (None, None, None, start + timedelta(days=self.rng.randrange(400)))
        )
        content = contents.Status(
            status_code=self.rng.choice((*self.statuses, self.rng.choice(STATUSES))),
            effective_on=start,
            ended_on=lasting,
            attributes=self.attributes() | self.employer(),
        )
        self.touchable(content)

    def employer(self) -> dict[str, Any]:
        said = {"employer_inn": self.rng.choice(EMPLOYERS), "via": self.rng.choice(VIAS)}
        return {name: value for name, value in said.items() if value}

    def category(self) -> None:
        code, nosology = self.rng.choice(CATEGORIES), self.rng.choice((None, "VISION", "SPEECH"))
        content = contents.Category(
            category_code=code,
            valid_from=self.day(),
            valid_to=self.rng.choice((None, self.day())),
            nosology=nosology if code in HEALTH else None,
        )
        self.touchable(content)

    def measure(self) -> None:
        choice = self.rng.choice
        code = choice(self.measures)
        content = casework.Measure(
            measure_code=code,
            provided_on=self.day(),
            result=choice(
                ("PROVIDED", "PROVIDED", "COMPLETED", "COMPLETED", "IN_PROGRESS", "NO_SHOW")
            ),
            period_end=choice((None, self.day())),
            form=choice((None, "IN_PERSON", "GROUP")),
            provider=choice(("CK", "CK", "CK", "BCK", "INCLUSIVE_BASE_ORG", None)),
            initiated_by=choice(("GRADUATE_APPLIED", "GRADUATE_APPLIED", "CENTRE", None)),
            activity_id=choice((None, None, None, UUID(int=1))),
            attributes=choice(SAID[:2] if code == "PORTAL_REGISTRATION" else SAID),
        )
        self.touchable(content)

    def step(self) -> None:
        code = self.rng.choice(sorted(self.steps))
        course = self.course()
        outcome = {"outcome": self.rng.choice(self.steps[code])} if course["outcome"] else {}
        linked = {"status_entry_id": self.pick(contents.Status)}
        said = {"attributes": course["attributes"] | self.finding()}
        self.touchable(casework.Step(step_code=code, **(course | linked | outcome | said)))

    def finding(self) -> dict[str, Any]:
        """What a survey says of plans, and a report of an employer."""
        planned: dict[str, Any] = self.rng.choice(
            ({"in_specialty": True}, {"in_specialty": False}, {})
        )
        return planned | {"employer_inn": EMPLOYERS[0]}

    def consent(self) -> None:
        content = casework.Consent(
            consent_kind=self.rng.choice(("RESUME_TRANSFER", "RESUME_TRANSFER", "TRANSFER_CZN")),
            granted_on=self.rng.choice((date(2022, 3, 1), self.day())),
            valid_until=self.rng.choice((None, None, self.day())),
            revoked_on=self.rng.choice((None, None, self.day())),
        )
        self.touchable(content)

    def contract(self) -> None:
        content = casework.Contract(
            contract_kind=self.rng.choice(("TARGETED", "DUAL")),
            signed_on=self.rng.choice((date(2022, 3, 1), self.day())),
            state=self.rng.choice(("ACTIVE", "ACTIVE", "DRAFT", "FULFILLING")),
            valid_to=self.rng.choice((None, None, self.day())),
            employer_inn=self.rng.choice(EMPLOYERS),
        )
        self.touchable(content)

    def turns(self) -> tuple[Callable[[], None], ...]:
        """What happens, each as often as it stands here."""
        return (
            *(self.status,) * 6,
            *(self.measure,) * 5,
            *(self.contract, self.contract_change, self.correct, self.category) * 2,
            *(self.step, self.step, self.transition, self.annul, self.end, self.graduation),
            *(self.passport_change, self.movement),
        )

    def checks(self) -> tuple[Callable[[], None], ...]:
        """What comes of comparing a life with extracts, in the end."""
        return (*(self.verify, self.resolve) * 3, self.verify, self.correct, self.annul)


class Registrar(Biographer):
    """Enters what registries list, and what they nearly list."""

    statuses = (*OTHERS, *RETURNS, *RETURNS)
    measures = ("PORTFOLIO", "PORTFOLIO", "TEMPORARY_JOB", "RESUME")
    steps = OF_REGISTRIES

    def turns(self) -> tuple[Callable[[], None], ...]:
        return (
            *(self.status, self.step, self.step, self.consent, self.measure, self.category) * 4,
            *(self.contract, self.contract_change, self.contract_change, self.transition) * 2,
            *(self.correct, self.correct, self.annul, self.end, self.movement),
        )


class VariousChronicle(Chronicle):
    """A chronicle of such lives; two of three have a diploma, late or early."""

    writers: tuple[type[Biographer], ...] = (Biographer,)

    def _streams(self) -> list[list[Any]]:
        return [*super()._streams(), *(run_events(run, self.rng) for run in RUNS)]

    def _cases(self, number: int) -> list[list[CaseEvent]]:
        told = (self._life(UUID(int=n << 64)) for n in range(1, number + 1))
        return [[self._varied(event) for event in events] for events in told]

    def _life(self, case_id: UUID) -> list[CaseEvent]:
        writer = self.rng.choice(self.writers)(self.rng, case_id)
        writer.opening()
        if self.rng.randrange(3):
            writer.graduation()
        for _ in range(self.rng.randrange(MOST_EVENTS)):
            self.rng.choice(writer.turns())()
        writer.rng = Random(case_id.int)  # noqa: S311 - a history to repeat
        for _ in range(writer.rng.randrange(MOST_CHECKS)):
            writer.rng.choice(writer.checks())()
        return writer.events


class RegisteredChronicle(VariousChronicle):
    """A chronicle of lives that registries tell of."""

    writers = (Registrar,)
