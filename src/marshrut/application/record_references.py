"""Whose records an actor sees and keeps, and what a record may refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from marshrut.application.codes import no_such_organisation
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.visit import is_in_scope
from marshrut.policy import Actor, in_scope
from marshrut.records.kinds import Field, Kind, kinds
from marshrut.records.record import Record, Whose
from marshrut.refusals import Finding, Refused, finding


def keeps(actor: Actor, whose: Whose) -> bool:
    """Whether the record is the actor's to write: of its organisation, or of its regions."""
    if actor.organisation is not None and whose.organisation is None:
        return False
    return in_scope(actor, organisation=whose.organisation or "", region=whose.region_code)


def receives(service: Service, actor: Actor, record: Record) -> bool:
    """Whether the record is addressed to a region of the actor's, today."""
    field = kinds()[record.kind].receiver
    if field is None or actor.organisation is not None or not actor.regions:
        return False
    said = record.on(service.today(record.whose.region_code))
    return said is not None and said.fields.get(field) in actor.regions


def sees_record(service: Service, actor: Actor, record: Record) -> bool:
    """Whether the actor may read it: its own, what it receives, of a shared kind its region's."""
    if keeps(actor, record.whose) or receives(service, actor, record):
        return True
    shared = kinds()[record.kind].shared and actor.organisation is not None
    return shared and home_region(service, actor) == record.whose.region_code


def home_region(service: Service, actor: Actor) -> str | None:
    """The region of the actor's organisation today."""
    school = service.organisation(actor.organisation) if actor.organisation else None
    return school.on(service.today()).region_code if school else None


def check_references(
    service: Service, request: Request, kind: Kind, said: Mapping[str, Any]
) -> None:
    """Raise ``Refused``: an organisation, a record or a case that there is not, or out of sight."""
    looking = _Looking(service, request)
    known = kind.by_name
    wrong = [
        found
        for name, value in said.items()
        if value is not None
        for found in looking.strange(known[name], value, f"fields.{name}")
    ]
    if wrong:
        raise Refused(*wrong)


class _Looking(NamedTuple):
    """Looks for what fields refer to, as the one who asks may see it."""

    service: Service
    request: Request

    def strange(self, field: Field, value: Any, path: str) -> Iterator[Finding]:
        """What the value refers to and there is not."""
        match field.shape:
            case "organisation":
                yield from self._organisations(path, [value])
            case "organisations":
                yield from self._organisations(path, value)
            case "counts" if field.classifier is None:
                yield from self._organisations(path, list(value))
            case "record":
                yield from self._record(field, UUID(value), path)
            case "case":
                if not is_in_scope(self.service, self.request, UUID(value)):
                    yield finding("NO_SUCH_RECORD", field=path, kind="cases")
            case "lines":
                yield from self._lines(field, value, path)
            case _:
                pass

    def _lines(self, field: Field, lines: Any, path: str) -> Iterator[Finding]:
        columns = {column.name: column for column in field.lines}
        for place, line in enumerate(lines):
            for name, item in line.items():
                yield from self.strange(columns[name], item, f"{path}[{place}].{name}")

    def _record(self, field: Field, identity: UUID, path: str) -> Iterator[Finding]:
        record = self.service.record(identity)
        seen = record is not None and sees_record(self.service, self.request.actor, record)
        if record is None or record.kind != field.of or not seen:
            yield finding("NO_SUCH_RECORD", field=path, kind=kinds()[str(field.of)].path)

    def _organisations(self, path: str, codes: Sequence[str]) -> Iterator[Finding]:
        for code in codes:
            if self.service.organisation(code) is None:
                yield from (replace(f, field=path) for f in no_such_organisation(code).findings)
