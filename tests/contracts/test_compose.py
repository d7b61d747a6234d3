"""The compose file: valid by the compose schema, without secrets, pinned, and watched."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
ONE_OFF = {"migrate"}
SECRET_NAME = re.compile(r"password|secret|token|key", re.IGNORECASE)
REQUIRED = re.compile(r"\$\{[A-Z_]+:\?[^}]+\}")
EMPTY = re.compile(r"\$\{[A-Z_]+:-\}")
"""Of a service that only some start: to require it would ask everybody for it."""


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return loaded


SERVICES: dict[str, dict[str, Any]] = compose()["services"]
LONG_RUNNING = sorted(SERVICES.keys() - ONE_OFF)


def schema_errors(file: Path) -> str:
    command = ["check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    python = [sys.executable, "-m"]
    run = subprocess.run([*python, *command], capture_output=True, text=True, check=False)
    return run.stdout if run.returncode else ""


def test_the_file_is_valid() -> None:
    assert schema_errors(COMPOSE) == ""


def test_the_schema_finds_faults(tmp_path: Path) -> None:
    faulty = tmp_path / "compose.yml"
    faulty.write_text("services: {api: {image: [not, a, name]}}")
    assert "image" in schema_errors(faulty)


def test_it_has_the_services_of_an_installation() -> None:
    assert {"postgres", "migrate", "api", "projector"} <= SERVICES.keys()


@pytest.mark.parametrize("service", LONG_RUNNING)
def test_every_lasting_service_is_watched_and_restarted(service: str) -> None:
    described = SERVICES[service]
    assert described["healthcheck"]["test"][0] == "CMD"
    assert described["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", ["api", "projector"])
def test_nothing_starts_before_the_migration_is_done(service: str) -> None:
    assert SERVICES[service]["depends_on"]["migrate"] == {
        "condition": "service_completed_successfully"
    }


@pytest.mark.parametrize("service", SERVICES)
def test_images_are_pinned_to_a_version(service: str) -> None:
    assert re.search(r":v?\d+\.\d+(\.\d+)*(-[a-z]+)*$", SERVICES[service]["image"])


def test_the_base_image_is_pinned_and_the_process_is_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    bases = [line for line in lines if line.startswith("FROM ")]
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-", line) for line in bases)
    users = [line.removeprefix("USER ") for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1].partition(":")[0] not in {"root", "0"}


BUILDS_ITSELF = {"keycloak"}
"""To try with, not for production: it builds itself when it starts."""


@pytest.mark.parametrize("service", SERVICES)
def test_no_service_is_root_writes_its_image_or_takes_what_it_likes(service: str) -> None:
    described = SERVICES[service]
    assert str(described["user"]).partition(":")[0] not in {"root", "0"}
    assert described["read_only"] is (service not in BUILDS_ITSELF)
    assert described["cap_drop"] == ["ALL"]
    assert described["security_opt"] == ["no-new-privileges:true"]
    assert described["deploy"]["resources"]["limits"].keys() == {"cpus", "memory", "pids"}


def test_each_process_comes_to_the_ledger_as_a_role_of_its_own() -> None:
    urls = {
        name: one["environment"]["MARSHRUT_DATABASE_URL"]
        for name, one in SERVICES.items()
        if "MARSHRUT_DATABASE_URL" in one.get("environment", {})
    }
    roles = {name: re.findall(r"://(\w+):", url) for name, url in urls.items()}
    assert roles == {
        "migrate": ["marshrut_owner"],
        "api": ["marshrut_api"],
        "projector": ["marshrut_worker"],
    }
    granted = [word for word in SERVICES["migrate"]["command"] if "=" in word]
    assert granted == [
        *(f"--application-role=marshrut_{name}" for name in ("api", "worker")),
        "--projection-role=marshrut_keeper",
    ]
    for name in ("api", "projector"):
        keeper = SERVICES[name]["environment"]["MARSHRUT_PROJECTION_URL"]
        assert re.findall(r"://(\w+):", keeper) == ["marshrut_keeper"]
    script = (ROOT / "deploy" / "postgresql-roles.sh").read_text(encoding="utf-8")
    made = {"marshrut_keeper", *(role[0] for role in roles.values())}
    assert set(re.findall(r"_ROLE:-(\w+)\}", script)) == made


def test_what_watches_is_asked_for() -> None:
    watching = {name for name, one in SERVICES.items() if one.get("profiles") == ["watch"]}
    assert watching == {"prometheus", "machine"}


def test_the_databases_are_in_a_network_of_their_own() -> None:
    networks = compose()["networks"]
    assert networks["database"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("postgres", "keys")] == [["database"]] * 2


@pytest.mark.parametrize("service", SERVICES)
def test_files_that_are_mounted_are_there(service: str) -> None:
    for volume in SERVICES[service].get("volumes", []):
        source = volume.partition(":")[0]
        assert not source.startswith(".") or (ROOT / source).exists()


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_stands_in_the_file(service: str) -> None:
    for name, value in SERVICES[service].get("environment", {}).items():
        is_path = str(value).startswith("/run/secrets/")
        optional = "profiles" in SERVICES[service] and EMPTY.fullmatch(str(value))
        if SECRET_NAME.search(name) and not is_path and not optional:
            assert REQUIRED.search(value), f"{name} is not asked for"
        login = re.search(r"://[^:@/]+:([^@]*)@", str(value))
        if login:
            assert REQUIRED.fullmatch(login[1]), f"{name} holds a literal password"


def test_secrets_come_from_files_that_must_be_named() -> None:
    secrets = compose()["secrets"]
    assert secrets.keys() == {"master_key", "metrics_token"}
    assert all(REQUIRED.fullmatch(secret["file"]) for secret in secrets.values())


def test_only_a_few_are_reachable_and_only_from_this_machine() -> None:
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert published == {
        "api": ["127.0.0.1:${PORT:-8000}:8000"],
        "keycloak": ["127.0.0.1:8180:8080"],
        "prometheus": ["127.0.0.1:${PROMETHEUS_PORT:-9090}:9090"],
    }
