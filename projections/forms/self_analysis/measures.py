"""The measures given in the academic year: how often, to whom, addressed or not, with results."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from marshrut.cases.casework import Measure
from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from projections.forms.asked import LIFECYCLES
from projections.forms.cells import UnknownCell
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import WHOLE, Line, Place, Source
from projections.frames import among, frames_at

MEASURE = "measure"
COUNTED = pl.col("counted")
ADDRESSED = COUNTED & pl.col("addressed")
STUDENT = pl.col("graduated_on").is_null() | (pl.col("effective_on") < pl.col("graduated_on"))
"""Of the day of the measure: a graduate by now may have been a student then."""

TIMES: Mapping[str, pl.Expr] = {
    "times": COUNTED,
    "by_centre": COUNTED & (pl.col("provider") == "CK"),
    "addressed_times": ADDRESSED,
    **{code: pl.col("state") == code for code in classifier("measure_results").codes},
}
"""How many times: entries of measures."""

PERSONS: Mapping[str, pl.Expr] = {
    "students": COUNTED & STUDENT,
    "graduates": COUNTED & ~STUDENT,
    "persons": COUNTED,
    "addressed": ADDRESSED,
}
"""How many persons: each once, however often the measure was given."""


def _lines(analysis: Analysis, table: Table) -> list[Line]:
    """The measures in the order of the classifier, and all together; none where none was given."""
    given = _given(analysis, table).collect()
    sums = [where.fill_null(value=False).sum().alias(name) for name, where in TIMES.items()]
    persons = [
        pl.col("number").filter(where).n_unique().alias(name) for name, where in PERSONS.items()
    ]
    told = {
        row[MEASURE]: row
        for row in given.group_by(MEASURE).agg(*sums, *persons).iter_rows(named=True)
    }
    measures = classifier("measures")
    lines = [
        Line({MEASURE: code}, {**told[code], MEASURE: measures.get(code).label_ru})
        for code in measures.codes
        if code in told
    ]
    if lines:
        whole = given.select(*sums, *persons).row(0, named=True)
        lines.append(Line(WHOLE, {**whole, MEASURE: table.whole}))
    return lines


def _cases(analysis: Analysis, table: Table, place: Place) -> list[int]:
    """Who is counted, or of whom the entries are that are counted."""
    where = {**TIMES, **PERSONS}[place.of]
    if place.cell.key:
        code = place.cell.key[MEASURE]
        if code not in classifier("measures").terms:
            raise UnknownCell("key", list(classifier("measures").codes))
        where &= pl.col(MEASURE) == code
    rows = _given(analysis, table).filter(where).select("number").unique().collect()
    numbers: list[int] = rows["number"].sort().to_list()
    return numbers


def _given(analysis: Analysis, table: Table) -> pl.LazyFrame:
    """The measures of the school's cases of these days, whatever came of them."""
    frames = frames_at(analysis.projections, analysis.point)
    who = among(
        analysis.projections,
        analysis.point,
        filters=analysis.filters(),
        scope=analysis.asked.scope,
        lifecycles=LIFECYCLES[table.population],
    )
    days = pl.col("effective_on").is_between(analysis.first, analysis.last)
    facts = frames.facts.filter((pl.col("kind") == Measure.KIND) & days)
    cases = frames.states.filter(who).select("number", "graduated_on")
    return facts.join(cases, on="number").with_columns(
        pl.col("code").cast(pl.String).alias(MEASURE)
    )


MEASURES = Source(_lines, _cases)
