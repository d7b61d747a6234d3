"""The lists that the demo region is made of."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from stdnum.ru.inn import calc_company_check_digit


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table, in its order."""
    text = files(__package__).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines(), strict=True))


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of a kind: ``last``, ``male``, ``female``, ``father``."""
    return tuple(row["value"] for row in rows("names") if row["kind"] == kind)


@cache
def employers() -> tuple[dict[str, str], ...]:
    """Employers that there are not, as attributes; their ИНН begin as no real one does."""
    return tuple(
        {
            "employer_name": row["name"],
            "employer_inn": row["number"] + calc_company_check_digit(row["number"]),
        }
        for row in rows("employers")
    )
