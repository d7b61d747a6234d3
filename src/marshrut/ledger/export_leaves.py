"""The leaves of an exported ledger, to be held to checkpoints (``verifying``)."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

from marshrut.ledger.export_reading import BadExport, Export
from marshrut.ledger.kept_leaves import HASH_BYTES
from marshrut.ledger.leaves import DamagedLedger, record_hash

_IN_MEMORY = 1 << 26


class ExportLeaves:
    """Reads the file again whenever it is asked, in little memory. Close it in the end."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self.end = export.header.count
        self.odd: int | None = None
        self._aside: SpooledTemporaryFile[bytes] | None = None
        self.damage: BadExport | None = None
        """What was wrong with the file itself, once its leaves were read."""

    def close(self) -> None:
        """Let go of what was put aside."""
        if self._aside is not None:
            self._aside.close()

    def leaves(self, *, after: int) -> Iterator[bytes]:
        """The hashes at positions beyond ``after``. Raises ``DamagedLedger``.

        A file that is damaged behind its last event, as its digest tells, gives all of them.
        """
        position = 0
        try:
            for row in self._export.rows():
                position = row.position
                if position > after:
                    yield record_hash(row)
        except BadExport as bad:
            self.damage = bad
            if position < self.end:
                raise DamagedLedger(position + 1) from bad

    def kept(self, *, upto: int) -> Iterator[bytes]:
        """The hashes in the file, of the positions up to there.

        Events may be read meanwhile, so they are put aside: the file is read at one place.
        """
        if self._aside is None:
            self._aside = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - for later
            self._aside.writelines(self._export.kept())
        for number in range(upto):
            self._aside.seek(number * HASH_BYTES)
            if not (each := self._aside.read(HASH_BYTES)):
                return
            yield each
