"""Forms at two points against a naive reading: complete, sound, and told by the events that matter.

Where a case stands in a form is read a second time (``tests.support.form_places``): at the two
points that says which cells moved, and by what is left of the ledger without the named events
whether these moved them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import select

from marshrut.asof import AsOf
from marshrut.cases.events import CaseEvent
from marshrut.events import Event
from marshrut.forms.definitions import Form
from marshrut.forms.filled import FilledTable
from marshrut.forms.shipped import edition
from projections.differences import MovedCase
from projections.forms import Asked, Cell, fill
from projections.point import valid
from projections.population import Filters, Scope
from projections.restatement import MovedPart, Restatement, restated_cases, restatement
from projections.runner import Projections
from tests.support.effort import FACTOR
from tests.support.form_ledgers import EmployedChronicle
from tests.support.form_places import FormAsked, Place, places
from tests.support.reduced import left_of
from tests.support.reference import Asked as AskedOfCases
from tests.support.reference import Known
from tests.support.reference.population import asked_about, dimension
from tests.support.worlds import World, worlds_fixture

LEDGERS, CASES, PAIRS = 2 * FACTOR, 30, 4
EVERY = 10_000
TODAY = date(2026, 1, 1)
MOVES = ("known", "date", "both")
FORMS = ("A", "C", "INDUSTRY", "OPK")
LATE = (date(2023, 12, 31), date(2024, 3, 15), date(2025, 1, 20))
"""Days on which most cases are graduates, and many have worked."""

FILTERS = ("organisation", "programme_code", "ugps", "study_form", "category")
SCOPES: tuple[dict[str, Any], ...] = (
    *({},) * 3,
    {"organisation": "A"},
    {"regions": ("67",)},
    {"regions": ("70", "63")},
)
DATED = ("effective_on", "valid_from", "graduation_date", "signed_on", "provided_on", "granted_on")

Records = list[tuple[int, Event]]
Members = dict[Place, set[UUID]]


class Question(NamedTuple):
    """A form at two points, as the naive reading is asked, and the positions."""

    before: FormAsked
    after: FormAsked
    known: tuple[int, int]

    @property
    def sides(self) -> tuple[tuple[int, FormAsked], tuple[int, FormAsked]]:
        return (self.known[0], self.before), (self.known[1], self.after)

    @property
    def asked(self) -> list[Asked]:
        """The same as the application is asked it."""
        return [
            Asked(
                form=edition(each.form, 1),
                point=AsOf(each.on, known),
                filters=Filters(**each.filters),
                scope=Scope(each.organisation, each.regions),
                parameters={"rows": each.rows} if each.form == "A" else {},
                editions={},
            )
            for known, each in self.sides
        ]


worlds = worlds_fixture(EmployedChronicle, ledgers=LEDGERS, cases=CASES, images=True)
"""The ledgers of this run; one of the databases, in turns, has a column image."""


def questions(world: World, form: str, move: str, *, pairs: int = PAIRS) -> Iterator[Question]:
    """Random pairs of points, some over the whole ledger; with filters and scopes at random."""
    rng, head = world.rng, len(world.records)
    for number in range(pairs):
        days = sorted(rng.choice((world.day(rng), rng.choice(LATE))) for _ in range(2))
        known = sorted((rng.randrange(head + 1), rng.randrange(head + 1)))
        if number % 2 == 0:
            known = [head // 3 if number else 0, head]
        if move == "known":
            days = [days[0]] * 2
        if move == "date":
            known = [known[1]] * 2
        filters = some_filters(world, days[1], known[1]) if number % 2 else {}
        said = {"filters": filters, "rows": rng.choice(("15", "5")), **rng.choice(SCOPES)}
        before, after = (FormAsked(form, day, **said) for day in days)
        yield Question(before, after, (known[0], known[1]))


def some_filters(world: World, day: date, known: int) -> dict[str, Any]:
    """A cohort, or what some case passes."""
    people = [it for _, it in asked_about(Known(world.records, known=known), AskedOfCases(day))]
    if not people:
        return {}
    it, name = world.rng.choice(people), world.rng.choice(("graduation_year", *FILTERS))
    if name == "category":
        return {name: world.rng.choice(sorted(it.categories or {"ORPHAN"}))}
    return {name: dimension(it, name)}


def members(records: Records, known: int, asked: FormAsked) -> Members:
    """Who is where, by the naive reading."""
    found: Members = defaultdict(set)
    for case_id, theirs in places(records, known, asked).items():
        for place in theirs:
            found[place].add(case_id)
    return found


def told(answer: Restatement) -> dict[Place, MovedPart]:
    found = {}
    for cell in answer.cells:
        block = tuple(cell.key.values())
        for part in cell.parts:
            place = Place(cell.table, block, cell.row, cell.column, part.part, part.measure)
            assert place not in found
            found[place] = part
    return found


def ask(projections: Projections, question: Question, **bounds: Any) -> Restatement:
    return restatement(projections, *question.asked, today=TODAY, **{"limit": EVERY, **bounds})


class Told(NamedTuple):
    """A question to one of the databases, in turns, and what it answers."""

    world: World
    question: Question
    answer: Restatement


Telling = Callable[[str, str], Iterator[Iterator[Told]]]
"""By form and move: of each ledger what it tells, asked as far as it is looked at, and once."""


@pytest.fixture(scope="module")
def telling(worlds: list[World]) -> Telling:
    """Answers, long in the making, that several tests look at."""

    @cache
    def drawn(place: int, form: str, move: str) -> list[Question]:
        worlds[place].rng.seed(f"{form} {move}")
        pairs = PAIRS * (4 if form == "INDUSTRY" else 1)  # little moves there by days alone
        return list(questions(worlds[place], form, move, pairs=pairs))

    @cache
    def told(place: int, form: str, move: str, number: int) -> Told:
        world, question = worlds[place], drawn(place, form, move)[number]
        return Told(world, question, ask(world.one_of_both(number // 2), question))

    def tell(form: str, move: str) -> Iterator[Iterator[Told]]:
        for place in range(len(worlds)):
            numbers = range(len(drawn(place, form, move)))
            yield (told(place, form, move, number) for number in numbers)

    return tell


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("form", FORMS)
def test_every_cell_that_moved_is_told_with_exactly_its_cases(
    telling: Telling, form: str, move: str
) -> None:
    met = Counter[str]()
    for answers in telling(form, move):
        for world, question, answer in islice(answers, PAIRS):
            before, after = (members(world.records, *side) for side in question.sides)
            moved = {p for p in before.keys() | after.keys() if before[p] != after[p]}
            assert answer.total == len(answer.cells)
            assert (answer.before, answer.after) == tuple(a.point for a in question.asked)
            found = told(answer)
            assert found.keys() == moved, question
            for place, part in found.items():
                assert_part(part, before[place], after[place])
                met["swapped" if part.delta == 0 else "moved"] += 1
                met["measure"] += place.measure is not None
                met["share"] += place.part is not None
                met["category"] += place.table == "category"
    assert met["moved"] > 10
    assert met["swapped"] or form != "A"
    assert met["measure"] if form in {"A", "OPK"} else not met["measure"]
    assert (met["share"] > 0) is (form == "A")


def assert_part(part: MovedPart, before: set[UUID], after: set[UUID]) -> None:
    entered, left = after - before, before - after
    assert (part.before, part.after) == (len(before), len(after))
    assert (part.entered, part.left) == (len(entered), len(left))
    assert part.entered - part.left == part.delta == sum(case.delta for case in part.cases)
    assert {case.case_id for case in part.cases if case.delta == 1} == entered
    assert {case.case_id for case in part.cases if case.delta == -1} == left
    assert not part.cut
    numbers = [case.number for case in part.cases]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("form", FORMS)
def test_cells_say_what_the_form_prints_in_its_order(telling: Telling, form: str) -> None:
    texts = 0
    for answers in telling(form, "both"):
        for number, (world, question, answer) in enumerate(islice(answers, PAIRS)):
            projections = world.one_of_both(number)
            filled = [fill(projections, asked) for asked in question.asked]
            one, other = map(printed, filled)
            shown = question.asked[1].form
            called = {**names(shown, filled[0]), **names(shown, filled[1])}
            order = list(one | other)
            for cell in answer.cells:
                place = (cell.table, tuple(cell.key.values()), cell.row, cell.column)
                missing = 0 if cell.parts[0].part is None and not cell.parts[0].measure else None
                assert cell.before == one.get(place, missing), question
                assert cell.after == other.get(place, missing), question
                assert cell.block == called[place[:2]], question
                texts += isinstance(cell.before, str) or isinstance(cell.after, str)
            placed = [(c.table, tuple(c.key.values()), c.row, c.column) for c in answer.cells]
            for side in (one, other):
                seen = [place for place in placed if place in side]
                assert seen == [place for place in side if place in set(seen)]
            assert order
    assert (texts > 0) is (form in {"A", "OPK"})


def names(form: Form, filled: Sequence[FilledTable]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What stands before the figures of each block, but for what names its rows."""
    return {
        (table.code, tuple(block.key.values())): tuple(
            told
            for lead, told in zip(form.table(table.code).leads, block.rows[0].leads, strict=True)
            if lead.of not in {"row", "row_label"}
        )
        for table in filled
        for block in table.blocks
    }


def printed(filled: Sequence[FilledTable]) -> dict[tuple[Any, ...], Any]:
    """What stands in each cell of the form, in its order."""
    return {
        (table.code, tuple(block.key.values()), row.number, column.number): value
        for table in filled
        for block in table.blocks
        for row in block.rows
        for column, value in zip(table.columns, row.values, strict=True)
    }


class Bystander:
    """What the naive reading says of one case by what is left of the ledger."""

    def __init__(self, world: World, question: Question) -> None:
        self._question = question
        self._of_cases: dict[UUID, Records] = defaultdict(list)
        self._others: Records = []
        for record in world.records:
            own = isinstance(record[1], CaseEvent)
            (self._of_cases[record[1].originator_id] if own else self._others).append(record)
        self.stays = cache(self._stays)

    def pair(self, case_id: UUID, without: frozenset[int]) -> list[set[Place]]:
        """The places of the case at both points."""
        records = sorted([*self._of_cases[case_id], *self._others], key=lambda each: each[0])
        left = list(left_of(records, without))
        return [places(left, *side)[case_id] for side in self._question.sides]

    def _stays(self, case_id: UUID, without: frozenset[int]) -> tuple[set[Place], set[Place]]:
        """Where it is at one of the points only, and all its places."""
        before, after = self.pair(case_id, without)
        return before ^ after, before | after


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("form", FORMS)
def test_without_the_named_events_no_case_had_moved(telling: Telling, form: str, move: str) -> None:
    causes = Counter[Any]()
    for answers in telling(form, move):
        for number, (world, question, answer) in enumerate(answers):
            by_days = move == "known" or causes["CALENDAR", False]
            if number >= PAIRS and by_days and causes["employer"]:
                break
            bystander = Bystander(world, question)
            listed = {event.position for event in answer.events}
            for place, part in told(answer).items():
                for case in part.cases:
                    moved, _ = bystander.stays(case.case_id, frozenset(case.events))
                    assert (place in moved) is (case.cause == "CALENDAR"), (question, place, case)
                    assert case.events or case.cause == "CALENDAR"
                    assert set(case.events) <= listed
                    assert all(position <= question.known[1] for position in case.events)
                    causes[case.cause, bool(case.events)] += 1
                    causes["employer"] += not of_employers(world).isdisjoint(case.events)
                    if case.cause == "CALENDAR":
                        assert place in calendar_alone(world, bystander, question, case)
    assert causes["EVENTS", True] > 10
    if move == "known":
        assert not causes["CALENDAR", False]
    elif form != "OPK":  # it asks for nothing that days alone bring
        assert causes["CALENDAR", False]
    assert causes["employer"] if form == "INDUSTRY" else form == "OPK" or not causes["employer"]


@cache
def of_employers(world: World) -> set[int]:
    """The positions at which something of an employer was said."""
    return {position for position, event in world.records if event.TOPIC.startswith("employer.")}


def calendar_alone(
    world: World, bystander: Bystander, question: Question, case: MovedCase
) -> set[Place]:
    """Where the case moves though nothing that names a day in between is left."""
    known = question.known[0]
    first, last = question.before.on, question.after.on
    history = world.chronicle.known_of(case.case_id, known)
    read = Known(world.records, known=known).cases[case.case_id]
    dated = {
        row.entry_id
        for row in read.rows.values()
        if any(
            isinstance(day := row.fields.get(name), date) and first < day <= last for name in DATED
        )
        or any(
            isinstance(day := row.fields.get(name), date) and first <= day < last
            for name in ("ended_on", "valid_to")
        )
    }
    own = {(e.originator_id, e.originator_version) for e in history if e.entry_id in dated}
    own |= {
        (of_list.originator_id, of_list.originator_version)
        for stream in world.chronicle.known_of_lists(known)
        for entry_id in {
            event.entry_id  # type: ignore[attr-defined]  # of a record
            for event in stream
            if first < (getattr(event, "effective_on", None) or first) <= last
        }
        for of_list in stream
        if of_list.entry_id == entry_id  # type: ignore[attr-defined]  # likewise
    }
    without = {
        position
        for position, event in world.records
        if position <= known
        and (
            (event.originator_id, event.originator_version) in own
            or (
                not isinstance(event, CaseEvent)
                and (day := getattr(event, "effective_on", None)) is not None
                and first < day <= last
            )
        )
    }
    late = {position for position, _ in world.records if position > known}
    return bystander.stays(case.case_id, frozenset(without | late))[0]


def test_what_became_known_is_named_by_the_rectangles_of_the_day(telling: Telling) -> None:
    """Semantics S16: every position from or to which a rectangle of the day is known."""
    named = 0
    for answers in telling("A", "known"):
        for number, (world, question, answer) in enumerate(islice(answers, PAIRS)):
            projections = world.one_of_both(number)
            edges = cache(lambda case_id: rectangle_edges(projections, question, case_id))  # noqa: B023
            for place, part in told(answer).items():
                for case in part.cases:
                    first, last = question.known
                    assert all(first < position <= last for position in case.events)
                    if place.part is None and place.measure is None:
                        assert edges(case.case_id) <= set(case.events)
                        named += 1
    assert named


def rectangle_edges(projections: Projections, question: Question, case_id: UUID) -> set[int]:
    first, last = question.known
    table = projections.at(last).case_state
    columns = (table.c.known_from, table.c.known_to)
    on = AsOf(question.after.on, last)
    statement = select(*columns).where(table.c.case_id == case_id, valid(table, on))
    with projections.reading() as connection:
        rows = connection.execute(statement).all()
    return {p for row in rows for p in row if p is not None and first < p <= last}


@pytest.mark.parametrize("form", FORMS)
def test_a_cell_is_listed_page_by_page(telling: Telling, form: str) -> None:
    pages = 0
    for answers in telling(form, "both"):
        world, question, whole = next(answers)
        one, other = world.kept.values()
        for place, part in islice(told(whole).items(), 0, None, 61):
            by = edition(form, 1).table(place.table).by
            key = dict(zip(by, place.block, strict=True)) if place.block else {}
            cell = Cell(place.table, key, place.row, place.column, measure=place.measure)
            cell = cell._replace(part=place.part or "numerator")
            listed: list[Any] = []
            while page := restated_cases(
                other,
                *question.asked,
                cell,
                today=TODAY,
                limit=2,
                after_number=listed[-1].number if listed else 0,
            ).cases:
                listed += page
                pages += 1
            assert listed == part.cases
        short = ask(one, question, limit=1)
        assert [bare(cell) for cell in short.cells] == [bare(cell) for cell in whole.cells]
        assert all(p.cut == (p.entered + p.left > 1) for c in short.cells for p in c.parts)
        half = ask(one, question, limit=1, skip=2, most=3)
        assert half.cells == short.cells[2:5]
        assert half.total == short.total == len(short.cells)
    assert pages


def bare(cell: Any) -> Any:
    parts = [(p.part, p.measure, p.before, p.after, p.entered, p.left) for p in cell.parts]
    return cell.table, cell.key, cell.row, cell.column, cell.before, cell.after, cell.delta, parts
