"""Contracts broken off by the employer, and consents that run out (domain 7.5; F010)."""

from __future__ import annotations

import polars as pl

from marshrut.cases.casework import Consent, Contract
from projections.work_lists.agreements import BY_EMPLOYER, CANCELLED, LEGAL_AID, TERMINATED
from projections.work_lists.framed.asking import Ask

ENTRY = ("number", "entry")


def contracts_terminated_by_employer(ask: Ask) -> pl.LazyFrame:
    """Terminated contracts without a step of legal aid, for them or for whichever it is."""
    broken = ask.spans(
        pl.col("kind") == Contract.KIND,
        pl.col("state") == TERMINATED,
        pl.col("outcome") == BY_EMPLOYER,
    )
    aid = ask.steps(pl.col("code") == LEGAL_AID, pl.col("state") != CANCELLED)
    steps = aid.select("number", named="contract_entry")
    helps = pl.col("named").is_null() | (pl.col("named") == pl.col("entry"))
    helped = broken.join(steps, on="number").filter(helps)
    return ask.each(broken.join(helped, on=ENTRY, how="anti"), pl.col("valid_from"))


def consents_expiring(ask: Ask) -> pl.LazyFrame:
    """Consents that end within the next days, and that no other of the kind outlasts."""
    is_consent = pl.col("kind") == Consent.KIND
    ending = ask.spans(is_consent, pl.col("due_on").is_between(ask.today, ask.last))
    others = ask.frames.spans.filter(is_consent).select(
        "number", "code", begins_on="valid_from", ends_on="valid_to"
    )
    outlasts = (pl.col("begins_on") <= pl.col("valid_to")) & (
        pl.col("ends_on") > pl.col("valid_to")
    )
    renewed = ending.join(others, on=("number", "code")).filter(outlasts)
    return ask.each(ending.join(renewed, on=ENTRY, how="anti"), pl.col("due_on"))
