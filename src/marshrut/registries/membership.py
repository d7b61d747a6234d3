"""The evaluator: which moments of a sight are moments of membership, and on which rows it rests."""

from __future__ import annotations

from functools import reduce

import polars as pl

from marshrut.registries.definitions import Registry
from marshrut.registries.rules import RULES
from marshrut.registries.sight import Sight


def members(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
    """The states of the sight at which their case is in the registry.

    Each name on which the rule rests is a column that says whether the case has such a row.
    """
    rule = RULES[registry.code]
    named = [
        rows(sight, days).select(*sight.key).unique().with_columns(pl.lit(value=True).alias(name))
        for name, rows in rule.rests_on.items()
    ]
    states = reduce(
        lambda states, held: states.join(held, on=list(sight.key), how="left"),
        named,
        sight.states.filter(_common(registry)),
    )
    told = (pl.col(name).fill_null(value=False) for name in rule.rests_on)
    return states.with_columns(*told).filter(rule.where)


def supports(sight: Sight, registry: Registry, days: int) -> pl.LazyFrame:
    """The rows, but for states, on which membership at each moment rests: since when known."""
    rule = RULES[registry.code]
    found = [
        rows(sight, days).select(*sight.key, "known_from").unique()
        for rows in rule.rests_on.values()
    ]
    empty = sight.states.select(*sight.key, "known_from").head(0)
    return pl.concat([empty, *found]).unique()


def _common(registry: Registry) -> pl.Expr:
    """The lifecycles of the definition; from the day of death only the file of the case stays."""
    here = pl.col("lifecycle").is_in(sorted(registry.lifecycles))
    return here & (pl.col("status") != "DECEASED") if registry.living else here
