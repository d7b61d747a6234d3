"""The page of limits says what the code holds to, and leaves none out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest

from marshrut.classifiers import classifier
from marshrut.imports.tables import problem_texts

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "limits.md"
ROW = re.compile(r"\| [^|]+ \| ([0-9,]+)[^|]* \| ([^|]+) \| ([^|]+) \|")
NAMED = re.compile(r"`([\w.]+):(\w+)`")
CODE = re.compile(r"`([A-Z][A-Z0-9_]+)`")
LIMIT = re.compile(r"(?:MOST|LARGEST|LONGEST|DEEPEST|GREATEST)(?:_[A-Z]+)*")
OF_WHAT_IS_TOLD = {
    "MOST_SHOWN",
    "MOST_CODES_SHOWN",
    "MOST_SUGGESTED",
    "MOST_PLACES",
    "MOST_COMMENTS",
}
"""Names of what an answer shows of something, whatever is sent."""

ELSEWHERE = {
    "marshrut.records.sampling": "a share of a formula",
    "marshrut.records.activities": "checked with the fields of an activity",
    "marshrut.cases.attributes": "numbers among the attributes of a status",
    "marshrut.cases.judgement": "a rule of the domain",
    "marshrut.application.import_jobs": "how often a list is tried again",
    "marshrut.imports.cells": "digits of a number in a cell",
    "marshrut.imports.errors_sheet": "what a cell of a workbook takes",
    "marshrut.imports.spo1": "a number of people",
    "api.queries": "of a name in an answer",
    "api.attachments": "of a name that we give",
    "api.cursors": "a position",
    "api.unfair": "shown of an employer",
    "projections.quality.predicates": "a share of the rule",
    "projections.cadences": "between two meetings",
    "projections.image.segments": "rows of a file of the image",
    "projections.sources": "cases compared at once",
    "projections.centre_pages": "centres on a page",
    "projections.filling": "threads of a form",
    "api.pages.programme_behind": "shown on the board",
    "api.pages.views.programmes": "digits of a number in an address",
    "api.oidc.configured": "of a setting",
    "api.oidc.entry": "tokens remembered",
    "api.oidc.key_set": "keys of a provider, beside the size of them all",
}
"""Modules whose other figures bound nothing that is sent."""

OF_ONE_FIELD = ("api.schemas.", "api.endpoints.")
"""There figures beside those on the page bound one field: the description of the API says each."""

WITHOUT_INPUT = ("api.demo.", "api.commands.", "api.forms.", "api.pages.charts.")


def rows() -> list[tuple[int, list[tuple[str, str]], str]]:
    """Each row of the page: its figure, where that stands in the code, what is answered."""
    lines = PAGE.read_text("utf-8").splitlines()
    found = (ROW.fullmatch(line) for line in lines)
    return [(int(row[1].replace(",", "")), NAMED.findall(row[2]), row[3]) for row in found if row]


def value(module: str, name: str) -> Any:
    if module.endswith(".py"):
        return run_path(str(ROOT / module))[name]
    return getattr(import_module(module), name)


def test_the_page_has_rows():
    assert len(rows()) > 45
    assert all(named for _, named, _ in rows())


@pytest.mark.parametrize(("figure", "named"), [row[:2] for row in rows()], ids=str)
def test_every_figure_is_that_of_the_code(figure: int, named: list[tuple[str, str]]):
    assert {value(module, name) for module, name in named} == {figure}


def test_every_answer_is_one_that_there_is():
    known = {*classifier("refusals").codes, *problem_texts()}
    for code in CODE.findall(PAGE.read_text("utf-8")):
        assert code in known or code == "FORWARDED_ALLOW_IPS"
    for _, _, told in rows():
        status = re.match(r"(\d{3}) `([A-Z_]+)`", told)
        if status and status[2] in classifier("refusals").codes:
            assert classifier("refusals").get(status[2]).extra["status"] == status[1]


def limits() -> Iterator[tuple[str, str]]:
    """Every name of the code that says how much there may be of something."""
    for top in ("api", "projections", "src/marshrut"):
        for path in sorted((ROOT / top).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removeprefix("src.")
            for node in ast.parse(path.read_text("utf-8")).body:
                targets = node.targets if isinstance(node, ast.Assign) else []
                targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
                for name in (inner for target in targets for inner in ast.walk(target)):
                    if isinstance(name, ast.Name) and LIMIT.fullmatch(name.id):
                        yield module, name.id


def test_no_limit_is_left_out():
    on_page = {place for _, named, _ in rows() for place in named}
    missing = [
        f"{module}:{name}"
        for module, name in limits()
        if (module, name) not in on_page
        and name not in OF_WHAT_IS_TOLD
        and module not in ELSEWHERE
        and not module.startswith((*WITHOUT_INPUT, *OF_ONE_FIELD))
    ]
    assert missing == []


def test_what_is_elsewhere_is_there():
    named = {module for module, _ in limits()}
    assert named >= ELSEWHERE.keys()
