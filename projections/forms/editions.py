"""From what an edition was issued with to the question that it answers, then as now."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshrut.asof import AsOf
from marshrut.forms.definitions import Form
from marshrut.forms.shipped import edition
from marshrut.indicators.definitions import definition, definitions
from marshrut.reports.events import Edition
from projections.forms.asked import Asked
from projections.population import Filters, Scope


def asked_of(content: Edition) -> Asked:
    """The question of an edition: by its own edition of the form. Raises ``UnknownForm``."""
    return asked(
        edition(content.form, content.edition),
        AsOf(content.as_of, content.known_position),
        organisation=content.organisation,
        regions=content.regions,
        filters=content.filters,
        parameters=content.parameters,
        indicators=content.indicators,
    )


def asked(
    form: Form,
    point: AsOf,
    *,
    organisation: str | None,
    regions: tuple[str, ...],
    filters: dict[str, Any],
    parameters: dict[str, str],
    indicators: dict[str, int],
) -> Asked:
    """The question of a form for an organisation, or for regions."""
    whose = {} if organisation is None else {"organisation": organisation}
    return Asked(
        form=form,
        point=point,
        filters=Filters(**{**filters, **whose}),
        scope=Scope(organisation, regions),
        parameters=parameters,
        editions=indicators,
    )


def indicators_of(form: Form, day: date) -> dict[str, int]:
    """The editions in force of the indicators that the form tells, by id."""
    if form.kind == "self_analysis":
        return {each.id: each.edition for each in definitions(day=day)}
    return {identity: definition(identity, day=day).edition for identity in form.indicators}
