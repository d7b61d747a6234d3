"""One row of a list on its way to the ledger: what was decided, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from marshrut.application.visit import Visit
from marshrut.cases.case import Outcome
from marshrut.imports.list_file import ReadRow
from marshrut.imports.problems import Problem, problem, problem_of
from marshrut.imports.written import written_in
from marshrut.refusals import Finding, Refused

SOURCE = "IMPORT"
"""Of what a list does not say where it is from."""

COLUMNS = {
    "effective_on": "status_on",
    "ended_on": "status_until",
    "education_organisation": "employer_name",
    "reason": "reason_code",
    "valid_from": "categories_from",
}
"""Where a field of a use case stands in a list, if not in a column of its own name."""


class Leads(Protocol):
    """What leads to the case of a row: its natural key, where that is known, and tokens."""

    @property
    def natural(self) -> bytes | None:
        """The natural key."""

    @property
    def tokens(self) -> frozenset[bytes]:
        """Tokens of the person."""


class Row:
    """What comes of one row: decisions on its case, and what is to be said about it."""

    def __init__(self, read: ReadRow, *, headings: Mapping[str, str]) -> None:
        self.read = read
        self.number = read.row
        self.headings = headings
        self.identity: Leads | None = None
        self.visit: Visit | None = None
        self.found: int = 0
        self.outcomes: list[Outcome] = []
        self.errors: list[Problem] = list(read.errors)
        self.warnings: list[Problem] = list(read.warnings)
        self.changed: list[Problem] = []

    @property
    def item(self) -> Any:
        """What the row says; only a row that could be read is asked."""
        return self.read.item

    @property
    def source(self) -> str:
        """From where the row is known (F118)."""
        return self.item.source or SOURCE

    @property
    def unit(self) -> Visit | None:
        """What is to be committed of the row: all of it, or nothing where anything is wrong."""
        return None if self.errors or not self.outcomes else self.visit

    def come(self, visit: Visit) -> None:
        """The row's case was found, or is a new one."""
        self.visit, self.found = visit, visit.case.version

    def again(self) -> Row:
        """The row as it was read, to be decided anew."""
        return Row(self.read, headings=self.headings)

    def decide(self, decision: Callable[[], Outcome], *, column: str) -> None:
        """Take a decision; a refusal is an error of the row, in the ``column`` it came from."""
        try:
            outcome = decision()
        except Refused as refused:
            self.refused(refused, column=column)
            return
        self.outcomes.append(outcome)
        self.warnings += self._told(outcome.warnings, column)

    def refused(self, refused: Refused, *, column: str) -> None:
        """Note what the domain refused."""
        self.errors += self._told(refused.findings, column)

    def wrong(self, field: str, code: str, **parameters: object) -> None:
        """Note an error of the list itself."""
        self.errors.append(self._problem(field, code, parameters))

    def warn(self, field: str, code: str, **parameters: object) -> None:
        """Note something worth a look."""
        self.warnings.append(self._problem(field, code, parameters))

    def differs(self, field: str, code: str, visit: Visit, known: object = None) -> None:
        """Note that the case says otherwise, which an import leaves alone."""
        told = {"case_id": visit.case.id, "known": written_in(field, known)}
        differing = self._problem(field, code, told)
        if differing not in self.changed:  # several fields may stand in one column
            self.changed.append(differing)

    def _problem(self, field: str, code: str, parameters: dict[str, object]) -> Problem:
        column = self._column(field, field)
        return problem(code, row=self.number, column=column, **parameters)

    def _told(self, findings: Iterable[Finding], column: str) -> Iterable[Problem]:
        """The findings where they belong, once: several fields may stand in one column."""
        return dict.fromkeys(self._said(finding, column) for finding in findings)

    def _said(self, finding: Finding, column: str) -> Problem:
        name = self._column((finding.field or "").rpartition(".")[2], column)
        return problem_of(finding, row=self.number, column=name)

    def _column(self, field: str, otherwise: str) -> str | None:
        names = (field, COLUMNS.get(field, ""), otherwise)
        whole = "programme" if field.startswith("programme") else "full_name"
        named = (self.headings[n] for n in (*names, whole) if n in self.headings)
        return next(named, None)
