"""What a whole ledger says at a point, by the naive oracle: rows, counts and lists, in Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from marshrut.cases.contents import Passport
from marshrut.organisations.events import OrganisationChanged
from tests.support.ledgers import SCHOOLS, Chronicle
from tests.support.oracle import Oracle, months_later, oracle_of
from tests.support.oracle_contradictions import Fault, faults
from tests.support.oracle_entries import Row, as_day
from tests.support.profession_lists import listed_as

ONE_DAY = timedelta(days=1)
IN_COHORT = ("GRADUATED", "MONITORING_CLOSED")
FACTS = {"graduation": None, "movements": "kind", "confirmations": None}
STARTS = {
    "graduation": "graduation_date",
    "movements": "effective_on",
    "confirmations": "effective_on",
}
FACT_COLUMNS = (
    *("effective_on", "kind", "code", "source", "step_id", "state", "outcome", "counted"),
    *("addressed", "period_end", "provider", "form", "hours", "days", "satisfaction"),
    *("initiated_by", "portal", "consultation_only", "resume_moderated", "contract_concluded"),
    "completed_on",
    *("employer_id", "vacancy_id", "activity_id"),
)
SPAN_COLUMNS = (
    *("kind", "code", "state", "outcome", "reason_code", "stage", "due_on", "parent_step_id"),
    *("status_entry_id", "contract_entry_id", "employer_id", "vacancy_id", "activity_id"),
    *("signed_on", "employer_inn", "in_specialty", "run_id", "planned_channel"),
    *("expected_region", "expected_salary", "satisfaction"),
)
ATTRIBUTES = ("employer_inn", "in_specialty", "education_form", "contract_term", "via", "region")

# Domain 4.2, column "parent group"; forecasts apart.
GROUPS = {
    "EXCLUDED": "DECEASED SERVING_SENTENCE MOVED_ABROAD",
    "SERVICE": "MILITARY_CONSCRIPT MILITARY_CONTRACT",
    "LEAVE": "MATERNITY_LEAVE PARENTAL_LEAVE ADOPTION_LEAVE",
    "EMPLOYED": (
        "EMPLOYED_LABOUR_CONTRACT EMPLOYED_CIVIL_CONTRACT SOLE_PROPRIETOR SELF_EMPLOYED_NPD"
    ),
    "EDUCATION": "CONTINUING_EDUCATION",
    "BARRIER": "SERIOUS_ILLNESS UNDER_INVESTIGATION FAMILY_CARE",
    "AT_RISK": ("CZN_UNEMPLOYED CZN_JOB_SEEKER INFORMAL NO_MOTIVATION NO_DEMAND AT_RISK_OTHER"),
    "OTHER": "OTHER NO_DATA",
}
GROUP_OF = {code: group for group, codes in GROUPS.items() for code in codes.split()}


# Domain 4.2, column "required attributes", less what is refused without it.
WORK = "position contract_term in_specialty_basis via region"
EXPECTED = {
    "EMPLOYED_LABOUR_CONTRACT": WORK,
    "EMPLOYED_CIVIL_CONTRACT": WORK,
    "SOLE_PROPRIETOR": "ogrnip registered_on tax_regime",
    "SELF_EMPLOYED_NPD": "inn registered_on activity",
    "CONTINUING_EDUCATION": (
        "education_organisation education_level education_form expected_end_on"
    ),
    "MILITARY_CONTRACT": "employer_name service_kind",
    "MATERNITY_LEAVE": "expected_end_on",
    "PARENTAL_LEAVE": "expected_end_on child_birth_date",
    "ADOPTION_LEAVE": "expected_end_on",
    "MOVED_ABROAD": "country",
    "FAMILY_CARE": "reason",
    "CZN_UNEMPLOYED": "registered_on czn benefit plans_to_work",
    "CZN_JOB_SEEKER": "registered_on czn",
    "NO_MOTIVATION": "reason",
    "AT_RISK_OTHER": "risk_cause",
    "F_EMPLOYED": "in_specialty",
    "F_SOLE_PROPRIETOR": "activity",
    "F_SELF_EMPLOYED": "activity",
    "F_CONSCRIPT": "expected_end_on",
    "F_EDUCATION": "education_organisation education_level",
    "F_AT_RISK": "risk_cause",
}


def group_of(code: str) -> str:
    """The parent group of a status."""
    return "FORECAST" if code.startswith("F_") else GROUP_OF[code]


class LedgerOracle:
    """The ledger as known at one position."""

    def __init__(self, chronicle: Chronicle, known: int) -> None:
        self.chronicle = chronicle
        self.known = known
        histories = {case: chronicle.known_of(case, known) for case in chronicle.histories}
        self.cases = {case: oracle_of(events) for case, events in histories.items() if events}

    def number(self, case_id: UUID) -> int:
        """The number of a case: the position of its opening."""
        return self.chronicle.positions[case_id, 1]

    # --- schools

    def school(self, code: str, day: date) -> dict[str, Any] | None:
        """The fields of a school on the day, where it is known."""
        events = self.chronicle.known_of_school(code, self.known)
        if not events:
            return None
        passport: Passport = events[0].passport  # type: ignore[attr-defined]
        fields = {name: getattr(passport, name) for name in passport.__struct_fields__}
        changes = [event for event in events if isinstance(event, OrganisationChanged)]
        for change in sorted(changes, key=lambda e: (e.effective_on, e.originator_version)):
            if change.effective_on <= day:
                fields |= change.changes
        return {"code": code, **fields}

    def schools(self, day: date) -> list[dict[str, Any]]:
        """The schools that are known, by code."""
        return [school for code in sorted(SCHOOLS) if (school := self.school(code, day))]

    def lacks_centre(self, code: str, day: date) -> bool:
        """Whether the school is known to have no centre; a person in charge is none."""
        school = self.school(code, day)
        return school is not None and (
            not school["has_centre"] or school["centre_kind"] in {"RESPONSIBLE_PERSON", "NONE"}
        )

    # --- cases

    def state(self, case_id: UUID, day: date) -> dict[str, Any] | None:
        """The columns of the case's row for the day, without its edges; none before its begin."""
        if day < self.cases[case_id].begins_on():
            return None
        state = dict(self.cases[case_id].state(day))
        status, entry_id = state.pop("primary"), state.pop("primary_entry")
        return {
            **state,
            "case_id": case_id,
            "number": self.number(case_id),
            "ugps": state["programme_code"].split(".")[0],
            "categories": _barred(state["categories"]),
            "status": status,
            "status_group": group_of(status),
            "status_entry": entry_id,
            "open": _barred(state["open"]),
        }

    def episodes(self, case_id: UUID, day: date) -> dict[UUID, dict[str, Any]]:
        """The columns of the case's episodes that cover the day, without their ends."""
        case = self.cases[case_id]
        return {
            row.entry_id: {
                "case_id": case_id,
                "number": self.number(case_id),
                "entry_id": row.entry_id,
                "valid_from": row.fields["effective_on"],
                "status_code": row.fields["status_code"],
                "status_group": group_of(row.fields["status_code"]),
                **{name: row.fields["attributes"].get(name) for name in ATTRIBUTES},
                "closed": _closed(case, row),
                "expected_end_on": _expected_end(row.fields),
                "documented": row.fields["evidence_kind"] not in {None, "ORAL"},
                "complete": _complete(row.fields),
            }
            for row in case.open(day)
        }

    def ends_rightly(self, case_id: UUID, entry_id: UUID, end: date | None) -> bool:
        """Whether the episode covers the day before ``end``, and not ``end``."""
        case = self.cases[case_id]
        row = case.rows[entry_id]
        if end is None:
            return case.covers(row, date(2200, 1, 1))
        return case.covers(row, end - ONE_DAY) and not case.covers(row, end)

    def spans(self, day: date) -> dict[tuple[UUID, UUID], dict[str, Any]]:
        """What lasts and covers the day, but no status, by case and entry, without its edges."""
        return {
            (case_id, entry_id): {**self._named(case_id), "entry_id": entry_id}
            | dict.fromkeys(SPAN_COLUMNS)
            | told
            for case_id in self.cases
            for entry_id, told in self._spans(case_id, day)
        }

    def _spans(self, case_id: UUID, day: date) -> Iterator[tuple[UUID, dict[str, Any]]]:
        yield from ((row.entry_id, told) for row, told in self.cases[case_id].spans(day))
        for row_id, fault in self.findings(case_id).items():
            if fault.since <= day:
                yield row_id, {"kind": "findings", "code": "CONTRADICTION", "state": fault.rule}

    def findings(self, case_id: UUID) -> dict[UUID, Fault]:
        """The contradictions in the case by the ids of their rows (decision 0018)."""
        return {uuid5(f.entry_id, f.rule): f for f in faults(self.cases[case_id])}

    def facts(self) -> Iterator[dict[str, Any]]:
        """The things of a day."""
        for case_id, case in self.cases.items():
            for row, told in (*_plain_facts(case), *case.work_facts()):
                what = {"kind": row.kind, "source": row.fields.get("source")}
                named = {**self._named(case_id), "entry_id": row.entry_id}
                yield named | dict.fromkeys(FACT_COLUMNS) | what | told

    def _named(self, case_id: UUID) -> dict[str, Any]:
        return {"case_id": case_id, "number": self.number(case_id)}

    # --- questions

    def population(
        self,
        day: date,
        *,
        filters: dict[str, Any],
        organisation: str | None = None,
        regions: Sequence[str] = (),
        lifecycles: Iterable[str] = IN_COHORT,
    ) -> list[dict[str, Any]]:
        """The rows that a question is about, by number, with all categories as a set."""
        found = []
        for case_id in self.cases:
            row = self.state(case_id, day)
            if row is None or organisation not in {None, row["organisation"]}:
                continue
            school = self.school(row["organisation"], day)
            if regions and (school is None or school["region_code"] not in regions):
                continue
            row["codes"] = self._codes(row, day)
            if all(_passes(row, name, value) for name, value in filters.items()) and (
                "lifecycle" in filters or row["lifecycle"] in lifecycles
            ):
                found.append(row)
        return sorted(found, key=lambda row: row["number"])

    def _codes(self, row: dict[str, Any], day: date) -> set[str]:
        codes = {code for code in row["categories"].split("|") if code}
        if row["graduation_year"] < day.year:
            codes.add("PREVIOUS_YEARS")
        if self.lacks_centre(row["organisation"], day):
            codes.add("ORG_WITHOUT_CENTRE")
        return codes | self.listed(row["organisation"], row["programme_code"], day)

    def listed(self, organisation: str, programme: str, day: date) -> set[str]:
        """The categories of the lists that name the programme in the region of the school."""
        school = self.school(organisation, day)
        if school is None:
            return set()
        lists = self.chronicle.known_of_lists(self.known)
        return listed_as(lists, school["region_code"], programme, day)


def counted(rows: Iterable[dict[str, Any]], by: Sequence[str]) -> dict[tuple[Any, ...], Any]:
    """Total, statuses, groups and both risks of each combination of the dimensions."""
    cells: dict[tuple[Any, ...], list[dict[str, Any]]] = {} if by else {(): []}
    for row in rows:
        for category in sorted(row["codes"]) if "category" in by else [None]:
            key = tuple(category if name == "category" else row[name] for name in by)
            cells.setdefault(key, []).append(row)
    return {
        key: (
            len(members),
            Counter(row["status"] for row in members),
            Counter(row["status_group"] for row in members),
            sum(row["at_risk_strict"] for row in members),
            sum(row["at_risk_form"] for row in members),
        )
        for key, members in cells.items()
    }


def _passes(row: dict[str, Any], name: str, value: Any) -> bool:
    match name:
        case "category":
            return value in row["codes"]
        case "at_risk":
            return bool(row[f"at_risk_{value}"])
        case "lifecycle":
            return value in {"any", row["lifecycle"]}
        case _:
            return bool(row[name] == value)


def _plain_facts(case: Oracle) -> Iterator[tuple[Row, dict[str, Any]]]:
    for kind, code in FACTS.items():
        for row in case.live(kind):
            yield (
                row,
                {
                    "effective_on": row.fields[STARTS[kind]],
                    "code": row.fields[code] if code else None,
                },
            )


def _expected_end(status: dict[str, Any]) -> date | None:
    """The last day that is stated, or expected; a conscript serves a year (decision 0006)."""
    expected = status["attributes"].get("expected_end_on")
    if status["ended_on"] is None and expected is None:
        serves = status["status_code"] == "MILITARY_CONSCRIPT"
        return months_later(status["effective_on"], 12) - ONE_DAY if serves else None
    return status["ended_on"] or as_day(expected)


def _complete(status: dict[str, Any]) -> bool:
    """Whether all is said that domain 4.2 lists for the status."""
    named = set(EXPECTED.get(status["status_code"], "").split())
    if status["status_code"] == "DECEASED":
        return status["evidence_date"] is not None and status["source"] is not None
    return named <= status["attributes"].keys()


def _closed(case: Oracle, row: Row) -> bool:
    """Whether another status ends the episode sooner than its stated last day."""
    death = [case.death] if case.death is not row else []
    last = row.fields["ended_on"]
    starts = [other.fields["effective_on"] for other in (*case.closers(row), *death) if other]
    return any(last is None or start <= last for start in starts)


def _barred(codes: Iterable[str]) -> str:
    return "".join(f"|{code}" for code in codes) + "|" if codes else ""
