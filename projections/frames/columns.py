"""The columns of the frames: what each holds, and how it is kept in few bytes.

A frame has a row for a row of the table of its name. A case is its ``number``; the codes of
classifiers are ``pl.Enum``, compared with texts; a set of codes is a mask of bits; days without an
end are ``FOREVER``. Ids of entries are cut to their last eight bytes, which tell the entries of
one case apart. Positions and numbers take four bytes: they suffice for four billion events.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from marshrut.classifiers import classifier

UNENDED = 2**32 - 1
"""The position up to which is known what has not been replaced."""

DAY, FLAG, WHOLE, POSITION, ENTRY, TEXT_KEY = "day", "flag", "whole", "position", "entry", "key"
CODE, CODES = "code", "codes"
WIDTHS: Mapping[str, type[pl.DataType]] = {"narrow": pl.UInt8, "wide": pl.UInt16}


class Column(NamedTuple):
    """A column: its kind, and for codes the classifiers they are of (none: whatever is found).

    ``open_end``: null stands for ever. ``of`` is the column of the table, if named otherwise.
    """

    kind: str
    classifiers: tuple[str, ...] = ()
    open_end: bool = False
    of: str | None = None

    @property
    def stored(self) -> pl.DataType:
        """The type in which the values are kept."""
        match self.kind:
            case "day":
                return pl.Date()
            case "flag":
                return pl.Boolean()
            case "whole":
                return pl.Int32()
            case "position":
                return pl.UInt32()
            case "code":
                return pl.UInt8() if self.small else pl.UInt16()
        return pl.UInt64()

    @property
    def small(self) -> bool:
        """Whether a byte suffices for its codes."""
        found = sum(len(classifier(name).codes) for name in self.classifiers)
        return 0 < found < NARROW


NARROW = 200
"""A vocabulary with fewer codes of classifiers fits a byte, with room for codes not in them."""


def _code(*classifiers: str) -> Column:
    return Column(CODE, classifiers)


_FROM, _TO = Column(DAY), Column(DAY, open_end=True)
_KNOWN = {"known_from": Column(POSITION), "known_to": Column(POSITION, open_end=True)}
_NUMBER = {"number": Column(POSITION)}
_DAYS = {"valid_from": _FROM, "valid_to": _TO}

STATES: Mapping[str, Column] = {
    **_NUMBER,
    **_DAYS,
    "lifecycle": _code("lifecycles"),
    "organisation": _code(),
    "programme_code": _code(),
    "programme_name": _code(),
    "ugps": _code(),
    "study_form": _code("study_forms"),
    "graduation_year": Column(WHOLE),
    "graduated_on": Column(DAY),
    "funding": _code("funding"),
    "base_education": _code("base_education"),
    "sex": _code("sexes"),
    "citizenship_ru": Column(FLAG),
    "has_snils": Column(FLAG),
    "municipality": _code(),
    "categories": Column(CODES, ("categories",)),
    "nosology": _code("nosologies"),
    "status": _code("statuses"),
    "status_group": _code("status_groups"),
    "since": Column(DAY),
    "in_specialty": Column(FLAG),
    "employer": Column(TEXT_KEY, of="employer_inn"),
    "work_mode": _code("student_work_modes"),
    "plan": _code("employment_plans"),
    "open": Column(CODES, ("statuses",)),
    "forecast": _code("statuses"),
    "at_risk_strict": Column(FLAG),
    "at_risk_form": Column(FLAG),
    "four_months": Column(FLAG),
    **_KNOWN,
}
EPISODES: Mapping[str, Column] = {
    **_NUMBER,
    "entry": Column(ENTRY, of="entry_id"),
    **_DAYS,
    "status_code": _code("statuses"),
    "status_group": _code("status_groups"),
    "employer": Column(TEXT_KEY, of="employer_inn"),
    "in_specialty": Column(FLAG),
    "education_form": _code("study_forms"),
    "contract_term": _code("contract_terms"),
    "via": _code("via"),
    "region": _code("regions"),
    "closed": Column(FLAG),
    "expected_end_on": Column(DAY),
    "documented": Column(FLAG),
    "complete": Column(FLAG),
    **_KNOWN,
}
SPANS: Mapping[str, Column] = {
    **_NUMBER,
    "entry": Column(ENTRY, of="entry_id"),
    **_DAYS,
    "kind": _code(),
    "code": _code(
        *("steps", "consent_kinds", "risk_causes", "contract_kinds", "verification_outcomes")
    ),
    "state": _code(*("step_states", "contract_states", "risk_subjects", "verification_sources")),
    "outcome": _code("step_outcomes", "contract_parties", "verification_decisions"),
    "reason_code": _code("risk_causes"),
    "stage": Column(WHOLE),
    "due_on": Column(DAY),
    "status_entry": Column(ENTRY, of="status_entry_id"),
    "contract_entry": Column(ENTRY, of="contract_entry_id"),
    "signed_on": Column(DAY),
    "employer": Column(TEXT_KEY, of="employer_inn"),
    "in_specialty": Column(FLAG),
    "planned_channel": _code("statuses"),
    "expected_region": _code("regions"),
    "expected_salary": Column(WHOLE),
    "satisfaction": Column(WHOLE),
    "run": Column(ENTRY, of="run_id"),
    **_KNOWN,
}
FACTS: Mapping[str, Column] = {
    **_NUMBER,
    "entry": Column(ENTRY, of="entry_id"),
    "effective_on": Column(DAY),
    "kind": _code(),
    "code": _code("measures", "steps", "movements", "practice_verdicts"),
    "source": _code("sources"),
    "step": Column(ENTRY, of="step_id"),
    "state": _code("measure_results", "step_states"),
    "outcome": _code("step_outcomes"),
    "counted": Column(FLAG),
    "addressed": Column(FLAG),
    "period_end": Column(DAY),
    "provider": _code("measure_providers"),
    "form": _code("measure_forms"),
    "hours": Column(WHOLE),
    "days": Column(WHOLE),
    "satisfaction": Column(WHOLE),
    "initiated_by": _code("measure_initiators"),
    "portal": _code("portals"),
    "consultation_only": Column(FLAG),
    "resume_moderated": Column(FLAG),
    "contract_concluded": Column(FLAG),
    "completed_on": Column(DAY),
    "activity": Column(ENTRY, of="activity_id"),
    **_KNOWN,
}
TABLES: Mapping[str, Mapping[str, Column]] = {
    "case_state": STATES,
    "case_episode": EPISODES,
    "case_span": SPANS,
    "case_fact": FACTS,
}
"""The columns of each table's frame, by the name of the table."""
