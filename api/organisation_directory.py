"""The organisations that there are now, for finding one by what a list calls it."""

from __future__ import annotations

from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.imports.directory import Directory
from projections.organisations import organisations_at
from projections.population import Scope
from projections.runner import Projections


def directory_of(service: Service) -> Directory:
    """Every organisation today, whoever asks: a foreign one is told apart from none."""
    point = AsOf(service.today(), service.ledger.head().position)
    found = organisations_at(Projections(service.ledger), point, scope=Scope())
    return Directory((row["code"], row["name"], row["short_name"]) for row in found)
