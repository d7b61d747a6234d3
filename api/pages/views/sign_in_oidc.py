"""Signing in and out by the identity provider: there and back, and why it came to nothing."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, request, url_for

from api.auth import asked_from
from api.context import service, services
from api.guards import lead_elsewhere
from api.oidc.signing_in import Failure, SignIn, SignInFailed, answers, begin
from api.pages.entering import Entering, entering, forget_entering, keep_entering
from api.pages.inside import ApiRefusal, Inside
from api.pages.provider import address_of, provider
from api.pages.session import TokenTooLong, keep, new_session
from api.pages.shell import NAME, pages, show
from api.pages.views.sign_in import PROVIDER_FAILURES, own_path, to
from api.pages.words import page_language
from marshrut.refusals import Refused

RETURN, SIGN_IN = f"{NAME}.sign_in_oidc_return", f"{NAME}.sign_in"
REFUSALS = {
    "ISSUER_UNREACHABLE": "UNREACHABLE",
    "TOO_MANY_FAILURES": "TOO_MANY",
    "TOO_MANY_REQUESTS": "TOO_MANY",
}


@pages.get("/sign-in/oidc")
def sign_in_oidc() -> Response:
    """Send the browser to the provider, with what it must bring back."""
    after = own_path(request.args.get("next"))
    if g.page_session is not None:
        return to(after)
    begun = begin()
    try:
        address = provider().address(begun, back=address_of(RETURN), language=page_language())
    except SignInFailed as failed:
        return _failed(failed.failure, str(failed), after)
    return keep_entering(lead_elsewhere(address), begun, after=after)


@pages.get("/sign-in/oidc/return")
def sign_in_oidc_return() -> Response:
    """Let in whom the provider vouches for, if that is the answer to what this browser began."""
    known, found = provider(), entering()
    if found is None or not answers(found.begun, request.args.get("state")):
        return _failed(Failure.STALE, "not begun here", own_path(None))
    try:
        response = _entered(known, found)
    except SignInFailed as failed:
        response = _failed(failed.failure, str(failed), found.after)
    except TokenTooLong:
        response = _failed("TOO_LONG", "too long for a cookie", found.after)
    except (ApiRefusal, Refused) as refused:
        code = refused.code if isinstance(refused, ApiRefusal) else refused.findings[0].code
        why = REFUSALS.get(code, code)
        response = _failed(why if why in PROVIDER_FAILURES else "UNFIT", code, found.after)
    return forget_entering(response)


@pages.get("/signed-out")
def signed_out() -> Response:
    """Go on to end the provider's session too, where it has one that can be ended.

    Not by a redirect: the form that led here may lead to no other host (``form-action``).
    """
    if g.page_session is not None:
        return to(own_path(None))
    try:
        place = provider().way_out(back=address_of(SIGN_IN))
    except SignInFailed as failed:
        g.unfit, place = str(failed), None
    response = show("signed_out.html", place=place)
    if place is not None:
        response.headers["Refresh"] = f"0; url={place}"
    return response


def _entered(known: SignIn, found: Entering) -> Response:
    """Where one is let in to, with a session of the token that the code stands for.

    Raises ``SignInFailed``, ``ApiRefusal``, ``TokenTooLong``, ``Refused``.
    """
    code = known.code(request.args)
    limits, address = services().limits(), asked_from()
    limits.check_address(address, code)
    try:
        token = known.token(found.begun, code, back=address_of(RETURN), now=service().now())
    except SignInFailed as failed:
        if failed.failure is Failure.STALE:
            limits.failed(address)
        raise
    told = Inside(token, purpose=None, language=page_language()).get("/access/whoami")
    expires = datetime.fromisoformat(told["expires_at"])
    if expires <= service().now():  # let in by the leeway for clocks alone
        raise SignInFailed(Failure.UNFIT, "expired")
    return keep(to(found.after), new_session(token, expires_at=expires, by_provider=True))


def _failed(why: str, reason: str, after: str) -> Response:
    """Back to the page where one signs in, away from an address with a code in it."""
    g.unfit = f"sign-in: {reason}"
    return to(url_for(SIGN_IN, next=after, failed=why))
