"""Which rules of routing a write would break, foretold by the naive oracle."""

from __future__ import annotations

from typing import Any

from tests.support.oracle import Oracle
from tests.support.oracle_contradictions import faults
from tests.support.oracle_entries import Row
from tests.support.oracle_work_tables import (
    BLOCKED,
    CONSENT,
    MACHINE,
    OUTCOMES,
    REASONED,
    WITH_OUTCOME,
)


def broken_rules(oracle: Oracle, row: Row) -> set[str]:
    """The codes of all rules that ``row``, a step or a transition that stands, breaks."""
    step = row if row.kind == "steps" else oracle.rows[row.fields["step_entry_id"]]
    if step.state == "annulled":
        return {"ENTRY_ANNULLED"}
    found = {code for code, broken in _of_one_move(step, row).items() if broken}
    if not oracle.legal(step):
        found.add("STEP_TRANSITION")
    if any(other.fields == row.fields for other in oracle.live(row.kind) if other is not row):
        found.add("DUPLICATE")
    needs = step.fields["step_code"] in BLOCKED and row in oracle.bound(step)
    if needs and not oracle.consented(CONSENT, row.fields["effective_on"]):
        found.add("CONSENT_REQUIRED")
    return found


def _of_one_move(step: Row, row: Row) -> dict[str, bool]:
    code, fields = step.fields["step_code"], row.fields
    state, outcome, due = fields["state"], fields["outcome"], fields["due_on"]
    reasoned = state == "DECLINED" or (code, outcome) in REASONED
    begun = step.fields["effective_on"] <= fields["effective_on"]
    return {
        "DERIVED_STATE": state not in MACHINE,
        "OUTCOME_REQUIRED": state in WITH_OUTCOME and outcome is None,
        "OUTCOME_NOT_ALLOWED": outcome is not None and outcome not in OUTCOMES[code],
        "OUTCOME_EARLY": outcome is not None and state not in WITH_OUTCOME,
        "REASON_REQUIRED": reasoned and fields["reason_code"] is None,
        "DATE_ORDER": not begun or (due is not None and due < fields["effective_on"]),
    }


def contradicted(oracle: Oracle) -> set[tuple[str, str]]:
    """What warns of a course or a consent that is no longer kept, each with the step (S8)."""
    return {(f.rule, str(f.entry_id)) for f in faults(oracle) if f.rule.startswith("STEP_")}


def fields_of(content: Any) -> dict[str, Any]:
    """A content's fields by name."""
    return {name: getattr(content, name) for name in content.__struct_fields__}
