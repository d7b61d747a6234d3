"""The page of the registries says what the data say; the data fit the code."""

from __future__ import annotations

from marshrut.classifiers import classifier
from marshrut.records.kinds import kinds
from marshrut.registries import registries
from marshrut.registries.facts import FOUND, GROUNDS, STATED
from marshrut.registries.of_records import RECORD_RULES
from marshrut.registries.rules import GROUPS, RULES
from projections.registries.record_facts import FACTS
from tests.support.registries_page import PAGE, page


def test_the_page_is_written_from_the_data():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_all_thirty_four_are_defined():
    assert list(registries()) == [f"R{number:02}" for number in range(1, 35)]


def test_every_registry_of_cases_has_a_rule_and_only_these():
    assert {code for code, each in registries().items() if each.of_cases} == set(RULES)


def test_every_registry_of_records_is_of_a_kind_that_there_is():
    of_records = {code for code, each in registries().items() if each.of_records}
    assert of_records == set(RECORD_RULES)
    assert {rule.kind for rule in RECORD_RULES.values()} <= set(kinds())
    for code, rule in RECORD_RULES.items():
        said = {*kinds()[rule.kind].by_name, *FACTS}
        assert {*registries()[code].columns} <= said, code


def test_lifecycles_are_codes():
    codes = set(classifier("lifecycles").codes)
    assert all(each.lifecycles <= codes for each in registries().values())
    assert all(each.lifecycles for each in registries().values() if each.of_cases)


def test_every_column_is_told_by_somebody():
    columns = {name for each in registries().values() if each.of_cases for name in each.columns}
    assert columns == {*STATED, *FOUND}
    assert set(classifier("registry_columns").codes) >= columns


def test_grounds_and_groups_have_labels():
    assert list(GROUNDS) == list(classifier("registry_grounds").codes)
    assert list(GROUPS) == list(classifier("risk_groups").codes[:7])
