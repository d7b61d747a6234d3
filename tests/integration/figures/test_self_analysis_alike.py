"""A self-analysis is the same whatever database the school is kept in, and filled twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from projections.forms import fill
from tests.support.analysed import Analysed
from tests.support.databases import KINDS, keys_url_for
from tests.support.office import open_office


def test_both_databases_tell_the_same(make_url: Callable[[str], str], tmp_path: Path) -> None:
    told = []
    for kind in KINDS:
        url = make_url(kind)
        with open_office(url, keys_url_for(url, tmp_path)) as office:
            centre = Analysed(office)
            centre.tell()
            filled = fill(office.projections, centre.asked())
            office.projections.rebuild()
            assert fill(office.projections, centre.asked()) == filled
            told.append(filled)
    assert len(told) == 2
    assert told[0] == told[1]
