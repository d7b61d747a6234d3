"""Whom a command shows, written into the access log before it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import click

from api.purpose import stated
from marshrut.application.access_log import Look, Looking, record_looks
from marshrut.application.requests import Request
from marshrut.application.service import Service

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class Seen:
    """Persons taken out for whoever runs the command."""

    request: Request
    purpose: str | None
    _cases: set[UUID] = field(default_factory=set)

    def note(self, case_id: UUID) -> None:
        """The person of the case is shown."""
        self._cases.add(case_id)

    def written(self, service: Service, shown: Shown) -> Shown:
        """What is ``shown``, once it is written of whom."""
        looking = Looking(
            actor=self.request.actor,
            route=_command(click.get_current_context()),
            correlation_id=self.request.correlation_id,
            purpose=None if self.purpose is None else stated(self.purpose),
        )
        record_looks(service, looking, [Look(case_id=each) for each in sorted(self._cases)])
        return shown


def _command(context: click.Context) -> str:
    """The words of the command, whatever the program is called as."""
    own = str(context.info_name)
    return "marshrut" if context.parent is None else f"{_command(context.parent)} {own}"
