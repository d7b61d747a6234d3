"""Every cell of the compatibility of statuses, through the aggregate's write path.

The table is typed here from domain 4.5, semantics S4 and decision 0001 §4, apart from the
classifiers' data and from the oracle's grid. A row is the status that begins earlier, a column
the one that begins later, in the order of the rows: ``+`` both stay; ``w`` both stay, with a
warning; ``c`` the earlier is closed; ``C`` closed, with a warning; ``x`` refused; ``d`` refused
because the person has died.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from marshrut.cases import contents
from marshrut.cases.case import Case, Outcome, Writing
from marshrut.cases.checks import Circumstances
from marshrut.refusals import Refused
from tests.support.oracle_tables import CELLS, family
from tests.support.scribe import BY

PART_TIME = "CONTINUING_EDUCATION:PART_TIME"

TABLE = """
DECEASED                  d d d d ddd dd d d dd d d d d dd d dddd
SERVING_SENTENCE          c x x x xxx xx x x ++ x x x x xx x xxxx
MILITARY_CONSCRIPT        c c x c xxx xx w w xw x x w x xx x xxxx
MILITARY_CONTRACT         c c x x +++ ww w w ++ x x w x xx w xxxx
MATERNITY_LEAVE           c c x + ccc ++ + + ++ + + w + ww w xxxx
PARENTAL_LEAVE            c c x + ccc ++ + + ++ + + w + ww w xxxx
ADOPTION_LEAVE            c c x + ccc ++ + + ++ + + w + ww w xxxx
EMPLOYED_LABOUR_CONTRACT  c c C w +++ ++ + + ++ + x w x xx x xxxx
EMPLOYED_CIVIL_CONTRACT   c c C w +++ ++ + + ++ + x w x xx x xxxx
SOLE_PROPRIETOR           c w w w +++ ++ x x ++ + x w x xx w xxxx
SELF_EMPLOYED_NPD         c w w w +++ ++ c x ++ + x w x xx w xxxx
CONTINUING_EDUCATION      c c c + +++ ++ + + cc + + w + xx + xxxx
CONTINUING_EDUCATION:PART_TIME  c c w + +++ ++ + + cc + + w + ++ + xxxx
MOVED_ABROAD              c x x x +++ ++ + + ++ c + w + xx + xxxx
SERIOUS_ILLNESS           c c c c ccc cc c c cc c c w c ++ + cccc
UNDER_INVESTIGATION       c c w w www ww w w ww w w w w ww w wwww
FAMILY_CARE               c c c c ccc cc c c cc c c w c ++ + cccc
CZN_UNEMPLOYED            c c c c www cc c c c+ c + w + cc w ++++
CZN_JOB_SEEKER            c c c c www cc c c c+ c + w + cc w ++++
INFORMAL                  c c c c www cc c c ++ + + w + ww x ++++
NO_MOTIVATION             c c c c ccc cc c c cc c c w c ++ + cccc
NO_DEMAND                 c c c c ccc cc c c cc c c w c ++ + cccc
AT_RISK_OTHER             c c c c ccc cc c c cc c c w c ++ + cccc
OTHER                     c c c c ccc cc c c cc c c w c ++ + cccc
"""

ROWS = [line.split(maxsplit=1) for line in TABLE.strip().splitlines()]
NAMES = [name for name, _ in ROWS]
EXPECTED = [
    (earlier, later, cell)
    for earlier, cells in ROWS
    for later, cell in zip(NAMES, cells.replace(" ", ""), strict=True)
]

TODAY = date(2024, 12, 31)
EARLIER, LATER = date(2024, 3, 1), date(2024, 5, 1)
FIRST, SECOND = UUID(int=3), UUID(int=4)

OPENING = contents.Opening(
    organisation="A",
    person_id=UUID(int=9),
    passport=contents.Passport(
        programme_code="15.02.16", study_form="FULL_TIME", graduation_year=2023
    ),
)


def status(name: str, day: date) -> contents.Status:
    code, _, form = name.partition(":")
    attributes: dict[str, contents.Scalar] = {
        "employer_inn": "7707083893",
        "employer_name": "ООО",
        "in_specialty": True,
        "text": "…",
    }
    if form:
        attributes["education_form"] = form
    return contents.Status(status_code=code, effective_on=day, attributes=attributes)


def writing(entry_id: UUID) -> Writing:
    return Writing(entry_id=entry_id, by=BY, at=Circumstances(today=TODAY, born=date(2003, 1, 1)))


def graduate() -> Case:
    case = Case.open(UUID(int=8), OPENING, writing(UUID(int=1)))
    case.add(contents.Graduation(graduation_date=date(2023, 6, 30)), writing(UUID(int=2)))
    return case


def record(case: Case, first: contents.Status, second: contents.Status) -> Outcome:
    case.add(first, writing(FIRST))
    return case.add(second, writing(SECOND))


def assert_stands(case: Case, outcome: Outcome, names: tuple[str, str], cell: str) -> None:
    """What is open from the later start on, and whether a warning was given."""
    earlier, later = (name.partition(":")[0] for name in names)
    expected = {later} if cell in "cC" else {earlier, later}
    assert set(case.history.state(LATER).open) == expected
    warned = "UNUSUAL_COMBINATION" in {warning.code for warning in outcome.warnings}
    assert warned is (cell in "wC")


REFUSED_WITH = {"x": "INCOMPATIBLE_STATUS", "d": "AFTER_DEATH"}


def test_the_table_is_whole_and_agrees_with_the_oracle_grid() -> None:
    assert len(NAMES) == len(set(NAMES)) == 24
    assert len(EXPECTED) == 24 * 24
    for earlier, later, cell in EXPECTED:
        if cell != "d":
            row, column = (
                {"status_code": s.status_code, "attributes": s.attributes}
                for s in (status(earlier, EARLIER), status(later, LATER))
            )
            assert CELLS[family(row), family(column)] == cell, (earlier, later)


@pytest.mark.parametrize(("earlier", "later", "cell"), EXPECTED)
def test_a_new_status_beside_an_open_one(earlier: str, later: str, cell: str) -> None:
    case = graduate()
    if cell in REFUSED_WITH:
        with pytest.raises(Refused) as refusal:
            record(case, status(earlier, EARLIER), status(later, LATER))
        assert refusal.value.code == REFUSED_WITH[cell]
        assert case.history.state(LATER).open == (earlier.partition(":")[0],)
        return
    outcome = record(case, status(earlier, EARLIER), status(later, LATER))
    assert outcome.closed == ((FIRST,) if cell in "cC" else ())
    assert_stands(case, outcome, (earlier, later), cell)


@pytest.mark.parametrize(
    ("earlier", "later", "cell"), [known for known in EXPECTED if known[2] != "d"]
)
def test_late_news_of_an_earlier_status_is_read_by_start(
    earlier: str, later: str, cell: str
) -> None:
    case = graduate()
    if cell == "x":
        with pytest.raises(Refused) as refusal:
            record(case, status(later, LATER), status(earlier, EARLIER))
        assert refusal.value.code == "INCOMPATIBLE_STATUS"
        assert case.history.state(EARLIER).open == ()
        return
    outcome = record(case, status(later, LATER), status(earlier, EARLIER))
    assert outcome.closed == ()
    assert_stands(case, outcome, (earlier, later), cell)


@pytest.mark.parametrize("later", NAMES[1:])
def test_a_death_that_becomes_known_late_is_accepted_with_a_warning(later: str) -> None:
    case = graduate()
    outcome = record(case, status(later, LATER), status("DECEASED", EARLIER))
    assert "FACTS_AFTER_DEATH" in {warning.code for warning in outcome.warnings}
    assert case.history.state(LATER).open == ("DECEASED",)
