"""The groups for individual work: several at once, whatever the employment (domain 4.4-B; F026)."""

from __future__ import annotations

from marshrut.cases.categories import DISABILITIES
from marshrut.cases.history import State
from marshrut.classifiers import classifier

AT_RISK = "RG_AT_RISK"
BY_CATEGORY = {
    "RG_DISABLED_OVZ": DISABILITIES | {"OVZ"},
    "RG_ORPHAN": frozenset({"ORPHAN"}),
    "RG_ARMY_RETURNEE": frozenset({"ARMY_RETURNEE"}),
    "RG_PARENTAL_RETURNEE": frozenset({"PARENTAL_LEAVE_RETURNEE"}),
    "RG_UNDECIDED": frozenset({"UNDECIDED_TRACK"}),
    "RG_NOT_SPECIALTY": frozenset({"NOT_PLANNING_SPECIALTY"}),
}
"""Groups that any of some categories makes."""

BY_STATUS = {
    "RG_INFORMAL": frozenset({"INFORMAL"}),
    "RG_CZN": frozenset({"CZN_UNEMPLOYED", "CZN_JOB_SEEKER"}),
}
"""Groups that any of some open statuses makes."""


def risk_groups(state: State) -> list[str]:
    """The groups of a case in that state, in the order of the classifier."""
    categories, statuses = set(state.categories), set(state.open)
    groups = {code for code, held in BY_CATEGORY.items() if categories & held}
    groups |= {code for code, held in BY_STATUS.items() if statuses & held}
    groups |= {AT_RISK} if state.at_risk_strict else set()
    return [code for code in classifier("risk_groups").codes if code in groups]
