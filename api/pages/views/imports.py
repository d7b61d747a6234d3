"""Lists from files: sent, judged row by row, loaded, watched while they load, given back marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from api.pages.import_outcome import FINISHED, KINDS, counts_of, linked, rows_of_page
from api.pages.inside import Answered, ApiRefusal
from api.pages.sent_sheet import Sheet
from api.pages.shell import NAME, Place, api, has, is_fragment, pages, show, who
from api.pages.views.sign_in import to
from api.pages.words import say
from api.problems import problem_of
from api.sent_files import FORM_AROUND, allow_a_file
from marshrut.imports.kinds import EXTRACTS
from marshrut.imports.sheet import MOST_BYTES
from marshrut.policy import Actor, Role, records
from marshrut.refusals import Refused, finding

RIGHTS = frozenset({"WRITE_CASES", "VERIFY_CASES"})
PLACES = ((50, Place("Импорт", f"{NAME}.imports", RIGHTS)),)
MEGABYTE = 1_000_000
ABOUT_THE_FILE = frozenset({413, 415, 422})
"""Refusals after which another file, or another kind, is to be sent."""

WARNINGS_SHOWN = 100
FORMER = 20
RUNS = 100


@pages.before_request
def _allow_a_list() -> None:
    """A list may be as large as the API takes it.

    Said here, before the pages' door reads the form for its secret: views are found, and this
    is registered, before the door is.
    """
    if request.endpoint == f"{NAME}.send_list":
        allow_a_file()


@pages.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    """A list that is too large is told of beside its form, in the measure that people see."""
    if request.endpoint == f"{NAME}.send_list":
        limit = MOST_BYTES // MEGABYTE
        detail = say("Файл больше {limit} МБ. Разделите его на части.", limit=limit)
        problem = {"title": say("Файл слишком велик"), "detail": detail, "status": 413}
        return _form(413, problem=problem, given={})
    limit = request.max_content_length or FORM_AROUND
    return problem_of(Refused(finding("TOO_LARGE", limit=f"{limit} B")))


@pages.get("/imports")
def imports() -> Response:
    """Choose a list; take an empty one to fill in."""
    return _form()


@pages.post("/imports")
def send_list() -> Response:
    """Judge the list that was sent, or load it; then show what came of it."""
    query = {name: request.form.get(name) for name in ("dry_run", "kind", "run_id")}
    file = request.files.get("file")
    form = {"file": (file.stream, file.filename or "list")} if file else {}
    try:
        told = api().ask("POST", "/imports", query=query, form=form).json()
    except ApiRefusal as refusal:
        if refusal.status not in ABOUT_THE_FILE:
            raise
        return _form(refusal.status, problem=refusal.problem)
    if is_fragment():
        return _outcome(told)
    return to(url_for(f"{NAME}.import_of", import_id=told["import_id"]))


@pages.get("/imports/<uuid:import_id>")
def import_of(import_id: UUID) -> Response:
    """What came of a list, so far; a script asks again until it is finished."""
    return _outcome(api().get(f"/imports/{import_id}"))


@pages.get("/imports/<uuid:import_id>/errors.xlsx")
def import_errors(import_id: UUID) -> Response:
    """The list back, wrong cells marked."""
    return _file(api().ask("GET", f"/imports/{import_id}/errors"))


@pages.get("/imports/template/<kind>.<suffix>")
def import_template(kind: str, suffix: str) -> Response:
    """An empty list of a kind, to fill in."""
    query = {"kind": kind, "format": suffix}
    return _file(api().ask("GET", "/imports/template", query=query))


def _outcome(told: Mapping[str, Any]) -> Response:
    """The outcome alone for a script, else with the form for the next file."""
    finished, sheet = told["state"] in FINISHED, None
    if finished and told["errors"]:
        sheet = Sheet(api().get(f"/imports/{told['import_id']}/rows"))
    outcome: dict[str, Any] = {
        "told": told,
        "kind": KINDS[told["kind"]],
        "finished": finished,
        "counts": counts_of(told),
        "wrong": rows_of_page(told["errors"], request.args.get("page", ""), sheet),
        "warned": rows_of_page(told["warnings"][:WARNINGS_SHOWN], ""),
        "linked": linked,
    }
    if is_fragment():
        return show("import_outcome.html", **outcome)
    return _form(**outcome)


def _form(status: int = 200, **told: Any) -> Response:
    if is_fragment():
        return show("import_refused.html", status, **told)
    if "given" not in told:
        told["given"] = request.form
    kinds = _own_kinds()
    return show(
        "imports.html",
        status,
        kinds=kinds,
        former=api().get("/imports", {"limit": FORMER})["imports"] if kinds else (),
        finished_states=FINISHED,
        labels=KINDS,
        runs=_runs() if has("VERIFY_CASES") else (),
        megabytes=MOST_BYTES // MEGABYTE,
        most_bytes=MOST_BYTES,
        **told,
    )


def _own_kinds() -> list[str]:
    """The kinds of lists that whoever is signed in may load."""
    told = who()
    actor = Actor(
        actor_id=told["actor"], role=Role(told["role"]), functions=tuple(told["functions"])
    )
    if not records(actor, kind="imports"):
        return []
    return [code for code in KINDS if has(_right(code))]


def _right(kind: str) -> str:
    """The right by which lists of the kind are loaded."""
    return "VERIFY_CASES" if kind == EXTRACTS else "WRITE_CASES"


def _runs() -> list[dict[str, Any]]:
    """The runs that take extracts, the last ones first."""
    told = api().get("/records/verification-runs", {"open": "true", "limit": RUNS})
    found: list[dict[str, Any]] = told["records"]
    return found[::-1]


def _file(answer: Answered) -> Response:
    response = Response(answer.body, mimetype=answer.headers["Content-Type"])
    response.headers["Content-Disposition"] = answer.headers["Content-Disposition"]
    return response
