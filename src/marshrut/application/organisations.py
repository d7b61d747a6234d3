"""The use cases of an organisation: making it known, and changing it from a day on."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec

from marshrut.application.codes import check_codes
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.identifiers import BadIdentifier, inn10, ogrn, oktmo
from marshrut.ledger.errors import VersionConflict
from marshrut.organisations.events import Passport
from marshrut.organisations.organisation import Organisation
from marshrut.policy import Action, Actor, may
from marshrut.refusals import Refused, finding, refuse

CODED = ("region_code", "founder_type", "centre_kind", "org_kind")
CODE = re.compile(r"\w[\w.-]{0,63}")
"""Codes stand in paths: «.» alone would be taken for a folder there."""

IDENTIFIERS = {"inn": inn10, "ogrn": ogrn, "municipality": oktmo}


class Saved(msgspec.Struct, frozen=True):
    """An organisation was written: its code, the position and the version reached."""

    code: str
    position: int
    version: int


def register(service: Service, request: Request, *, code: str, **fields: Any) -> Saved:
    """Make an organisation known. Raises ``Refused``: ``FORBIDDEN``, ``DUPLICATE``, findings."""
    _check_right(request.actor, fields.get("region_code"))
    if not CODE.fullmatch(code):
        raise refuse("INVALID", field="code", expected="SM-1")
    fields = _checked(fields, on=service.today())
    if service.organisation(code) is not None:
        raise refuse("DUPLICATE", existing=code)
    organisation = Organisation.register(code, Passport(**fields), by=request.stamp(None))
    try:
        return _saved(service, organisation)
    except VersionConflict as conflict:
        raise refuse("DUPLICATE", existing=code) from conflict


def change(
    service: Service,
    request: Request,
    code: str,
    *,
    effective_on: date,
    changes: dict[str, Any],
) -> Saved:
    """Change fields of an organisation from a day on (semantics S22)."""
    organisation = service.organisation(code)
    if organisation is None:
        raise refuse("NOT_FOUND")
    _check_right(request.actor, organisation.on(effective_on).region_code)
    changes = _checked(changes, on=effective_on)
    organisation.change(changes, effective_on=effective_on, by=request.stamp(None))
    try:
        return _saved(service, organisation)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given="?", current="?") from conflict


def _check_right(actor: Actor, region: str | None) -> None:
    foreign = bool(actor.regions) and region not in actor.regions
    if foreign or not may(actor, Action.WRITE_ORGANISATIONS):
        raise refuse("FORBIDDEN", role=actor.role)


def _checked(fields: dict[str, Any], *, on: date) -> dict[str, Any]:
    """The fields with identifiers in their normal form."""
    check_codes({name: fields.get(name) for name in CODED}, on=on)
    findings, normal = [], dict(fields)
    for name, check in IDENTIFIERS.items():
        if fields.get(name) is not None:
            try:
                normal[name] = check(fields[name])
            except BadIdentifier as error:
                findings.append(finding(error.code, field=name, expected=error.expected))
    if findings:
        raise Refused(*findings)
    return normal


def _saved(service: Service, organisation: Organisation) -> Saved:
    with service.ledger.appending() as connection:
        positions = service.ledger.append(organisation.collect_events(), connection=connection)
    return Saved(organisation.code, positions[-1], organisation.version)
