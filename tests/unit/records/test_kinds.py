"""The kinds of records as data: every definition can be satisfied, and holds together."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from marshrut.classifiers import names
from marshrut.records.kinds import Field, Kind, kind_at, kinds

LABELS = {"label_ru": "Поле", "label_en": "Field"}
STATES = [{"code": "OPEN", **LABELS, "to": ["CLOSED"]}, {"code": "CLOSED", **LABELS}]
PLAIN: dict[str, Any] = {
    "code": "THING",
    "path": "things",
    **LABELS,
    "plural_ru": "Вещи",
    "source": "domain 7",
    "whose": "either",
    "writes": "WRITE_RECORDS",
    "title": "name",
    "states": STATES,
    "fields": [{"name": "name", "shape": "text", **LABELS}],
}


def fields() -> list[tuple[str, Field]]:
    return [
        (kind.code, field)
        for kind in kinds().values()
        for top in kind.fields
        for field in (top, *top.lines)
    ]


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_a_kind_is_named_once_and_says_where_it_comes_from(kind: Kind):
    assert kind_at(kind.path) is kind
    assert kind.source.startswith("domain ")
    assert kind.by_name[kind.title].required
    assert kind.opening.name == (kind.opens or kind.writes)
    reached = {code for state in kind.states for code in state.to} | {kind.states[0].code}
    assert reached == {state.code for state in kind.states}, "a state that nothing leads to"


@pytest.mark.parametrize(("kind", "field"), fields(), ids=lambda each: getattr(each, "name", each))
def test_a_field_takes_its_codes_from_a_classifier_that_there_is(kind: str, field: Field):
    assert field.classifier is None or field.classifier in names(), kind
    assert field.of is None or field.of in kinds()
    assert field.least <= field.most


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"title": "colour"}, "title colour"),
        ({"fields": PLAIN["fields"] * 2}, "fields"),
        ({"states": [{"code": "OPEN", **LABELS, "to": ["GONE"]}]}, "GONE"),
        ({"fields": [{**PLAIN["fields"][0], "due_in": ["GONE"]}]}, "GONE"),
        ({"writes": "EVERYTHING"}, "EVERYTHING"),
        ({"fields": [{"name": "name", "shape": "code", **LABELS}]}, "classifier"),
        ({"fields": [{"name": "name", "shape": "record", **LABELS}]}, "kind"),
        ({"fields": [{"name": "name", "shape": "lines", **LABELS}]}, "fields"),
        ({"fields": [{**PLAIN["fields"][0], "distinct": ["inn"]}]}, "inn"),
        ({"whose": "nobody"}, "nobody"),
    ],
)
def test_a_definition_that_does_not_hold_together_is_refused(said: dict[str, Any], message: str):
    assert msgspec.convert(PLAIN, Kind).code == "THING"
    with pytest.raises((ValueError, msgspec.ValidationError), match=message):
        msgspec.convert({**PLAIN, **said}, Kind)
