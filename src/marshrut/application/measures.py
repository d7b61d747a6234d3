"""Recording support measures (F029)."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from marshrut.application.cases import split_evidence
from marshrut.application.codes import check_codes, no_such_organisation
from marshrut.application.visit import Visit
from marshrut.application.words import pop_words
from marshrut.cases.attributes import split_attributes
from marshrut.cases.case import Outcome
from marshrut.cases.casework import Measure
from marshrut.cases.checks import check_after_birth
from marshrut.cases.restrictions import restricted_measure

CODED = ("result", "provider", "form", "initiated_by", "source")


def record_measure(
    visit: Visit,
    *,
    measure_code: str,
    provided_on: date,
    attributes: dict[str, Any] | None = None,
    evidence: dict[str, Any] | None = None,
    **fields: Any,
) -> Outcome:
    """Record a support measure. ``fields``: the others of ``Measure``, and its words."""
    codes = {name: fields.get(name) for name in CODED}
    check_codes({"measure_code": measure_code, **codes}, on=provided_on)
    visit.check_function(restricted_measure(measure_code))
    check_provider(visit, fields.get("provider_org"))
    blind = visit.blind_employer
    split = split_attributes(
        measure_code, attributes or {}, table="measure_attributes", blind=blind
    )
    check_after_birth(split.days, born=visit.person.birth_date)
    clear, evidence_words = split_evidence(evidence, visit)
    words = pop_words(Measure, fields)
    measure = Measure(
        measure_code=measure_code,
        provided_on=provided_on,
        attributes={name: value for name, value in split.clear.items() if value is not None},
        **fields,
        **clear,
    )
    sealed = {"attributes": split.sealed, "words": words, "evidence": evidence_words}
    writing = visit.writing(uuid4(), source=measure.source, sealed=sealed)
    return visit.case.add(measure, writing)


def check_provider(visit: Visit, code: str | None) -> None:
    """Raise ``Refused`` where ``provider_org`` names no organisation."""
    if code is not None and visit.service.organisation(code) is None:
        raise no_such_organisation(code, field="provider_org")
