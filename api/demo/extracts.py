"""Verifications of the demo: each region against the social fund and the tax service, once.

Extracts are invented beside what the schools have recorded of the last day of the first year: most
agree, some do not; of those that do not centres have settled some.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from api.demo.acts import News
from api.demo.calendar import Calendar, working_day
from api.demo.cast import Graduate, drawn_id
from api.demo.chances import after, chance, lots, weighted
from api.demo.clerk import Clerk, Later
from api.demo.sorting import Told
from api.demo.tables import employer, regions, school_of
from marshrut.application import corrections
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.verifications import record_verification, resolve
from marshrut.application.visit import Visit
from marshrut.cases.attributes import BLIND
from marshrut.cases.case import Outcome
from marshrut.cases.episodes import Episode
from marshrut.cases.outcomes import COMPARED, compared, unsettled, verifications
from marshrut.policy import Actor, Role
from marshrut.records.runs import RUN, Run, run_of

SOURCES = ("SFR", "FNS")
ABSENT_PERCENT, LOST_PERCENT, OTHER_PERCENT, UNREPORTED_PERCENT = 4, 6, 5, 9
SETTLED_PERCENT, CORRECTED_PERCENT = 60, 80
DECISIONS = (
    ("STATUS_RIGHT", 45),
    ("EXTRACT_RIGHT", 30),
    ("TO_BE_ASKED", 15),
    ("UNDECIDABLE", 10),
)
REASONS = {
    "STATUS_RIGHT": "Работодатель подтвердил: сведения в фонд поданы с опозданием",
    "EXTRACT_RIGHT": "Выпускник подтвердил сведения выписки",
    "TO_BE_ASKED": "Выпускник не отвечает, запрошен работодатель",
    "UNDECIDABLE": "Работодатель ликвидирован, выпускник недоступен",
}
NOTHING = Outcome(UUID(int=0))


def runs(service: Service, calendar: Calendar) -> Iterator[Told]:
    """The events of the runs, as they are stored: the authority of each region orders its own."""
    for region in regions():
        clerk = Clerk(service, calendar, region)
        for source in SOURCES:
            day = _recorded_on(calendar)
            later = Later(day + timedelta(days=60), "CLOSED")
            fields = _fields(calendar, source)
            role = Role.ROIV_STAFF
            yield from clerk.told(RUN, run_id(region, source), day, fields, later, role=role)


def extracts(calendar: Calendar, who: Graduate) -> Iterator[News]:
    """What the extracts say of a graduate, and what is decided on it."""
    if not who.person.get("snils") or who.graduated > _cutoff(calendar):
        return
    for source in SOURCES:
        rng = lots(who.number, "extract", source)
        region = who.school.region
        run = run_of(run_id(region, source), region, "OPENED", _fields(calendar, source))
        if chance(rng, ABSENT_PERCENT):
            continue
        on = after(rng, _recorded_on(calendar), 1, 4)
        yield News(on, _verified(rng, run))
        if chance(rng, SETTLED_PERCENT):
            yield News(after(rng, on, 3, 25), _settled(rng, run))


def run_id(region: str, source: str) -> UUID:
    """The run of a region against one of the extracts."""
    return drawn_id(lots("run", region, source))


def _verified(rng: Random, run: Run) -> Any:
    """The base centre records what the extract says, beside what is known by then."""

    def decide(visit: Visit) -> Outcome:
        history = visit.case.history
        school = school_of(history.organisation(run.cutoff))
        if school.region != run.region:
            return NOTHING
        covering = history.covering(run.cutoff)
        there = [e for e in covering if e.code in COMPARED[run.source]]
        own, visit.request = visit.request, _base_centre(run.region)
        try:
            return record_verification(visit, run, list(_named(rng, run, there)))
        finally:
            visit.request = own

    return decide


def _named(rng: Random, run: Run, reported: list[Episode]) -> Iterator[dict[str, Any]]:
    """The work that the extract names: mostly what was reported."""
    if not reported:
        if run.source == "SFR" and chance(rng, UNREPORTED_PERCENT):
            yield _work(rng, run, run.cutoff - timedelta(days=rng.randint(20, 90)))
        return
    if chance(rng, LOST_PERCENT):
        return
    for episode in reported:
        since, known = episode.period.start, episode.content.attributes.get("employer_inn")
        clear = known if isinstance(known, str) and not known.startswith(BLIND) else None
        if run.source == "SFR" and chance(rng, OTHER_PERCENT):
            yield _work(rng, run, since)
        else:
            yield {"employer_inn": clear, "period_from": since}


def _work(rng: Random, run: Run, since: date) -> dict[str, Any]:
    found = employer(rng, region=run.region)
    return {"employer_inn": found.inn, "employer_name": found.name, "period_from": since}


def _settled(rng: Random, run: Run) -> Any:
    """The centre decides on a discrepancy, and corrects a status that was wrong."""
    decision, corrected = weighted(rng, DECISIONS), chance(rng, CORRECTED_PERCENT)
    worked = rng.randint(20, 60)

    def decide(visit: Visit) -> Outcome:
        history = visit.case.history
        found = [each for each in verifications(history) if each[1].run_id == run.run_id]
        if not found:
            return NOTHING
        entry_id, said = found[0]
        outcome, status = compared(said, history)
        if not unsettled(outcome):
            return NOTHING
        reason = REASONS[decision]
        settled = resolve(visit, entry_id, decision=decision, reason=reason)
        wrong = decision == "EXTRACT_RIGHT" and outcome == "REPORTED_NOT_CONFIRMED" and status
        if wrong and corrected and wrong.content.ended_on is None:
            ended = max(wrong.period.start, run.cutoff - timedelta(days=worked))
            corrections.correct(
                visit,
                wrong.entry_id,
                reason="Работа закончилась раньше: по выписке",
                changes={"ended_on": min(ended, run.cutoff - timedelta(days=1))},
                verification=entry_id,
            )
        return settled

    return decide


def _base_centre(region: str) -> Request:
    actor = Actor(actor_id=f"bck-{region}", role=Role.BCK_STAFF, regions=(region,))
    return Request(actor=actor, correlation_id="demo")


def _cutoff(calendar: Calendar) -> date:
    """The last day of the year in which records begin."""
    return date(calendar.first.year, 12, 31)


def _recorded_on(calendar: Calendar) -> date:
    """When the extracts come: a month later."""
    return working_day(_cutoff(calendar) + timedelta(days=33))


def _fields(calendar: Calendar, source: str) -> dict[str, Any]:
    day = _cutoff(calendar)
    return {
        "source": source,
        "cutoff": str(day),
        "year_from": min(calendar.years[0], day.year),
        "year_to": day.year,
        "extract_number": f"{source}-{day:%Y}/12",
        "extracted_on": str(day + timedelta(days=26)),
    }
