"""The organisations that there are now: by what a list calls them, and their regions."""

from __future__ import annotations

from typing import Any

from api.read_models import read_models
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.imports.directory import Directory
from projections.organisations import organisations_at
from projections.population import Scope


def directory_of(service: Service) -> Directory:
    """Every organisation today, whoever asks: a foreign one is told apart from none."""
    known = _organisations(service)
    return Directory((row["code"], row["name"], row["short_name"]) for row in known)


def regions_of(service: Service) -> set[str]:
    """The regions of the organisations today."""
    return {row["region_code"] for row in _organisations(service)}


def _organisations(service: Service) -> list[dict[str, Any]]:
    point = AsOf(service.today(), service.ledger.head().position)
    return organisations_at(read_models(service), point, scope=Scope())
