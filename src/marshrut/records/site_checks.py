"""Whether the pages of a career centre have what they must (domain 7.1; S002-1.5, G1.2; S003-8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from marshrut.classifiers import classifier

ITEMS = "site_items"


class Verdict(StrEnum):
    """What is known of the pages of an organisation."""

    COMPLIANT = "COMPLIANT"
    INCOMPLETE = "INCOMPLETE"
    UNCHECKED = "UNCHECKED"


def missing_items(fields: Mapping[str, Any], day: date) -> list[str]:
    """The items of the list in force on the day of a check that it did not find."""
    present = set(fields.get("present", ()))
    terms = classifier(ITEMS).terms.values()
    return [term.code for term in terms if term.valid(day) and term.code not in present]


def is_compliant(fields: Mapping[str, Any], day: date) -> bool:
    """``SiteCheck.compliant``: whether a check on the day found all of the items."""
    return not missing_items(fields, day)
