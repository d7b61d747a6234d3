"""Who is in a registry of cases: its predicate, and the rows on which it rests (domain 8).

``where`` is over the states of cases; a name of ``rests_on`` stands there for "the case has such
a row at the moment". What is common to all (lifecycle, being alive) is said by the definition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from marshrut.columns import holds
from marshrut.registries.sight import DAY, LEARNED, MOMENT, ON_DAY, Sight

Rests = Callable[[Sight, int], pl.LazyFrame]
"""Rows at their moments; the number is of the days that the registry looks ahead."""

HELD = pl.col
"""What reads like the predicate that it stands in: ``HELD("service")``."""


STATES, EPISODES, SPANS, FACTS = "case_state", "case_episode", "case_span", "case_fact"


class Rule(NamedTuple):
    """Membership in a registry; ``over`` are the tables, beside states, that it asks."""

    where: pl.Expr
    rests_on: Mapping[str, Rests] = {}
    over: tuple[str, ...] = ()


EMPLOYED = pl.col("status_group") == "EMPLOYED"
BY_CONTRACT = ("EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT")
IN_SPECIALTY = pl.col("status").is_in(BY_CONTRACT) & pl.col("in_specialty").fill_null(value=False)
"""EMP and SPEC of decision 0007."""

AT_RISK = pl.col("at_risk_strict") & (pl.col("lifecycle") == "GRADUATED")
"""Domain 8 R01."""

GROUNDS: Mapping[str, pl.Expr] = {
    **{code: holds("categories", code) for code in ("ORPHAN", "OVZ", "DISABLED", "DISABLED_CHILD")},
    "AT_RISK": AT_RISK
    | (
        (pl.col("lifecycle") == "FINAL_YEAR")
        & (pl.col("forecast") == "F_AT_RISK").fill_null(value=False)
    ),
}
"""Domain 8 R20, by ``registry_grounds``."""

GROUPS: Mapping[str, pl.Expr] = {
    "RG_AT_RISK": pl.col("at_risk_strict"),
    "RG_INFORMAL": holds("open", "INFORMAL"),
    "RG_DISABLED_OVZ": holds("categories", "OVZ", "DISABLED", "DISABLED_CHILD"),
    "RG_ORPHAN": holds("categories", "ORPHAN"),
    "RG_CZN": holds("open", "CZN_UNEMPLOYED", "CZN_JOB_SEEKER"),
    "RG_ARMY_RETURNEE": holds("categories", "ARMY_RETURNEE"),
    "RG_PARENTAL_RETURNEE": holds("categories", "PARENTAL_LEAVE_RETURNEE"),
}
"""Domain 4.4-B: the seven groups of S001-4.1."""


def service(sight: Sight, days: int) -> pl.LazyFrame:
    """Conscript service whose term ends within ``days``, or has ended; ``term_on`` is its end."""
    open_now = sight.episodes.filter(ON_DAY, pl.col("status_code") == "MILITARY_CONSCRIPT")
    key = [*sight.key, "entry"]
    checked = (
        open_now.select(*key, began="valid_from")
        .join(term_checks(sight), on=list(sight.key))
        .filter(pl.col("checked_on") >= pl.col("began"))
        .group_by(key)
        .agg(_last_found, term_confirmed=pl.lit(value=True))
    )
    term = pl.coalesce("found_on", "expected_end_on")
    return (
        open_now.join(checked, on=key, how="left")
        .with_columns(pl.col("term_confirmed").fill_null(value=False), term_on=term)
        .filter(pl.col("term_on") <= DAY + pl.duration(days=days))
    )


def term_checks(sight: Sight) -> pl.LazyFrame:
    """The checks of the term of service, with what they have found (domain 6.2, 14a)."""
    done = (pl.col("code") == "SERVICE_TERM_CHECK") & (pl.col("state") == "DONE")
    return (
        _steps(sight)
        .filter(ON_DAY, done)
        .select(*sight.key, found_on="due_on", checked_on="valid_from", checked_at="known_from")
    )


_last_found = pl.col("found_on").sort_by("checked_on", "checked_at").drop_nulls().last()


def leave(sight: Sight, days: int) -> pl.LazyFrame:
    """Leaves whose term ends within ``days``, or has ended while they go on."""
    ending = pl.col("expected_end_on") <= DAY + pl.duration(days=days)
    open_now = sight.episodes.filter(ON_DAY, pl.col("status_group") == "LEAVE", ending)
    return open_now.with_columns(term_on=pl.col("expected_end_on"))


def contracts(kind: str) -> Rests:
    """Contracts of a kind that were signed by the day and were more than a draft (0007)."""

    def signed(sight: Sight, _: int) -> pl.LazyFrame:
        of_kind = (pl.col("kind") == "contracts") & (pl.col("code") == kind)
        begun = (pl.col("valid_from") <= DAY) & (pl.col("state") != "DRAFT")
        return sight.spans.filter(of_kind, begun)

    return signed


def terminated(sight: Sight, days: int) -> pl.LazyFrame:
    """Targeted contracts that are terminated on the day."""
    broken = pl.col("state") == "TERMINATED"
    return contracts("TARGETED")(sight, days).filter(ON_DAY, broken)


def surveys(sight: Sight, _: int) -> pl.LazyFrame:
    """The last completed surveys of intentions that asked about work in the specialty."""
    asked = (pl.col("code") == "INTENTION_SURVEY") & pl.col("in_specialty").is_not_null()
    done = (pl.col("state") == "DONE") & (pl.col("valid_from") <= DAY)
    found = _steps(sight).filter(asked, done)
    return found.filter(pl.col("valid_from") == pl.col("valid_from").max().over(sight.key))


def refusals(sight: Sight, days: int) -> pl.LazyFrame:
    """Those of them with the answer "no"; one of several of a day suffices."""
    return surveys(sight, days).filter(~pl.col("in_specialty"))


def schools(sight: Sight, _: int) -> pl.LazyFrame:
    """The organisations without a career centre on the day (domain 7.1)."""
    named = sight.states.collect_schema()["organisation"]
    lacking = sight.beside.schools.with_columns(pl.col("organisation").cast(named, strict=False))
    on_day = (pl.col("lacks_from") <= DAY) & (pl.col("lacks_to") > DAY)
    at_home = sight.states.select(*MOMENT, "organisation")
    return at_home.join(lacking, on="organisation").filter(on_day, LEARNED)


def without_vacancies(sight: Sight, _: int) -> pl.LazyFrame:
    """The lists of professions without vacancies that name the programme on the day (7.3)."""
    schema, own = sight.states.collect_schema(), ("organisation", "programme_code")
    lists = sight.beside.lists.with_columns(pl.col(n).cast(schema[n], strict=False) for n in own)
    on_day = (pl.col("listed_from") <= DAY) & (pl.col("listed_to") > DAY)
    named = sight.states.select(*MOMENT, *own).join(lists, on=own).filter(on_day, LEARNED)
    return named.with_columns(known_from=pl.col("told_at"))


def consent(sight: Sight, _: int) -> pl.LazyFrame:
    """Consents to send résumés that hold on the day."""
    given = (pl.col("kind") == "consents") & (pl.col("code") == "RESUME_TRANSFER")
    return sight.spans.filter(ON_DAY, given)


def banked(sight: Sight, _: int) -> pl.LazyFrame:
    """Inclusions in the bank of graduates, in force on the day."""
    included = (pl.col("code") == "GRADUATE_BANK") & (pl.col("outcome") == "INCLUDED")
    return _steps(sight).filter(ON_DAY, included, pl.col("state") == "DONE")


def deferral(sight: Sight, _: int) -> pl.LazyFrame:
    """Steps of inclusion in the list for a deferral, but for cancelled ones."""
    kept = (pl.col("code") == "OPK_DEFERRAL") & (pl.col("state") != "CANCELLED")
    return _steps(sight).filter(ON_DAY, kept)


def portfolio(sight: Sight, _: int) -> pl.LazyFrame:
    """Help in building a portfolio that was given by the day."""
    return _given(sight, "PORTFOLIO").filter(pl.col("effective_on") <= DAY)


def temporary_job(sight: Sight, _: int) -> pl.LazyFrame:
    """Temporary jobs that last on the day, of one day if no period was told."""
    job = ~pl.col("consultation_only").fill_null(value=False)
    last = pl.coalesce("period_end", "effective_on")
    return _given(sight, "TEMPORARY_JOB").filter(job, pl.col("effective_on") <= DAY, last >= DAY)


def _steps(sight: Sight) -> pl.LazyFrame:
    return sight.spans.filter(pl.col("kind") == "steps")


def _given(sight: Sight, code: str) -> pl.LazyFrame:
    given = (pl.col("kind") == "measures") & pl.col("counted") & (pl.col("code") == code)
    return sight.facts.filter(given)


RULES: Mapping[str, Rule] = {
    "R01": Rule(AT_RISK),
    "R02": Rule(HELD("service"), {"service": service}, (EPISODES, SPANS)),
    "R03": Rule(holds("categories", "ARMY_RETURNEE")),
    "R04": Rule(HELD("contract"), {"contract": contracts("TARGETED")}, (SPANS,)),
    "R05": Rule(holds("categories", "OVZ", "DISABLED", "DISABLED_CHILD")),
    "R06": Rule(holds("categories", "ORPHAN")),
    "R07": Rule(
        HELD("leave") | holds("categories", "PARENTAL_LEAVE_RETURNEE"),
        {"leave": leave},
        (EPISODES,),
    ),
    "R08": Rule(holds("open", "CZN_UNEMPLOYED", "CZN_JOB_SEEKER")),
    "R09": Rule(holds("open", "INFORMAL")),
    "R10": Rule(
        HELD("refused") | (~HELD("surveyed") & holds("categories", "NOT_PLANNING_SPECIALTY")),
        {"refused": refusals, "surveyed": surveys},
        (SPANS,),
    ),
    "R11": Rule(holds("categories", "RELOCATED_REGION")),
    "R12": Rule(HELD("without_centre"), {"without_centre": schools}),
    "R13": Rule(HELD("contract"), {"contract": contracts("DUAL")}, (SPANS,)),
    "R14": Rule(holds("categories", "PROFESSIONALITET")),
    "R15": Rule(holds("categories", "ABILYMPICS_WINNER", "ABILYMPICS_PARTICIPANT")),
    "R16": Rule(holds("categories", "MINOR")),
    "R17": Rule(holds("categories", "FOREIGN_NO_SNILS")),
    "R18": Rule(
        HELD("consent") & HELD("banked") & ~IN_SPECIALTY,
        {"consent": consent, "banked": banked},
        (SPANS,),
    ),
    "R19": Rule(
        pl.col("forecast").is_null() | pl.col("forecast").is_in(["F_UNDECIDED", "F_AT_RISK"])
    ),
    "R20": Rule(pl.any_horizontal(*GROUNDS.values())),
    "R21": Rule(pl.any_horizontal(*GROUPS.values())),
    "R22": Rule(HELD("deferral"), {"deferral": deferral}, (SPANS,)),
    "R23": Rule(HELD("no_vacancies") & ~EMPLOYED, {"no_vacancies": without_vacancies}),
    "R28": Rule(
        HELD("portfolio") & HELD("consent"),
        {"portfolio": portfolio, "consent": consent},
        (FACTS, SPANS),
    ),
    "R32": Rule(HELD("terminated"), {"terminated": terminated}, (SPANS,)),
    "R33": Rule(HELD("job"), {"job": temporary_job}, (FACTS,)),
    "R34": Rule(pl.lit(value=True)),
}
"""The registries of cases, by code."""
