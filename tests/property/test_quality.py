"""The quality of data over generated ledgers: as the reference of the tests finds it."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from marshrut.asof import AsOf
from projections.population import Filters
from projections.quality.asked import FINDINGS, QualityAsked, Wanted
from projections.quality.cases import quality_rows
from projections.quality.marking import marked
from projections.quality.score import quality
from tests.support.careless_ledgers import CarelessChronicle
from tests.support.effort import FACTOR
from tests.support.reference.population import asked_about
from tests.support.reference.quality import KINDS_OF, findings, too_many_others
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES = 4 * FACTOR, 60
KINDS = tuple(KINDS_OF.items())


worlds = worlds_fixture(CarelessChronicle, ledgers=LEDGERS, cases=CASES)
"""The ledgers of this run."""


def test_every_finding_is_the_references_to_the_last_case(worlds: list[World]) -> None:
    counted: Counter[str] = Counter()
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            asked = QualityAsked(Filters(**question.filters))
            found = marked(projections, point, asked)
            expected = findings(known, question)
            for code in FINDINGS:
                cases = {world.names[each] for each in found.numbers(Wanted(code))}
                assert cases == {id_ for id_, codes in expected.items() if code in codes}, (
                    code,
                    point,
                    question,
                )
                counted[code] += len(cases)
            numbers = found.numbers(Wanted())
            rows = quality_rows(projections, found, Wanted(), numbers=numbers, limit=CASES)
            told = {row.case.case_id: {each.finding for each in row.findings} for row in rows}
            assert told == {id_: codes for id_, codes in expected.items() if codes}
    assert FINDINGS.keys() - {code for code, n in counted.items() if n} == set(), counted


def test_scores_are_the_shares_of_cases_without_findings(worlds: list[World]) -> None:
    ranked, kinds = 0, Counter[str]()
    for world in worlds:
        for number, (position, known, question) in enumerate(world.questions()):
            projections, point = world.one_of_both(number), AsOf(question.on, position)
            asked = QualityAsked(Filters(**question.filters), least=10)
            told = quality(projections, point, asked)
            found, schools = findings(known, question), dict[str, list[set[str]]]()
            for case_id, it in asked_about(known, question):
                if case_id in found:
                    schools.setdefault(it.state["organisation"], []).append(found[case_id])
            assert {row.organisation for row in told.rows} == schools.keys()
            for row in (*told.rows, told.total):
                own = [*found.values()] if row is told.total else schools[str(row.organisation)]
                assert (row.score.cases, row.score.of) == (own.count(set()), len(own))
                assert row.findings == {code: sum(code in it for it in own) for code in FINDINGS}
                assert row.kinds == {kind: sum(bool(it & of) for it in own) for kind, of in KINDS}
                kinds.update(row.kinds)
            large = {code: own for code, own in schools.items() if len(own) >= 10}
            shares = {code: Fraction(own.count(set()), len(own)) for code, own in large.items()}
            order = sorted(shares, key=lambda code: (-shares[code], code))
            assert [row.organisation for row in told.rows] == order + sorted(
                schools.keys() - large.keys()
            )
            for row in told.rows:
                mine = shares.get(str(row.organisation))
                better = sum(share > mine for share in shares.values()) if mine is not None else 0
                assert row.rank == (None if mine is None else 1 + better)
            ranked += len(large)
            others = {(o.organisation, o.graduation_year): o.share for o in told.others}
            expected = {
                of: count
                for of, count in too_many_others(known, question.on).items()
                if of[0] in schools and question.year in {None, of[1]}
            }
            assert {of: (it.cases, it.of) for of, it in others.items()} == expected
    assert ranked > LEDGERS
    assert all(kinds[kind] for kind, _ in KINDS)
