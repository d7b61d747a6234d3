"""Which moves of steps stand at which stage of the funnel (``funnel_stages``)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause, Table, and_, case, exists, not_, or_

from marshrut.asof import AsOf
from marshrut.cases.casework import Step
from marshrut.classifiers import classifier
from projections.point import known


def at_stage(move: Table, stage: str) -> ColumnElement[bool]:
    """Moves of the steps of the stage, with an outcome that it names, in one of its states."""
    term = classifier("funnel_stages").get(stage)
    steps = [word.partition(":") for word in term.words("steps")]
    named = or_(
        *(
            and_(move.c.code == code, move.c.outcome == outcome) if outcome else move.c.code == code
            for code, _, outcome in steps
        )
    )
    unless = or_(move.c.outcome.is_(None), move.c.outcome.not_in(term.words("except")))
    return and_(named, move.c.state.in_(term.words("states")), unless)


def last_moves(move: Table, point: AsOf) -> ColumnElement[bool]:
    """Moves by the point that no later move of the same step follows (semantics S9)."""
    later = move.alias("later")
    days, later_days = move.c.effective_on, later.c.effective_on
    same_day = and_(later_days == days, _turn(later) > _turn(move))
    followed = exists().where(
        later.c.case_id == move.c.case_id,
        later.c.step_id == move.c.step_id,
        _by(later, point),
        or_(later_days > days, same_day),
    )
    return and_(_by(move, point), not_(followed))


def _by(move: FromClause, point: AsOf) -> ColumnElement[bool]:
    """Moves that were made on or before the date, as known then; measures have steps, too."""
    c = move.c
    return and_(known(move, point), c.kind == Step.KIND, c.effective_on <= point.as_of)


def _turn(move: FromClause) -> ColumnElement[int]:
    """Of the moves of a day the last is the one that the machine of states allows last."""
    codes = classifier("step_states").codes
    return case({code: turn for turn, code in enumerate(codes)}, value=move.c.state)
