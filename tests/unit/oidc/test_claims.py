"""What claims say of an actor, and that no claim gives more than its role takes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from api.oidc.claims import actor_of
from api.oidc.configured import OidcSettings
from marshrut.policy import Actor, Role
from marshrut.refusals import Refused

SETTINGS = OidcSettings(issuer="https://id.example", audience="marshrut-api")


def actor(settings: OidcSettings = SETTINGS, **claims: Any) -> Actor:
    return actor_of({"sub": "s-1", **claims}, settings)


def test_one_role_of_ours_and_its_organisation() -> None:
    told = actor(marshrut_role=["offline_access", "CK_STAFF"], marshrut_organisation="TTIT")
    assert told == Actor(actor_id="oidc:s-1", role=Role.CK_STAFF, organisation="TTIT")


@pytest.mark.parametrize(
    ("claims", "regions", "functions"),
    [
        ({"marshrut_role": "BCK_STAFF", "marshrut_regions": "70"}, ("70",), ()),
        ({"marshrut_role": "AUDITOR", "marshrut_regions": ["70", "67", "70"]}, ("70", "67"), ()),
        ({"marshrut_role": "AUDITOR"}, (), ()),
        ({"marshrut_role": "ADMIN", "marshrut_regions": [], "marshrut_organisation": ""}, (), ()),
        (
            {
                "marshrut_role": "WG_MEMBER",
                "marshrut_organisation": ["TTIT"],
                "marshrut_functions": ["PSYCHOLOGIST"],
            },
            (),
            ("PSYCHOLOGIST",),
        ),
    ],
)
def test_scopes_as_roles_take_them(
    claims: dict[str, Any], regions: tuple[str, ...], functions: tuple[str, ...]
) -> None:
    told = actor(**claims)
    assert (told.regions, told.functions) == (regions, functions)


@pytest.mark.parametrize(
    ("claims", "named"),
    [
        ({}, "marshrut_role"),
        ({"marshrut_role": "GUEST"}, "marshrut_role"),
        ({"marshrut_role": ["CK_STAFF", "ADMIN"]}, "marshrut_role"),
        ({"marshrut_role": [["ADMIN"]]}, "marshrut_role"),
        ({"marshrut_role": {"ADMIN": 1}}, "marshrut_role"),
        ({"marshrut_role": "ck_staff"}, "marshrut_role"),
        ({"marshrut_role": ["ADMIN"] * 101}, "marshrut_role"),
        ({"marshrut_role": "CK_STAFF"}, "marshrut_organisation, marshrut_regions"),
        (
            {"marshrut_role": "CK_STAFF", "marshrut_regions": "70"},
            "marshrut_organisation, marshrut_regions",
        ),
        (
            {"marshrut_role": "BCK_STAFF", "marshrut_regions": ["70", "67"]},
            "marshrut_organisation, marshrut_regions",
        ),
        (
            {"marshrut_role": "BCK_STAFF", "marshrut_regions": "7"},
            "marshrut_organisation, marshrut_regions",
        ),
        ({"marshrut_role": "BCK_STAFF", "marshrut_regions": 70}, "marshrut_regions"),
        (
            {"marshrut_role": "ADMIN", "marshrut_organisation": "TTIT"},
            "marshrut_organisation, marshrut_regions",
        ),
        (
            {"marshrut_role": "CK_STAFF", "marshrut_organisation": ["TTIT", "TAT"]},
            "marshrut_organisation",
        ),
        (
            {"marshrut_role": "CK_STAFF", "marshrut_organisation": "a\0b"},
            "marshrut_organisation",
        ),
        (
            {
                "marshrut_role": "CK_STAFF",
                "marshrut_organisation": "TTIT",
                "marshrut_functions": "PSYCHOLOGIST",
            },
            "marshrut_functions",
        ),
        (
            {
                "marshrut_role": "WG_MEMBER",
                "marshrut_organisation": "TTIT",
                "marshrut_functions": ["SORCERER"],
            },
            "marshrut_functions",
        ),
    ],
)
def test_what_fits_no_role_gives_no_access(claims: dict[str, Any], named: str) -> None:
    with pytest.raises(Refused) as caught:
        actor(**claims)
    (found,) = caught.value.findings
    assert (found.code, found.parameters["claim"]) == ("NO_ACCESS", named)


def test_claims_have_other_names_where_an_issuer_has_others() -> None:
    settings = msgspec.structs.replace(
        SETTINGS, role_claim="resource_access.api.roles", regions_claim="https://x.example/regions"
    )
    told = actor(
        settings,
        resource_access={"api": {"roles": ["AUDITOR"]}},
        **{"https://x.example/regions": ["70"]},
    )
    assert (told.role, told.regions) == (Role.AUDITOR, ("70",))
    for other in ({"api": {"roles": None}}, {"api": 5}, [], "AUDITOR"):
        with pytest.raises(Refused):
            actor(settings, resource_access=other)
