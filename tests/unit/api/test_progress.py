"""Long work tells how far it is, where no terminal shows it: now and then, not each time."""

from __future__ import annotations

import pytest

from api.commands import progress


def test_a_line_is_written_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = iter([0.0, 9.0, 10.5, 12.0, 25.0])
    monkeypatch.setattr(progress, "monotonic", lambda: next(now))
    caplog.set_level("INFO")
    with progress.progress("Rebuilding") as advance:
        for done in (1, 2, 3, 4):
            advance(done, 4)
    told = [vars(record)["told"] for record in caplog.records]
    assert told == [
        {"message": "Rebuilding", "done": 2, "total": 4, "seconds": 10},
        {"message": "Rebuilding", "done": 4, "total": 4, "seconds": 25},
    ]
