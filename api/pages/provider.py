"""The identity provider as the pages know it: where its button leads, and where it leads back."""

from __future__ import annotations

from flask import url_for

from api.context import services
from api.oidc.signing_in import SignIn
from api.pages.session import last_session
from marshrut.refusals import refuse


def provider() -> SignIn:
    """The provider at which one signs in. Raises ``Refused`` (``NOT_FOUND``): there is none."""
    found = services().sign_in()
    if found is None:
        raise refuse("NOT_FOUND")
    return found


def button(after: str) -> str | None:
    """Where the button of the sign-in page leads; ``None``: there is no such button.

    It names the address that the provider leads back to: what is begun at another, the browser
    would not bring along there.
    """
    found = services().sign_in()
    if found is None:
        return None
    return found.client.pages_url + url_for("pages.sign_in_oidc", next=after)


def address_of(endpoint: str) -> str:
    """A page as the provider knows it: at the address that was set, whatever ``Host`` says."""
    return provider().client.pages_url + url_for(endpoint)


def came_by_provider() -> bool:
    """Whether who is here, or was until their session ended, signed in at the provider."""
    last = last_session()
    return last is not None and last.by_provider and services().sign_in() is not None
