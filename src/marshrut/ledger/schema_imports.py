"""Tables of lists that are being loaded: who sent them, how far they are, the file while needed.

File and report can quote what stands in the list, so both are sealed with a key of their own.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text, Uuid

from marshrut.ledger.schema import metadata
from marshrut.ledger.utc_datetime import UtcDateTime

import_job = Table(
    "import_job",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("actor", Text, nullable=False, comment="Who sent the list, as JSON, in role and scope"),
    Column("actor_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime, comment="Until when the process that has it is awaited"),
    Column("finished_at", UtcDateTime),
    Column("kept_until", UtcDateTime, comment="When file and report become unreadable"),
    Column("report", LargeBinary, comment="Sealed: errors and warnings as JSON"),
    Column("run_id", Uuid, comment="The run that an extract is of, where the list is one"),
    Index(None, "state", "created_at"),
    comment="Lists of graduates and of facts, loaded or to be loaded (semantics S23)",
    info={"grants": ("SELECT", "INSERT", "UPDATE")},
)

import_file = Table(
    "import_file",
    metadata,
    Column("job_id", Uuid, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    comment="The list as it was sent, sealed; deleted when nobody needs it any more",
    info={"grants": ("SELECT", "INSERT", "DELETE")},
)
