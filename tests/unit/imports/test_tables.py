"""The data of headings and synonyms means what it says, once."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

import marshrut.imports
from marshrut.classifiers import classifier, names
from marshrut.imports.facts import reader
from marshrut.imports.keys import key
from marshrut.imports.kinds import kinds
from marshrut.imports.tables import codes_by_value

NOT_CLASSIFIERS = {"answers", "citizenship"}


def rows(table):
    text = files(marshrut.imports).joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_no_heading_means_two_fields_of_a_list(kind):
    meant = {}
    for row in rows("headings"):
        if row["field"] in kind.fields:
            assert meant.setdefault(key(row["heading"]), row["field"]) == row["field"], row
    assert kind.fields_by_heading.items() >= meant.items()
    assert set(meant.values()) == set(kind.fields)


@pytest.mark.parametrize("row", rows("fields"), ids=lambda row: f"{row['kind']}-{row['field']}")
def test_an_example_is_one_that_is_read(row):
    field = kinds()[row["kind"]].fields[row["field"]]
    if field.example:
        read = reader(field)
        for part in field.example.split(", "):
            assert read(part) not in {None, ""}


@pytest.mark.parametrize("row", rows("values"), ids=lambda row: row["value"])
def test_a_synonym_means_a_code_that_there_is(row):
    name, code = row["classifier"], row["code"]
    if name not in NOT_CLASSIFIERS:
        assert name in names()
        assert code in classifier(name).codes or (name, code) == ("categories", "NONE")
    assert codes_by_value(name)[key(row["value"])] == code


@pytest.mark.parametrize("name", sorted({row["classifier"] for row in rows("values")}))
def test_no_synonym_means_two_codes(name):
    meant = (
        {key(t.label_ru): t.code for t in classifier(name).terms.values()}
        if name in names()
        else {}
    )
    for row in rows("values"):
        if row["classifier"] == name:
            assert meant.setdefault(key(row["value"]), row["code"]) == row["code"], row
