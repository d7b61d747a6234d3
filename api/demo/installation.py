"""The demo's own folder: two databases, a key, and tokens to come in with.

All of it is made in a folder beside and renamed when it is whole, so that a demo that was
interrupted while loading leaves nothing half loaded.
"""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import msgspec
from click import ClickException

from api.commands.migrate import prepare
from api.commands.opened import opened
from api.demo.calendar import Calendar, last_story_day
from api.demo.editions import issue_editions
from api.demo.load import Progress, load
from api.read_models import read_models
from api.settings import Settings, load_settings
from marshrut.application.service import Service
from marshrut.ledger.access import issue_token
from marshrut.policy import Role
from projections.runner import RebuildNeeded

LEDGER = "marshrut.db"
NOTES = "demo.json"
SCHOOL, REGION = "SM-1", "67"
HOLDERS: dict[Role, dict[str, Any]] = {
    Role.CK_STAFF: {"organisation": SCHOOL},
    Role.WG_MEMBER: {"organisation": SCHOOL, "functions": ("PSYCHOLOGIST",)},
    Role.BCK_STAFF: {"regions": (REGION,)},
    Role.ROIV_STAFF: {"regions": (REGION,)},
    Role.AUDITOR: {},
    Role.ADMIN: {},
}
"""Who gets a token, for what."""


class Notes(msgspec.Struct, frozen=True):
    """What is remembered of the loaded demo: its last day, a token for each role."""

    until: date
    tokens: dict[str, str]

    @property
    def calendar(self) -> Calendar:
        """The days of the demo."""
        return Calendar(self.until)


def settings_in(folder: Path) -> Settings:
    """The demo's settings, whatever the environment says of another installation."""
    return load_settings({}, database_url=f"sqlite:///{folder.absolute() / LEDGER}")


def load_into(folder: Path, *, cases: int, progress: Progress) -> None:
    """Make the demo's folder, with everything in it. It must not be there yet."""
    calendar = Calendar(last_story_day(date.today()))  # noqa: DTZ011 - of who looks at the demo
    building = folder.with_name(f"{folder.name}.loading")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    settings = settings_in(building)
    prepare(settings)
    load(settings, calendar, number=cases, folder=building, progress=progress)
    with opened(settings) as service, progress("Building the read models") as advance:
        read_models(service).rebuild(progress=advance)  # each stream once: twice as fast
        notes = Notes(calendar.until, _issue_tokens(service))
    issue_editions(settings, calendar, notes.tokens)
    with _private(building / NOTES) as file:
        file.write(msgspec.json.encode(notes).decode())
    building.rename(folder)


def reopen(folder: Path, *, progress: Progress) -> Notes:
    """Bring a demo loaded earlier to the current schema; its notes.

    Raises ``ClickException`` for a folder with no such notes, whoever has made it.
    """
    try:
        notes = msgspec.json.decode((folder / NOTES).read_bytes(), type=Notes)
    except (OSError, msgspec.MsgspecError) as error:
        message = f"{folder} holds no demo of this version; remove it, or choose another folder"
        raise ClickException(message) from error
    settings = settings_in(folder)
    prepare(settings)
    with opened(settings) as service, progress("Bringing the read models up") as advance:
        projections = read_models(service)
        try:
            projections.catch_up(progress=advance)
        except RebuildNeeded:
            projections.rebuild(progress=advance)
    return notes


def _issue_tokens(service: Service) -> dict[str, str]:
    with service.engine.begin() as connection:
        return {
            role.value: issue_token(
                connection, actor=f"demo-{role.value.lower()}", role=role.value, **bounds
            )
            for role, bounds in HOLDERS.items()
        }


def _private(path: Path) -> TextIO:
    """A new file for its owner alone."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
