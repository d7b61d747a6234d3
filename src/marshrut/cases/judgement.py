"""Whether a new or corrected status may stand in a case (domain 4.5, semantics S2-S4, S17).

Each check is one small function, called in the order of semantics S17; the first that refuses
decides. What a check needs beyond the events of the case comes in ``Circumstances``.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from marshrut.asof import ONE_DAY, add_months, birthday
from marshrut.cases.casework import Resolution, Verification
from marshrut.cases.checks import (
    FULL_AGE,
    Circumstances,
    Judgement,
    check_alive,
    check_dates,
    check_open,
    check_past,
)
from marshrut.cases.contents import Erasure, Merge, Status
from marshrut.cases.entries import Entry
from marshrut.cases.episodes import Episode, derive_closings, stated_episodes
from marshrut.cases.evidence import ORAL, missing_of
from marshrut.cases.history import History
from marshrut.cases.statuses import DECEASED, REFUSED, WARNS, cell, status_term
from marshrut.classifiers.words import codes_naming
from marshrut.refusals import Finding, Refused, finding, refuse

WORKING_AGE = 14
CONSCRIPTION_AGE = 18
LONGEST_CONSCRIPTION_MONTHS = 13
ABOUT_THE_FILE = (Merge, Erasure, Verification, Resolution)


def judge_status(entry: Entry, status: Status, history: History, at: Circumstances) -> Judgement:
    """Judge ``status``, the content of ``entry``, against ``history`` without that entry."""
    _check_shape(status, history, at)
    _check_lifecycle(entry, history, at)
    check_alive(status.effective_on, history, but=status.status_code == DECEASED)
    _check_time(status, history, at)
    _check_ages(status, at)
    _check_duplicate(status, history)
    placed = derive_closings(stated_episodes([*history.entries.values(), entry]))
    new = next(e for e in placed if e.entry_id == entry.entry_id)
    warnings = [*_pair_warnings(new, placed), *_own_warnings(status, history, at)]
    closed = tuple(e.entry_id for e in placed if e.closed_by == new.entry_id)
    return Judgement(tuple(warnings), closed)


def _check_shape(status: Status, history: History, at: Circumstances) -> None:
    code, attributes = status.status_code, status.attributes
    missing = [
        finding("MISSING_ATTRIBUTE", field=f"attributes.{name}", status=code)
        for name in codes_naming("status_attributes", "required", code)
        if name not in attributes
    ]
    if missing:
        raise Refused(*missing)
    if status_term(code).text_required and not {"text", "reason"} & attributes.keys():
        raise refuse("TEXT_REQUIRED", field="attributes.text", status=code)
    if code == DECEASED and status.ended_on is not None:
        raise refuse("INVALID", field="ended_on", expected="null")
    check_dates(status.effective_on, status.ended_on, at)
    if not status_term(code).actual and not status.planned_change:
        working = [e for e in history.covering(status.effective_on) if _works(e)]
        if working:
            raise refuse("KIND_MISMATCH", field="status_code", forecast=code, open=working[0].code)


def _check_lifecycle(entry: Entry, history: History, at: Circumstances) -> None:
    if entry.corrected_by is None:
        check_open(history, at)


def _check_time(status: Status, history: History, at: Circumstances) -> None:
    term = status_term(status.status_code)
    if not term.actual:
        return
    check_past(status.effective_on, at, field="effective_on")
    graduated = history.graduated_on
    if term.before_graduation or (graduated and status.effective_on >= graduated):
        return
    raise refuse("BEFORE_GRADUATION", status=term.code, effective_on=status.effective_on)


def _check_ages(status: Status, at: Circumstances) -> None:
    found = underage(status, at.born) if at.born else None
    if found is not None:
        raise Refused(found)


def underage(status: Status, born: date) -> Finding | None:
    """``UNDERAGE_WORK`` before 14, ``UNDERAGE_SERVICE`` of a conscript before 18 (domain 4.5)."""
    term, day = status_term(status.status_code), status.effective_on
    if term.group == "EMPLOYED" and day < birthday(born, WORKING_AGE):
        return finding("UNDERAGE_WORK", effective_on=day, age=WORKING_AGE)
    if term.matrix == "CONSCRIPT" and day < birthday(born, CONSCRIPTION_AGE):
        return finding("UNDERAGE_SERVICE", effective_on=day, age=CONSCRIPTION_AGE)
    return None


def _check_duplicate(status: Status, history: History) -> None:
    """The same code, start and employer twice (domain 4.5)."""
    for episode in history.episodes:
        if _same(episode.content, status):
            raise refuse("DUPLICATE", existing=episode.entry_id, entry_id=episode.entry_id)


def _same(one: Status, other: Status) -> bool:
    return (
        one.status_code == other.status_code
        and one.effective_on == other.effective_on
        and one.attributes.get("employer_inn") == other.attributes.get("employer_inn")
    )


def _pair_warnings(new: Episode, placed: tuple[Episode, ...]) -> list[Finding]:
    """Refuse (``INCOMPATIBLE_STATUS``) or warn for each pair that the new episode forms (S3)."""
    warnings = []
    for other in placed:
        if other is new:
            continue
        earlier, later = sorted((new, other), key=lambda e: e.order)
        verdict = cell(earlier.content, later.content)
        together = new.period.overlaps(other.period)
        if verdict == REFUSED and together:
            raise refuse(
                "INCOMPATIBLE_STATUS",
                new=new.code,
                new_from=new.period.start,
                open=other.code,
                open_period=_period(other),
                entry_id=other.entry_id,
            )
        closing = earlier.closed_by == later.entry_id
        if verdict in WARNS and (together or closing):
            warnings.append(finding("UNUSUAL_COMBINATION", new=new.code, open=other.code))
    return warnings


def _own_warnings(status: Status, history: History, at: Circumstances) -> list[Finding]:
    code, attributes = status.status_code, status.attributes
    found = []
    if missing := missing_of(status):
        found.append(finding("INCOMPLETE", fields=missing))
    if status.evidence_kind == ORAL:
        found.append(finding("ORAL_EVIDENCE"))
    if status_term(code).group == "EMPLOYED" and _minor(status.effective_on, at):
        found.append(finding("MINOR_WORK", effective_on=status.effective_on))
    if code == "MILITARY_CONSCRIPT" and _too_long(status, at):
        found.append(finding("LONG_CONSCRIPTION", since=status.effective_on))
    if _outside(status, history, at):
        found.append(finding("OUTSIDE_REGION", region=attributes["region"]))
    if code == DECEASED:
        found += facts_after_death(status.effective_on, history)
    return found


def facts_after_death(death: date, history: History) -> list[Finding]:
    """``FACTS_AFTER_DEATH``: what a death that became known late leaves behind it (S3)."""
    after = facts_after(death, history)
    return [finding("FACTS_AFTER_DEATH", entries=after)] if after else []


def facts_after(death: date, history: History) -> dict[UUID, date]:
    """The entries about the person that lie after the death, and their days.

    A merge, an erasure and a verification are about the file: they may well follow a death.
    """
    return {
        entry.entry_id: entry.content.starts_on
        for entry in history.entries.values()
        if entry.annulled_by is None
        and not isinstance(entry.content, ABOUT_THE_FILE)
        and entry.content.starts_on is not None
        and entry.content.starts_on > death
    }


def _works(episode: Episode) -> bool:
    return status_term(episode.code).group == "EMPLOYED"


def _minor(day: date, at: Circumstances) -> bool:
    return at.born is not None and day < birthday(at.born, FULL_AGE)


def _too_long(status: Status, at: Circumstances) -> bool:
    limit = add_months(status.effective_on, LONGEST_CONSCRIPTION_MONTHS)
    return (status.ended_on or at.today) > limit


def _outside(status: Status, history: History, at: Circumstances) -> bool:
    region = status.attributes.get("region")
    if region is None or at.region is None or region == at.region:
        return False
    return "RELOCATED_REGION" not in history.state(status.effective_on).categories


def _period(episode: Episode) -> str:
    if episode.period.end is None:
        return f"{episode.period.start} — …"
    return f"{episode.period.start} — {episode.period.end - ONE_DAY}"
