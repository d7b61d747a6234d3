"""The pages are part of the application: found in ``api.pages.views``, behind their own door."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask, g, request

import api.pages.views
from api.pages.refusals import register_refusals
from api.pages.schools import school_label
from api.pages.session import SAFE, check_own_form, session
from api.pages.shell import MENU, NAME, Place, pages, register_shell
from marshrut.refusals import refuse

OPEN = frozenset(
    f"{NAME}.{name}"
    for name in (
        *("sign_in", "sign_in_oidc", "sign_in_oidc_return", "sign_out", "signed_out"),
        *("switch_language", "static"),
    )
)
"""Pages for whoever comes."""


def register_pages(app: Flask) -> None:
    """Give the application every page."""
    if not pages._got_registered_once:  # noqa: SLF001 - one set of pages for every application
        MENU.extend(_found())
        pages.before_request(_enter)
        register_shell()
        pages.add_app_template_global(school_label)
    register_refusals(app)
    app.register_blueprint(pages)


def _found() -> list[Place]:
    names = sorted(module.name for module in pkgutil.iter_modules(api.pages.views.__path__))
    modules = [import_module(f"api.pages.views.{name}") for name in names]
    places = [place for module in modules for place in getattr(module, "PLACES", ())]
    return [place for _, place in sorted(places, key=lambda each: each[0])]


def _enter() -> None:
    """Find out who is there; raise ``Refused`` for nobody, and for forms that are not of ours."""
    if request.endpoint == f"{NAME}.static":
        return
    g.page_session = session()
    if request.method not in SAFE:
        check_own_form(g.page_session)
    if g.page_session is None and request.endpoint not in OPEN:
        raise refuse("UNAUTHENTICATED")
