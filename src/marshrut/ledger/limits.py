"""How long a database may take, and how many connections a process keeps to it.

On PostgreSQL the server itself holds to the times, so a statement that nobody awaits any more
ends too. SQLite has no server: there a writer waits its turn for half a minute, and no longer.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import URL, Connection

APPLICATION = "marshrut"
# A peer that went away without a word is noticed after a minute, half a minute while it is asked.
_KEEPALIVE = {
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds, of which 0 is «as long as it takes», and connections, of which as many more at need.

    What nobody waits for has no limits of its own: a migration, a rebuild, an export.
    """

    connect_seconds: int = 5
    statement_seconds: int = 0
    lock_seconds: int = 0
    idle_in_transaction_seconds: int = 0
    pool_size: int = 5
    pool_seconds: int = 10


UNLIMITED = Limits()
ALONE = Limits(pool_size=1)


def postgresql_arguments(url: URL, limits: Limits) -> dict[str, Any]:
    """What a connection is opened with; what the URL itself says stands."""
    times = {
        "statement_timeout": limits.statement_seconds,
        "lock_timeout": limits.lock_seconds,
        "idle_in_transaction_session_timeout": limits.idle_in_transaction_seconds,
    }
    options = [f"-c {name}={seconds}s" for name, seconds in times.items() if seconds]
    given = {
        "application_name": APPLICATION,
        "connect_timeout": limits.connect_seconds,
        **_KEEPALIVE,
    }
    arguments = {name: value for name, value in given.items() if name not in url.query}
    if options:  # of two settings of a name, the server takes the last
        arguments["options"] = " ".join([*options, *_said(url)])
    return arguments


def unhurried(connection: Connection) -> None:
    """Let the transaction take its time: it is long work that stands still for nobody."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"
        )


def _said(url: URL) -> list[str]:
    options = url.query.get("options", ())
    return [options] if isinstance(options, str) else list(options)
