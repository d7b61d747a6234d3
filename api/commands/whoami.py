"""As whom the command line writes: whoever runs it has the database and the keys in hand."""

from __future__ import annotations

import getpass
from uuid import uuid4

from marshrut.application.requests import Request
from marshrut.policy import Actor, Role


def request_as(
    role: Role, *, organisation: str | None = None, regions: tuple[str, ...] = ()
) -> Request:
    """A request of the person at the keyboard, in the role; events tell that it came so."""
    actor = Actor(actor_id=f"cli:{_user()}", role=role, organisation=organisation, regions=regions)
    return Request(actor=actor, correlation_id=str(uuid4()))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "?"
