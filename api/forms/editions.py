"""What an edition is made of, and its files: for the API and the command line alike."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, NamedTuple

from api.forms.about import Made, issue_of
from api.forms.files import render
from api.forms.proved import ledger_proof
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.forms.definitions import Form
from marshrut.forms.filled import Filled
from marshrut.indicators.periods import SEPTEMBER
from marshrut.ledger.checkpoint import checkpoint_at
from marshrut.ledger.clock import microseconds_of
from marshrut.refusals import Refused, finding, refuse
from marshrut.reports.events import Edition, File
from projections.forms import Asked, fill
from projections.forms.editions import asked_of, indicators_of
from projections.runner import Projections

FILTERS = (
    "graduation_year",
    "programme_code",
    "ugps",
    "study_form",
    "category",
    "municipality",
)
"""What narrows the cases of a form."""

OF_SCHOOL = ("graduation_year",)
"""What narrows a form of one organisation as a whole: its last cohort."""

LIBRARIES = {"json": "msgspec", "pdf": "typst"}
"""What makes the bytes of a format, beside the project itself."""


class Whose(NamedTuple):
    """Of whose cases a form is: of one organisation, or of regions; of neither: of all."""

    organisation: str | None = None
    regions: tuple[str, ...] = ()


class Moment(NamedTuple):
    """When something is made, and in which time zone its moments are shown."""

    now: datetime
    zone: str


def content_of(
    form: Form,
    point: AsOf,
    whose: Whose,
    given: Mapping[str, Any],
    moment: Moment,
    *,
    issued_on: Service | None = None,
) -> Edition:
    """All that an edition of the form at the point is made of, beside the ledger.

    ``given``: filters and parameters; those that have a default may be left out. ``issued_on``:
    whose ledger is proved, where the edition is to be issued. Raises ``Refused`` for a parameter
    that the form does not have.
    """
    if form.whose == "organisation" and whose.organisation is None:
        raise refuse("REQUIRED", field="organisation", expected="SM-1")
    named = {name: value for name, value in given.items() if value is not None}
    filters = {name: named[name] for name in _filters(form) if name in named}
    filters.setdefault("graduation_year", cohort_of(form, point.as_of))
    checkpoint, proof = None, None
    if issued_on is not None:
        ledger, known = issued_on.ledger, point.known
        checkpoint = checkpoint_at(ledger, position=known)
        proof = ledger_proof(ledger, issued_on.checkpoints, position=known)
    return Edition(
        form=form.code,
        edition=form.edition,
        renderer=form.renderer,
        as_of=point.as_of,
        known_position=point.known,
        organisation=whose.organisation,
        regions=whose.regions,
        filters=dict(sorted(filters.items())),
        parameters=_parameters(form, named),
        indicators=indicators_of(form, point.as_of),
        issued_at=microseconds_of(moment.now),
        zone=moment.zone,
        software=software_of(form),
        checkpoint=checkpoint,
        proof=proof,
    )


def cohort_of(form: Form, day: date) -> int:
    """The cohort that the form is about if nobody says: see ``Form.cohort``."""
    ends_next_year = form.cohort == "academic_year" and day.month >= SEPTEMBER
    return day.year + 1 if ends_next_year else day.year


def software_of(form: Form) -> dict[str, str]:
    """What makes the files of a form, and in which versions."""
    named = ["marshrut", *(LIBRARIES[each] for each in form.formats if each in LIBRARIES)]
    return {name: version(name) for name in named}


def filled_of(projections: Projections, content: Edition, made: Made | None) -> Filled:
    """The form with its figures: from what it was issued with, and the ledger, alone (S28)."""
    asked: Asked = asked_of(content)
    issue = issue_of(projections, asked, content, made)
    return Filled(issue=issue, tables=fill(projections, asked))


def files_of(filled: Filled, content: Edition, formats: Iterable[str]) -> dict[str, bytes]:
    """The bytes of the files in the formats."""
    return {each: render(filled, renderer=content.renderer, format=each) for each in formats}


def digest(format: str, data: bytes) -> File:  # noqa: A002 - the API's word
    """The file as an edition records it."""
    return File(format, hashlib.sha256(data).hexdigest(), len(data))


def _filters(form: Form) -> tuple[str, ...]:
    return OF_SCHOOL if form.kind == "self_analysis" else FILTERS


def _parameters(form: Form, named: Mapping[str, Any]) -> dict[str, str]:
    known = {parameter.name: parameter for parameter in form.parameters}
    unknown = sorted(set(named) - set(_filters(form)) - set(known))
    if unknown:
        allowed = sorted({*_filters(form), *known})
        raise Refused(*(finding("UNKNOWN_FIELD", field=n, allowed=allowed) for n in unknown))
    told = {}
    for name, parameter in known.items():
        value = str(named.get(name, parameter.default))
        if value not in parameter.values:
            raise refuse("INVALID", field=name, expected=" | ".join(parameter.values))
        told[name] = value
    return told
