"""What every page has: who is signed in, the menu by rights, the words, and its headers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup

from api.pages import formats
from api.pages.inside import Inside
from api.pages.labels import FILTERS, helpers
from api.pages.masking import masked
from api.pages.session import FORM_FIELD, Session
from api.pages.wire import packed
from api.pages.words import page_language, say

NAME = "pages"
FRAGMENT = "HX-Request"
"""The header by which a script asks for a part of the page."""

pages = Blueprint(
    NAME,
    __package__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
OK = 200
YEAR = 365 * 24 * 3_600


class Place(NamedTuple):
    """A place in the menu: what it is called, its view, and the rights of which one is due."""

    label: str
    endpoint: str
    rights: frozenset[str]


MENU: list[Place] = []


def held() -> Session:
    """The session of whoever is signed in: there is one behind the pages' door."""
    found: Session = g.page_session
    return found


def api() -> Inside:
    """The API, asked for whoever is signed in."""
    if "inside" not in g:
        g.inside = Inside(held().token, purpose=held().purpose, language=page_language())
    inside: Inside = g.inside
    return inside


def who() -> dict[str, Any]:
    """Who is signed in, as the API says."""
    if "page_who" not in g:
        g.page_who = api().get("/access/whoami")
    told: dict[str, Any] = g.page_who
    return told


def has(right: str) -> bool:
    """Whether whoever is signed in has the right, somewhere."""
    return right in who()["rights"]


def is_fragment() -> bool:
    """Whether a script asks, for the changing part alone."""
    return FRAGMENT in request.headers


def show(template: str, status: int = OK, **told: Any) -> Response:
    """The page of the template; its title is in it."""
    response = Response(
        render_template(template, **_always(), **told), status, mimetype="text/html"
    )
    response.headers["Content-Language"] = page_language()
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"  # without it a form comes from nowhere
    response.vary.update({"Cookie", FRAGMENT})
    return response


def own_form() -> Markup:
    """The field by which a form is told to be of our own pages."""
    session = g.get("page_session")
    secret = masked(session.csrf) if session is not None else ""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FORM_FIELD, secret)


def static_url(name: str) -> str:
    """The address of a file of the pages, another one whenever the file is another."""
    return url_for(f"{NAME}.static", filename=name, v=_mark(name))


def register_shell() -> None:
    """Give templates the words, the formats and the menu."""
    filters: Mapping[str, Any] = {
        "day": formats.day,
        "moment": formats.moment,
        "month": formats.month,
        "num": formats.number,
        "signed": formats.signed,
        **FILTERS,
    }
    for name, function in filters.items():
        pages.add_app_template_filter(function, name)
    pages.after_request(packed)
    pages.after_request(_kept)


def _always() -> dict[str, Any]:
    signed_in = g.get("page_session") is not None
    return {
        "t": say,
        "percent": formats.percent,
        "plural": formats.plural,
        "language": page_language(),
        "static_url": static_url,
        "menu": _menu() if signed_in else (),
        "who": who() if signed_in else None,
        "has": has,
        "session": g.get("page_session"),
        "own_form": own_form,
        "fragment": is_fragment(),
        **helpers(),
    }


def _menu() -> list[Place]:
    return [place for place in MENU if not place.rights or place.rights & set(who()["rights"])]


def _kept(response: Response) -> Response:
    """Files whose address changes with them are kept by browsers."""
    if request.endpoint == f"{NAME}.static" and response.status_code == OK and "v" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@cache
def _mark(name: str) -> str:
    data = files(__package__).joinpath("static", *name.split("/")).read_bytes()
    return hashlib.sha256(data).hexdigest()[:12]
