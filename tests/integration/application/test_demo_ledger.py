"""The demo makes the same ledger each time, on each database, whoever tells its stories."""

from __future__ import annotations

import re
from datetime import date

import msgspec
from sqlalchemy import select

from api.commands.migrate import prepare
from api.demo import chapters
from api.demo.calendar import Calendar
from api.demo.installation import settings_in
from api.demo.load import load
from marshrut.ledger.engine import open_engine
from marshrut.ledger.schema import ledger
from tests.support.demos import quietly

CASES = 90
SEALED = re.compile(rb'"sealed":"[^"]*"')
"""What differs from loading to loading: it is closed under keys that do."""


def test_the_same_story_makes_the_same_ledger(both_urls, tmp_path, monkeypatch):
    monkeypatch.setattr(chapters, "CASES_AT_ONCE", CASES // 4)
    told = {
        kind: loaded(url, tmp_path / kind, workers=workers)
        for workers, (kind, url) in enumerate(both_urls.items(), 1)
    }
    assert told["sqlite"] == told["postgresql"]
    positions, times, *_ = zip(*told["sqlite"], strict=True)
    assert positions == tuple(range(1, len(positions) + 1))
    assert sorted(times) == list(times)
    assert len(set(times)) > CASES


def loaded(url, folder, *, workers):
    folder.mkdir()
    own = settings_in(folder)
    prepare(own)  # makes a key, as it does beside an SQLite ledger only
    settings = msgspec.structs.replace(own, database_url=url)
    refused = load(
        settings,
        Calendar(date(2026, 3, 1)),
        number=CASES,
        folder=folder,
        progress=quietly,
        workers=workers,
    )
    assert refused == []
    return rows(url)


def rows(url):
    columns = ledger.c
    stored = (columns.position, columns.recorded_at, columns.originator_id, columns.topic)
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            select(*stored, columns.originator_version, columns.state).order_by(columns.position)
        ).all()
    engine.dispose()
    return [(*rest, SEALED.sub(b"", bytes(state))) for *rest, state in found]
