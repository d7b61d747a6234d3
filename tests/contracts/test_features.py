"""The page of features has a row for each of the 135; what a row names is there."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from api.cli import main
from marshrut.classifiers import classifier
from marshrut.forms.shipped import editions as form_editions
from marshrut.indicators.definitions import editions as indicator_editions
from marshrut.records.kinds import kinds
from tests.support.routes import CONVERTER, routes

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"(GET|POST) (/\S+)")
COMMAND = re.compile(r"marshrut (\S+)(?: (\S+))?")
NAMED = {
    "cadences": set(classifier("cadences").codes),
    "forms": {edition.code for edition in form_editions()},
    "indicators": {edition.id for edition in indicator_editions()},
    "records": {kind.path for kind in kinds().values()},
    "registries": set(classifier("registries").codes),
    "work-lists": set(classifier("work_lists").codes),
}
"""What may stand for a placeholder after a name in an address: the page says which one is meant."""


class Feature(NamedTuple):
    """A row of the page: its places and its tests."""

    id: str
    where: list[str]
    tests: list[str]


def named(cell: str) -> list[str]:
    """What stands in the cell: nothing but names."""
    names = re.findall(r"`([^`]+)`", cell)
    assert cell == ", ".join(f"`{name}`" for name in names), cell
    return names


def features() -> list[Feature]:
    page = (ROOT / "docs" / "features.md").read_text("utf-8")
    rows = re.findall(r"^\| (F\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    assert len(rows) == page.count("\n| F"), "a row that is not read"
    return [Feature(code, named(where), named(tests)) for code, _, where, tests in rows]


WHERE = sorted({name for feature in features() for name in feature.where})
TESTS = sorted({name for feature in features() for name in feature.tests})


@cache
def addresses() -> set[str]:
    """The routes without the prefix, each placeholder as ``{}``."""
    return {
        f"{route.method} {CONVERTER.sub('{}', route.rule).removeprefix('/api/v1')}"
        for route in routes()
    }


def with_placeholders(path: str, named: Mapping[str, Collection[str]]) -> str:
    """The path with ``{}`` for ``{x}``, and for a name that there is, such as ``/forms/A``."""
    before, after = "", []
    for part in path.split("/"):
        placed = part.startswith("{") or part in named.get(before, ())
        after.append("{}" if placed else part)
        before = part
    return "/".join(after)


def test_every_feature_has_its_row_in_order() -> None:
    assert [feature.id for feature in features()] == [f"F{number:03}" for number in range(1, 136)]


def test_each_is_somewhere_and_shown_from_end_to_end() -> None:
    shown = {
        each.id: [test for test in each.tests if test.startswith("tests/e2e/")]
        for each in features()
        if each.where
    }
    assert [each.id for each in features() if not shown.get(each.id)] == []


@pytest.mark.parametrize("name", WHERE)
def test_a_place_is_an_address_or_a_command_that_there_is(name: str) -> None:
    if found := ADDRESS.fullmatch(name):
        paths = {with_placeholders(found[2], named) for named in ({}, NAMED)}
        assert {f"{found[1]} {path}" for path in paths} & addresses()
        return
    found = COMMAND.fullmatch(name)
    assert found, "neither an address nor a command"
    below = getattr(main.every()[found[1]], "commands", {})
    assert found[2] is None or found[2] in below


@pytest.mark.parametrize("name", TESTS)
def test_a_test_is_there(name: str) -> None:
    path, _, function = name.partition("::")
    assert re.fullmatch(r"tests/.+/test_\w+\.py", path)
    code = (ROOT / path).read_text("utf-8")
    assert (f"def {function}(" if function else "def test_") in code
