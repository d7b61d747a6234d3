"""Discrepancies with an extract on which nobody has decided, or not carried it out (F115)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, or_

from marshrut.cases.casework import Verification
from marshrut.classifiers import classifier
from projections.point import known
from projections.work_lists.asking import Ask


def _flagged(name: str, flag: str) -> list[str]:
    return [term.code for term in classifier(name).terms.values() if term.flag(flag)]


UNSETTLED = _flagged("verification_outcomes", "unsettled")
"""The outcomes on which somebody is to decide."""

SETTLED = _flagged("verification_decisions", "settled")
"""The decisions after which nothing is left to do."""


def discrepancies(ask: Ask) -> Select[Any]:
    """Verifications up to the day that show a discrepancy that is not settled, the oldest first.

    A decision that the extract is right is carried out by a correction: then there is no
    discrepancy any more.
    """
    said = ask.slot.case_span
    facts = (
        said.c.entry_id,
        said.c.code.label("outcome"),
        said.c.state.label("source"),
        said.c.outcome.label("decision"),
        said.c.valid_from.label("since_on"),
    )
    unsettled = and_(
        known(said, ask.point),
        said.c.kind == Verification.KIND,
        said.c.valid_from <= ask.today,
        said.c.code.in_(UNSETTLED),
        or_(said.c.outcome.is_(None), said.c.outcome.not_in(SETTLED)),
    )
    return ask.each(said, *facts).where(unsettled).order_by(said.c.valid_from)
