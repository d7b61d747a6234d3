"""The proof in an edition held by itself: both checkpoints signed, and of one ledger."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from marshrut.ledger.notes import NoteRefused, VerifierKey, open_checkpoint, plain_bytes
from marshrut.ledger.proofs import ProofRefused, check_consistency


class EditionRefused(ValueError):  # noqa: N818 - it says what is the matter
    """The edition does not show what it says of the ledger."""


def check_edition(
    *, note: str, since: str | None, path: Sequence[str], keys: Collection[VerifierKey]
) -> tuple[int, int | None]:
    """The sizes of the ledger at the edition and at the one before. Raises ``EditionRefused``."""
    try:
        now = open_checkpoint(note, keys=keys)
        if since is None:
            return now.size, None
        before = open_checkpoint(since, keys=keys)
        old, new = sorted((before, now), key=lambda each: each.size)
        check_consistency(
            old=old.size,
            new=new.size,
            old_root=old.root,
            new_root=new.root,
            path=[plain_bytes(each) for each in path],
        )
    except (NoteRefused, ProofRefused) as why:
        raise EditionRefused(str(why)) from None
    return now.size, before.size
