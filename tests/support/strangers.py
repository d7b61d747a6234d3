"""Who asks for what is not theirs: every role in every foreign scope, and what is foreign to each.

An ``Office`` has everything of one school and its region; a school of the same region sees what
its region shares, nobody else sees any of it but what everybody may know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from api.context import EXTENSION
from marshrut.application.import_jobs import submit
from marshrut.application.requests import Request
from marshrut.policy import Actor, Role
from tests.support.http import (
    FAR_SCHOOL,
    OTHER_SCHOOL,
    SCHOOL,
    Client,
    Installation,
    open_case,
    organisation,
    person,
)
from tests.support.route_office import Office

SECRET = "Засекреченная"  # noqa: S105 - a surname
FAR = ("67",)
NEAR, AWAY, OUTSIDE = "other organisation", "other region", "no scope"
EMPTY_SCHOOL = "PUSTO"
"""A school of the office's region of which nothing is known but that it is there."""

ORGANISATIONAL = ("CK_STAFF", "POO_HEAD", "WG_MEMBER", "SYSTEM_IMPORT")
REGIONAL = ("BCK_STAFF", "ROIV_STAFF", "COPP_STAFF", "CZN_OFFICER", "AUDITOR", "ADMIN")
OF_THE_SCHOOL = ("case_id", "entry_id", "import_id", "report_id", "value_id", "spo1_id")
OF_THE_REGION = (
    *("programme_id", "record_id", "czn_list_id", "survey_id", "run_id", "request_id"),
    "activity_id",
)
"""Places of an office: the first are the school's alone, its region's schools see the others."""

_ABSENT = UUID("6d0f3b2e-0000-4000-8000-000000000000")


@dataclass(frozen=True)
class Stranger:
    """A client with its role, where it is bound, and the places that are foreign to it."""

    role: str
    where: str
    client: Client
    foreign: tuple[str, ...]
    school: str = OTHER_SCHOOL
    """A school of its own, of which it has a case."""

    def __str__(self) -> str:
        return f"{self.role}, {self.where}"


class Strange:
    """An office, and all who are strangers to it."""

    def __init__(self, installation: Installation) -> None:
        admin = installation.admin()
        empty = organisation(EMPTY_SCHOOL, name=f"Техникум {EMPTY_SCHOOL}")
        assert admin.post("organisations", empty).status_code == 201
        self.app = installation.app
        self.office = Office(installation)
        self.places = {
            **self.office.places,
            "activity_id": self.office.activity,
            "import_id": str(_import(installation)),
        }
        known = open_case(self.office.clients[0], person=person(last_name=SECRET))
        self.secret_case: str = known["case_id"]
        self.own_cases = {
            code: open_case(installation.staff(code), organisation=code)
            for code in (OTHER_SCHOOL, FAR_SCHOOL)
        }
        self.strangers = list(_strangers(installation))

    def absent(self) -> dict[str, str]:
        """The same places with ids of the same shape of which there is none."""
        return {
            name: "NO-SUCH-PLAN" if name == "programme_id" else str(uuid5(_ABSENT, name))
            for name in (*OF_THE_SCHOOL, *OF_THE_REGION)
        }

    def markers(self, stranger: Stranger) -> set[str]:
        """What no answer to the stranger may have in it."""
        own = {self.places[name] for name in stranger.foreign if name != "programme_id"}
        return {SECRET, self.secret_case, *own}


def _import(installation: Installation) -> UUID:
    """A long list that the school has sent, and that nobody is at."""
    actor = Actor(actor_id="ivanova", role=Role.CK_STAFF, organisation=SCHOOL)
    service = installation.app.extensions[EXTENSION].current()
    request = Request(actor=actor, correlation_id="list")
    return submit(service, request, b"", kind="GRADUATES", rows=6_000, here=True)


def _strangers(installation: Installation) -> Any:
    near, far = OF_THE_SCHOOL, (*OF_THE_SCHOOL, *OF_THE_REGION)
    for role in ORGANISATIONAL:
        yield Stranger(role, NEAR, installation.client(role, organisation=OTHER_SCHOOL), near)
        away = installation.client(role, organisation=FAR_SCHOOL)
        yield Stranger(role, AWAY, away, far, FAR_SCHOOL)
    for role in (*REGIONAL, "SYSTEM_IMPORT"):
        yield Stranger(role, AWAY, installation.client(role, regions=FAR), far, FAR_SCHOOL)
    yield Stranger("AUDITOR", AWAY, installation.client("AUDITOR", regions=("67", "63")), far)
    yield Stranger("nobody", OUTSIDE, Client(installation.app, None), far)
