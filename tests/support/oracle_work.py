"""The naive oracle on measures, steps, consents, causes and contracts: one day at a time.

Written from semantics S5, S7, S9, domain 3.3, 5, 6.2, 7.5 and decision 0006, apart from the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.support.oracle_entries import Entries, Row, as_day
from tests.support.oracle_work_tables import (
    ADDRESSED,
    CONTRACT_STATES,
    COUNTED,
    GIVES,
    MACHINE,
    NEGATIVE,
    OPEN,
)

CONTRACT = {
    "code": "contract_kind",
    "due_on": "valid_to",
    **{name: name for name in ("employer_id", "signed_on", "employer_inn")},
}
LINKS = ("employer_id", "vacancy_id", "activity_id")


class WorkEntries(Entries):
    """What the entries of casework say on a day."""

    # --- steps

    def moves(self, step: Row) -> list[Row]:
        """The step and its transitions that stand, in the order in which they take effect."""
        transitions = self.live("transitions")
        own = [row for row in transitions if row.fields["step_entry_id"] == step.entry_id]
        return sorted([step, *own], key=lambda row: (row.fields["effective_on"], row.version))

    def step_on(self, step: Row, day: date) -> dict[str, Any] | None:
        """What is told of the step on the day; nothing before its first move."""
        begun = [row for row in self.moves(step) if row.fields["effective_on"] <= day]
        if step.state == "annulled" or not begun:
            return None
        due = linked = None
        for row in begun:
            due = row.fields["due_on"] or due
            linked = row.fields["status_entry_id"] or linked
        last = begun[-1].fields
        late = last["state"] in OPEN and due is not None and day > due
        return {
            "kind": "steps",
            "code": step.fields["step_code"],
            "state": "EXPIRED" if late else last["state"],
            "outcome": last["outcome"],
            "reason_code": last["reason_code"],
            "stage": step.fields["stage"],
            "due_on": self.told_due(step, last["state"], due),
            "status_entry_id": linked,
            **{name: self.said(step, name) for name in SURVEYED},
            **{name: step.fields[name] for name in ("parent_step_id", "contract_entry_id", *LINKS)},
        }

    def told_due(self, step: Row, state: str, due: date | None) -> date | None:
        """The due date; of a check of the term that is done what it has found, or nothing."""
        checked = step.fields["step_code"] == "SERVICE_TERM_CHECK" and state == "DONE"
        return self.term(step) if checked else due

    def term(self, step: Row) -> date | None:
        """The last day of the term that a check has found: the latest move that names one."""
        named = [row.fields["attributes"].get("expected_end_on") for row in self.moves(step)]
        found = [as_day(day) for day in named if day]
        return found[-1] if found else None

    def said(self, step: Row, name: str) -> Any:
        """What the last of the step's moves that says it says by the attribute."""
        attributes = [row.fields["attributes"] for row in self.moves(step)]
        return next((each[name] for each in reversed(attributes) if name in each), None)

    def legal(self, step: Row) -> bool:
        """Whether the course of the step is one that the machine can take, from the step on."""
        moves = self.moves(step)
        if moves[0] is not step:
            return False
        state = step.fields["state"]
        for row in moves[1:]:
            postponed = row.fields["state"] == state and state in OPEN and row.fields["due_on"]
            if not postponed and row.fields["state"] not in MACHINE.get(state, ()):
                return False
            state = row.fields["state"]
        return True

    def bound(self, step: Row) -> list[Row]:
        """The moves that need the step's consent: until what it is about has been done."""
        found = []
        for row in self.moves(step):
            out = step.fields["step_code"] == "GRADUATE_BANK" and row.fields["outcome"]
            if row.fields["state"] in NEGATIVE or out == "WITHDRAWN":
                continue
            if not any(other.fields["state"] in {"IN_PROGRESS", "DONE"} for other in found):
                found.append(row)
        return found

    # --- consents and causes

    def holds(self, row: Row, day: date) -> bool:
        """Whether a consent or a cause holds on the day."""
        fields = row.fields
        if row.kind == "consents":
            first, last, without = (
                fields[name] for name in ("granted_on", "valid_until", "revoked_on")
            )
        else:
            first, last, without = fields["effective_on"], fields["ended_on"], None
        if last is not None and day > last:
            return False
        return first <= day and (without is None or day < without)

    def consented(self, kind: str, day: date) -> bool:
        """Whether some consent of the kind holds on the day."""
        rows = [row for row in self.live("consents") if row.fields["consent_kind"] == kind]
        return any(self.holds(row, day) for row in rows)

    # --- contracts

    def contract_on(self, contract: Row, day: date) -> dict[str, Any] | None:
        """The state of the contract on the day, and who ended it; nothing before it was signed."""
        fields = contract.fields
        if contract.state == "annulled" or day < fields["signed_on"]:
            return None
        state, by = fields["state"], None
        for row in self.live("contract-changes", dated="effective_on"):
            concerns = row.fields["contract_entry_id"] == contract.entry_id
            if concerns and row.fields["effective_on"] <= day:
                state, by = row.fields["state"], row.fields["terminated_by"]
        return {"state": state, "outcome": by}

    def in_force(self, contract: Row, day: date) -> bool:
        """Whether the graduate has the contract on the day."""
        fields, told = contract.fields, self.contract_on(contract, day)
        begun = day >= (fields["valid_from"] or fields["signed_on"])
        over = fields["valid_to"] is not None and day > fields["valid_to"]
        return told is not None and CONTRACT_STATES[told["state"]] and begun and not over

    def contract_categories(self, day: date) -> set[str]:
        """The categories that contracts in force give."""
        rows = [row for row in self.live("contracts") if self.in_force(row, day)]
        return {GIVES[row.fields["contract_kind"]] for row in rows}

    # --- rows of the read models

    def span(self, row: Row, day: date) -> dict[str, Any] | None:
        """What is told of an entry that lasts, if it covers the day."""
        if row.kind == "steps":
            return self.step_on(row, day)
        if row.kind != "contracts":
            return _lasting(row) if self.holds(row, day) else None
        told = self.contract_on(row, day)
        what = {name: row.fields[field] for name, field in CONTRACT.items()}
        return {"kind": row.kind, **what, **told} if told else None

    def spans(self, day: date) -> Iterator[tuple[Row, dict[str, Any]]]:
        """What lasts and covers the day, by entry, without its edges."""
        for kind in ("steps", "consents", "risk-causes", "contracts"):
            for row in self.live(kind):
                if told := self.span(row, day):
                    yield row, told

    def turns_of(self, row: Row) -> list[Row]:
        """The entries that bring a step or a contract into its states."""
        if row.kind == "steps":
            return self.moves(row)
        changes = self.live("contract-changes")
        return [change for change in changes if change.fields["contract_entry_id"] == row.entry_id]

    def work_facts(self) -> Iterator[tuple[Row, dict[str, Any]]]:
        """Measures, moves of steps and sheets of practical training, each a thing of a day."""
        for row in self.live("measures"):
            yield row, _measure(row.fields)
        for row in self.live("practice-assessments"):
            code = "READY_TO_HIRE" if row.fields["ready_to_hire"] else "NOT_READY"
            yield row, {"effective_on": row.fields["assessed_on"], "code": code}
        for step in self.live("steps"):
            for row in self.moves(step):
                yield (
                    row,
                    {
                        "effective_on": row.fields["effective_on"],
                        "kind": "steps",
                        "code": step.fields["step_code"],
                        "step_id": step.entry_id,
                        "state": row.fields["state"],
                        "outcome": row.fields["outcome"],
                        "portal": self.said(step, "portal"),
                        **{name: step.fields[name] for name in LINKS},
                    },
                )


def _lasting(row: Row) -> dict[str, Any]:
    """A consent or a cause as a row; the last day of a consent is the day before a revocation."""
    fields = row.fields
    if row.kind == "risk-causes":
        what = {"code": fields["risk_cause"], "state": fields["subject"]}
        return {"kind": row.kind, **what, "due_on": fields["ended_on"]}
    last, without = fields["valid_until"], fields["revoked_on"]
    if without is not None and (last is None or without <= last):
        last = date.fromordinal(without.toordinal() - 1)
    return {"kind": row.kind, "code": fields["consent_kind"], "due_on": last}


SURVEYED = (
    *("in_specialty", "planned_channel", "expected_region", "expected_salary", "satisfaction"),
)
AT_A_FAIR = ("resume_moderated", "contract_concluded")


def _measure(fields: dict[str, Any]) -> dict[str, Any]:
    kept = ("period_end", "provider", "form", "hours", "satisfaction", "initiated_by")
    said = fields["attributes"].get
    return {
        "effective_on": fields["provided_on"],
        "code": fields["measure_code"],
        "step_id": fields["routing_step_id"],
        "state": fields["result"],
        "counted": COUNTED[fields["result"]],
        "addressed": _addressed(fields),
        "days": said("days"),
        "portal": said("portal"),
        **{name: said(name) for name in ("consultation_only", *AT_A_FAIR)},
        "completed_on": as_day(said("completed_on")),
        **{name: fields[name] for name in (*kept, *LINKS)},
    }


def _addressed(fields: dict[str, Any]) -> bool:
    """Addressed, and on the case itself: no attendance of an activity, not in a group."""
    how = ADDRESSED[fields["measure_code"]]
    alone = fields["activity_id"] is None
    return alone and (how == "always" or (how == "if individual" and fields["form"] != "GROUP"))
