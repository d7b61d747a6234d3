"""A period of monitoring: whether it is closed, for whom it is not, and who has handed in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Response, request, url_for

from api.pages.editions import REFUSED_BY_RULE
from api.pages.fields import body_of
from api.pages.inside import ApiRefusal
from api.pages.periods import STEPS, steps_of
from api.pages.shell import NAME, api, pages, show, who
from api.pages.views.sign_in import to
from api.shapes import DAY
from marshrut.refusals import refuse

ROOT = "/reports/periods"
ONE = f"{ROOT}/<region_code>/<cadence_code>/<cutoff>"
PLACE = ("region_code", "cadence_code", "cutoff")


@pages.get(ROOT)
def find_period() -> Response:
    """Go to the period that was chosen; a school has only those of its region."""
    asked: dict[str, Any] = {name: request.args.get(name, "").strip() for name in PLACE}
    own = who()["organisation"]
    if own:
        asked["region_code"] = api().get(f"/organisations/{own}")["region_code"]
    if not all(asked.values()):
        return to(url_for(f"{NAME}.reports"))
    asked["cutoff"] = _cutoff(asked["cadence_code"], asked["cutoff"])
    return to(url_for(f"{NAME}.period", **asked))


@pages.get(ONE)
def period(**place: Any) -> Response:
    """A period at the head."""
    return _shown(place)


@pages.post(f"{ONE}/<path:step>")
def take_period_step(step: str, **place: Any) -> Response:
    """Close the period, open it again, give or withdraw an exception."""
    if step not in STEPS:
        raise refuse("NOT_FOUND")
    version, key = request.form.get("version", ""), request.form.get("key", "")
    try:
        written = api().post(
            f"{_path(place)}/{step}",
            body_of(request.form, STEPS[step].fields),
            If_Match=f'"{version}"' if version not in {"", "0"} else None,
            Idempotency_Key=key,
        )
    except ApiRefusal as refusal:
        if refusal.status not in REFUSED_BY_RULE:
            raise
        tried = {"step": step, "problem": refusal.problem, "given": request.form}
        return _shown(place, refusal.status, tried=tried)
    return to(url_for(f"{NAME}.period", **place, done=written["position"]))


def _cutoff(cadence: str, day: str) -> str:
    """The last cut-off up to the day; the day itself where any may be one."""
    asked = {"from": f"{int(day[:4]) - 1}-01-01", "to": day} if DAY.fullmatch(day) else {"to": day}
    found = api().get(f"/cadences/{cadence}/cutoffs", asked)["cutoffs"]
    return str(found[-1]["on"]) if found else day


def _path(place: dict[str, Any]) -> str:
    return "/periods/" + "/".join(place[name] for name in PLACE)


def _shown(place: dict[str, Any], status: int = 200, **more: Any) -> Response:
    told = api().get(_path(place))
    forms = sorted({code for row in told["organisations"] for code in row["forms"]})
    return show(
        "period.html",
        status,
        told=told,
        place=place,
        forms=forms,
        silent=[row for row in told["organisations"] if not row["forms"]],
        steps=steps_of(told),
        key=str(uuid4()),
        **more,
    )
