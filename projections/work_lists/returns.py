"""Who comes back from service or leave: the term known, and what a check of it has found.

Registries R02 and R07 (domain 8): the term ends within the next days, or has ended while the
status goes on (F041, F042).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, select

from projections.point import covers
from projections.work_lists.asking import STEPS, Ask

SERVICE = ("MILITARY_CONSCRIPT", "MILITARY_CONTRACT")
LEAVES = ("MATERNITY_LEAVE", "PARENTAL_LEAVE", "ADOPTION_LEAVE")
TERM_CHECK = "SERVICE_TERM_CHECK"
DONE = "DONE"


def returns(ask: Ask) -> Select[Any]:
    """Service and leave that end soon or should have ended, the first to end first."""
    episode = ask.slot.case_episode
    due_on = _term(episode, ask).label("due_on")
    facts = (episode.c.entry_id, episode.c.status_code, due_on)
    asked = ask.each(episode, *facts).where(
        covers(episode, ask.point),
        episode.c.status_code.in_((*SERVICE, *LEAVES)),
        _term(episode, ask) <= ask.last,
    )
    return asked.order_by(due_on)


def _term(episode: Table, ask: Ask) -> ColumnElement[Any]:
    """The last day expected; of service, that of its latest check where there was one."""
    check = ask.slot.case_span
    found = (
        select(check.c.due_on)
        .where(
            check.c.case_id == episode.c.case_id,
            covers(check, ask.point),
            check.c.kind == STEPS,
            check.c.code == TERM_CHECK,
            check.c.state == DONE,
            check.c.due_on.is_not(None),
            check.c.valid_from >= episode.c.valid_from,
        )
        .order_by(check.c.valid_from.desc(), check.c.known_from.desc(), check.c.due_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    expected = episode.c.expected_end_on
    return case(
        (episode.c.status_code.in_(SERVICE), func.coalesce(found, expected)), else_=expected
    )
