"""The columns of registries: what a row tells of its case beside what every list tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import polars as pl

from marshrut.columns import holds
from marshrut.registries.definitions import Registry
from marshrut.registries.rules import (
    BY_CONTRACT,
    EMPLOYED,
    EPISODES,
    FACTS,
    GROUNDS,
    GROUPS,
    IN_SPECIALTY,
    RULES,
    SPANS,
    STATES,
    banked,
    consent,
    surveys,
)
from marshrut.registries.sight import DAY, ON_DAY, Sight

OPEN_STATES = ["PLANNED", "IN_PROGRESS", "EXPIRED"]
"""What is overdue is still to be done."""

CONTACTS = ["CONTACT_FOLLOWUP", "PRE_DISCHARGE_CONTACT"]
KEY = "number"


def facts_of(sight: Sight, registry: Registry, days: int) -> dict[int, dict[str, Any]]:
    """The registry's columns by number; the sight has one moment a case."""
    told = sight.states.select(
        KEY, *(STATED[name].alias(name) for name in registry.columns if name in STATED)
    )
    for name in registry.columns:
        if name not in STATED:
            told = told.join(FOUND[name].of(sight, registry, days), on=KEY, how="left")
    rows = told.select(KEY, *registry.columns).collect().to_dicts()
    return {row.pop(KEY): {n: _told(n, row[n]) for n in registry.columns} for row in rows}


def _told(name: str, value: Any) -> Any:
    """What is found nowhere: no number is none, no flag is no, no list is empty."""
    if value is not None:
        return value
    return {"measures": 0, "term_confirmed": False, "employed_there": False, "legal_aid": False,
            "causes": [], "open_steps": []}.get(name)  # fmt: skip


def _codes(named: Mapping[str, pl.Expr]) -> pl.Expr:
    """The names of what holds, as a list."""
    each = [pl.when(held).then(pl.lit(code)) for code, held in named.items()]
    return pl.concat_list(each).list.drop_nulls()


STATED: Mapping[str, pl.Expr] = {
    "employed": EMPLOYED,
    "in_specialty": IN_SPECIALTY,
    "nosology": pl.col("nosology"),
    "forecast": pl.col("forecast"),
    "winner": holds("categories", "ABILYMPICS_WINNER"),
    "returned": holds("categories", "PARENTAL_LEAVE_RETURNEE"),
    "unemployed": holds("open", "CZN_UNEMPLOYED"),
    "job_seeker": holds("open", "CZN_JOB_SEEKER"),
    "grounds": _codes(GROUNDS),
    "groups": _codes(GROUPS),
}
"""Columns that the state of the case tells."""

Column = Callable[[Sight, Registry, int], pl.LazyFrame]


class Found(NamedTuple):
    """A column that rows other than states tell, and in which tables these are."""

    of: Column
    over: tuple[str, ...] = ()


def _own(name: str, value: str, by: str = "valid_from") -> Column:
    """The column ``value`` of the last of the rows on which the membership rests."""

    def of(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
        rests_on = RULES[registry.code].rests_on
        rows = next(iter(rests_on.values()))(sight, days)
        return _last(rows, name, value, by)

    return of


def _last(rows: pl.LazyFrame, name: str, value: str, by: str) -> pl.LazyFrame:
    order = [by, "known_from"]
    return rows.group_by(KEY).agg(pl.col(value).sort_by(order).last().alias(name))


def _causes(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
    because = (pl.col("kind") == "risk-causes") & (pl.col("state") == "AT_RISK")
    return _list(sight.spans.filter(ON_DAY, because), "causes")


def _open_steps(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
    is_open = (pl.col("kind") == "steps") & pl.col("state").is_in(OPEN_STATES)
    return _list(sight.spans.filter(ON_DAY, is_open), "open_steps")


def _list(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    return rows.group_by(KEY).agg(pl.col("code").cast(pl.String).unique().sort().alias(name))


def _last_contact(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
    confirmed = pl.col("kind") == "confirmations"
    reached = pl.col("code").is_in(CONTACTS) & (pl.col("outcome") == "REACHED")
    met = confirmed | (reached & (pl.col("kind") == "steps"))
    return _latest_day(sight, met.fill_null(value=False), "last_contact_on")


def _coordinated(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
    code = pl.col("code") == "INTERREGIONAL_COORDINATION"
    return _latest_day(sight, _GIVEN & code, "coordinated_on")


_GIVEN = (pl.col("kind") == "measures") & pl.col("counted")


def _latest_day(sight: Sight, which: pl.Expr, name: str) -> pl.LazyFrame:
    rows = sight.facts.filter(pl.col("effective_on") <= DAY, which)
    return rows.group_by(KEY).agg(pl.col("effective_on").max().alias(name))


def _last_measure(name: str, value: str) -> Column:
    def of(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
        given = sight.facts.filter(_GIVEN, pl.col("effective_on") <= DAY)
        return _last(given, name, value, "effective_on")

    return of


def _measures(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
    given = sight.facts.filter(_GIVEN, pl.col("effective_on") <= DAY)
    return given.group_by(KEY).agg(pl.len().alias("measures"))


def _contract(name: str, value: str) -> Column:
    def of(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
        signed = RULES[registry.code].rests_on["contract"](sight, days).filter(ON_DAY)
        return _last(signed, name, value, "signed_on")

    return of


def _employed_there(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
    signed = RULES[registry.code].rests_on["contract"](sight, days).filter(ON_DAY)
    work = sight.episodes.filter(ON_DAY, pl.col("status_code").is_in(BY_CONTRACT))
    there = work.join(signed.select(KEY, "employer"), on=[KEY, "employer"])
    return there.select(KEY).unique().with_columns(employed_there=pl.lit(value=True))


def _transfer(name: str, value: str) -> Column:
    def of(sight: Sight, _: Registry, __: int) -> pl.LazyFrame:
        step = (pl.col("kind") == "steps") & (pl.col("code") == "REGION_TRANSFER")
        return _last(sight.spans.filter(ON_DAY, step), name, value, "valid_from")

    return of


def _legal_aid(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
    """A step that is not cancelled helps the contract that it names, or any if it names none."""
    step = (pl.col("code") == "LEGAL_AID_CASE") & (pl.col("state") != "CANCELLED")
    aid = sight.spans.filter(ON_DAY, pl.col("kind") == "steps", step)
    broken = RULES[registry.code].rests_on["terminated"](sight, days)
    both = broken.select(KEY, "entry").join(aid.select(KEY, named="contract_entry"), on=KEY)
    helped = both.filter(pl.col("named").is_null() | (pl.col("named") == pl.col("entry")))
    return helped.select(KEY).unique().with_columns(legal_aid=pl.lit(value=True))


def _since(name: str, rows: Callable[[Sight, int], pl.LazyFrame]) -> Column:
    def of(sight: Sight, _: Registry, days: int) -> pl.LazyFrame:
        return _last(rows(sight, days), name, "valid_from", "valid_from")

    return of


FOUND: Mapping[str, Found] = {
    "causes": Found(_causes, (SPANS,)),
    "open_steps": Found(_open_steps, (SPANS,)),
    "last_contact_on": Found(_last_contact, (FACTS,)),
    "last_measure": Found(_last_measure("last_measure", "code"), (FACTS,)),
    "last_measure_on": Found(_last_measure("last_measure_on", "effective_on"), (FACTS,)),
    "measures": Found(_measures, (FACTS,)),
    "term_on": Found(_own("term_on", "term_on", "term_on")),
    "term_confirmed": Found(_own("term_confirmed", "term_confirmed", "term_on")),
    "leave": Found(_own("leave", "status_code")),
    "contract_state": Found(_contract("contract_state", "state"), (SPANS,)),
    "signed_on": Found(_contract("signed_on", "signed_on"), (SPANS,)),
    "employed_there": Found(_employed_there, (EPISODES, SPANS)),
    "surveyed_on": Found(_since("surveyed_on", surveys), (SPANS,)),
    "transfer_state": Found(_transfer("transfer_state", "state"), (SPANS,)),
    "transfer_outcome": Found(_transfer("transfer_outcome", "outcome"), (SPANS,)),
    "coordinated_on": Found(_coordinated, (FACTS,)),
    "consented_on": Found(_since("consented_on", consent), (SPANS,)),
    "banked_on": Found(_since("banked_on", banked), (SPANS,)),
    "step_state": Found(_own("step_state", "state")),
    "decision": Found(_own("decision", "outcome")),
    "portfolio_on": Found(_own("portfolio_on", "effective_on", "effective_on")),
    "terminated_on": Found(_own("terminated_on", "valid_from")),
    "terminated_by": Found(_own("terminated_by", "outcome")),
    "legal_aid": Found(_legal_aid, (SPANS,)),
    "job_from": Found(_own("job_from", "effective_on", "effective_on")),
    "job_to": Found(_own("job_to", "period_end", "effective_on")),
}
"""Columns that other rows of the case tell."""


def tables_of(registry: Registry, *, with_columns: bool = True) -> frozenset[str]:
    """The tables that the registry asks: for its rule, and for its columns."""
    named = registry.columns if with_columns else ()
    found = (FOUND[name].over for name in named if name in FOUND)
    return frozenset({STATES, *RULES[registry.code].over, *chain.from_iterable(found)})
