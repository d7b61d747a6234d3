"""Rules and columns of registries ask the tables that they say, and no others."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from polars.exceptions import ColumnNotFoundError

from marshrut.asof import AsOf
from marshrut.registries import registries
from marshrut.registries.facts import facts_of, tables_of
from marshrut.registries.membership import members, supports
from marshrut.registries.rules import RULES, STATES
from marshrut.registries.sight import MOMENTS, Sight
from projections.frames.columns import TABLES
from projections.registries.beside import NOTHING
from projections.registries.sight import at_moments
from projections.registries.world import frames_of

CODES = sorted(RULES)
FRAMES = dict(zip(TABLES, ("states", "episodes", "spans", "facts"), strict=True))


def blind(*hidden: str) -> Sight:
    """Nobody in sight, and the frames of some tables not even with columns."""
    moments = pl.DataFrame(schema=MOMENTS).lazy()
    sight = at_moments(frames_of(AsOf(date(2026, 1, 1), 1), {}), NOTHING, moments)
    return sight._replace(**{FRAMES[name]: pl.LazyFrame() for name in hidden})


@pytest.mark.parametrize("code", CODES)
def test_a_rule_asks_the_tables_that_it_names(code: str):
    registry = registries()[code]
    named = tables_of(registry, with_columns=False)
    sight = blind(*(TABLES.keys() - named))
    assert members(sight, registry, 90).collect().is_empty()
    assert supports(sight, registry, 90).collect().is_empty()
    for name in named - {STATES}:
        with pytest.raises(ColumnNotFoundError):
            members(blind(name), registry, 90).collect()


@pytest.mark.parametrize("code", CODES)
def test_columns_ask_the_tables_that_they_name(code: str):
    registry = registries()[code]
    named = tables_of(registry)
    assert facts_of(blind(*(TABLES.keys() - named)), registry, 90) == {}
    own = tables_of(registry, with_columns=False)
    for name in named - own:
        with pytest.raises(ColumnNotFoundError):
            facts_of(blind(name), registry, 90)
