"""The values of fields: what each shape takes, and how it is told that it does not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from marshrut.records.kinds import Field, Shape, kinds
from marshrut.records.shapes import SHAPES, WrongValue, shaped, shaped_fields
from marshrut.refusals import Refused

ON = date(2026, 3, 1)
CASE = "0f6b5c1e-8d7c-4c8b-9a53-2f4c7d0f9a11"
COLUMN = Field(name="inn", shape="inn", label_ru="ИНН", label_en="ИНН", required=True)


def field(shape: Shape, **said: Any) -> Field:
    needed = {
        "code": {"classifier": "industries"},
        "codes": {"classifier": "industries"},
        "record": {"of": "VACANCY"},
        "lines": {"lines": (COLUMN,)},
    }
    return Field(name="x", shape=shape, label_ru="Поле", label_en="Field", **needed.get(shape, {})
                 | said)  # fmt: skip


TAKEN: list[tuple[Shape, Any, Any]] = [
    ("text", "Токарь", "Токарь"),
    ("texts", ["а", "б"], ["а", "б"]),
    ("url", "https://example.ru/вакансии?x=1", "https://example.ru/вакансии?x=1"),
    ("day", "2024-02-29", "2024-02-29"),
    ("flag", False, False),
    ("whole", 0, 0),
    ("amount", 3, 3.0),
    ("code", "IT", "IT"),
    ("codes", ["IT", "OPK"], ["IT", "OPK"]),
    ("inn", "7001 000 013", "7001000013"),
    ("municipality", "69701000", "69701000"),
    ("programme", "15.02.16", "15.02.16"),
    ("programmes", ["15.02.16"], ["15.02.16"]),
    ("organisation", "SM-1", "SM-1"),
    ("organisations", ["SM-1", "SM-2"], ["SM-1", "SM-2"]),
    ("region", "67", "67"),
    ("record", CASE.upper(), CASE),
    ("case", CASE, CASE),
    ("counts", {"SM-1": 20}, {"SM-1": 20}),
    ("lines", [{"inn": "7001000013"}], [{"inn": "7001000013"}]),
]
NOT_TAKEN: list[tuple[Shape, Any, str, str]] = [
    *((shape, value, "INVALID", "") for shape in SHAPES for value in ([[]], {"x": [1]}, 1.5e300)),
    ("text", "  ", "INVALID", ""),
    ("text", "x" * 1_001, "INVALID", ""),
    ("texts", ["а", "а"], "INVALID", ""),
    ("texts", ["а", " "], "INVALID", "[1]"),
    ("url", "javascript:alert(1)", "INVALID", ""),
    ("day", "2023-02-29", "INVALID", ""),
    ("day", "0001-01-01", "INVALID", ""),
    ("flag", 1, "INVALID", ""),
    ("whole", True, "INVALID", ""),
    ("whole", -1, "INVALID", ""),
    ("amount", float("nan"), "INVALID", ""),
    ("code", "ИТ", "UNKNOWN_CODE", ""),
    ("codes", ["IT", "ИТ"], "UNKNOWN_CODE", "[1]"),
    ("inn", "7001000014", "CHECKSUM", ""),
    ("programmes", ["15.02"], "INVALID", "[0]"),
    ("region", "99", "UNKNOWN_CODE", ""),
    ("case", "x", "INVALID", ""),
    ("counts", {"SM-1": -1}, "INVALID", ".SM-1"),
    ("counts", {}, "INVALID", ""),
    ("lines", [{}], "REQUIRED", "[0].inn"),
    ("lines", [{"inn": "7001000013", "y": 1}], "UNKNOWN_FIELD", "[0].y"),
    ("lines", [{"inn": "7001000014"}], "CHECKSUM", "[0].inn"),
]


@pytest.mark.parametrize(("shape", "value", "normal"), TAKEN)
def test_a_value_is_taken_in_its_normal_form(shape: Shape, value: Any, normal: Any):
    assert shaped(field(shape), value, on=ON) == normal


def test_every_shape_was_tried():
    assert {shape for shape, *_ in TAKEN} == set(SHAPES)


@pytest.mark.parametrize(("shape", "value", "code", "place"), NOT_TAKEN)
def test_another_is_not(shape: Shape, value: Any, code: str, place: str):
    with pytest.raises(WrongValue) as refused:
        shaped(field(shape), value, on=ON)
    assert refused.value.code in {code, "INVALID", "UNKNOWN_CODE"}
    if place or code != "INVALID":
        assert (refused.value.code, refused.value.place) == (code, place)


def test_counts_by_code_take_only_the_codes_of_their_classifier():
    audiences = field("counts", classifier="audiences")
    assert shaped(audiences, {"STUDENTS": 5}, on=ON) == {"STUDENTS": 5}
    with pytest.raises(WrongValue) as refused:
        shaped(audiences, {"DRAGONS": 5}, on=ON)
    assert (refused.value.code, refused.value.place) == ("UNKNOWN_CODE", ".DRAGONS")


def test_null_clears_where_something_is_changed_and_says_nothing_elsewhere():
    kind = kinds()["VACANCY"]
    assert shaped_fields(kind, {"salary_from": None}, on=ON, clearing=True) == {"salary_from": None}
    assert shaped_fields(kind, {"salary_from": None}, on=ON, clearing=False) == {}
    with pytest.raises(Refused) as refused:
        shaped_fields(kind, {"title": 1, "colour": 2}, on=ON, clearing=True)
    assert {(f.code, f.field) for f in refused.value.findings} == {
        ("INVALID", "fields.title"),
        ("UNKNOWN_FIELD", "fields.colour"),
    }


def test_no_two_lines_are_alike_in_what_tells_them_apart():
    other = Field(name="places", shape="whole", label_ru="Мест", label_en="Places")
    told = field("lines", lines=(COLUMN, other), distinct=("inn",))
    one, two = {"inn": "7001000013", "places": 1}, {"inn": "6301000012", "places": 1}
    assert shaped(told, [one, two], on=ON) == [one, two]
    with pytest.raises(WrongValue) as wrong:
        shaped(told, [one, two, {"inn": "7001 000 013", "places": 2}], on=ON)
    assert (wrong.value.code, wrong.value.place, wrong.value.expected) == (
        "INVALID",
        "[2]",
        "≠ [0]",
    )
    assert shaped(field("lines"), [{"inn": "7001000013"}] * 2, on=ON)
