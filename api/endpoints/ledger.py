"""The ledger itself: where it ends, and what proves that it is what it was (design 6)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import Response

from api.answers import answer
from api.context import service
from api.cursors import asked_page, link_next
from api.features import Feature
from api.point import checked_position
from api.schemas.proofs import (
    CheckpointQuery,
    CheckpointsAnswer,
    CheckpointsQuery,
    ConsistencyAnswer,
    ConsistencyQuery,
    InclusionAnswer,
    InclusionQuery,
    LogKeysAnswer,
)
from api.schemas.reference import HeadAnswer
from marshrut.ledger.clock import moment_of
from marshrut.ledger.evidence import consistency, inclusion
from marshrut.ledger.subtrees import range_root
from marshrut.refusals import refuse

NOTE = "text/plain"
PAGE = 100

feature = Feature("ledger", "What is recorded, in the order in which it became known")


@feature.read("/ledger/head", answers=HeadAnswer)
def head(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell the last position, and when it was recorded."""
    last = service().ledger.head()
    recorded_at = None if last.recorded_at is None else moment_of(last.recorded_at)
    return answer({"position": last.position, "recorded_at": recorded_at})


@feature.read("/ledger/checkpoint", query=CheckpointQuery, files=(NOTE,))
def read_checkpoint(*, query: dict[str, Any]) -> Response:
    """Sign a checkpoint: a C2SP note that tells how many events there are and their root."""
    note = service().checkpoints.note(position=_position(query, "position"))
    return Response(note, mimetype=NOTE)


@feature.read("/ledger/checkpoints", query=CheckpointsQuery, answers=CheckpointsAnswer)
def read_checkpoints(*, query: dict[str, Any]) -> Response:
    """List the checkpoints that were kept: from time to time, with editions, on request."""
    point, after = asked_page(query)
    limit = query.get("limit", PAGE)
    # Of one position there may be several, by several keys: a page never ends between them.
    found = service().checkpoints.page(after=after, limit=limit + 1)
    rows = found[:limit]
    if len(found) > limit:
        rows = [row for row in rows if row.position < found[limit].position] or rows
    response = answer({"checkpoints": [row._asdict() for row in rows]})
    return link_next(response, point, rows[-1].position) if len(found) > limit else response


@feature.read("/ledger/keys", answers=LogKeysAnswer)
def read_keys(*, query: dict[str, Any]) -> Response:  # noqa: ARG001
    """Tell the public keys that sign checkpoints, and how each took over from the last."""
    keys = [
        {**key._asdict(), "public_key": str(key.public)} for key in service().checkpoints.log_keys()
    ]
    for key in keys:
        del key["public"]
    return answer({"keys": keys})


@feature.read("/ledger/proofs/inclusion", query=InclusionQuery, answers=InclusionAnswer)
def prove_inclusion(*, query: dict[str, Any]) -> Response:
    """Prove that the event at a position is in the tree (RFC 9162, 2.1.3)."""
    size = _position(query, "size")
    position = checked_position(query["position"], field="position")
    if not 0 < position <= size:
        raise refuse("INVALID", field="position", expected=f"1 … {size}" if size else "—")
    ledger = service().ledger
    payload = {
        "position": position,
        "size": size,
        "leaf_hash": _text(range_root(ledger, range(position - 1, position))),
        "path": list(map(_text, inclusion(ledger, position=position, size=size))),
        "root": _text(range_root(ledger, range(size))),
        "checkpoint": service().checkpoints.note(position=size),
    }
    return answer(payload)


@feature.read("/ledger/proofs/consistency", query=ConsistencyQuery, answers=ConsistencyAnswer)
def prove_consistency(*, query: dict[str, Any]) -> Response:
    """Prove that the tree at one position is the beginning of that at another (2.1.4)."""
    new = _position(query, "to")
    old = checked_position(query["from"], field="from")
    if old > new:
        raise refuse("INVALID", field="from", expected=f"0 … {new}")
    ledger = service().ledger
    payload = {
        "old": old,
        "new": new,
        "old_root": _text(range_root(ledger, range(old))),
        "new_root": _text(range_root(ledger, range(new))),
        "path": list(map(_text, consistency(ledger, old=old, new=new))),
        "checkpoint": service().checkpoints.note(position=new),
    }
    return answer(payload)


def _position(query: dict[str, Any], name: str) -> int:
    """The position that the query names, or the head's."""
    if name not in query:
        return service().ledger.head().position
    return checked_position(query[name], field=name)


def _text(data: bytes) -> str:
    return b64encode(data).decode()
