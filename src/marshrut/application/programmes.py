"""The use cases of a programme: registering, approving, amending, reporting, correcting (F085)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from marshrut.application.codes import check_codes
from marshrut.application.opening import region_of
from marshrut.application.plain_writes import check_right
from marshrut.application.programme_visit import APPROVE, WRITE, ProgrammeVisit, Saved, save
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.ledger.errors import VersionConflict
from marshrut.policy import Action, Actor
from marshrut.programmes.contents import Closing, Content, Progress, Revision, SetTarget
from marshrut.programmes.plan import Approval, Level, Plan
from marshrut.programmes.programme import Programme
from marshrut.programmes.shipped import templates
from marshrut.refusals import refuse

CODE = re.compile(r"\w[\w.-]{0,63}")
"""Codes stand in paths: «.» alone would be taken for a folder there."""

Rights = dict[Level, tuple[Action, ...]]

BY_WRITERS: Rights = {level: (action,) for level, action in WRITE.items()}
BY_APPROVERS: Rights = {level: (action,) for level, action in APPROVE.items()}
ON_TARGETS: Rights = dict.fromkeys(Level, (Action.ENTER_TARGETS,))

OF_CONTENT: dict[type[Content], Rights] = {
    Approval: BY_APPROVERS,
    Revision: BY_WRITERS,
    Progress: BY_WRITERS,
    SetTarget: ON_TARGETS,
    Closing: BY_APPROVERS,
}
"""Who records what, and so who corrects and annuls it; an approved plan is amended by approvers."""


def register(
    service: Service,
    request: Request,
    *,
    code: str,
    level: Level,
    plan: Plan,
    region_code: str | None = None,
    organisation: str | None = None,
    template: str | None = None,
) -> Saved:
    """Make a programme known as a draft; the plan of an organisation is in its region.

    Raises ``Refused``: ``FORBIDDEN``, ``DUPLICATE``, findings.
    """
    check_right(request.actor, WRITE[level])
    if not CODE.fullmatch(code):
        raise refuse("INVALID", field="code", expected="TO-2026")
    if level is Level.ORG:
        region = _region_of_school(service, request, organisation)
    else:
        region, organisation = _own_region(request.actor, region_code), None
    if service.programme(code) is not None:
        raise refuse("DUPLICATE", existing=code)
    programme = Programme.register(
        code=code,
        level=level,
        region_code=region,
        organisation=organisation,
        template=template,
        plan=plan,
        by=request.stamp(None),
    )
    try:
        return save(service, request, programme, entry_id=None)
    except VersionConflict as conflict:
        raise refuse("DUPLICATE", existing=code) from conflict


def register_template(
    service: Service,
    request: Request,
    *,
    template: str,
    code: str | None = None,
    region_code: str | None = None,
    organisation: str | None = None,
) -> Saved:
    """Make a shipped programme known, under its own code and in its region unless told others."""
    shipped = templates().get(template)
    if shipped is None:
        raise refuse("INVALID", field="template", expected=templates())
    return register(
        service,
        request,
        code=code or template,
        level=shipped.level,
        plan=shipped.plan,
        region_code=region_code or shipped.region_code,
        organisation=organisation,
        template=template,
    )


def record(visit: ProgrammeVisit, content: Content) -> Saved:
    """Record an entry: an approval, an amendment, progress, a target, the end. ``Refused``."""
    _check_content_right(visit, content)
    entry_id = uuid4()
    by = visit.request.stamp(None)
    visit.programme.record(content, entry_id=entry_id, by=by, today=visit.today)
    return _saved(visit, entry_id)


def correct(
    visit: ProgrammeVisit, entry_id: UUID, *, reason: str, changes: dict[str, Any]
) -> Saved:
    """Replace what was wrong in an entry (semantics S7). Raises ``Refused``."""
    _check_entry_right(visit, entry_id)
    if not changes:
        raise refuse("INVALID", field="changes", expected="effective_on, state, value, …")
    by = visit.request.stamp(None)
    visit.programme.correct(entry_id, changes, reason=reason, by=by, today=visit.today)
    return _saved(visit, entry_id)


def annul(visit: ProgrammeVisit, entry_id: UUID, *, reason: str) -> Saved:
    """Take an entry back that should never have been. Raises ``Refused``."""
    _check_entry_right(visit, entry_id)
    visit.programme.annul(entry_id, reason=reason, by=visit.request.stamp(None))
    return _saved(visit, entry_id)


def _saved(visit: ProgrammeVisit, entry_id: UUID) -> Saved:
    try:
        return save(visit.service, visit.request, visit.programme, entry_id=entry_id)
    except VersionConflict as conflict:
        raise refuse("STALE_VERSION", given=visit.request.if_match, current="?") from conflict


def _check_entry_right(visit: ProgrammeVisit, entry_id: UUID) -> None:
    entry = visit.programme.history.entries.get(entry_id)
    if entry is None:
        raise refuse("NOT_FOUND")
    _check_content_right(visit, entry.content)


def _check_content_right(visit: ProgrammeVisit, content: Content) -> None:
    """An amendment of a draft is written; of what is approved, it is approved again."""
    rights = OF_CONTENT[type(content)]
    if isinstance(content, Revision) and visit.programme.history.approval() is not None:
        rights = BY_APPROVERS
    visit.check(*rights[visit.level])


def _region_of_school(service: Service, request: Request, code: str | None) -> str:
    if code is None:
        raise refuse("REQUIRED", field="organisation", expected="SM-1")
    return region_of(service, request, code)


def _own_region(actor: Actor, region: str | None) -> str:
    region = region or (actor.regions[0] if actor.regions else None)
    if region is None:
        raise refuse("REQUIRED", field="region_code", expected="70")
    check_codes({"region_code": region}, on=date.max)
    if actor.regions and region not in actor.regions:
        raise refuse("FORBIDDEN", role=actor.role)
    return region
