"""Each check of a form fails where a number is wrong, and only that one, if no other is concerned.

The numbers are those of the golden book, in which all of them hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.reference.form_book import forms
from tests.support.reference.forms import ALL, FORMS, Block, violations

FOLDER = Path(__file__).parent / "book"
A, C = (forms(FOLDER / f"form-{form}.txt")[0] for form in ("a", "c"))
HOLDS: Mapping[str, tuple[Block, Mapping[tuple[str, str], int]]] = {
    "A": (("A", "09.02.07"), A.blocks["A", "09.02.07"].table),
    "C": (ALL, C.blocks[ALL].table),
}
# What is added to rows and columns, and the check that finds it.
WRONG = [
    ("A", "column 07 = 08 + 11…32", "01/07 +1"),
    ("A", "column 09 ≤ 08", "01/09 +5"),
    ("A", "column 10 ≤ 08", "01/10 +5"),
    ("A", "row 06 = 02 + 04", "02/10 -1"),
    ("A", "row 06 = 07…13", "07/10 -1"),
    ("A", "row 14 ≤ 06", "14/07 +6 14/16 +6 05/07 +6 05/16 +6 01/07 +6 01/16 +6"),
    ("A", "row 14 ≤ 05", "05/07 -1 05/16 -1"),
    ("A", "row 03 ≤ 02", "03/07 +3 03/16 +3"),
    ("A", "row 02 ≤ 01", "01/07 -1 01/11 -1"),
    ("A", "row 04 ≤ 01", "01/07 -1 01/12 -1"),
    ("A", "row 05 ≤ 01", "05/07 +1 05/32 +1"),
    ("C", "column 05 = 06 + 10 + 11 + 12 + 15…20", "01/05 +1"),
    ("C", "column 07…09 ≤ 06", "01/07 +3"),
    ("C", "column 13 + 14 ≤ 12", "01/13 +2"),
    ("C", "column 21 + 22 ≤ 20", "01/21 +4"),
    ("C", "row 03 ≤ 02", "03/05 +2 03/06 +2"),
    ("C", "row 02 ≤ 01", "02/05 +3 02/18 +3"),
    ("C", "row 04 ≤ 01", "04/05 +3 04/18 +3"),
    ("C", "row 05 ≤ 01", "05/05 +3 05/18 +3"),
]


@pytest.mark.parametrize(("form", "check", "changes"), WRONG, ids=[wrong[1] for wrong in WRONG])
def test_a_wrong_number_is_found(form: str, check: str, changes: str) -> None:
    block, table = HOLDS[form]
    words = changes.split()
    places = [tuple(place.split("/")) for place in words[::2]]
    added = dict(zip(places, map(int, words[1::2]), strict=True))
    assert added.keys() <= table.keys()
    cells = {(*block, *place): number + added.get(place, 0) for place, number in table.items()}
    assert violations(form, cells, block) == {check}


@pytest.mark.parametrize("form", FORMS)
def test_every_check_is_tried_and_holds_before(form: str) -> None:
    block, table = HOLDS[form]
    assert violations(form, {(*block, *place): n for place, n in table.items()}, block) == set()
    assert [check for of, check, _ in WRONG if of == form] == list(FORMS[form].checks)
