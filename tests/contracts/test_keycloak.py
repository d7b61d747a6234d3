"""The realm for Keycloak: what it puts into tokens is what the API reads, and nobody's own to say.

Without Keycloak its mappers are played here: each by what its documentation says that it does.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from api.oidc.claims import actor_of
from api.oidc.configured import CLAIMS, oidc_settings
from marshrut.classifiers import classifier
from marshrut.policy import Role, scope_fits
from tests.contracts.test_compose import COMPOSE, SERVICES

FOLDER = COMPOSE.parent / "deploy" / "keycloak"
REALM: dict[str, Any] = json.loads((FOLDER / "marshrut-realm.json").read_text(encoding="utf-8"))
CLIENTS = {client["clientId"]: client for client in REALM["clients"]}
SIGN_IN = ("marshrut-client", "marshrut-pages")
PAGE = (COMPOSE.parent / "docs" / "access.md").read_text(encoding="utf-8")
ISSUER, AUDIENCE = "http://localhost:8180/realms/marshrut", "marshrut-api"
USERS: dict[str, dict[str, list[str]]] = {
    "CK_STAFF": {"marshrut_organisation": ["TTIT"]},
    "POO_HEAD": {"marshrut_organisation": ["TTIT"]},
    "WG_MEMBER": {"marshrut_organisation": ["TTIT"], "marshrut_functions": ["PSYCHOLOGIST"]},
    "BCK_STAFF": {"marshrut_regions": ["70"]},
    "ROIV_STAFF": {"marshrut_regions": ["70"]},
    "COPP_STAFF": {"marshrut_regions": ["70"]},
    "CZN_OFFICER": {"marshrut_regions": ["70"]},
    "AUDITOR": {"marshrut_regions": ["70", "67"]},
    "SYSTEM_IMPORT": {"marshrut_regions": ["70"]},
    "ADMIN": {},
}


def claims(client: str, role: str, attributes: dict[str, list[str]]) -> dict[str, Any]:
    """What an access token says of a user who has that role and those attributes."""
    told: dict[str, Any] = {"iss": ISSUER, "aud": [], "typ": "Bearer"}
    for mapper in CLIENTS[client]["protocolMappers"]:
        config = mapper["config"]
        assert config["access.token.claim"] == "true", mapper["name"]
        match mapper["protocolMapper"]:
            case "oidc-audience-mapper":
                told["aud"].append(config["included.client.audience"])
            case "oidc-sub-mapper":
                told["sub"] = "5f0c7a52-3f55-4b6e-9d5a-2a8f8f1f0c11"
            case "oidc-usermodel-client-role-mapper":
                assert config["usermodel.clientRoleMapping.clientId"] in REALM["roles"]["client"]
                told[config["claim.name"]] = [role]
            case "oidc-usermodel-attribute-mapper":
                values = attributes.get(config["user.attribute"])
                if values is not None:
                    several = config["multivalued"] == "true"
                    told[config["claim.name"]] = values if several else values[0]
            case other:
                pytest.fail(f"a mapper that nobody knows: {other}")
    return told


def test_the_realm_has_every_role_and_no_other() -> None:
    roles = [role["name"] for role in REALM["roles"]["client"][AUDIENCE]]
    assert sorted(roles) == sorted(Role)


@pytest.mark.parametrize("role", [*Role])
@pytest.mark.parametrize("client", SIGN_IN)
def test_what_the_mappers_say_is_what_the_api_reads(client: str, role: str) -> None:
    settings = oidc_settings({"MARSHRUT_OIDC_ISSUER": ISSUER, "MARSHRUT_OIDC_AUDIENCE": AUDIENCE})
    assert settings is not None
    told = claims(client, role, USERS[role])
    assert told["aud"] == [settings.audience]
    assert {name for name in told if name.startswith("marshrut")} <= set(CLAIMS.values())
    actor = actor_of(told, settings)
    assert actor.role == role
    assert actor.organisation == USERS[role].get("marshrut_organisation", [None])[0]
    assert (*actor.regions,) == (*USERS[role].get("marshrut_regions", ()),)
    assert (*actor.functions,) == (*USERS[role].get("marshrut_functions", ()),)
    assert scope_fits(actor.role, organisation=actor.organisation, regions=actor.regions)


@pytest.mark.parametrize("client", SIGN_IN)
def test_every_claim_has_its_mapper(client: str) -> None:
    mapped = {m["config"].get("claim.name") for m in CLIENTS[client]["protocolMappers"]}
    assert set(CLAIMS.values()) <= mapped


def test_nobody_says_of_themselves_what_they_may_do() -> None:
    (provider,) = REALM["components"]["org.keycloak.userprofile.UserProfileProvider"]
    (text,) = provider["config"]["kc.user.profile.config"]
    profile = json.loads(text)
    assert "unmanagedAttributePolicy" not in profile  # attributes that are not named are refused
    ours = {a["name"]: a for a in profile["attributes"] if a["name"].startswith("marshrut_")}
    assert {f"{name}" for name in ours} == set(CLAIMS.values()) - {"marshrut_role"}
    for attribute in ours.values():
        assert attribute["permissions"]["edit"] == ["admin"]
    assert REALM["registrationAllowed"] is False
    assert REALM["bruteForceProtected"] is True


def test_clients_have_no_secret_and_no_way_in_by_a_password() -> None:
    assert not {"users", "keys"} & REALM.keys()
    for client in CLIENTS.values():
        assert "secret" not in client
        assert not client["directAccessGrantsEnabled"]
        assert not client["implicitFlowEnabled"]
    for name in SIGN_IN:
        assert CLIENTS[name]["attributes"]["pkce.code.challenge.method"] == "S256"
    programs = CLIENTS["marshrut-client"]["redirectUris"]
    assert programs == ["http://127.0.0.1/*"]  # whatever port a program listens on


def test_the_pages_are_led_back_to_where_the_page_says_and_nowhere_else() -> None:
    pages = CLIENTS["marshrut-pages"]
    (address,) = re.findall(r"MARSHRUT_PAGES_URL=(\S+)", PAGE)
    (client,) = re.findall(r"MARSHRUT_OIDC_CLIENT_ID=(\S+)", PAGE)
    assert client == pages["clientId"]
    assert pages["redirectUris"] == [f"{address}/sign-in/oidc/return"]
    assert pages["attributes"]["post.logout.redirect.uris"] == f"{address}/sign-in"
    for path in ("/sign-in/oidc/return", "/sign-in"):
        assert f"`{path}`" in PAGE
    assert pages["attributes"]["oauth2.device.authorization.grant.enabled"] == "false"


def test_the_profile_starts_it_with_the_realm_and_not_as_root() -> None:
    service = SERVICES["keycloak"]
    assert service["profiles"] == SERVICES["keycloak-beside-api"]["profiles"] == ["keycloak"]
    assert service["volumes"][0] == "./deploy/keycloak:/opt/keycloak/data/import:ro"
    assert "--import-realm" in service["command"][0]
    for name in ("keycloak", "keycloak-beside-api"):
        assert int(SERVICES[name]["user"]) > 0
        assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert f"{service['environment']['KC_HOSTNAME']}/realms/{REALM['realm']}" == ISSUER
    assert SERVICES["keycloak-beside-api"]["network_mode"] == "service:api"


def test_what_runs_by_default_needs_nothing_of_it() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    assert "${KEYCLOAK_ADMIN_PASSWORD:-}" in text
    for name in ("api", "projector", "migrate"):
        environ = SERVICES[name]["environment"]
        for setting in ("OIDC_ISSUER", "OIDC_AUDIENCE", "OIDC_CLIENT_ID", "PAGES_URL"):
            assert environ[f"MARSHRUT_{setting}"] == f"${{MARSHRUT_{setting}:-}}"
        assert oidc_settings(dict.fromkeys(environ, "")) is None
    assert YAML(typ="safe").load(COMPOSE)["volumes"].keys() >= {"keycloak"}


def test_the_page_names_what_the_realm_has() -> None:
    for said in (ISSUER, AUDIENCE, *SIGN_IN, *CLAIMS, *CLAIMS.values()):
        assert f"`{said}`" in PAGE or said in PAGE, said
    assert "PSYCHOLOGIST" in classifier("working_group_functions").codes
    assert Path(FOLDER / "marshrut-realm.json").stat().st_size < 20_000
