"""Targets of programmes as pages show them: plan, fact and deviation in words, and as a gauge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import url_for

from api.pages import formats
from api.pages.charts.gauge import Gauge, gauge
from api.pages.charts.lines import SPARK, Stretch, Trend, trend
from api.pages.shell import NAME
from api.pages.words import say

PERCENT, NO_BREAK = "%", "\u00a0"
STATEMENTS = {"да/нет": ("да", "нет"), "есть/нет": ("есть", "нет")}
"""Units of statements that hold or do not, with the words for both."""

MARKS = {"ACHIEVED": "good", "NOT_ACHIEVED": "bad", "NO_DATA": "warn", "NOT_SET": "warn"}
SEPTEMBER, DAY = 9, timedelta(days=1)
COMPARED = frozenset({"ACHIEVED", "NOT_ACHIEVED"})
PLACES, FINEST = 1, 3
"""Of what is shown, and of what would be nothing with these."""

OPENS = {"cases": "programme_cases", "values": "programme_values", "records": "programme_records"}
"""The pages of what is behind a fact, by the last part of the API's address of it."""

Told = Mapping[str, Any]


class Card(NamedTuple):
    """A target in words; ``figure`` is the fact, short enough for a gauge.

    ``behind`` is by which part of its plan it is missed, where that can be said.
    """

    told: Told
    programme: str
    whom: str
    period: str
    plan: str
    fact: str
    figure: str
    deviation: str
    mark: str
    gauge: Gauge | None
    spark: Trend | None
    says: str
    links: Mapping[str, str]
    behind: float | None


def card(told: Told, programme: str) -> Card:
    """The card of a target that the API evaluated."""
    plan, fact = plan_text(told), amount_text(told["fact"], told["unit"])
    verdict = told["verdict"]
    words = {"fact": fact, "plan": plan, "verdict": verdict["label"]}
    return Card(
        told=told,
        programme=programme,
        whom=whom_text(told),
        period=period_text(told["period_from"], told["period_to"]),
        plan=plan,
        fact=fact,
        figure=fact if told["unit"] == PERCENT else fact.partition(NO_BREAK)[0],
        deviation=_deviation(told),
        mark=MARKS.get(verdict["code"], ""),
        gauge=_gauge(told),
        spark=_spark(told),
        says=say("Факт {fact}, план: {plan}. {verdict}.", **words),
        links=opened(told["links"], programme),
        behind=_behind(told),
    )


def period_text(first: str, last: str) -> str:
    """A period in words: a year, a school year, a day, or from one day to another."""
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    if (begins.month, begins.day, ends.month, ends.day) == (1, 1, 12, 31):
        same = begins.year == ends.year
        return say("{year} год", year=begins.year) if same else f"{begins.year}–{ends.year}"
    if begins.month == SEPTEMBER and ends == begins.replace(year=begins.year + 1) - DAY:
        return say("{first}/{last} учебный год", first=begins.year, last=ends.year)
    if begins == ends:
        return formats.day(ends)
    return f"{formats.day(begins)} – {formats.day(ends)}"


def whom_text(told: Told) -> str:
    """Whom a target is about: a cohort, a category; nothing where it is about everybody."""
    cohort, category = told["cohort"], told["category"]
    said = [say("выпуск {year}", year=cohort)] if cohort else []
    return " · ".join([*said, *([category["label"]] if category else [])])


def plan_text(told: Told) -> str:
    """What a target should come to."""
    if told["op"]["code"] == "TEXT":
        return told["printed"] or formats.NOTHING
    if told["value"] is None:
        return say("не установлен")
    amount = amount_text(told["value"], told["unit"])
    return amount if told["unit"] in STATEMENTS else f"{told['op']['label']} {amount}"


def amount_text(value: Any, unit: str) -> str:
    """An amount with its unit; a statement that holds or not, in words."""
    if value is None or isinstance(value, str):
        return value or formats.NOTHING
    if unit in STATEMENTS or isinstance(value, bool):
        holds, fails = STATEMENTS.get(unit, ("да", "нет"))
        return say(holds) if value else say(fails)
    return f"{_rounded(value, unit)}{NO_BREAK}{unit}"


def opened(links: Told, programme: str) -> dict[str, str]:
    """The pages of what is behind a fact, by the parts of it that can be opened."""
    whole = {"whole": "1"} if links.get("denominator") else {}
    return {name: _page(link, programme, whole) for name, link in links.items() if link}


def number_of(value: Any) -> float | None:
    """The value as a number, where it is one."""
    return float(value) if isinstance(value, (int, float)) else None


def stretch_of(told: Told) -> Stretch:
    """The months of a target, for a line."""
    facts = [
        (date.fromisoformat(each["on"]), number_of(each["fact"])) for each in told.get("months", ())
    ]
    begins, ends = (date.fromisoformat(told[name]) for name in ("period_from", "period_to"))
    return Stretch(begins, ends, number_of(told["value"]), facts)


def lanes(targets: Iterable[Told]) -> list[list[Told]]:
    """The targets of an indicator that one line can tell: of one category, one after another."""
    found: list[list[Told]] = []
    for told in sorted(targets, key=lambda each: (str(each["period_from"]), each["cohort"] or 0)):
        fitting = (lane for lane in found if _follows(told, lane[-1]))
        lane = next(fitting, None)
        if lane is None:
            found.append([told])
        else:
            lane.append(told)
    return found


def _follows(told: Told, before: Told) -> bool:
    same = told["category"] == before["category"]
    return same and bool(told["period_from"] > before["period_to"])


def _rounded(value: float, unit: str) -> str:
    if unit == PERCENT or value != int(value):
        return formats.number(round(value, PLACES))
    return formats.number(int(value))


def _deviation(told: Told) -> str:
    """By how much the fact is above or below the plan, where that is a number."""
    value = told["deviation"]
    if value is None or told["unit"] in STATEMENTS:
        return ""
    places = PLACES if abs(value) >= 10**-PLACES else FINEST
    return formats.signed(round(value, places) or 0)


def _gauge(told: Told) -> Gauge | None:
    fact, plan = number_of(told["fact"]), number_of(told["value"])
    if plan is None or told["unit"] in STATEMENTS or told["op"]["code"] == "TEXT":
        return None
    return gauge(fact, plan, op=told["op"]["code"], percent=told["unit"] == PERCENT)


def _spark(told: Told) -> Trend | None:
    return trend([stretch_of(told)], frame=SPARK) if told.get("months") else None


def _behind(told: Told) -> float | None:
    """By which part of its plan a target is missed; below nothing where it is met with room."""
    plan, off = number_of(told["value"]), told["deviation"]
    if told["verdict"]["code"] not in COMPARED or plan is None or off is None:
        return None
    missed = {"GE": -off, "LE": off}.get(told["op"]["code"], abs(off))
    return float(missed) / (abs(plan) or 1.0)


def _page(link: str, programme: str, whole: Mapping[str, str]) -> str:
    """The page of what the API's address opens; ``whole``: a fact that has both parts."""
    parts = urlsplit(link)
    path = parts.path.split("/")
    query: dict[str, Any] = dict(parse_qsl(parts.query))
    if path[-1] == "cases":
        query |= whole
    else:
        query |= {"indicator": unquote(path[-2])}
    return url_for(f"{NAME}.{OPENS[path[-1]]}", programme_id=programme, **query)
