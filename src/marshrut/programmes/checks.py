"""What a plan must be like: ids unique, references resolved, days in time (S33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from marshrut.classifiers import classifier
from marshrut.programmes.plan import Comparator, Indicator, Item, Plan, Target
from marshrut.programmes.schedule import MONTH_DAY, Recurrence, Schedule
from marshrut.refusals import Finding, Refused, finding

OF_YEAR = {Recurrence.ANNUAL, Recurrence.QUARTERLY}


def check_plan(plan: Plan) -> None:
    """Raise ``Refused``, with a finding for each fault."""
    found = [
        *_validity(plan),
        *_repeated("parties", (party.code for party in plan.parties)),
        *_repeated("sections", (section.number for section in plan.sections)),
        *_repeated("items", (item.id for item in plan.items)),
        *_repeated("indicators", (indicator.id for indicator in plan.indicators)),
    ]
    for item in plan.items:
        found += _item(plan, item)
    for indicator in plan.indicators:
        found += _indicator(indicator)
    if found:
        raise Refused(*found)


def target_categories() -> set[str]:
    """The codes that the category of a target may be."""
    names = ("categories", "study_forms", "target_groups")
    return {code for name in names for code in classifier(name).codes}


def _validity(plan: Plan) -> Iterator[Finding]:
    if plan.valid_to < plan.valid_from:
        yield finding(
            "DATE_ORDER", field="valid_to", value=plan.valid_to, not_before=plan.valid_from
        )


def _repeated(field: str, codes: Iterable[str]) -> Iterator[Finding]:
    for code, number in Counter(codes).items():
        if number > 1:
            yield finding("INVALID", field=field, expected=f"1 × {code}")


def _item(plan: Plan, item: Item) -> Iterator[Finding]:
    where = f"items.{item.id}"
    known = {
        "section": ([item.section], {section.number for section in plan.sections}),
        "responsible": (item.responsible, {party.code for party in plan.parties}),
        "partners": ([p.code for p in item.partners], {party.code for party in plan.parties}),
        "indicators": (item.indicators, {indicator.id for indicator in plan.indicators}),
        "keywords": (item.keywords, set(classifier("activity_keywords").codes)),
    }
    for name, (given, allowed) in known.items():
        if set(given) - allowed:
            yield finding("INVALID", field=f"{where}.{name}", expected=allowed)
    yield from _schedule(f"{where}.schedule", item.schedule)


def _schedule(where: str, schedule: Schedule) -> Iterator[Finding]:
    named = [*schedule.yearly, *([schedule.opens_yearly] if schedule.opens_yearly else [])]
    if not all(map(MONTH_DAY.fullmatch, named)):
        yield finding("INVALID", field=f"{where}.yearly", expected="MM-DD")
    if schedule.yearly and schedule.recurrence not in OF_YEAR:
        yield finding("INVALID", field=f"{where}.yearly", expected="ANNUAL | QUARTERLY")
    if schedule.recurrence is Recurrence.ANNUAL and not schedule.yearly:
        yield finding("INVALID", field=f"{where}.yearly", expected="MM-DD")
    for window in schedule.windows:
        if window.closes_on < window.opens_on:
            yield finding(
                "DATE_ORDER",
                field=f"{where}.windows",
                value=window.closes_on,
                not_before=window.opens_on,
            )


def _indicator(indicator: Indicator) -> Iterator[Finding]:
    where = f"indicators.{indicator.id}.targets"
    keys = ((t.period_from, t.period_to, t.cohort, t.category) for t in indicator.targets)
    if max(Counter(keys).values(), default=0) > 1:
        yield finding("INVALID", field=where, expected="period × cohort × category")
    for target in indicator.targets:
        yield from _target(where, target)


def _target(where: str, target: Target) -> Iterator[Finding]:
    if target.period_to < target.period_from:
        first = target.period_from
        yield finding("DATE_ORDER", field=where, value=target.period_to, not_before=first)
    if target.category is not None and target.category not in target_categories():
        yield finding("INVALID", field=f"{where}.category", expected=target_categories())
    if target.op is Comparator.TEXT and target.value is not None:
        yield finding("INVALID", field=f"{where}.value", expected="null")
