"""A checkpoint of the ledger as text: how many events, and the root of the tree over them.

``"<size> <root>"``: the size in decimal, one space, the root in base64 (RFC 4648, section 4). These
are the second and the third line of a checkpoint by C2SP ``tlog-checkpoint``; the first, the name
of the log, comes with a signature.
"""

from __future__ import annotations

from base64 import b64encode

from marshrut.ledger.ledger import Ledger
from marshrut.ledger.subtrees import recomputed_root, root_at


def checkpoint_at(ledger: Ledger, *, position: int) -> str:
    """The checkpoint at a position. Raises ``PositionBeyondHead``, ``DamagedLedger``."""
    return _text(position, root_at(ledger, position=position))


def recomputed_checkpoint(ledger: Ledger, *, position: int) -> str:
    """The same from the events themselves, all of them. Raises ``DamagedLedger``."""
    return _text(position, recomputed_root(ledger, position=position))


def _text(size: int, root: bytes) -> str:
    return f"{size} {b64encode(root).decode()}"
