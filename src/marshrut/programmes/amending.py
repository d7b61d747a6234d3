"""How a plan comes out of its revisions and of the targets entered for it: pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec.structs import replace

from marshrut.programmes.contents import Revision, SetTarget
from marshrut.programmes.plan import Indicator, Plan, Struct, Target

S = TypeVar("S", bound=Struct)


def amended(plan: Plan, revision: Revision) -> Plan:
    """The plan as the revision leaves it: parts named anew replace those of the same id."""
    return replace(
        plan,
        title=revision.title or plan.title,
        short_title=plan.short_title if revision.title is None else None,
        goal=revision.goal or plan.goal,
        valid_to=revision.valid_to or plan.valid_to,
        parties=_merged(plan.parties, revision.parties, key="code"),
        sections=_merged(plan.sections, revision.sections, key="number"),
        items=_without(_merged(plan.items, revision.items, key="id"), revision.removed_items),
        indicators=_without(
            _merged(plan.indicators, revision.indicators, key="id"), revision.removed_indicators
        ),
        legal_basis=revision.legal_basis or plan.legal_basis,
    )


def with_target(plan: Plan, entered: SetTarget) -> Plan:
    """The plan with a target as it was entered; as it is where it has no such indicator."""
    return replace(
        plan,
        indicators=tuple(
            _with_target(each, entered) if each.id == entered.indicator_id else each
            for each in plan.indicators
        ),
    )


def target_of(indicator: Indicator, entered: SetTarget) -> Target | None:
    """The indicator's target for the same period, cohort and category, where there is one."""
    return next((each for each in indicator.targets if _key(each) == _key(entered)), None)


def _with_target(indicator: Indicator, entered: SetTarget) -> Indicator:
    known = target_of(indicator, entered)
    if known is None:
        return replace(indicator, targets=(*indicator.targets, *_new(entered)))
    told = {
        name: value
        for name in ("op", "value", "baseline")
        if (value := getattr(entered, name)) is not None
    }
    changed = replace(known, **told)
    return replace(
        indicator, targets=tuple(changed if t is known else t for t in indicator.targets)
    )


def _new(entered: SetTarget) -> tuple[Target, ...]:
    if entered.period is None or entered.op is None:
        return ()
    return (
        Target(
            period=entered.period,
            period_from=entered.period_from,
            period_to=entered.period_to,
            op=entered.op,
            cohort=entered.cohort,
            category=entered.category,
            value=entered.value,
            baseline=entered.baseline,
        ),
    )


def _key(target: Target | SetTarget) -> tuple[object, ...]:
    return (target.period_from, target.period_to, target.cohort, target.category)


def _merged(known: Sequence[S], named: Sequence[S], *, key: str) -> tuple[S, ...]:
    parts = {getattr(part, key): part for part in known}
    parts |= {getattr(part, key): part for part in named}
    return tuple(parts.values())


def _without(parts: Sequence[S], removed: Sequence[str]) -> tuple[S, ...]:
    return tuple(part for part in parts if getattr(part, "id") not in removed)  # noqa: B009
