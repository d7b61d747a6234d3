"""As whom the command line writes: whoever runs it has the database and the keys in hand."""

from __future__ import annotations

import getpass
from uuid import uuid4

from marshrut.application.requests import Request
from marshrut.policy import Actor, Role


def request_as(
    role: Role,
    *,
    organisation: str | None = None,
    regions: tuple[str, ...] = (),
    name: str | None = None,
    if_match: int | None = None,
) -> Request:
    """A request of the person at the keyboard, in the role; events tell that it came so.

    ``name`` is who it is, where the machine does not know.
    """
    who = f"cli:{name or _user()}"
    actor = Actor(actor_id=who, role=role, organisation=organisation, regions=regions)
    return Request(actor=actor, correlation_id=str(uuid4()), if_match=if_match)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container's user may have no name
        return "?"
