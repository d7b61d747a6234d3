"""As whom the command line manages access: whoever runs it has the database in hand."""

from __future__ import annotations

from api.commands.whoami import request_as
from marshrut.application.access import CLI, Manager
from marshrut.policy import Role


def manager_here() -> Manager:
    """The person at the keyboard, as an administrator of the whole installation."""
    request = request_as(Role.ADMIN)
    return Manager(actor=request.actor, channel=CLI, correlation_id=request.correlation_id)
