"""What a process counts about the ledger, for whoever watches it. No label names anybody."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

APPENDS = Counter("marshrut_appends", "Transactions committed that appended to the ledger")
RETRIES = Counter(
    "marshrut_retries", "Tries after a database that went away or rolled back", ["what"]
)
CONNECTIONS = Gauge(
    "marshrut_pool_connections_in_use",
    "Connections to PostgreSQL taken from the pools of all processes",
    multiprocess_mode="livesum",
)
