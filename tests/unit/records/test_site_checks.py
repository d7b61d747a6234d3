"""A section of a site complies if it has every item of the list (domain 7.1)."""

from __future__ import annotations

from datetime import date

import pytest

from marshrut.classifiers import classifier
from marshrut.records.site_checks import is_compliant, missing_items

DAY = date(2025, 9, 1)
ALL = list(classifier("site_items").codes)


def test_the_list_is_that_of_the_domain():
    assert [
        *("RESPONSIBLE", "REGULATION", "YEAR_PLAN", "VACANCY_BANK", "CZN_AGREEMENTS"),
        *("HOTLINE_LINK", "AIS_LINK", "AIS_VK_LINK", "SOCIAL_LINKS", "CONTACTS"),
    ] == ALL


def test_all_of_it_complies():
    assert is_compliant({"present": ALL[::-1]}, DAY)
    assert not is_compliant({}, DAY)
    assert missing_items({}, DAY) == ALL


@pytest.mark.parametrize("item", ALL)
def test_any_of_it_may_be_what_is_missing(item: str):
    fields = {"present": [each for each in ALL if each != item]}
    assert missing_items(fields, DAY) == [item]
    assert not is_compliant(fields, DAY)
