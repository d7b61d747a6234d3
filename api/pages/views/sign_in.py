"""Signing in with a token, signing out, the language, and why persons are looked at."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import msgspec
from flask import Response, g, redirect, request, url_for

from api.pages.inside import ApiRefusal, Inside
from api.pages.provider import button, came_by_provider
from api.pages.session import TokenTooLong, forget, keep, new_session
from api.pages.shell import NAME, OK, held, pages, show
from api.pages.words import COOKIE, LANGUAGES, page_language, say
from api.purpose import stated
from marshrut.refusals import refuse

YEAR = 365 * 24 * 3_600
PROVIDER_FAILURES = {
    "DENIED": "Сервер входа вас не впустил: вход отменён или вам не разрешён. Попробуйте ещё раз "
    "или обратитесь к администратору.",
    "STALE": "Этот вход начат не в этом браузере, уже закончен или длился дольше десяти минут. "
    "Начните его заново.",
    "UNREACHABLE": "Сервер входа сейчас не отвечает. Попробуйте через минуту; по нашему токену "
    "войти можно и сейчас.",
    "UNFIT": "Сервер входа и Маршрут не поняли друг друга: скорее всего, вход настроен неверно. "
    "Скажите администратору, когда это случилось: причина записана в журнале.",
    "NO_ACCESS": "Сервер входа вас узнал, но доступ к Маршруту вам не назначен: нужны одна роль и "
    "её организация или регион. Обратитесь к администратору.",
    "ACCESS_BLOCKED": "Доступ этой учётной записи закрыт администратором. Обратитесь к нему.",
    "TOO_LONG": "Токен сервера входа слишком длинный для браузера. Скажите администратору: в нём "
    "много лишнего.",
    "TOO_MANY": "Слишком много попыток войти. Подождите минуту и попробуйте ещё раз.",
}
"""Why a sign-in at the identity provider came to nothing, and what to do, by what its way back says
(``failed``)."""

OF_ACCOUNT = frozenset({"DENIED", "NO_ACCESS", "ACCESS_BLOCKED"})
"""Those where it helps to be somebody else."""


@pages.get("/")
def home() -> Response:
    """Begin with the board."""
    return to(url_for(f"{NAME}.board"))


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Ask for a token, or lead to the identity provider, and let in whom these let in."""
    after = own_path(request.args.get("next"))
    if request.method == "GET":
        return to(after) if g.page_session else _entrance(after)
    token = request.form.get("token", "").strip()
    try:
        told = Inside(token, purpose=None, language=page_language()).get("/access/whoami")
        expires = told["expires_at"]
        entered = new_session(token, expires_at=expires and datetime.fromisoformat(expires))
        return keep(to(after), entered)
    except (ApiRefusal, TokenTooLong) as refused:
        return _entrance(after, _status(refused), unfit=_why_not(refused))


@pages.post("/sign-out")
def sign_out() -> Response:
    """End the session of the browser; the token stays good."""
    after = "signed_out" if came_by_provider() else "sign_in"
    return forget(to(url_for(f"{NAME}.{after}")))


@pages.post("/language")
def switch_language() -> Response:
    """Keep the language of the pages."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise refuse("INVALID", field="language", expected=" | ".join(LANGUAGES))
    response = to(own_path(request.form.get("next")))
    response.set_cookie(
        COOKIE, chosen, max_age=YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


@pages.post("/purpose")
def state_purpose() -> Response:
    """Say why persons are looked at, or that they are not any more."""
    purpose = stated(request.form.get("purpose", ""))
    place = to(own_path(request.form.get("next")))
    return keep(place, msgspec.structs.replace(held(), purpose=purpose))


def to(place: str) -> Response:
    """Go there next, by GET."""
    return redirect(place, HTTPStatus.SEE_OTHER)  # type: ignore[return-value]


def own_path(given: str | None) -> str:
    """The path of one of our own pages, else where one begins."""
    home = url_for(f"{NAME}.home")
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")):
        return home
    parts = urlsplit(given)
    return home if parts.netloc or not given.isprintable() or given.startswith("/api/") else given


def _entrance(after: str, status: int = OK, *, unfit: str | None = None) -> Response:
    """The page where one signs in; ``unfit`` is why the token that was typed opens nothing."""
    failed = request.args.get("failed", "") if unfit is None else ""
    return show(
        "sign_in.html",
        status,
        after=after,
        unfit=unfit,
        failed=PROVIDER_FAILURES.get(failed),
        of_account=failed in OF_ACCOUNT,
        provider=button(after),
    )


def _status(refused: Exception) -> int:
    return refused.status if isinstance(refused, ApiRefusal) else HTTPStatus.BAD_REQUEST


def _why_not(refused: ApiRefusal | TokenTooLong) -> str:
    if isinstance(refused, TokenTooLong):
        return say("Токен слишком длинный для браузера. Попросите токен с меньшим числом прав.")
    if refused.code == "UNAUTHENTICATED":
        return say("По этому токену войти нельзя: он не найден, истёк или отозван.")
    return str(refused.problem.get("detail") or refused.problem.get("title"))
