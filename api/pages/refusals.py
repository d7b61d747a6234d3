"""What was refused, as a page: every error is a problem first, told by the API or about itself."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Flask, Response, g, redirect, request, url_for

from api.features import PREFIX
from api.pages.inside import ApiRefusal
from api.pages.provider import came_by_provider
from api.pages.session import Session, forget, session
from api.pages.shell import NAME, is_fragment, show, who
from api.problems import MEDIA_TYPE

KEPT = ("Retry-After", "Allow")


def register_refusals(app: Flask) -> None:
    """Show problems of pages as pages, and those of addresses that there are none at."""
    app.register_error_handler(ApiRefusal, _as_it_was)
    app.after_request(_as_page)


def _as_it_was(refusal: ApiRefusal) -> Response:
    """The problem that the API answered."""
    response = Response(msgspec.json.encode(refusal.problem), refusal.status)
    response.content_type = MEDIA_TYPE
    for name in KEPT:
        if name in refusal.headers:
            response.headers[name] = refusal.headers[name]
    return response


def _as_page(response: Response) -> Response:
    if response.mimetype != MEDIA_TYPE or not _of_pages():
        return response
    problem = msgspec.json.decode(response.get_data())
    if request.blueprint == NAME and response.status_code == HTTPStatus.UNAUTHORIZED:
        return _to_sign_in()
    return _shown(problem, response)


def _of_pages() -> bool:
    if request.blueprint == NAME:
        return True
    elsewhere = request.endpoint is None and not request.path.startswith(f"{PREFIX}/")
    return elsewhere and request.accept_mimetypes.accept_html


def _to_sign_in() -> Response:
    """Sign in first, then go on where that was asked for; what a form said stays in the browser.

    Who did so at the identity provider is led there at once: while its own session lasts, it asks
    them for nothing.
    """
    asked = request.full_path.rstrip("?") if request.method == "GET" and not is_fragment() else None
    entrance = "sign_in_oidc" if asked and came_by_provider() else "sign_in"
    place = url_for(f"{NAME}.{entrance}") + (f"?{urlencode({'next': asked})}" if asked else "")
    if is_fragment():
        return Response("", headers={"HX-Redirect": place})
    return forget(redirect(place, HTTPStatus.SEE_OTHER))  # type: ignore[arg-type]


def _whoever_asks() -> Session | None:
    """Who is signed in, at an address that is no page's: nobody whom the API does not know."""
    found = g.page_session = session()
    try:
        return found if found is not None and who() else None
    except ApiRefusal:
        return None


def _shown(problem: dict[str, Any], refused: Response) -> Response:
    if request.blueprint != NAME:
        problem = {**problem, "status": 404, "code": "NOT_FOUND", "title": None, "detail": None}
        g.page_session = _whoever_asks()
    template = "refused_card.html" if is_fragment() else "refused.html"
    page = show(template, problem["status"], problem=problem)
    for name in KEPT:
        if name in refused.headers:
            page.headers[name] = refused.headers[name]
    return page
