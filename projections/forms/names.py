"""What names the blocks of a form: organisations, programmes, regions as they were known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from marshrut.classifiers import classifier
from marshrut.forms.definitions import Row, Table
from marshrut.forms.filled import Value
from projections.employers import register_at
from projections.forms.asked import Asked
from projections.forms.counting import Key
from projections.organisations import organisations_at
from projections.population import Scope
from projections.runner import Projections

CLASSIFIERS: Mapping[str, str] = {
    "ugps": "ugps",
    "study_form": "study_forms",
    "category": "categories",
}
NOT_SAID = "не указано"
OF_ROWS = {"row", "row_label"}


class Names(NamedTuple):
    """The names of organisations, their regions, of programmes by organisation, of employers."""

    organisations: Mapping[str, str]
    regions: Mapping[str, str]
    programmes: Mapping[tuple[str, str], str]
    employers: Mapping[str, str]

    def leads(self, table: Table, key: Key, row: Row) -> tuple[Value, ...]:
        """What stands before the figures of a row of a block."""
        block = dict(zip(table.by, key, strict=True)) if key else {}
        first = table.leads[0]
        told: list[Value] = []
        for lead in table.leads:
            if lead.of in OF_ROWS:
                told.append(row.number if lead.of == "row" else row.label)
            elif block:
                told.append(self._named(lead.of, block))
            else:
                told.append(table.whole if lead is first else None)
        return tuple(told)

    def _named(self, of: str, block: Mapping[str, Any]) -> Value:
        organisation, code = str(block.get("organisation")), block.get("programme_code")
        programme = self.programmes.get((organisation, str(code)))
        told: dict[str, Value] = {
            "organisation": self.organisations.get(organisation, organisation),
            "region": self.regions.get(organisation, NOT_SAID),
            "programme_code": code,
            "programme_name": programme,
            "programme": f"{code} {programme}" if programme else code,
            "employer_name": self.employers.get(str(block.get("employer"))),
        }
        return told[of] if of in told else _label(of, block[of])


def names_of(projections: Projections, asked: Asked, table: Table, cases: pl.LazyFrame) -> Names:
    """The names that the table's leads ask for, as they were known at the point."""
    wanted = {lead.of for lead in table.leads}
    found = organisations_at(projections, asked.point, scope=Scope())
    regions = classifier("regions").terms
    employers = register_at(projections, asked.point) if "employer" in table.by else {}
    return Names(
        organisations={each["code"]: each["name"] for each in found},
        regions={each["code"]: regions[each["region_code"]].label_ru for each in found},
        programmes=_programmes(cases) if wanted & {"programme", "programme_name"} else {},
        employers={inn: told.name for inn, told in employers.items()},
    )


def _programmes(cases: pl.LazyFrame) -> dict[tuple[str, str], str]:
    """What most cases of a school call the programme; of names as frequent the first one."""
    columns = ["organisation", "programme_code", "programme_name"]
    counted = (
        cases.filter(pl.col("programme_name").is_not_null())
        .group_by(columns)
        .agg(pl.len().alias("n"))
        .with_columns(pl.col(columns).cast(pl.String))
        .sort(["n", "programme_name"], descending=[True, False])
        .collect()
    )
    names: dict[tuple[str, str], str] = {}
    for organisation, code, name, _ in counted.iter_rows():
        names.setdefault((organisation, code), name)
    return names


def _label(of: str, value: Any) -> Value:
    if value is None:
        return NOT_SAID
    named = CLASSIFIERS.get(of)
    term = classifier(named).terms.get(str(value)) if named else None
    if term is None:
        return value if isinstance(value, int) else str(value)
    return f"{value} {term.label_ru}" if of == "ugps" else term.label_ru
