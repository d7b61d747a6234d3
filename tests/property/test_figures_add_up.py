"""Rankings, coverage, cohorts, forecasts and what is due, over generated ledgers.

Rows add up to totals over dimensions that do not overlap, and to the snapshot's; what is counted
is what a naive reading of every case counts.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from marshrut.asof import AsOf
from marshrut.cases.events import PersonalDataErased
from marshrut.ledger.engine import open_engine
from marshrut.ledger.ledger import Ledger
from projections import risk_ranking as risks
from projections.accuracy import FULFILLED_BY, NO_FORECAST, accuracy
from projections.cadences_due import DueAsked, due
from projections.cohorts import cohorts
from projections.coverage import NOBODY, PARTS, CoverageAsked, coverage
from projections.funnel import Asked, funnel
from projections.places import SMALL
from projections.population import Filters, Scope
from projections.rankings import school_ranking
from projections.routing_success import routing_success
from projections.runner import Projections
from projections.snapshot import snapshot
from projections.work_lists.lists import work_list_page
from tests.support.databases import PostgresServer
from tests.support.days import days_of
from tests.support.effort import FACTOR
from tests.support.ledger_oracle import LedgerOracle
from tests.support.ledgers import SCHOOLS, Chronicle, some_clock
from tests.support.various_ledgers import VariousChronicle

LEDGERS, CASES, POINTS = 4 * FACTOR, 40, 14
ONE_DAY = timedelta(days=1)
EVERY = 1_000
SCOPES: tuple[dict[str, Any], ...] = ({}, {}, {"organisation": "A"}, {"regions": ("67",)})
FOLLOWED = ("FINAL_YEAR", "GRADUATED")
COUNTED = ("PROVIDED", "IN_PROGRESS", "COMPLETED")


class Asking(NamedTuple):
    """A question at a point of one ledger, and the naive reading of it.

    At the head both databases are asked, at other points one of them in turns: all that they tell
    is held to the same reading.
    """

    kept: list[Projections]
    oracle: LedgerOracle
    point: AsOf
    scope: dict[str, Any]

    @property
    def asked(self) -> dict[str, Any]:
        return {"filters": Filters(), "scope": Scope(**self.scope)}

    def graduates(self) -> list[dict[str, Any]]:
        return self.oracle.population(self.point.as_of, filters={}, **self.scope)


@pytest.fixture(scope="module")
def questions(
    postgres_server: PostgresServer,
    postgresql_template: str,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[list[Asking]]:
    """Random questions to the ledgers of this run; which number one has is its seed."""
    folder = tmp_path_factory.mktemp("worlds")
    with ExitStack() as stack:
        made: list[Asking] = []
        for seed in range(2_000, 2_000 + LEDGERS):
            copy = folder / f"{seed}.db"
            shutil.copyfile(sqlite_template, copy)
            postgresql = postgres_server.create_database(template=postgresql_template)
            stack.callback(postgres_server.drop_database, postgresql)
            rng = Random(seed)  # noqa: S311 - a history to repeat
            chronicle = (Chronicle, VariousChronicle)[seed % 2](rng, cases=CASES)
            urls = (f"sqlite:///{copy}", postgresql)
            kept = [_written(chronicle, url, stack) for url in urls]
            made.extend(_asked(chronicle, rng, kept))
        yield made


def _written(chronicle: Chronicle, url: str, stack: ExitStack) -> Projections:
    engine = open_engine(url)
    ledger = Ledger(engine, clock=some_clock)
    stack.callback(engine.dispose)
    stack.callback(ledger.close)
    for transaction in chronicle.transactions:
        ledger.append(transaction)
    return Projections(ledger)


def _asked(chronicle: Chronicle, rng: Random, kept: list[Projections]) -> Iterator[Asking]:
    head = len(chronicle.events)
    for number in range(POINTS):
        position = rng.randrange(head // 2, head + 1) if number else head
        named = days_of(rng.choice(list(chronicle.histories.values()))) or [date(2023, 9, 1)]
        point = AsOf(rng.choice(named) + rng.choice((0, 5, 40, 200)) * ONE_DAY, position)
        asked = kept[number % 2 :][:1] if number else kept
        yield Asking(asked, LedgerOracle(chronicle, position), point, rng.choice(SCOPES))


def test_the_ranking_by_risk_counts_every_graduate_once(questions: list[Asking]) -> None:
    counted = 0
    for one in questions:
        rows = one.graduates()
        counted += len(rows)
        for by in risks.DIMENSIONS:
            asked = risks.RiskAsked(by, *one.asked.values(), least=3)
            expected = Counter(row[by] for row in rows)
            strict = Counter(row[by] for row in rows if row["at_risk_strict"])
            form = Counter(row[by] for row in rows if row["at_risk_form"])
            for projections in one.kept:
                told = risks.risk_ranking(projections, one.point, asked=asked)
                for row in told.rows:
                    at_risk = (row.at_risk_strict.cases, row.at_risk_form.cases)
                    assert row.graduates == expected[row.key] >= 3
                    assert at_risk == (strict[row.key], form[row.key])
                total = sum(row.graduates for row in told.rows) + told.small.graduates
                assert total == told.total.graduates == len(rows)
                assert told.total.at_risk_strict.cases == strict.total()
                ranks = [row.at_risk_strict.exact for row in told.rows if row.rank]
                assert ranks == sorted(ranks, key=lambda share: -(share or 0))
                page = {"asked": asked, "part": "at_risk_strict", "size": SMALL, "limit": EVERY}
                listed = risks.risk_ranking_page(projections, one.point, **page)
                assert len(listed) == told.small.at_risk_strict.cases
    assert counted > len(questions)


def test_coverage_adds_up_and_is_as_the_oracle_reads_it(questions: list[Asking]) -> None:
    met = Counter[str]()
    for one in questions:
        rows, day = one.graduates(), one.point.as_of
        lacking = [row for row in rows if _uncovered(one.oracle, row["organisation"], day)]
        served = sum(_helped(one, row) for row in rows)
        met.update(lacking=len(lacking), served=served, rows=len(rows))
        for projections in one.kept:
            asked = CoverageAsked(*one.asked.values(), last=day)
            told = coverage(projections, one.point, asked=asked)
            total = told.total.parts
            assert total["not_covered"] == len(lacking)
            assert (total["served"], total["graduates"]) == (served, len(rows))
            assert total["graduates"] == snapshot(projections, one.point, **one.asked).total
            for several in (told.rows, told.regions):
                summed = {part: sum(row.parts[part] for row in several) for part in PARTS}
                assert summed == total
            parts = ("own_centre", "base_centre", "not_covered")
            assert sum(total[part] for part in parts) == len(rows)
            by = ("served_by_responsible", "served_by_others", "not_served")
            assert sum(total[part] for part in by) == len(rows)
            assert all((row.covered_by == NOBODY) == (not row.complete) for row in told.rows)
    assert all(met.values())


def _helped(one: Asking, row: dict[str, Any]) -> bool:
    given = one.oracle.cases[row["case_id"]].live("measures")
    counted = [measure.fields for measure in given if measure.fields["result"] in COUNTED]
    return any(fields["provided_on"] <= one.point.as_of for fields in counted)


def _uncovered(oracle: LedgerOracle, code: str, day: date) -> bool:
    """No school of these ledgers is a base centre."""
    return oracle.school(code, day) is None or oracle.lacks_centre(code, day)


def test_cohorts_add_up_to_their_sum(questions: list[Asking]) -> None:
    for one in questions:
        rows, year = one.graduates(), 2024
        for projections in one.kept:
            *each, together = cohorts(projections, one.point, year=year, **one.asked)
            for count in (*each, together):
                among = [row for row in rows if row["graduation_year"] in count.years]
                assert count.total == len(among)
                assert count.statuses == Counter(row["status"] for row in among)
                assert count.groups == Counter(row["status_group"] for row in among)
                assert count.at_risk_strict.cases == sum(row["at_risk_strict"] for row in among)
            assert together.total == sum(count.total for count in each)
            assert together.at_risk_form.cases == sum(count.at_risk_form.cases for count in each)


def test_forecasts_beside_facts_are_as_the_oracle_reads_them(questions: list[Asking]) -> None:
    met = Counter[str]()
    for one in questions:
        expected = Counter(_forecast_and_fact(one, row) for row in one.graduates())
        met.update(verdict for *_, verdict in expected)
        for projections in one.kept:
            told = accuracy(projections, one.point, **one.asked)
            found = {(c.forecast, c.status, c.verdict): c.cases for c in told.cells}
            assert found == expected
            assert sum(track.graduates for track in told.tracks) == told.total.graduates
    assert {"FULFILLED", "OTHERWISE", "NOTHING_FORETOLD"} <= set(met), met


def _forecast_and_fact(one: Asking, row: dict[str, Any]) -> tuple[str, str, str]:
    case = one.oracle.cases[row["case_id"]]
    foretold = [
        status.fields
        for status in case.statuses
        if status.fields["status_code"].startswith("F_")
        and status.fields["effective_on"] < (case.graduation or date.min)
        and case.covers(status, status.fields["effective_on"])
    ]
    last = max(foretold, key=lambda fields: fields["effective_on"], default=None)
    forecast = last["status_code"] if last else NO_FORECAST
    held = FULFILLED_BY.get(forecast, ())
    if not held:
        return forecast, row["status"], "NOTHING_FORETOLD"
    if row["status"] in held:
        return forecast, row["status"], "FULFILLED"
    beside = set(held) & set(row["open"].split("|"))
    return forecast, row["status"], "BESIDE" if beside else "OTHERWISE"


def test_what_is_due_is_as_the_oracle_reads_it(questions: list[Asking]) -> None:
    met = Counter[str]()
    for one in questions:
        day = one.point.as_of
        everyone = one.oracle.population(day, filters={"lifecycle": "any"}, **one.scope)
        alive = [row for row in everyone if _reachable(one, row)]
        for projections in one.kept:
            stale = work_list_page(projections, one.point, code="STALE_CASES", **one.asked)
            told = due(projections, one.point, asked=DueAsked(*one.asked.values()))
            by = Counter(row.facts["cadence"] for row in stale)
            for cadence in told:
                assert (cadence.total["stale"] or 0) == by.pop(cadence.code, 0)
                if cadence.code not in {"M20", "TM"} or cadence.reason:
                    continue
                here = [r for r in alive if _followed(one, cadence.code, r["organisation"])]
                mine = [r for r in here if _recent(r, day)]
                fresh = [r for r in mine if _looked_at(one, r, cadence.next.first)]
                met.update({cadence.code: len(fresh), f"{cadence.code} all": len(mine)})
                assert cadence.total["cases"] == len(mine)
                assert cadence.total["done"] == len(fresh)
                assert cadence.total["missing"] == len(mine) - len(fresh)
                summed = sum(row.parts["done"] or 0 for row in cadence.rows)
                assert summed == len(fresh)
            assert not by
    assert all(met[code] for code in ("M20", "M20 all", "TM all")), met


def _reachable(one: Asking, row: dict[str, Any]) -> bool:
    known = one.oracle.chronicle.known_of(row["case_id"], one.oracle.known)
    erased = any(isinstance(event, PersonalDataErased) for event in known)
    return row["lifecycle"] in FOLLOWED and row["status"] != "DECEASED" and not erased


def _followed(one: Asking, cadence: str, code: str) -> bool:
    """Tomsk has the default cadence, and so have schools of which nobody knows where they are."""
    if one.oracle.school(code, one.point.as_of) is None:
        return cadence == "M20"
    return SCHOOLS[code] == {"M20": "70", "TM": "67"}[cadence]


def _recent(row: dict[str, Any], day: date) -> bool:
    this_or_last = row["graduation_year"] in {day.year, day.year - 1}
    return row["lifecycle"] == "GRADUATED" and this_or_last


def _looked_at(one: Asking, row: dict[str, Any], first: date) -> bool:
    """Whether an actual status began, or somebody confirmed one, in the days of the cut-off."""
    case = one.oracle.cases[row["case_id"]]
    actual = [r for r in case.statuses if not r.fields["status_code"].startswith("F_")]
    begun = [r for r in actual if case.covers(r, r.fields["effective_on"])]
    days = [r.fields["effective_on"] for r in (*begun, *case.live("confirmations"))]
    return any(first <= day <= one.point.as_of for day in days)


def test_the_ranking_of_schools_is_of_the_figures_of_routing(questions: list[Asking]) -> None:
    met = Counter[str]()
    for one in questions:
        year = one.point.as_of.year
        asked = Asked(date(year - 1, 1, 1), date(year, 12, 31), **one.asked)
        for projections in one.kept:
            told = school_ranking(projections, one.point, asked=asked, least=1)
            stages = {s.code: s for s in funnel(projections, one.point, asked=asked)[0].stages}
            total = told.total.parts
            assert total["offered"] == stages["OFFERED"].cases
            assert total["hired_of_offered"] == stages["HIRED"].of_first
            hires = routing_success(projections, one.point, asked=asked)
            assert total["routing_hires"] == sum(hires.values())
            counted = snapshot(projections, one.point, **one.asked)
            assert total["graduates"] == counted.total
            assert total["at_risk_strict"] == counted.rows[0].at_risk_strict
            for part, count in total.items():
                rows = sum(row.parts[part] for row in told.rows) + told.small.parts[part]
                assert rows == count
            met.update(total)
    assert all(met[part] for part in ("offered", "graduates", "in_specialty")), met
