"""What the form of who came means as the body of a request."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from api.pages.attendance_form import attendees_of
from api.pages.fields import SELECT, YES_NO, Field

FIELDS = (Field("result", "", SELECT), Field("attributes.training_topic", "", SELECT))
MARKS = [Field("attributes.with_resume", "", YES_NO)]


def test_of_each_is_said_what_is_marked_of_him():
    form = MultiDict(
        [
            *(("case", "a"), ("case", "b"), ("shown", "a"), ("shown", "b"), ("shown", "c")),
            *(("result", "PROVIDED"), ("attributes.training_topic", "RESUME"), ("unmarked", "")),
            *(("mark.attributes.with_resume", "b"), ("satisfaction.b", "5")),
            ("satisfaction.c", "1"),
        ]
    )
    topic = {"training_topic": "RESUME"}
    assert attendees_of(form, FIELDS, MARKS) == {
        "result": "PROVIDED",
        "attendees": [
            {"case_id": "a", "attributes": topic},
            {"case_id": "b", "attributes": topic | {"with_resume": True}, "satisfaction": 5},
        ],
    }


def test_those_not_marked_did_not_come_only_where_that_is_said():
    form = MultiDict([("case", "a"), ("shown", "a"), ("shown", "b"), ("unmarked", "NO_SHOW")])
    assert attendees_of(form, (), [])["attendees"] == [
        {"case_id": "a"},
        {"case_id": "b", "result": "NO_SHOW"},
    ]
    assert attendees_of(MultiDict([("shown", "b")]), (), [])["attendees"] == []
