"""``docs/registries.md``, written from the definitions of the registries.

``python -m tests.support.registries_page`` writes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from marshrut.classifiers import classifier
from marshrut.registries import Registry, registries

PAGE = Path(__file__).parents[2] / "docs" / "registries.md"
HEAD = """# Registries

Written from the data (`registries.csv`, `registry_columns.csv`) by
`python -m tests.support.registries_page`; do not edit it by hand. Who exactly is a member, and how
the events are named, is settled in [decision 0009](decisions/0009-registries.md).

- `GET /registries` tells all registries with the number of their rows at a point;
- `GET /registries/{code}` lists the rows: since when, until when where that is known, for how many
  days, the positions of the events that brought the case (or the record) in, and the columns below;
  `?format=csv` or `xlsx` answers all of it as a file;
- `GET /registries/{code}/cases/{case_id}` tells every membership of a case, with the events that
  brought it in and out;
- `marshrut registry CODE` does the same on the command line, without names.

Every one takes the point (`as_of`, `known_at` or `known_position`) and the filters of `/snapshot`.
Names stand in a row by right; an auditor states a purpose (`X-Purpose`). Of registries of records
(R26, R27, R29–R31) only the filters `organisation`, `programme_code`, `ugps` and `municipality` are
asked, and of the records of R25 `organisation`; `filters` of the answer tells which.

A file begins with what it is: the registry, the date, the position with its time in
`MARSHRUT_TIMEZONE`, whose cases (the region or the organisation of who asks, or all regions), the
filters in words, the role that made it, and how many rows. The CSV is for Russian spreadsheets:
semicolons, decimal commas, dates as `31.12.2026`; a spreadsheet may still take a code such as
`09.02.07` for a date, and XLSX keeps it as it is. On a terminal the command shows the columns that
fit into 80 characters; `csv`, `xlsx` and `json` have all of them.
"""


def page() -> str:
    """The text of the page."""
    return "\n".join([HEAD, *(line for each in registries().values() for line in _registry(each))])


def _registry(registry: Registry) -> Iterator[str]:
    term = registry.term
    yield f"## {registry.code} {term.label_ru}"
    yield ""
    yield f"*{term.label_en}.* {term.extra['help_en']}."
    yield ""
    yield f"- Source: {', '.join(term.words('seed'))}"
    yield f"- Rows: {registry.basis}{_over(registry)}"
    if registry.columns:
        yield f"- Columns: {'; '.join(map(_column, registry.columns))}"
    if registry.days is not None:
        yield f"- `days`: looks {registry.days} days ahead, if nothing is said"
    if registry.least is not None:
        yield f"- `least`: at least {registry.least} graduates a row, if nothing is said"
    yield ""


def _over(registry: Registry) -> str:
    codes = sorted(registry.lifecycles)
    return f" in {', '.join(f'`{code}`' for code in codes)}" if codes else ""


def _column(name: str) -> str:
    term = classifier("registry_columns").get(name)
    return f"`{name}` {term.label_ru}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
