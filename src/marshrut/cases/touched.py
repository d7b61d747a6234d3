"""Which answers of a history an entry has a part in, by its kind.

What an event does not touch, the history after it takes over from the one before it.
"""

from __future__ import annotations

from marshrut.cases import casework, contents
from marshrut.cases.contents import Content

_STATE = frozenset({"_categories", "_stretches"})
_COURSE_OF_LIFE = frozenset({"_lifecycle", "_stretches"})
_PASSPORT = _STATE | _COURSE_OF_LIFE | {"_passports", "begins_on", "graduated_on"}
_NOTHING: frozenset[str] = frozenset()

TOUCHED: dict[type[Content], frozenset[str]] = {
    contents.Opening: _PASSPORT,
    contents.PassportChange: _PASSPORT,
    contents.Graduation: _PASSPORT,
    contents.Movement: _COURSE_OF_LIFE,
    contents.Category: _STATE,
    contents.Status: _STATE | {"episodes", "died_on", "_ranked", "_standings"},
    contents.Confirmation: _NOTHING,
    contents.Closure: _COURSE_OF_LIFE,
    contents.Merge: _COURSE_OF_LIFE,
    contents.Erasure: _NOTHING,
    casework.Measure: _NOTHING,
    casework.Step: frozenset({"steps"}),
    casework.Transition: frozenset({"steps"}),
    casework.Consent: _NOTHING,
    casework.RiskCause: _NOTHING,
    casework.Contract: _STATE | {"contracts"},
    casework.ContractChange: _STATE | {"contracts"},
    casework.PracticeAssessment: _NOTHING,
    casework.Verification: _NOTHING,
    casework.Resolution: _NOTHING,
}
"""Names of ``History``'s own; of a kind that does not stand here it is everything."""
