"""What an edition shows of the ledger under it, and how its files tell that."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from marshrut.ledger.checkpoints import Cause, Checkpoints
from marshrut.ledger.evidence import consistency
from marshrut.ledger.ledger import Ledger
from marshrut.reports.events import LedgerProof


def ledger_proof(ledger: Ledger, checkpoints: Checkpoints, *, position: int) -> LedgerProof:
    """The proof of an edition at the position. Raises ``DamagedLedger``, ``MasterKeyError``."""
    keys = checkpoints.log_keys()
    signed: dict[str, Any] = {
        "note": checkpoints.note(position=position),
        "key": str(keys[-1].public),
        "hand_overs": tuple(key.hand_over for key in keys if key.hand_over is not None),
    }
    before = checkpoints.last_of(Cause.EDITION)
    if before is None:
        return LedgerProof(**signed)
    old, new = sorted((before.position, position))
    path = tuple(b64encode(each).decode() for each in consistency(ledger, old=old, new=new))
    return LedgerProof(**signed, since=before.note, path=path)


def proof_lines(proof: LedgerProof) -> Iterator[tuple[str, str]]:
    """What the sheet «Методика» says of it."""
    yield "Подписанная контрольная точка", proof.note.rstrip("\n")
    yield "Ключ подписи журнала", proof.key
    if proof.since is not None:
        yield "Контрольная точка прошлого издания", proof.since.rstrip("\n")
        told = "\n".join(proof.path) or "не требуется: одна точка — начало журнала или та же самая"
        yield "Доказательство согласованности точек", told
    yield (
        "Как проверить",
        (
            "marshrut verify ФАЙЛ.json --key КЛЮЧ или файл marshrut_verify.py: подпись, "
            "согласованность с прошлым изданием, выгрузка журнала (документ proof.md)"
        ),
    )
