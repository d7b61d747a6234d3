from __future__ import annotations

from pathlib import Path

import pytest

from marshrut.ledger.engine import UnsupportedUrlError, open_engine


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ledger.db",
        "sqlite://",
        "sqlite:///:memory:",
        "postgresql://localhost/marshrut",
        "postgresql+psycopg://localhost/marshrut",
        "mysql://localhost/marshrut",
    ],
)
def test_other_urls_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(UnsupportedUrlError) as refusal:
        open_engine(url)
    message = str(refusal.value)
    assert "sqlite:///" in message
    assert "postgresql+psycopg2://" in message
    assert "\n" not in message


def test_sqlite_is_set_up_for_commits_that_last(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'some.db'}")
    with engine.connect() as connection:
        pragmas = (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "recursive_triggers",
            "busy_timeout",
        )
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    engine.dispose()
    assert values == ["wal", 2, 1, 1, 30_000]
