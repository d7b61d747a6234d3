"""Who may do what, and where: one table, deny by default (semantics S17, S21; domain 2).

A role grants actions; the actor's organisation or regions say on what. Whether the person is
shown is a right of its own: a case can be read without its names.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, StrEnum, auto

import msgspec

from marshrut.classifiers import classifier


class Role(StrEnum):
    """The roles of domain 2; the values are stored in events and spoken over the API."""

    CK_STAFF = "CK_STAFF"
    POO_HEAD = "POO_HEAD"
    WG_MEMBER = "WG_MEMBER"
    BCK_STAFF = "BCK_STAFF"
    ROIV_STAFF = "ROIV_STAFF"
    COPP_STAFF = "COPP_STAFF"
    CZN_OFFICER = "CZN_OFFICER"
    AUDITOR = "AUDITOR"
    SYSTEM_IMPORT = "SYSTEM_IMPORT"
    ADMIN = "ADMIN"


class Action(Enum):
    """All that can be allowed. Figures are snapshots, differences and what is built on them."""

    READ_REFERENCE = auto()  # classifiers, organisations, employers
    READ_CASES = auto()
    WRITE_CASES = auto()
    READ_FIGURES = auto()
    WRITE_ORGANISATIONS = auto()
    MANAGE_ACCESS = auto()
    READ_ACCESS_EVENTS = auto()  # what was done to access, and by whom
    ERASE_PERSON = auto()
    WRITE_REGION_PROGRAMMES = auto()
    APPROVE_REGION_PROGRAMMES = auto()
    WRITE_SCHOOL_PROGRAMMES = auto()
    APPROVE_SCHOOL_PROGRAMMES = auto()
    ENTER_TARGETS = auto()  # decomposed to a programme by the authority
    REPORT_VALUES = auto()  # of indicators that the ledger cannot count
    APPROVE_SCHOOL_VALUES = auto()
    APPROVE_REGION_VALUES = auto()
    ISSUE_REPORTS = auto()  # drafts of editions, handed in: of a school, or of a region
    ACCEPT_REPORTS = auto()  # or return: of a school
    ACCEPT_REGION_REPORTS = auto()
    PUBLISH_REPORTS = auto()
    CLOSE_PERIODS = auto()
    WRITE_EMPLOYERS = auto()
    CHANGE_OPK = auto()  # whether a known employer is of the defence-industrial complex
    WRITE_RECORDS = auto()  # vacancies, events, calls …: what centres and authorities keep
    COORDINATE = auto()  # tasks to centres, assessments of them: of the base centre
    EXCHANGE_CZN = auto()  # lists for the employment centre, of those who consent, and its answers
    JUDGE_EMPLOYERS = auto()  # whether an employer that was reported is an unfair one
    VERIFY_CASES = auto()  # what an extract of the social fund or the tax service says of them
    OVERSEE_ACCESS = auto()  # who has looked at whose person, and what was erased by which act
    BREAK_GLASS = auto()  # see the person and restricted notes of a case for some minutes


class Reach(Enum):
    """What bounds a role, and so what its actor must be given."""

    ORGANISATION = "one organisation"
    REGION = "one region"
    REGIONS = "any number of regions, none for all"
    SOURCE = "one organisation or one region"
    WHOLE = "at most one region"


class Persons(Enum):
    """Whether names and identifiers are shown."""

    SHOWN = auto()
    WITH_PURPOSE = auto()
    HIDDEN = auto()


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks: an account, in one role, within one organisation or some regions."""

    actor_id: str
    role: Role
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


class Rights(msgspec.Struct, frozen=True):
    """A row of the table."""

    reach: Reach
    persons: Persons
    actions: frozenset[Action]


EVERY_MEMBER = "MEMBER"
BY_CODE = frozenset({"measures", "steps"})
"""The row of ``working_group_rights`` for whoever is in the group; kinds left code by code."""

_REFERENCE = frozenset({Action.READ_REFERENCE})
_READING = _REFERENCE | {Action.READ_CASES, Action.READ_FIGURES}
_CASEWORK = _READING | {Action.WRITE_CASES}
_CENTRE = _CASEWORK | {
    Action.WRITE_SCHOOL_PROGRAMMES,
    Action.REPORT_VALUES,
    Action.ISSUE_REPORTS,
    Action.WRITE_EMPLOYERS,
    Action.WRITE_RECORDS,
    Action.EXCHANGE_CZN,
}
_HEAD = _READING | {
    Action.OVERSEE_ACCESS,
    Action.BREAK_GLASS,
    Action.APPROVE_SCHOOL_PROGRAMMES,
    Action.REPORT_VALUES,
    Action.ISSUE_REPORTS,
}
_COORDINATION = _CASEWORK | {
    Action.WRITE_ORGANISATIONS,
    Action.WRITE_REGION_PROGRAMMES,
    Action.WRITE_SCHOOL_PROGRAMMES,
    Action.ENTER_TARGETS,
    Action.REPORT_VALUES,
    Action.APPROVE_SCHOOL_VALUES,
    Action.ISSUE_REPORTS,
    Action.ACCEPT_REPORTS,
    Action.WRITE_EMPLOYERS,
    Action.CHANGE_OPK,
    Action.WRITE_RECORDS,
    Action.COORDINATE,
    Action.EXCHANGE_CZN,
    Action.VERIFY_CASES,
}
_AUTHORITY = _READING | {
    Action.OVERSEE_ACCESS,
    Action.BREAK_GLASS,
    Action.WRITE_REGION_PROGRAMMES,
    Action.APPROVE_REGION_PROGRAMMES,
    Action.ENTER_TARGETS,
    Action.REPORT_VALUES,
    Action.APPROVE_SCHOOL_VALUES,
    Action.APPROVE_REGION_VALUES,
    Action.ISSUE_REPORTS,
    Action.ACCEPT_REPORTS,
    Action.ACCEPT_REGION_REPORTS,
    Action.PUBLISH_REPORTS,
    Action.CLOSE_PERIODS,
    Action.WRITE_EMPLOYERS,
    Action.CHANGE_OPK,
    Action.WRITE_RECORDS,
    Action.COORDINATE,
    Action.EXCHANGE_CZN,
    Action.JUDGE_EMPLOYERS,
    Action.VERIFY_CASES,
}
_IMPORTS = _CASEWORK | {Action.VERIFY_CASES}
_NAVIGATION = _READING | {
    Action.REPORT_VALUES,
    Action.WRITE_EMPLOYERS,
    Action.WRITE_RECORDS,
    Action.BREAK_GLASS,
}
_GROUP = _CASEWORK | {Action.BREAK_GLASS}
_AUDIT = _READING | {Action.READ_ACCESS_EVENTS, Action.OVERSEE_ACCESS}
_ADMINISTRATION = _REFERENCE | {
    Action.WRITE_ORGANISATIONS,
    Action.WRITE_EMPLOYERS,
    Action.MANAGE_ACCESS,
    Action.READ_ACCESS_EVENTS,
    Action.ERASE_PERSON,
    Action.OVERSEE_ACCESS,
}

RIGHTS = {
    Role.CK_STAFF: Rights(Reach.ORGANISATION, Persons.SHOWN, _CENTRE),
    Role.POO_HEAD: Rights(Reach.ORGANISATION, Persons.SHOWN, _HEAD),
    Role.WG_MEMBER: Rights(Reach.ORGANISATION, Persons.SHOWN, _GROUP),
    Role.BCK_STAFF: Rights(Reach.REGION, Persons.SHOWN, _COORDINATION),
    Role.ROIV_STAFF: Rights(Reach.REGION, Persons.SHOWN, _AUTHORITY),
    Role.COPP_STAFF: Rights(Reach.REGION, Persons.HIDDEN, _NAVIGATION),
    Role.CZN_OFFICER: Rights(Reach.REGION, Persons.HIDDEN, _REFERENCE | {Action.EXCHANGE_CZN}),
    Role.AUDITOR: Rights(Reach.REGIONS, Persons.WITH_PURPOSE, _AUDIT),
    Role.SYSTEM_IMPORT: Rights(Reach.SOURCE, Persons.HIDDEN, _IMPORTS),
    Role.ADMIN: Rights(Reach.WHOLE, Persons.HIDDEN, _ADMINISTRATION),
}


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role has the right to ``action``, somewhere (else 403, S17)."""
    return action in RIGHTS[actor.role].actions


def in_scope(actor: Actor, *, organisation: str, region: str | None) -> bool:
    """Whether the organisation, of the region, is the actor's business (else 404, S17).

    For a case these are its organisation at the head and that one's region (S15).
    """
    if not scope_fits(actor.role, organisation=actor.organisation, regions=actor.regions):
        return False
    if actor.organisation is not None:
        return actor.organisation == organisation
    return not actor.regions or region in actor.regions


def receiving_regions(actor: Actor) -> tuple[str, ...]:
    """The regions to which a case of another region may be opened (domain 2): of base centres."""
    return actor.regions if actor.role is Role.BCK_STAFF else ()


def sees_person(actor: Actor, *, purpose: str | None = None) -> bool:
    """Whether names and identifiers are shown to the actor, who states ``purpose`` (S21)."""
    persons = RIGHTS[actor.role].persons
    stated = purpose is not None and bool(purpose.strip())
    return persons is Persons.SHOWN or (persons is Persons.WITH_PURPOSE and stated)


def sees_notes(actor: Actor, *, function: str) -> bool:
    """Whether restricted notes kept for ``function`` are shown (domain 3.3): else codes only.

    To the staff of the centres, and to a member of the working group who has the function.
    """
    if actor.role is Role.WG_MEMBER:
        return function in actor.functions
    return actor.role in {Role.CK_STAFF, Role.BCK_STAFF}


def writes_notes(actor: Actor, *, function: str) -> bool:
    """Whether the actor may record what is kept for ``function``; imports bring in what others did.

    Whoever may not read a note must not overwrite it either.
    """
    return sees_notes(actor, function=function) or actor.role is Role.SYSTEM_IMPORT


def may_give(actor: Actor, *, regions: Sequence[str]) -> bool:
    """Whether access to ``regions`` (none: to all) is the actor's to give: nobody gives more.

    For one organisation these are its region.
    """
    return not actor.regions or (bool(regions) and set(regions) <= set(actor.regions))


def records(actor: Actor, *, kind: str, code: str | None = None) -> bool:
    """Whether the actor's functions let it record entries of the kind, of all or of one ``code``.

    Who is no member of a working group records all kinds that its role lets it record.
    """
    if actor.role is not Role.WG_MEMBER:
        return True
    return not {EVERY_MEMBER, *actor.functions}.isdisjoint(recorded_by(kind, code))


def recorded_by(kind: str, code: str | None = None) -> tuple[str, ...]:
    """The functions of a working group to which entries of the kind are left, or of one code."""
    terms = classifier("working_group_rights").terms.values()
    if kind not in BY_CODE:
        return tuple(term.code for term in terms if kind in term.words("kinds"))
    left = ((term.code, term.words(kind)) for term in terms)
    return tuple(name for name, codes in left if (codes if code is None else code in codes))


def scope_fits(role: Role, *, organisation: str | None, regions: Sequence[str]) -> bool:
    """Whether an actor of ``role`` may be bounded so: nobody is left without the due bounds."""
    one_organisation = bool(organisation) and not regions
    no_organisation = organisation is None
    match RIGHTS[role].reach:
        case Reach.ORGANISATION:
            return one_organisation
        case Reach.REGION:
            return no_organisation and len(regions) == 1
        case Reach.REGIONS:
            return no_organisation
        case Reach.SOURCE:
            return one_organisation or (no_organisation and len(regions) == 1)
        case Reach.WHOLE:
            return no_organisation and len(regions) <= 1
