"""Targets of a programme: gauges, lines month by month, and what is behind each fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import Response, request

from api.pages.charts.lines import Dot, Trend, trend
from api.pages.inside import ApiRefusal
from api.pages.programme_behind import most_behind
from api.pages.programme_cards import (
    PERCENT,
    STATEMENTS,
    Card,
    amount_text,
    card,
    lanes,
    opened,
    period_text,
    plan_text,
    stretch_of,
    whom_text,
)
from api.pages.programme_page import frame, part, pinned, read_programme
from api.pages.programme_point import asked_of_api, kept_point
from api.pages.shell import api, is_fragment, pages, show
from marshrut.refusals import refuse

ALL = "all"

Told = Mapping[str, Any]


class Row(NamedTuple):
    """A month of a target in words, and what is behind its fact."""

    on: str
    plan: str
    fact: str
    parts: tuple[Any, Any]
    reason: str
    links: Mapping[str, str]


class Lane(NamedTuple):
    """A line: whom it is about, its chart with what each dot says and opens, and its table."""

    title: str
    trend: Trend | None
    dots: list[tuple[Dot, str, str | None]]
    rows: list[Row]
    cards: list[Card]


@pages.get("/programmes/<programme_id>/targets")
def programme_targets(programme_id: str) -> Response:
    """The targets of a period: plan, fact, deviation and verdict of each, as gauges."""
    told = read_programme(programme_id)
    page = frame(told)
    try:
        evaluated = api().get(f"/programmes/{programme_id}/evaluation", _asked(told))
    except ApiRefusal as refusal:
        return _untold(page, refusal, told["indicators"])
    periods = [(each["period_from"], each["period_to"]) for each in evaluated["years"]]
    period = _period(periods, told["point"]["as_of"])
    verdict = request.args.get("verdict") or None
    inside = [one for one in evaluated["targets"] if _within(one, period)]
    return show(
        "programme_groups.html" if is_fragment() else "programme_targets.html",
        **page,
        offers_lines=not _with_lines() and any(_runs(one, told["point"]) for one in inside),
        periods=[(_key(each), period_text(*each)) for each in periods],
        period=_key(period) if period else ALL,
        verdicts=_verdicts(inside),
        verdict=verdict,
        groups=_grouped(
            [card(one, programme_id) for one in inside if verdict in {None, _verdict(one)}]
        ),
    )


def _asked(told: Told) -> dict[str, Any]:
    """The question of an evaluation; its months take many times as long, and are asked apart."""
    return {**pinned(told["point"]), "dynamics": "month" if _with_lines() else None}


def _with_lines() -> bool:
    return bool(request.args.get("lines"))


def _runs(target: Told, point: Told) -> bool:
    return bool(target["period_from"] <= point["as_of"] <= target["period_to"])


def _has_begun(targets: Sequence[Told], point: Told) -> bool:
    return any(one["period_from"] <= point["as_of"] for one in targets)


def _untold(page: dict[str, Any], refusal: ApiRefusal, indicators: Sequence[Told]) -> Response:
    """What the targets are, for those whom the facts are not told; any other refusal stands."""
    if refusal.code != "FORBIDDEN":
        raise refusal
    planned = [
        (
            indicator,
            [
                {
                    "period": period_text(one["period_from"], one["period_to"]),
                    "whom": whom_text(one),
                    "plan": plan_text({**one, "unit": indicator["unit"]}),
                }
                for one in indicator["targets"]
            ],
        )
        for indicator in indicators
    ]
    return show("programme_targets.html", **page, refused=refusal.problem, planned=planned)


def _period(periods: Sequence[tuple[str, str]], day: str) -> tuple[str, str] | None:
    """The period that was asked for, else one that runs, else the last that has begun."""
    asked = request.args.get("period", "")
    if asked == ALL or not periods:
        return None
    chosen = next((each for each in periods if _key(each) == asked), None)
    running = [each for each in periods if each[0] <= day <= each[1]]
    begun = [each for each in periods if each[0] <= day]
    return chosen or [periods[0], *begun, *running][-1]


def _key(period: tuple[str, str]) -> str:
    return "_".join(period)


def _within(target: Told, period: tuple[str, str] | None) -> bool:
    return period in {None, (target["period_from"], target["period_to"])}


def _verdict(target: Told) -> str:
    return str(target["verdict"]["code"])


def _verdicts(targets: Sequence[Told]) -> list[tuple[Told, int]]:
    """How many targets have which verdict."""
    known = {_verdict(one): one["verdict"] for one in targets}
    return [
        (verdict, sum(_verdict(one) == code for one in targets)) for code, verdict in known.items()
    ]


def _grouped(cards: Sequence[Card]) -> list[list[Card]]:
    """The cards of each indicator together, in their order."""
    groups: dict[str, list[Card]] = {}
    for one in cards:
        groups.setdefault(one.told["indicator"], []).append(one)
    return list(groups.values())


@pages.get("/programmes/<programme_id>/indicator")
def programme_indicator(programme_id: str) -> Response:
    """One indicator: its facts month by month beside the plan, of every period and category."""
    told = read_programme(programme_id)
    indicator = part(told["indicators"], request.args.get("indicator"))
    if indicator is None:
        raise refuse("NOT_FOUND")
    page, query = frame(told), {**_asked(told), "indicator": indicator["id"]}
    try:
        evaluated = api().get(f"/programmes/{programme_id}/evaluation", query)
    except ApiRefusal as refusal:
        return _untold(page, refusal, [indicator])
    return show(
        "programme_lanes.html" if is_fragment() else "programme_indicator.html",
        **page,
        offers_lines=not _with_lines() and _has_begun(evaluated["targets"], told["point"]),
        indicator=indicator,
        lanes=[_lane(lane, programme_id) for lane in lanes(evaluated["targets"])],
    )


def _lane(targets: list[Told], programme_id: str) -> Lane:
    cards = [card(one, programme_id) for one in targets]
    unit = targets[0]["unit"]
    drawn = trend([stretch_of(one) for one in targets], percent=unit == PERCENT)
    chart = None if unit in STATEMENTS else drawn
    months = [{month["on"]: month for month in one.get("months", ())} for one in targets]
    dots = []
    for dot in chart.dots if chart else ():
        month = months[dot.stretch][dot.on.isoformat()]
        links = opened(month["links"], programme_id)
        opens = links.get("numerator") or links.get("values")
        dots.append((dot, amount_text(month["fact"], unit), opens))
    cohorts = {one["cohort"] for one in targets}
    title = whom_text({**targets[0], "cohort": targets[0]["cohort"] if len(cohorts) == 1 else None})
    rows = [_month(month, one, programme_id) for one in targets for month in one.get("months", ())]
    return Lane(title, chart, dots, rows, cards)


def _month(month: Told, target: Told, programme_id: str) -> Row:
    return Row(
        month["on"],
        plan_text(target),
        amount_text(month["fact"], target["unit"]),
        (month["numerator"], month["denominator"]),
        month["reason"]["label"] if month["reason"] else "",
        opened(month["links"], programme_id),
    )


@pages.get("/board/programmes")
def board_programmes() -> Response:
    """The targets of one's own programmes that are missed by most: a part of the board."""
    template = "programme_gauges.html" if is_fragment() else "board_programmes.html"
    return show(template, behind=most_behind(asked_of_api()), kept=kept_point())
