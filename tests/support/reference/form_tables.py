"""Rows, columns and checks of monitoring forms A and C, typed by hand from domain 11.3 and 11.4."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.reference.graduate import Graduate

Test = Callable[[Graduate], bool]

DISABILITY = {"DISABLED", "DISABLED_CHILD"}


def _in(code: str) -> Test:
    return lambda it: code in it.state["categories"]


def _disabled(it: Graduate) -> bool:
    return bool(DISABILITY & set(it.state["categories"]))


ovz, targeted, foreign = _in("OVZ"), _in("TARGETED_CONTRACT"), _in("FOREIGN_NO_SNILS")
took_part = _in("ABILYMPICS_PARTICIPANT")


def _special(it: Graduate) -> bool:
    return ovz(it) or _disabled(it)


def _with(nosology: str) -> Test:
    return lambda it: _special(it) and it.state["nosology"] == nosology


SHORT_ROWS: dict[str, Test] = {
    "01": lambda _: True,
    "02": ovz,
    "03": lambda it: ovz(it) and _disabled(it),
    "04": lambda it: _disabled(it) and not ovz(it),
    "05": targeted,
}
LONG_ROWS: dict[str, Test] = SHORT_ROWS | {
    "06": _special,
    "07": _with("VISION"),
    "08": _with("HEARING"),
    "09": _with("MUSCULOSKELETAL"),
    "10": _with("SPEECH"),
    "11": _with("MENTAL_DELAY"),
    "12": _with("AUTISM"),
    "13": _with("OTHER"),
    "14": lambda it: _special(it) and targeted(it),
    "15": lambda it: _special(it) and took_part(it),
}


def numbers(first: int, last: int) -> tuple[str, ...]:
    """The printed numbers of columns or rows from the first to the last."""
    return tuple(f"{number:02}" for number in range(first, last + 1))


def _by_status(lines: str) -> dict[str, str]:
    """A column and its primary statuses in each line: the column of each status."""
    told = [line.split() for line in lines.strip().splitlines()]
    return {status: column for column, *statuses in told for status in statuses}


# The one column of the primary status; 09 and 10 tell of 08, and 25 is a matter of a category.
PLACES_A = _by_status("""
08 EMPLOYED_LABOUR_CONTRACT EMPLOYED_CIVIL_CONTRACT
11 SOLE_PROPRIETOR
12 SELF_EMPLOYED_NPD
13 CONTINUING_EDUCATION
14 MILITARY_CONSCRIPT
15 MILITARY_CONTRACT
16 MATERNITY_LEAVE PARENTAL_LEAVE ADOPTION_LEAVE
17 INFORMAL
18 CZN_UNEMPLOYED
19 NO_MOTIVATION
20 CZN_JOB_SEEKER NO_DEMAND AT_RISK_OTHER
20 F_PARENTAL_LEAVE F_MOVE_ABROAD F_AT_RISK F_UNDECIDED NO_DATA
21 DECEASED SERIOUS_ILLNESS
22 SERVING_SENTENCE UNDER_INVESTIGATION
23 MOVED_ABROAD
24 FAMILY_CARE
26 OTHER
27 F_EMPLOYED
28 F_SOLE_PROPRIETOR
29 F_SELF_EMPLOYED
30 F_CONSCRIPT
31 F_MILITARY_CONTRACT
32 F_EDUCATION
""")

# Whatever is not named stands in column 20.
PLACES_C = _by_status("""
06 EMPLOYED_LABOUR_CONTRACT EMPLOYED_CIVIL_CONTRACT
10 SOLE_PROPRIETOR
11 SELF_EMPLOYED_NPD
12 F_EMPLOYED
15 F_SOLE_PROPRIETOR
16 F_SELF_EMPLOYED
17 F_CONSCRIPT MILITARY_CONSCRIPT
18 F_MILITARY_CONTRACT MILITARY_CONTRACT
19 F_EDUCATION CONTINUING_EDUCATION
""")
REST_OF_C = "20"
BY_WORK_MODE = {"STUDY_PLUS_WORK": "07", "PAID_PRACTICE": "08", "UPK": "09"}
BY_PLAN = {"PRACTICE_ENTERPRISE": "13", "PARTNER": "14"}
ABROAD = {"MOVED_ABROAD", "F_MOVE_ABROAD"}

# "row": one below another in every column; "column": one beside another in every row.
CHECKS_A = (
    "column 07 = 08 + 11…32",
    "column 09 ≤ 08",
    "column 10 ≤ 08",
    "row 06 = 02 + 04",
    "row 06 = 07…13",
    "row 14 ≤ 06",
    "row 14 ≤ 05",
    "row 03 ≤ 02",
    "row 02 ≤ 01",
    "row 04 ≤ 01",
    "row 05 ≤ 01",
)
CHECKS_C = (
    "column 05 = 06 + 10 + 11 + 12 + 15…20",
    "column 07…09 ≤ 06",
    "column 13 + 14 ≤ 12",
    "column 21 + 22 ≤ 20",
    "row 03 ≤ 02",
    "row 02 ≤ 01",
    "row 04 ≤ 01",
    "row 05 ≤ 01",
)
