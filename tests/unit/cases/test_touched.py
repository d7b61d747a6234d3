"""Of each kind of entry it is said what it touches: answers of a history, and rows."""

from __future__ import annotations

from functools import cached_property

from marshrut.cases.case import MAKERS
from marshrut.cases.contents import Content, Opening
from marshrut.cases.history import History
from marshrut.cases.touched import TOUCHED
from projections.rows import FAMILIES

ANSWERS = {name for name, it in vars(History).items() if isinstance(it, cached_property)}


def test_every_kind_of_entry_says_which_answers_it_touches() -> None:
    assert set(TOUCHED) == set(Content.__subclasses__())
    assert set().union(*TOUCHED.values()) == ANSWERS


def test_every_kind_of_entry_says_in_which_rows_it_has_a_part() -> None:
    assert set(FAMILIES) == set(Content.__subclasses__())


def test_every_kind_that_a_case_takes_in_stands_in_both() -> None:
    recorded = {*MAKERS, Opening}
    assert recorded == set(TOUCHED) == set(FAMILIES)
    assert len({*MAKERS.values()}) == len(MAKERS)
