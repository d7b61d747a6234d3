"""Plan and fact: every target of the school's programmes in force on the day (F099)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Table
from marshrut.forms.filled import Key, Value
from marshrut.programmes.evaluation import Verdict
from marshrut.programmes.plan import Comparator, Indicator, Target
from projections.forms.cells import UnknownCell, alike
from projections.forms.self_analysis.analysis import Analysis
from projections.forms.self_analysis.lines import DENOMINATOR, Line, Place, Source, no_cases
from projections.forms.self_analysis.numbers import printed
from projections.forms.self_analysis.plans import noted, plan_of, plans
from projections.programme_evaluation import (
    Evaluated,
    definition_on,
    evaluation,
    target_cases,
)
from projections.programmes import ProgrammeFile

NO, EVERYBODY = "/нет", "все"
CATEGORIES = ("target_groups", "study_forms", "categories")


def _lines(analysis: Analysis, _table: Table) -> list[Line]:
    return [
        Line(_key(code, each.indicator, each.target), dict(_told(analysis, code, each)))
        for code, file in plans(analysis).items()
        for each in _evaluated(analysis, file)
    ]


def _verdict_lines(analysis: Analysis, _table: Table) -> list[Line]:
    """How many targets of each programme are met, and how many not."""
    lines = []
    for code, file in plans(analysis).items():
        plan = plan_of(analysis, file)
        found = [each.judged.verdict for each in _evaluated(analysis, file)]
        verdicts: dict[str, Value] = {each.value: found.count(each) for each in Verdict}
        approval = file.history.approval(analysis.point.as_of)
        told = {
            "programme": code,
            "title": plan.title,
            "approved": None if approval is None else approval.approved_on,
            "targets": len(found),
        }
        lines.append(Line({"programme": code}, {**told, **verdicts}))
    return lines


def _evaluated(analysis: Analysis, file: ProgrammeFile) -> list[Evaluated]:
    return evaluation(
        analysis.projections,
        analysis.point,
        file.history.registration,
        plan_of(analysis, file).indicators,
        editions=analysis.asked.editions,
    )


def _cases(analysis: Analysis, table: Table, place: Place) -> list[int]:
    """Of what is reported, the contingent among it, there are no cases."""
    file, indicator, target = _placed(analysis, table, place)
    day = min(analysis.point.as_of, target.period_to)
    found = definition_on(indicator.id, day, analysis.asked.editions)
    if found is None or not found.computed or place.part is None:
        return []
    if place.part == DENOMINATOR and (found.contingent or found.denominator is None):
        return []
    return target_cases(
        analysis.projections,
        analysis.point,
        file.history.registration,
        indicator=indicator,
        target=target,
        part=place.part,
        editions=analysis.asked.editions,
    )


def _placed(
    analysis: Analysis, table: Table, place: Place
) -> tuple[ProgrammeFile, Indicator, Target]:
    wanted = alike(place.cell.key)
    for code, file in plans(analysis).items():
        for indicator in plan_of(analysis, file).indicators:
            for target in indicator.targets:
                if alike(_key(code, indicator, target)) == wanted:
                    return file, indicator, target
    raise UnknownCell("key", list(table.by))


def _key(code: str, indicator: Indicator, target: Target) -> Key:
    return {
        "programme": code,
        "indicator": indicator.id,
        "period_from": target.period_from.isoformat(),
        "period_to": target.period_to.isoformat(),
        "cohort": target.cohort,
        "category": target.category,
    }


def _told(analysis: Analysis, code: str, found: Evaluated) -> Iterator[tuple[str, Value]]:
    indicator, target, fact, judged = found.indicator, found.target, found.fact, found.judged
    begun, unit = judged.verdict is not Verdict.NOT_BEGUN, indicator.unit
    sign: str = classifier("comparators").get(target.op).extra["sign"]
    told = fact.exact if fact.exact is not None else fact.value
    yield "programme", code
    yield "number", indicator.number
    yield "title", indicator.short_title or indicator.title
    yield "unit", unit
    yield "category", _category(target)
    yield "cohort", target.cohort
    yield "sign", sign
    yield "plan", target.printed if target.op is Comparator.TEXT else _worded(target.value, unit)
    yield "numerator", fact.numerator
    yield "denominator", fact.denominator
    yield "fact", _worded(told, unit)
    yield "day", found.day if begun else None
    yield "deviation", None if _of_yes(unit) else printed(judged.deviation, unit)
    yield "verdict", classifier("target_verdicts").get(judged.verdict).label_ru
    yield "basis", _basis(analysis, found) if begun else None


def _of_yes(unit: str) -> bool:
    """Whether its values are yes and no, as the unit words them: «есть/нет», «да/нет»."""
    return unit.endswith(NO)


def _worded(value: Fraction | float | str | None, unit: str) -> Value:
    if value is None or isinstance(value, str):
        return value
    return printed(value, unit) if not _of_yes(unit) else _yes(unit) if value else NO[1:]


def _yes(unit: str) -> str:
    return unit.removesuffix(NO)


def _category(target: Target) -> str | None:
    """What the target is of: everybody of the year, or some of them."""
    code = target.category
    if code is None:
        return None if target.cohort is None else EVERYBODY
    named = (classifier(name).terms.get(code) for name in CATEGORIES)
    return next((term.label_ru for term in named if term is not None), code)


def _basis(analysis: Analysis, found: Evaluated) -> str | None:
    """Why there is no fact, or else what it rests on; a plan may name what nobody counts."""
    reason, editions = found.fact.reason, analysis.asked.editions
    if reason is not None:
        return classifier("value_reasons").get(reason).label_ru
    counted = definition_on(found.indicator.id, found.day, editions)
    return classifier("indicator_kinds").get(counted.kind).label_ru if counted else None


VERDICTS = Source(_verdict_lines, no_cases, noted)
TARGETS = Source(_lines, _cases, noted)
