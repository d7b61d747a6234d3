"""What a status rests on, and what is still missing from it: the quality of a record."""

from __future__ import annotations

from marshrut.cases.attributes import missing_attributes
from marshrut.cases.contents import Status
from marshrut.cases.statuses import DECEASED
from marshrut.classifiers import classifier

ORAL = "ORAL"
"""By word of mouth: the kind of evidence that is no document."""


def missing_of(status: Status) -> list[str]:
    """What the domain lists for the status and nobody has said (domain 4.2; semantics S18)."""
    missing = missing_attributes("status_attributes", status.status_code, status.attributes)
    if status.status_code == DECEASED:  # domain 4.2: the date of the document, and who says so
        known = {"evidence.date": status.evidence_date, "source": status.source}
        missing += [name for name, value in known.items() if value is None]
    return missing


def documented(status: Status) -> bool:
    """Whether a document is named as the evidence of the status (domain 4.5, warnings)."""
    kind = status.evidence_kind
    return kind is not None and classifier("evidence_kinds").get(kind).flag("document")
