"""Forms of a case: shown, sent, and shown again with what was refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from api.pages.case_deeds import DEEDS, IN_CASE, ON_ENTRY, Deed
from api.pages.fields import body_of
from api.pages.inside import ApiRefusal
from api.pages.shell import NAME, api, pages, show
from api.pages.versioned_forms import fresh_form, refused_form, send_form
from api.pages.views.sign_in import to
from marshrut.refusals import refuse

REFUSED_BY_RULE = frozenset({409, 412, 422, 428})


@pages.route("/cases/<uuid:case_id>/record/<name>", methods=["GET", "POST"])
def record(case_id: UUID, name: str) -> Response:
    """Record something new in a case."""
    if name not in IN_CASE:
        raise refuse("NOT_FOUND")
    return _form(case_id, DEEDS[name], f"/cases/{case_id}/{name}", entry=None)


@pages.route("/cases/<uuid:case_id>/entries/<uuid:entry_id>/<name>", methods=["GET", "POST"])
def change(case_id: UUID, entry_id: UUID, name: str) -> Response:
    """End, move, correct or annul an entry of a case."""
    if name not in ON_ENTRY:
        raise refuse("NOT_FOUND")
    deed = DEEDS[name]
    kind = deed.path.partition("/")[0]
    return _form(
        case_id,
        deed,
        f"/cases/{case_id}/{kind}/{entry_id}/{name}",
        entry=_entry(case_id, entry_id),
    )


def _entry(case_id: UUID, entry_id: UUID) -> Mapping[str, Any]:
    entries = api().get(f"/cases/{case_id}/timeline")["entries"]
    found = next((each for each in entries if each["entry_id"] == str(entry_id)), None)
    if found is None:
        raise refuse("NOT_FOUND")
    told: Mapping[str, Any] = found
    return told


def _form(case_id: UUID, deed: Deed, path: str, *, entry: Mapping[str, Any] | None) -> Response:
    read = api().ask("GET", f"/cases/{case_id}")
    case, fields = read.json(), deed.fields(entry or {})
    page = {"case": case, "deed": deed, "fields": fields, "entry": entry}
    if request.method == "GET":
        given = {"effective_on": case["point"]["as_of"], "provided_on": case["point"]["as_of"]}
        filled = {} if entry else {name: given.get(name, "") for name in given}
        return show("case_form.html", **page, given=filled, **fresh_form(read))
    try:
        written = send_form(path, body_of(request.form, fields))
    except ApiRefusal as refusal:
        if refusal.status not in REFUSED_BY_RULE:
            raise
        return show("case_form.html", refusal.status, **page, **refused_form(refusal, read))
    if written["warnings"]:
        return show("written.html", case=case, deed=deed, written=written)
    return to(url_for(f"{NAME}.case", case_id=case_id, done=written["position"]) + "#entries")
