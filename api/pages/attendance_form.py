"""Who came to an activity, as a form: what is said of all, what of each, and the body it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from api.pages.fields import DAY, SELECT, YES_NO, Field, attributes, body_of, coded, options
from api.pages.words import say
from marshrut.classifiers import classifier

CAME, NO_SHOW = "PROVIDED", "NO_SHOW"
OF_GROUPS = "NEVER"
"""Measures that are never addressed to one person: those that an activity may be."""

MARK, ANSWER = "mark.", "satisfaction."
"""How the fields of one attendee begin: an attribute that holds of those who are named; an answer
of the one whose id follows."""

ANSWERS = ("5", "4", "3", "2", "1")


def said_of_all(record: Mapping[str, Any], measure: str | None) -> tuple[Field, ...]:
    """The fields that are the same for whoever is marked; ``measure`` is what coming is, if known.

    Nobody is asked what the activity itself says.
    """
    return tuple(_said_of_all(record["fields"], measure))


def _said_of_all(said: Mapping[str, Any], measure: str | None) -> Iterator[Field]:
    if measure is None:
        label = say("Какой мерой поддержки это было")
        chosen = options("measures", only=_group_measures())
        yield Field("measure_code", label, SELECT, chosen, required=True, leads=True)
    yield coded("result", say("Что записать отмеченным"), "measure_results", required=True)
    if said.get("ends_on", said["starts_on"]) != said["starts_on"]:
        yield Field("provided_on", say("В какой день"), DAY, hint=say("Пусто — в первый день"))
    for field in attributes("measure_attributes", "measures"):
        codes = set(field.of.split())
        if field.kind != SELECT:
            continue
        if measure in codes:
            yield field._replace(of="")
        elif measure is None and codes & _group_measures():
            yield field
    yield coded("source", say("Откуда известно"), "sources")


def marks_of(measure: str | None) -> list[Field]:
    """What may hold of each who came: of a fair, say, that a contract was concluded there."""
    return [
        field
        for field in attributes("measure_attributes", "measures")
        if field.kind == YES_NO and measure in field.of.split()
    ]


def attendees_of(
    form: MultiDict[str, str], fields: tuple[Field, ...], marks: list[Field]
) -> dict[str, Any]:
    """The body of the request that the form means; without ``attendees`` where nobody is meant."""
    body = body_of(form, fields)
    shared = body.pop("attributes", {})
    came = form.getlist("case")
    attendees = [_attendee(form, one, marks, shared) for one in came]
    if form.get("unmarked") == NO_SHOW:
        others = [one for one in form.getlist("shown") if one not in set(came)]
        attendees += [{"case_id": one, "result": NO_SHOW} for one in others]
    return {**body, "attendees": attendees}


def _attendee(
    form: MultiDict[str, str], case_id: str, marks: list[Field], shared: Mapping[str, Any]
) -> dict[str, Any]:
    held = {
        field.name.rpartition(".")[2]: True
        for field in marks
        if case_id in form.getlist(f"{MARK}{field.name}")
    }
    told: dict[str, Any] = {"case_id": case_id}
    if {**shared, **held}:
        told["attributes"] = {**shared, **held}
    answer = form.get(f"{ANSWER}{case_id}", "")
    if answer in ANSWERS:
        told["satisfaction"] = int(answer)
    return told


def _group_measures() -> set[str]:
    terms = classifier("measures").terms.values()
    return {term.code for term in terms if term.extra["addressed"] == OF_GROUPS}
