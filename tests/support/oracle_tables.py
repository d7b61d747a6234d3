"""The tables of the naive oracle, typed by hand from the domain's pages."""

from __future__ import annotations

from typing import Any

# Actual codes in order of precedence (domain 4.2), then the forecasts.
ACTUAL = (
    "DECEASED",
    "SERVING_SENTENCE",
    "MILITARY_CONSCRIPT",
    "MILITARY_CONTRACT",
    "MATERNITY_LEAVE",
    "PARENTAL_LEAVE",
    "ADOPTION_LEAVE",
    "EMPLOYED_LABOUR_CONTRACT",
    "EMPLOYED_CIVIL_CONTRACT",
    "SOLE_PROPRIETOR",
    "SELF_EMPLOYED_NPD",
    "CONTINUING_EDUCATION",
    "MOVED_ABROAD",
    "SERIOUS_ILLNESS",
    "UNDER_INVESTIGATION",
    "FAMILY_CARE",
    "CZN_UNEMPLOYED",
    "CZN_JOB_SEEKER",
    "INFORMAL",
    "NO_MOTIVATION",
    "NO_DEMAND",
    "AT_RISK_OTHER",
    "OTHER",
)
FORECAST = (
    "F_EMPLOYED",
    "F_SOLE_PROPRIETOR",
    "F_SELF_EMPLOYED",
    "F_CONSCRIPT",
    "F_MILITARY_CONTRACT",
    "F_EDUCATION",
    "F_PARENTAL_LEAVE",
    "F_MOVE_ABROAD",
    "F_AT_RISK",
    "F_UNDECIDED",
)
PRECEDENCE = ACTUAL + FORECAST

CONTRACTS_OF_WORK = {"EMPLOYED_LABOUR_CONTRACT", "EMPLOYED_CIVIL_CONTRACT"}

# Domain 4.4-A, points 1-11 and 12-13.
EXEMPT_STATUSES = CONTRACTS_OF_WORK | {
    "CONTINUING_EDUCATION",
    "SOLE_PROPRIETOR",
    "SELF_EMPLOYED_NPD",
    "MILITARY_CONSCRIPT",
    "MILITARY_CONTRACT",
    "MATERNITY_LEAVE",
    "PARENTAL_LEAVE",
    "ADOPTION_LEAVE",
    "MOVED_ABROAD",
    "DECEASED",
    "SERVING_SENTENCE",
}
EXEMPT_CATEGORIES = {"FOREIGN_NO_SNILS", "DISABLED", "DISABLED_CHILD"}

# Columns 17, 18, 19 and 20 of form A (domain 4.2, last column).
AT_RISK_COLUMNS = {
    "INFORMAL",
    "CZN_UNEMPLOYED",
    "NO_MOTIVATION",
    "CZN_JOB_SEEKER",
    "NO_DEMAND",
    "AT_RISK_OTHER",
    "F_PARENTAL_LEAVE",
    "F_MOVE_ABROAD",
    "F_AT_RISK",
    "F_UNDECIDED",
    "NO_DATA",
}

FAMILIES = {
    "EMPLOYED_LABOUR_CONTRACT": "work",
    "EMPLOYED_CIVIL_CONTRACT": "work",
    "SOLE_PROPRIETOR": "ip",
    "SELF_EMPLOYED_NPD": "npd",
    "MILITARY_CONSCRIPT": "draft",
    "MILITARY_CONTRACT": "army",
    "MATERNITY_LEAVE": "leave",
    "PARENTAL_LEAVE": "leave",
    "ADOPTION_LEAVE": "leave",
    "INFORMAL": "shade",
    "CZN_UNEMPLOYED": "czn",
    "CZN_JOB_SEEKER": "czn",
    "SERVING_SENTENCE": "prison",
    "MOVED_ABROAD": "abroad",
    "SERIOUS_ILLNESS": "care",
    "FAMILY_CARE": "care",
    "NO_MOTIVATION": "search",
    "NO_DEMAND": "search",
    "AT_RISK_OTHER": "search",
    "OTHER": "search",
    "UNDER_INVESTIGATION": "inquiry",
    "DECEASED": "death",
}

# Domain 4.5 with semantics S4 and decision 0001 §4. Row = the earlier episode, column = the
# later one: + both, w both with a warning, c closed, C closed with a warning, x refused.
# After a death nothing is read from the row any more.
GRID = """
         work ip npd full part draft army leave shade czn prison abroad care search inquiry death
work       +  +   +   +    +    C     w     +     x    x    c      +     x     x       w      c
ip         +  x   x   +    +    w     w     +     w    x    w      +     x     x       w      c
npd        +  c   x   +    +    w     w     +     w    x    w      +     x     x       w      c
full       +  +   +   c    c    c     +     +     +    x    c      +     +     x       w      c
part       +  +   +   c    c    w     +     +     +    +    c      +     +     x       w      c
draft      x  w   w   x    w    x     c     x     x    x    c      x     x     x       w      c
army       w  w   w   +    +    x     x     +     w    x    c      x     x     x       w      c
leave      +  +   +   +    +    x     +     c     w    w    c      +     +     x       w      c
shade      c  c   c   +    +    c     c     w     x    w    c      +     +     +       w      c
czn        c  c   c   c    +    c     c     w     w    c    c      c     +     +       w      c
prison     x  x   x   +    +    x     x     x     x    x    x      x     x     x       x      c
abroad     +  +   +   +    +    x     x     +     +    x    x      c     +     x       w      c
care       c  c   c   c    c    c     c     c     +    +    c      c     c     c       w      c
search     c  c   c   c    c    c     c     c     +    +    c      c     c     c       w      c
inquiry    w  w   w   w    w    w     w     w     w    w    c      w     w     w       w      c
"""


def _cells() -> dict[tuple[str, str], str]:
    heading, *lines = (line.split() for line in GRID.strip().splitlines())
    return {
        (row, column): cell
        for row, *cells in lines
        for column, cell in zip(heading, cells, strict=True)
    }


CELLS = _cells()


def family(status: dict[str, Any]) -> str:
    """The row or column of the grid in which an actual status stands."""
    if status["status_code"] != "CONTINUING_EDUCATION":
        return FAMILIES[status["status_code"]]
    form = status["attributes"].get("education_form")
    return "part" if form in {"PART_TIME", "MIXED"} else "full"


def closes(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
    """Whether the later status entry of a pair closes the earlier one."""
    codes = (earlier["status_code"], later["status_code"])
    if "DECEASED" in codes:
        return codes[0] != "DECEASED"
    forecasts = [code.startswith("F_") for code in codes]
    if any(forecasts):
        return all(forecasts)
    return CELLS[family(earlier), family(later)] in {"c", "C"}
