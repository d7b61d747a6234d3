"""Labels of what the API tells by codes alone, and small things that templates ask."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from flask import request, url_for

from api.context import services
from api.pages import formats
from api.pages.fields import Option, options
from api.pages.points import KnownStop, asked
from api.pages.words import page_language, say
from marshrut.classifiers import UnknownCode, classifier
from marshrut.wording.languages import label_in

ATTRIBUTES = {
    "statuses": "status_attributes",
    "measures": "measure_attributes",
    "steps": "step_attributes",
    "transitions": "step_attributes",
}
CODE_FIELDS = {
    "status_code": "statuses",
    "category_code": "categories",
    "measure_code": "measures",
    "step_code": "steps",
    "result": "measure_results",
    "outcome": "step_outcomes",
    "source": "sources",
    "form": "measure_forms",
    "evidence_kind": "evidence_kinds",
    "study_form": "study_forms",
    "funding": "funding",
    "base_education": "base_education",
}
OF_FILTERS = {
    "ugps": "ugps",
    "study_form": "study_forms",
    "category": "categories",
    "also_category": "categories",
    "status": "statuses",
    "status_group": "status_groups",
    "lifecycle": "lifecycles",
}
MEASURES = {"strict": "под риском", "form": "под риском по форме", "both": "под риском обоими"}
OF_WHOM = ("organisation", "region", "graduation_year")
ALONE = frozenset({"OTHER", "NO_DATA"})
"""Statuses of one group that bars show apart."""

CODED, LIST = "code:", "list:"
LATE = timedelta(days=1)


def label(table: str, code: str | None) -> str:
    """The label of a code in a classifier; the code itself where there is none."""
    if code is None:
        return formats.NOTHING
    try:
        return label_in(page_language(), classifier(table).get(code))
    except UnknownCode:
        return code


def kind_label(kind: str) -> str:
    """What a kind of entry is called."""
    return label("entry_kinds", kind.replace("-", "_"))


def group_label(group: str) -> str:
    """What a group of statuses is called; having no data is none of them."""
    return label("statuses", group) if group == "NO_DATA" else label("status_groups", group)


def attribute_label(kind: str, name: str) -> str:
    """What an attribute of a kind of entry is called."""
    return label(ATTRIBUTES[kind], name) if kind in ATTRIBUTES else name


def shown_value(kind: str, name: str, value: Any) -> str:
    """The value of an attribute, in words."""
    terms = classifier(ATTRIBUTES[kind]).terms if kind in ATTRIBUTES else {}
    of = terms[name].extra["type"] if name in terms else ""
    return _shown(of, value)


def field_label(field: str) -> str:
    """What a field of an event is called."""
    name = field.rpartition(".")[2]
    for table in ATTRIBUTES.values():
        if field.startswith("attributes.") and name in classifier(table).terms:
            return label(table, name)
    return _table("fields").get(field) or _table("fields").get(name) or field


def told_value(field: str, value: Any) -> str:
    """The value of a field of an event, in words."""
    name = field.rpartition(".")[2]
    if name in CODE_FIELDS and isinstance(value, str):
        return label(CODE_FIELDS[name], value)
    for table in ATTRIBUTES.values():
        terms = classifier(table).terms
        if field.startswith("attributes.") and name in terms:
            return _shown(terms[name].extra["type"], value)
    return _shown("", value)


def topic_label(topic: str) -> str:
    """What an event is called."""
    return _table("topics").get(topic, topic)


def role_label(role: str) -> str:
    """What a role is called."""
    return label("roles", role)


def source_label(source: str) -> str:
    """From where something is known."""
    return label("sources", source)


def is_late(entry: Mapping[str, Any]) -> bool:
    """Whether the entry became known later than it took effect."""
    if not entry["effective_on"]:
        return False
    recorded = datetime.fromisoformat(entry["recorded_at"]).astimezone(services().zone())
    return recorded.date() - date.fromisoformat(entry["effective_on"]) > LATE


def stop_index(stops: Sequence[KnownStop], position: int) -> int:
    """The last stop that was known at the position."""
    return max(0, sum(stop.position <= position for stop in stops) - 1)


def shown_stop(stops: Sequence[KnownStop], position: int) -> int:
    """The position of that stop."""
    return stops[stop_index(stops, position)].position


def page_url(**changed: Any) -> str:
    """The address of this page with other parameters; ``None`` takes one away."""
    kept = {**request.args.to_dict(), **(request.view_args or {}), **changed}
    there = {name: value for name, value in kept.items() if value not in {None, ""}}
    return url_for(request.endpoint or "", **there)


def filter_value(name: str, value: str) -> str:
    """What a filter narrows to, in words."""
    if name in OF_FILTERS:
        return label(OF_FILTERS[name], value)
    return say(MEASURES[value]) if name == "at_risk" and value in MEASURES else str(value)


def present(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the filters that narrow anything."""
    return {name: value for name, value in filters.items() if value is not None}


def with_group(filters: Mapping[str, Any], group: str) -> dict[str, Any]:
    """The filters of a part of a bar; «Иное» there is without those of whom nothing is known."""
    narrowed = {"status": group} if group in ALONE else {"status_group": group}
    return {**filters, **narrowed}


def whose(query: Mapping[str, Any]) -> dict[str, Any]:
    """Of whom a form is: what its figures share."""
    return {name: query[name] for name in OF_WHOM if name in query}


def narrowed(filters: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """The filters and more of them."""
    return {**filters, **more}


def at(filters: Mapping[str, Any], point: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, pinned to the point of an answer."""
    return {**filters, "as_of": point["as_of"], "known_position": point["known_position"]}


FILTERS = {"at": at, "present": present, "with_group": with_group, "narrowed": narrowed}
"""Filters of templates about filters of questions."""


def helpers() -> dict[str, Any]:
    """All of these, for templates."""
    functions = (
        *(kind_label, group_label, attribute_label, shown_value, field_label, told_value),
        *(topic_label, role_label, source_label, is_late, stop_index, shown_stop, page_url),
        *(filter_value, whose),
    )
    named: dict[str, Any] = {function.__name__: function for function in functions}
    return {
        **named,
        "label_of": label,
        "day_of": date.fromisoformat,
        "options_of": options_of,
        "point_asked": asked(),
    }


def options_of(table: str) -> tuple[Option, ...]:
    """The terms of a classifier to choose from."""
    return options(table)


def _shown(of: str, value: Any) -> str:
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return say("да") if value else say("нет")
    if isinstance(value, list):
        return ", ".join(_shown(of.removeprefix(LIST), one) for one in value)
    if of.startswith(CODED):
        return label(of.removeprefix(CODED), str(value))
    try:
        return formats.day(str(value)) if len(str(value)) == len("2026-01-31") else str(value)
    except ValueError:
        return str(value)


def _table(name: str) -> Mapping[str, str]:
    return _read(name, page_language())


@cache
def _read(name: str, language: str) -> Mapping[str, str]:
    text = files(__package__).joinpath("texts", f"{name}.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), strict=True)
    return {row["code"]: row[f"label_{language}"] for row in rows}
