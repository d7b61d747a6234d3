"""The table of rights, typed here apart from the code: role × action × scope × person."""

from __future__ import annotations

import pytest

from marshrut.policy import (
    Action,
    Actor,
    Role,
    in_scope,
    may,
    may_give,
    scope_fits,
    sees_person,
)

# Columns: reference, cases, write cases, figures, organisations, access, erasure; programmes of
# the region written, approved, those of a school written, approved, targets entered; values
# reported, those of a school approved, of the region; reports issued, accepted, of the region,
# published, periods closed; employers written, their ОПК changed; records written, those of
# centres coordinated, unfair employers judged; lists exchanged with employment centres, extracts
# recorded; what was done to access read, access overseen, taken in an emergency; then persons.
TABLE = """
CK_STAFF       y y y y - - -   - - y - -   y - -   y - - - -   y -   y - -   y -   - - - | shown
POO_HEAD       y y - y - - -   - - - y -   y - -   y - - - -   - -   - - -   - -   - y y | shown
WG_MEMBER      y y y y - - -   - - - - -   - - -   - - - - -   - -   - - -   - -   - - y | shown
BCK_STAFF      y y y y y - -   y - y - y   y y -   y y - - -   y y   y y -   y y   - - - | shown
ROIV_STAFF     y y - y - - -   y y - - y   y y y   y y y y y   y y   y y y   y y   - y y | shown
COPP_STAFF     y y - y - - -   - - - - -   y - -   - - - - -   y -   y - -   - -   - - y | hidden
CZN_OFFICER    y - - - - - -   - - - - -   - - -   - - - - -   - -   - - -   y -   - - - | hidden
AUDITOR        y y - y - - -   - - - - -   - - -   - - - - -   - -   - - -   - -   y y - | purpose
SYSTEM_IMPORT  y y y y - - -   - - - - -   - - -   - - - - -   - -   - - -   - y   - - - | hidden
ADMIN          y - - - y y y   - - - - -   - - -   - - - - -   y -   - - -   - -   y y - | hidden
"""
ACTIONS = [
    Action.READ_REFERENCE,
    Action.READ_CASES,
    Action.WRITE_CASES,
    Action.READ_FIGURES,
    Action.WRITE_ORGANISATIONS,
    Action.MANAGE_ACCESS,
    Action.ERASE_PERSON,
    Action.WRITE_REGION_PROGRAMMES,
    Action.APPROVE_REGION_PROGRAMMES,
    Action.WRITE_SCHOOL_PROGRAMMES,
    Action.APPROVE_SCHOOL_PROGRAMMES,
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
    Action.JUDGE_EMPLOYERS,
    Action.EXCHANGE_CZN,
    Action.VERIFY_CASES,
    Action.READ_ACCESS_EVENTS,
    Action.OVERSEE_ACCESS,
    Action.BREAK_GLASS,
]
ROWS = {
    role: (rights.split(), persons.strip())
    for role, rights, persons in (
        (line.split()[0], line.partition("|")[0][15:], line.partition("|")[2])
        for line in TABLE.strip().splitlines()
    )
}
CELLS = [
    (role, action, cell == "y")
    for role, (cells, _) in ROWS.items()
    for action, cell in zip(ACTIONS, cells, strict=True)
]
ORGANISATION_ROLES = ["CK_STAFF", "POO_HEAD", "WG_MEMBER"]
REGION_ROLES = ["BCK_STAFF", "ROIV_STAFF", "COPP_STAFF", "CZN_OFFICER"]


def actor(role: str, organisation: str | None = None, *regions: str) -> Actor:
    return Actor(actor_id="a", role=Role(role), organisation=organisation, regions=regions)


def test_the_table_here_names_every_role_and_action() -> None:
    assert set(ROWS) == set(Role)
    assert set(ACTIONS) == set(Action)


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_a_role_may_what_the_table_says(role: str, action: Action, *, allowed: bool) -> None:
    assert may(actor(role), action) is allowed


@pytest.mark.parametrize("role", Role)
def test_persons_are_shown_as_the_table_says(role: Role) -> None:
    _, persons = ROWS[role]
    assert sees_person(actor(role)) is (persons == "shown")
    assert sees_person(actor(role), purpose=" ") is (persons == "shown")
    assert sees_person(actor(role), purpose="проверка отчёта") is (persons != "hidden")


@pytest.mark.parametrize("role", [*ORGANISATION_ROLES, "SYSTEM_IMPORT"])
def test_staff_of_an_organisation_reach_it_alone(role: str) -> None:
    assert in_scope(actor(role, "TTIT"), organisation="TTIT", region="70")
    assert not in_scope(actor(role, "TTIT"), organisation="TPT", region="70")


@pytest.mark.parametrize("role", [*REGION_ROLES, "SYSTEM_IMPORT", "AUDITOR", "ADMIN"])
def test_staff_of_a_region_reach_its_organisations(role: str) -> None:
    assert in_scope(actor(role, None, "70"), organisation="TTIT", region="70")
    assert not in_scope(actor(role, None, "70"), organisation="SGK", region="63")
    assert not in_scope(actor(role, None, "70"), organisation="TTIT", region=None)


def test_an_auditor_reaches_the_regions_granted() -> None:
    auditor = actor("AUDITOR", None, "70", "63")
    regions = ["70", "63", "67"]
    reached = [region for region in regions if in_scope(auditor, organisation="X", region=region)]
    assert reached == ["70", "63"]


@pytest.mark.parametrize("role", ["AUDITOR", "ADMIN"])
def test_some_roles_reach_everything_unless_bound(role: str) -> None:
    assert in_scope(actor(role), organisation="TTIT", region="70")
    assert in_scope(actor(role), organisation="TTIT", region=None)


@pytest.mark.parametrize("role", [*ORGANISATION_ROLES, *REGION_ROLES, "SYSTEM_IMPORT"])
def test_others_without_their_bounds_reach_nothing(role: str) -> None:
    assert not in_scope(actor(role), organisation="TTIT", region="70")


@pytest.mark.parametrize("role", ORGANISATION_ROLES)
def test_staff_of_an_organisation_are_not_widened_by_a_region(role: str) -> None:
    assert not in_scope(actor(role, None, "70"), organisation="TTIT", region="70")
    assert not in_scope(actor(role, "TTIT", "70"), organisation="TPT", region="70")


@pytest.mark.parametrize(
    ("role", "least", "most"),
    [
        *((role, None, None) for role in ORGANISATION_ROLES),
        *((role, 1, 1) for role in REGION_ROLES),
        ("SYSTEM_IMPORT", 1, 1),
        ("AUDITOR", 0, 3),
        ("ADMIN", 0, 1),
    ],
)
def test_how_many_regions_a_role_takes(role: str, least: int | None, most: int | None) -> None:
    regions = ["70", "63", "67"]
    fitting = [
        number
        for number in range(4)
        if scope_fits(Role(role), organisation=None, regions=regions[:number])
    ]
    expected = [] if least is None or most is None else list(range(least, most + 1))
    assert fitting == expected


@pytest.mark.parametrize(
    ("own", "given", "allowed"),
    [
        ((), (), True),
        ((), ("70",), True),
        (("70",), ("70",), True),
        (("70",), (), False),
        (("70",), ("67",), False),
        (("70",), ("67", "70"), False),
    ],
)
def test_nobody_gives_more_access_than_they_have(own, given, allowed):
    actor = Actor(actor_id="a", role=Role.ADMIN, regions=own)
    assert may_give(actor, regions=given) is allowed
