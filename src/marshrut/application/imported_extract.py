"""Loading an extract into a run: what it says of a person is one entry of each of his cases.

The rows about a person belong together, wherever they stand in the file, and are recorded all or
not at all. What is there already is skipped, what is there otherwise is told and left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from marshrut.application.commit_many import commit_many
from marshrut.application.imported_row import Row
from marshrut.application.read_ahead import ReadAhead
from marshrut.application.rehearsal import rehearsal
from marshrut.application.requests import Request
from marshrut.application.service import Service
from marshrut.application.verifications import RIGHTS, record_verification, split_employments
from marshrut.application.visit import Visit, case_in_scope, visit
from marshrut.cases.case import Case
from marshrut.cases.casework import Insured, Verification
from marshrut.cases.entries import Entry
from marshrut.cases.events import VerificationRecorded
from marshrut.cases.lifecycle import MERGED
from marshrut.imports.extracts import employments
from marshrut.imports.list_file import ReadRow
from marshrut.ledger.errors import VersionConflict
from marshrut.records.runs import Run
from marshrut.refusals import Refused

ATTEMPTS = 3
MOVED = "Дата сверки исправлена"
"""Why an entry is corrected whose run has come to be of another day."""

Rows = Sequence[Row]


def by_person(reads: Iterable[ReadRow]) -> Iterator[list[ReadRow]]:
    """The rows of each person together, in the order of the first; those of nobody alone."""
    persons: dict[str | int, list[ReadRow]] = {}
    for read in reads:
        persons.setdefault(read.person or read.row, []).append(read)
    yield from persons.values()


class ExtractLoader:
    """Takes persons batch by batch. ``dry_run``: judged, and nothing saved."""

    def __init__(self, service: Service, request: Request, run: Run, *, dry_run: bool) -> None:
        self._service = rehearsal(service) if dry_run else service
        self._request = request
        self._run = run
        self._dry_run = dry_run

    def take(self, persons: Sequence[Rows]) -> list[Row]:
        """Judge the rows and save what they say in one transaction; the rows, with what came."""
        ahead = self._read_ahead(persons)
        visits = [each for rows in persons for each in self._decide(rows, ahead)]
        if not self._dry_run:
            try:
                commit_many(visits)
            except VersionConflict:
                persons = [self._alone(rows) for rows in persons]
        return [row for rows in persons for row in rows]

    def _alone(self, rows: Rows) -> Rows:
        """Decide anew on a person and save, once more where somebody else was faster again."""
        for attempt in range(1, ATTEMPTS + 1):
            rows = [row.again() for row in rows]
            try:
                commit_many(self._decide(rows, self._read_ahead([rows])))
                break
            except VersionConflict:
                if attempt == ATTEMPTS:
                    raise
        return rows

    def _read_ahead(self, persons: Sequence[Rows]) -> ReadAhead:
        ahead = ReadAhead(self._service)
        known = {rows[0].read.person for rows in persons if not _faulty(rows)}
        tokens = {ahead.blind.snils(person) for person in known if person}
        ahead.read(natural_keys=set(), tokens=tokens)
        return ahead

    def _decide(self, rows: Rows, ahead: ReadAhead) -> list[Visit]:
        """What is to be saved of a person: visits of his cases, or none where anything is wrong."""
        if (faulty := _faulty(rows)) is not None:
            for row in rows:
                if not row.errors:
                    row.wrong("snils", "SAME_PERSON", other=faulty.number)
            return []
        work = employments(row.item for row in rows)
        found = [self._visit(case, ahead) for case in self._cases(rows, ahead)]
        written = [each for each in found if self._bring(rows, each, work)]
        if any(row.errors for row in rows):
            for each in written:
                each.case.forget_after(each.request.if_match or 0)
            return []
        return written

    def _cases(self, rows: Rows, ahead: ReadAhead) -> list[Case]:
        """The person's cases of the run; errors of the rows where there are none."""
        token = ahead.blind.snils(str(rows[0].read.person))
        known = [case for each in sorted(ahead.cases_found_by(token)) if (case := ahead.case(each))]
        seen = [case for case in known if self._in_sight(case.id, ahead)]
        day = self._run.cutoff
        years = {case.id: case.history.passport(day).graduation_year for case in seen}
        found = [case for case in seen if self._run.has_year(years[case.id])]
        if not found:
            for row in rows:
                if not seen:
                    row.wrong("snils", "NO_SUCH_CASE")
                    continue
                year = max(years.values())
                row.wrong("snils", "NOT_IN_RUN", year=year, years=self._run.written_years)
        return found

    def _in_sight(self, case_id: UUID, ahead: ReadAhead) -> bool:
        try:
            case, region = case_in_scope(ahead, self._request, case_id)
        except Refused:
            return False
        merged = case.history.lifecycle(ahead.today(region)) == MERGED
        return region == self._run.region and not merged

    def _visit(self, case: Case, ahead: ReadAhead) -> Visit:
        current = replace(self._request, if_match=case.version)
        return visit(ahead, current, case.id, takes=RIGHTS)

    def _bring(self, rows: Rows, known: Visit, work: Sequence[dict[str, Any]]) -> bool:
        """Record what the extract says, unless the case knows it; whether anything was recorded."""
        first, *others = rows
        for row in rows:
            row.come(known)
        entry = _entry_of(known.case, self._run)
        if entry is None:
            if _taken_back(known.case, self._run):
                for row in rows:
                    row.differs("snils", "ENTRY_TAKEN_BACK", known)
                return False
            first.decide(lambda: record_verification(known, self._run, work), column="snils")
        elif _same(known, entry, work):
            return self._moved(first, known, entry)
        else:
            for row in rows:
                row.differs("insured", "EXTRACT_CHANGED", known)
            return False
        for row in others:
            row.outcomes += first.outcomes
            row.errors += [replace(error, row=row.number) for error in first.errors]
        return not first.errors

    def _moved(self, row: Row, known: Visit, entry: Entry) -> bool:
        """Date the entry anew where its run has come to be of another day."""
        if entry.content.starts_on == self._run.cutoff:
            return False
        writing = known.writing(entry.entry_id, source=self._run.source, sealed={"reason": MOVED})
        day = {"checked_on": self._run.cutoff}
        row.decide(lambda: known.case.correct(day, writing), column="snils")
        return not row.errors


def _faulty(rows: Rows) -> Row | None:
    """The first of the rows that cannot be read, by which none of them can be taken."""
    return next((row for row in rows if row.read.errors), None)


def _entry_of(case: Case, run: Run) -> Entry | None:
    """The entry of the case that is of the run."""
    return next(
        (
            entry
            for entry in case.history.of(Verification)
            if entry.annulled_by is None
            and isinstance(entry.content, Verification)
            and entry.content.run_id == run.run_id
        ),
        None,
    )


def _taken_back(case: Case, run: Run) -> bool:
    """Whether an entry of the run was annulled: somebody has decided that it should not be."""
    recorded = (e.content for e in case.events if isinstance(e, VerificationRecorded))
    return any(content.run_id == run.run_id for content in recorded)


def _same(known: Visit, entry: Entry, work: Sequence[dict[str, Any]]) -> bool:
    """Whether the entry names the same work; how the employers are called does not matter."""
    content = entry.content
    assert isinstance(content, Verification)  # noqa: S101 - narrows the type
    clear, _ = split_employments(known, work)
    return {*map(_told, clear)} == {*map(_told, content.employments)}


def _told(work: Insured) -> tuple[Any, ...]:
    return work.employer_inn, work.period_from, work.period_to
