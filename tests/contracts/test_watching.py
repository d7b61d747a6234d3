"""What Prometheus is told to collect and to warn of, and the units of systemd, fit the program."""

from __future__ import annotations

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from ruamel.yaml import YAML

import api.metrics
import api.scrape
import marshrut.ledger.metrics
import projections.metrics
from tests.contracts.test_compose import SERVICES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
UNITS = ("marshrut-api.service", "marshrut-projector.service")
NAME = re.compile(r"marshrut_\w+")
SUFFIX = re.compile(r"_(total|bucket|count|sum|created)$")
COUNTED = (api.metrics, marshrut.ledger.metrics, projections.metrics)


def loaded(name: str) -> dict[str, Any]:
    told: dict[str, Any] = YAML(typ="safe").load(DEPLOY / name)
    return told


def known() -> set[str]:
    """The names of all metrics that there are, without the endings of their series."""
    assert all(module.__doc__ for module in COUNTED)  # importing them is what registers
    counted = {metric.name for metric in REGISTRY.collect()}
    source = Path(api.scrape.__file__).read_text(encoding="utf-8")
    standing = set(re.findall(r'"(marshrut_\w+)"', source))
    return {name for name in counted | standing if name.startswith("marshrut_")}


RULES = [rule for group in loaded("alerts.yml")["groups"] for rule in group["rules"]]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_of_metrics_that_there_are_and_is_explained(rule: dict[str, Any]) -> None:
    named = {SUFFIX.sub("", name) for name in NAME.findall(rule["expr"])}
    assert named <= known()
    assert named or re.search(r"\bup\{|node_filesystem", rule["expr"])
    assert rule["expr"].count("(") == rule["expr"].count(")")
    assert rule["annotations"]["summary"]
    assert f"`{rule['alert']}`" in PAGE


def test_the_alerts_are_of_lag_errors_readiness_and_disk() -> None:
    names = {rule["alert"] for rule in RULES}
    assert names >= {
        *("MarshrutReadModelsBehind", "MarshrutErrors", "MarshrutNotReady", "DiskFillsUp")
    }


def test_every_metric_is_documented_and_nothing_else_is() -> None:
    assert {SUFFIX.sub("", name) for name in NAME.findall(PAGE)} - ROLES == known()


ROLES = {"marshrut_owner", "marshrut_api", "marshrut_worker", "marshrut_keeper"}


def test_what_is_collected_is_a_service_that_listens_there() -> None:
    jobs = {job["job_name"]: job for job in loaded("prometheus.yml")["scrape_configs"]}
    targets = {name: job["static_configs"][0]["targets"] for name, job in jobs.items()}
    assert targets == {
        "api": ["api:8000"],
        "projector": ["projector:9100"],
        "machine": ["machine:9100"],
    }
    assert targets.keys() <= SERVICES.keys()
    listens = SERVICES["projector"]["environment"]["MARSHRUT_PROJECTOR_METRICS"]
    assert listens.endswith(":9100")
    assert jobs["api"]["authorization"] == {"credentials_file": "/run/secrets/metrics_token"}


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_what_compose_runs_and_may_do_little(name: str) -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    service = unit["Service"]
    command = SERVICES[name.removeprefix("marshrut-").removesuffix(".service")]["command"]
    run = [word for word in service["ExecStart"].split() if word not in SAID_BY_FOLDER]
    assert [Path(run[0]).name, *run[1:]] == command
    assert service["User"] == "marshrut"
    assert {service[key] for key in ("NoNewPrivileges", "PrivateTmp", "ProtectHome")} == {"yes"}
    assert service["CapabilityBoundingSet"] == ""
    assert int(service["TimeoutStopSec"]) > 30  # longer than gunicorn's own patience


SAID_BY_FOLDER = {"--config", "gunicorn.conf.py"}
