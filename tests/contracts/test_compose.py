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
    assert re.search(r":\d+(\.\d+)+(-[a-z]+)*$", SERVICES[service]["image"])


def test_the_base_image_is_pinned_and_the_process_is_not_root() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    bases = [line for line in lines if line.startswith("FROM ")]
    assert bases
    assert all(re.search(r":\d+\.\d+\.\d+-", line) for line in bases)
    users = [line.removeprefix("USER ") for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1] not in {"root", "0"}


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


def test_the_master_key_comes_from_a_file_that_must_be_named() -> None:
    assert REQUIRED.fullmatch(compose()["secrets"]["master_key"]["file"])


def test_only_the_api_and_who_signs_in_are_reachable_and_only_from_this_machine() -> None:
    published = {name: one["ports"] for name, one in SERVICES.items() if "ports" in one}
    assert published == {
        "api": ["127.0.0.1:${PORT:-8000}:8000"],
        "keycloak": ["127.0.0.1:8180:8080"],
    }
