"""Exported ledgers for tests: of rows that no database has, and whole ones between databases."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Sequence
from uuid import UUID

from marshrut.ledger.export_reading import Export
from marshrut.ledger.exporting import export
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.reading import LedgerReader
from marshrut.ledger.rows import StoredRecord

STATES = (
    '{"by":{"actor":"Ёж"},"content":"\\u0000 \u2028 \\" \\\\"}'.encode(),
    b"",
    b"no json\n\x00\x1f\x7f",
    b"\xff\xfe\x00 no text either",
    b"\xed\xa0\x80",
)
"""What no event has, a database keeps, and must come back byte for byte."""


class Rows(LedgerReader):
    """Rows in a list, read as those of a ledger are."""

    def __init__(self, rows: Sequence[StoredRecord]) -> None:
        self._kept = rows

    def between(
        self,
        *,
        after: int,
        upto: int | None = None,
        limit: int | None = None,
        topics: Sequence[str] = (),
    ) -> list[StoredRecord]:
        """The rows behind a position."""
        assert not topics
        rows = [
            r for r in self._kept if after < r.position and (upto is None or r.position <= upto)
        ]
        return rows[:limit]

    def times_of(self, positions: Iterable[int]) -> dict[int, int]:
        """Their times."""
        wanted = set(positions)
        return {row.position: row.recorded_at for row in self._kept if row.position in wanted}


def row(position: int, state: bytes = b"{}", **fields: int) -> StoredRecord:
    """A row at a position; two after another share their time."""
    told = {"recorded_at": 1_700_000_000_000_000 + position // 2, "originator_version": 1}
    return StoredRecord(
        position=position,
        originator_id=UUID(int=position),
        topic="case.entry-annulled",
        state=state,
        **{**told, **fields},
    )


def exported_rows(rows: Sequence[StoredRecord]) -> bytes:
    """The export of these rows."""
    return exported(Rows(rows), upto=len(rows))


def exported(source: LedgerReader | Ledger, *, upto: int | None = None) -> bytes:
    """The export of a ledger, whole unless said otherwise."""
    reader = source.reader if isinstance(source, Ledger) else source
    file = io.BytesIO()
    export(reader, file, upto=reader.head().position if upto is None else upto)
    return file.getvalue()


def resealed(*lines: bytes, count: int | None = None) -> bytes:
    """The lines under a closing line that is right, as somebody who alters a file would write."""
    body = b"".join(line + b"\n" for line in lines)
    digest = hashlib.sha256(body).hexdigest()
    said = len(lines) - 1 if count is None else count
    return body + b'{"count":%d,"sha256":"%s"}\n' % (said, digest.encode())


def read(data: bytes) -> list[StoredRecord]:
    """The rows of an export."""
    return list(Export(io.BytesIO(data)).rows())
