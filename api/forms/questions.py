"""From a request to the question of a form: the form, whose cases, which of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.context import actor, service, services
from api.forms.editions import FILTERS, Moment, Whose, content_of
from api.point import Point
from api.populations import asked_filters, check_own_organisation
from marshrut.application.codes import check_codes
from marshrut.forms.definitions import Form
from marshrut.forms.shipped import UnknownForm, form, forms
from marshrut.refusals import refuse
from marshrut.reports.events import Edition


def asked_form(code: str, day: date) -> Form:
    """The form in the edition in force. Raises ``Refused`` (``NOT_FOUND``)."""
    try:
        return form(code, day=day)
    except UnknownForm as unknown:
        raise refuse("NOT_FOUND") from unknown


def named_form(code: str, day: date) -> Form:
    """The same, named in a body. Raises ``Refused`` (``INVALID``) with the forms that there are."""
    try:
        return form(code, day=day)
    except UnknownForm as unknown:
        known = " | ".join(each.code for each in forms(day=day))
        raise refuse("INVALID", field="form", expected=known) from unknown


def asked_content(
    asked: Form,
    point: Point,
    *,
    organisation: str | None,
    region: str | None,
    given: Mapping[str, Any],
    to_issue: bool = False,
) -> Edition:
    """All that the form at the point is made of. Raises ``Refused``.

    Whose it is if nobody says: the asker's own organisation's, or regions'. ``to_issue``: with
    the proof of the ledger at the point.
    """
    whose = _whose(organisation, region)
    _ = asked_filters({name: given[name] for name in FILTERS if given.get(name) is not None})
    moment = Moment(service().now(), services().zone().key)
    issued_on = service() if to_issue else None
    return content_of(asked, point.asof, whose, given, moment, issued_on=issued_on)


def _whose(organisation: str | None, region: str | None) -> Whose:
    who = actor()
    if organisation is not None and region is not None:
        raise refuse("INVALID", field="region", expected="organisation | region")
    if organisation is None and region is None:
        organisation, regions = who.organisation, who.regions
    else:
        regions = () if region is None else (region,)
    if organisation is not None:
        check_own_organisation(organisation)
        return Whose(organisation)
    check_codes({"region_code": region}, on=service().today())
    foreign = bool(who.regions) and not set(regions) <= set(who.regions)
    if who.organisation is not None or foreign or (who.regions and not regions):
        raise refuse("FORBIDDEN", role=who.role)
    return Whose(None, regions)
