"""Generated histories of one case: what was recorded of it, in the order of recording.

``history`` draws from any ``random.Random``: with a seeded one it can be repeated, with the one
that Hypothesis hands to ``histories`` it shrinks (first choices are the simplest). Days crowd
into a few of one case, so that equal starts, late news and empty episodes are frequent. The
rules for writing are not kept: the fold has to give an answer whatever was recorded. Days in
changes are ISO texts, as they come from the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, cast
from uuid import UUID

from hypothesis import strategies as st

from marshrut.cases import casework, contents, events
from marshrut.cases.contents import Content
from marshrut.cases.events import CaseEvent
from tests.support.chronicler import (
    CATEGORIES,
    FORMS,
    HEALTH,
    MOVES,
    NOSOLOGIES,
    PLACES,
    STATUSES,
)
from tests.support.scribe import SOME_CASE
from tests.support.work_chronicler import WORK_CORRECTIONS, WORK_TURNS, WorkChronicler

MOST_EVENTS = 14

Turns = Sequence[Callable[[Any], None]]


class Historian(WorkChronicler):
    """Also ends, corrects and annuls what was entered."""

    def end(self) -> None:
        entry_id = self.pick(*ENDINGS)
        if entry_id is None:
            self.status()
        else:
            event, field = ENDINGS[type(self.entries[entry_id])]
            self.write(event, entry_id, **{field: self.day()})

    def annul(self) -> None:
        entry_id = self.pick()
        if entry_id is None:
            self.status()
        else:
            del self.entries[entry_id]
            self.write(events.EntryAnnulled, entry_id)

    def correct(self) -> None:
        entry_id = self.pick(*CORRECTIONS)
        if entry_id is None:
            self.status()
        else:
            corrections = CORRECTIONS[type(self.entries[entry_id])]
            changes = self.rng.choice(corrections)(self)
            self.write(events.EntryCorrected, entry_id, changes=changes)

    def corrected_attributes(self) -> dict[str, Any]:
        return {"attributes": {"education_form": self.rng.choice(FORMS), "in_specialty": None}}

    def corrected_code(self) -> dict[str, Any]:
        changes: dict[str, Any] = {"status_code": self.rng.choice(STATUSES)}
        return changes | ({"attributes": self.attributes()} if self.rng.randrange(2) else {})

    def corrected_category(self) -> dict[str, Any]:
        code = self.rng.choice(CATEGORIES)
        return {
            "category_code": code,
            "nosology": self.rng.choice(NOSOLOGIES) if code in HEALTH else None,
        }

    def corrected_movement(self) -> dict[str, Any]:
        return {"kind": self.rng.choice(MOVES), "to_organisation": self.rng.choice(PLACES)}


ENDINGS: dict[type[Content], tuple[type[CaseEvent], str]] = {
    contents.Status: (events.StatusEnded, "ended_on"),
    contents.Category: (events.CategoryEnded, "valid_to"),
    casework.Consent: (events.ConsentRevoked, "revoked_on"),
    casework.RiskCause: (events.RiskCauseEnded, "ended_on"),
}

CORRECTIONS: dict[type[Content], tuple[Any, ...]] = {
    contents.Status: (
        lambda it: it.date_of("effective_on"),
        lambda it: it.date_of("ended_on", clears=True),
        lambda it: it.date_of("effective_on") | it.date_of("ended_on", clears=True),
        Historian.corrected_attributes,
        Historian.corrected_code,
        lambda it: it.corrected_code() | it.date_of("effective_on"),
    ),
    contents.Category: (
        lambda it: it.date_of("valid_from"),
        lambda it: it.date_of("valid_to", clears=True),
        Historian.corrected_category,
    ),
    contents.Movement: (lambda it: it.date_of("effective_on"), Historian.corrected_movement),
    contents.Graduation: (lambda it: it.date_of("graduation_date"),),
    contents.PassportChange: (
        lambda it: it.date_of("effective_on", clears=True),
        lambda it: {"changes": it.passport_changes()},
    ),
    contents.Closure: (lambda it: it.date_of("effective_on"),),
    contents.Merge: (lambda it: it.date_of("effective_on"),),
    **WORK_CORRECTIONS,
}

# What happens next, each as often as it stands here.
OF_LIFE = (
    *(Historian.status,) * 18,
    *(Historian.correct,) * 7,
    *(Historian.annul,) * 3,
    *(Historian.end,) * 3,
    *(Historian.category,) * 2,
    *(Historian.graduation,) * 3,
    *(Historian.movement,) * 2,
    *(Historian.passport_change,) * 3,
    Historian.confirmation,
    Historian.closure,
    Historian.merge,
    Historian.erasure,
)
TURNS = (*OF_LIFE, *WORK_TURNS)
AT_WORK = (
    *WORK_TURNS * 2,
    *(Historian.correct,) * 12,
    *(Historian.annul,) * 5,
    *(Historian.end,) * 3,
    *(Historian.status,) * 3,
    Historian.category,
    Historian.graduation,
)
LEANINGS: tuple[Turns, ...] = (TURNS, TURNS, AT_WORK)


def history(
    rng: Random, *, case_id: UUID = SOME_CASE, leanings: Sequence[Turns] = LEANINGS
) -> list[CaseEvent]:
    """1-14 events of one case; entry ids are the case's plus the version that made them."""
    historian = Historian(rng, case_id)
    historian.opening()
    turns = rng.choice(leanings)
    for _ in range(max(rng.randrange(MOST_EVENTS), rng.randrange(MOST_EVENTS))):
        rng.choice(turns)(historian)
    return historian.events


def histories() -> st.SearchStrategy[list[CaseEvent]]:
    """Histories for Hypothesis; a failing one shrinks."""
    return st.builds(lambda rng: history(cast("Random", rng)), st.randoms())


def courses_of_life() -> st.SearchStrategy[list[CaseEvent]]:
    """Histories without casework, in which statuses meet more often."""
    return st.builds(lambda rng: history(cast("Random", rng), leanings=(OF_LIFE,)), st.randoms())


def courses_of_work() -> st.SearchStrategy[list[CaseEvent]]:
    """Histories in which staff work much: measures, steps, consents, contracts."""
    return st.builds(lambda rng: work_history(cast("Random", rng)), st.randoms())


def work_history(rng: Random) -> list[CaseEvent]:
    """A history in which staff work much."""
    return history(rng, leanings=(AT_WORK,))
