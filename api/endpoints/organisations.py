"""Organisations: made known, changed from a day on, read at a point."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from api.answers import CREATED, answer
from api.bodies import load_body
from api.context import incoming, projections, require, service
from api.features import Feature
from api.point import PointQuery, asked_point, memento
from api.schemas.reference import (
    OrganisationAnswer,
    OrganisationChangeRequest,
    OrganisationRequest,
    OrganisationsAnswer,
    OrganisationsQuery,
    OrganisationWrittenAnswer,
)
from marshrut.application import organisations
from marshrut.policy import Action
from marshrut.refusals import refuse
from projections.organisations import organisations_at
from projections.population import Scope

feature = Feature("organisations", "Schools, centres, authorities")


@feature.write(
    "/organisations", body=OrganisationRequest, answers=OrganisationWrittenAnswer, headers=()
)
def register() -> Response:
    """Make an organisation known."""
    require(Action.WRITE_ORGANISATIONS)
    body = _without_nulls(load_body(OrganisationRequest))
    saved = organisations.register(service(), incoming(), **body)
    location = url_for("organisations.read_organisation", code=saved.code)
    return answer(saved, CREATED, ETag=f'"{saved.version}"', Location=location)


@feature.write(
    "/organisations/<code>/changes",
    body=OrganisationChangeRequest,
    answers=OrganisationWrittenAnswer,
    headers=(),
)
def change(code: str) -> Response:
    """Change fields of an organisation from a day on."""
    if service().organisation(code) is None:
        raise refuse("NOT_FOUND")
    require(Action.WRITE_ORGANISATIONS)
    changes = load_body(OrganisationChangeRequest)
    effective_on = changes.pop("effective_on")
    if not changes:
        raise refuse("INVALID", field="changes", expected="name, has_centre, …")
    saved = organisations.change(
        service(), incoming(), code, effective_on=effective_on, changes=changes
    )
    return answer(saved, CREATED, ETag=f'"{saved.version}"')


@feature.read("/organisations", query=OrganisationsQuery, answers=OrganisationsAnswer)
def list_organisations(*, query: dict[str, Any]) -> Response:
    """List the organisations at a point, by code."""
    require(Action.READ_REFERENCE)
    point = asked_point(query)
    regions = (query["region_code"],) if "region_code" in query else ()
    found = organisations_at(projections(), point.asof, scope=Scope(regions=regions))
    return memento(answer({"organisations": found, "point": point}), point)


@feature.read("/organisations/<code>", query=PointQuery, answers=OrganisationAnswer)
def read_organisation(*, query: dict[str, Any], code: str) -> Response:
    """Read an organisation at a point."""
    require(Action.READ_REFERENCE)
    point = asked_point(query)
    found = organisations_at(projections(), point.asof, scope=Scope(), code=code)
    if not found:
        raise refuse("NOT_FOUND")
    return memento(answer({**found[0], "point": point}), point)


def _without_nulls(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if value is not None}
