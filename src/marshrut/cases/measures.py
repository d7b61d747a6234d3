"""What the classifier says of support measures (domain 5)."""

from __future__ import annotations

from marshrut.cases.casework import Measure
from marshrut.classifiers import Term, classifier


def measure_term(code: str) -> Term:
    """What the classifier says of a measure. Raises ``UnknownCode``."""
    return classifier("measures").get(code)


def counts(result: str) -> bool:
    """Whether a measure with this result counts in indicators (domain 5.1)."""
    return classifier("measure_results").get(result).flag("counted")


def addressed(measure: Measure) -> bool:
    """Whether it is адресная поддержка: addressed, and recorded on the case itself (domain 5.3)."""
    kind = measure_term(measure.measure_code).extra["addressed"]
    if measure.activity_id is not None or kind == "NEVER":
        return False
    return kind == "ALWAYS" or measure.form != "GROUP"
