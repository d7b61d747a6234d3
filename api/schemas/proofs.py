"""The shapes of checkpoints, proofs and evidence. Bytes are base64 throughout (RFC 4648, 4)."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from api.schemas.population import Number
from api.shapes import LONGEST_CODE, Position
from marshrut.ledger.checkpoints import Cause

MOST_CHECKPOINTS = 500


class CheckpointQuery(Schema):
    """At which position."""

    position = Position(metadata={"description": "Over the events up to here; all if not given."})


class CheckpointsQuery(Schema):
    """A page of those that were kept."""

    cursor = fields.String(validate=validate.Length(max=4 * LONGEST_CODE))
    limit = Number(most=MOST_CHECKPOINTS)


class InclusionQuery(Schema):
    """Which event, in the tree over how many."""

    position = Position(required=True, metadata={"description": "Of the event, from 1."})
    size = Position(metadata={"description": "Of the tree; the head's position if not given."})


# «from» is a word of Python, so no class body can have a field of that name.
ConsistencyQuery = Schema.from_dict(
    {
        "from": Position(required=True, metadata={"description": "The size of the smaller tree."}),
        "to": Position(
            metadata={"description": "Of the larger; the head's position if not given."}
        ),
    },
    name="ConsistencyQuery",
)


class KeptCheckpointAnswer(Schema):
    """A checkpoint that was kept, as a signed note."""

    position = fields.Integer()
    key_id = fields.String()
    note = fields.String()
    cause = fields.String(validate=validate.OneOf([cause.value for cause in Cause]))
    kept_at = fields.DateTime()


class CheckpointsAnswer(Schema):
    """Kept checkpoints, by position."""

    checkpoints = fields.List(fields.Nested(KeptCheckpointAnswer))


class LogKeyAnswer(Schema):
    """A public key of the log (a «vkey»), and the note by which it took over."""

    number = fields.Integer()
    public_key = fields.String()
    hand_over = fields.String(allow_none=True)
    signs = fields.Boolean(metadata={"description": "Whether it signs now."})
    created_at = fields.DateTime()


class LogKeysAnswer(Schema):
    """The keys of the log, from the first."""

    keys = fields.List(fields.Nested(LogKeyAnswer))


class InclusionAnswer(Schema):
    """That an event is in the tree (RFC 9162, 2.1.3): its leaf and the path to the root."""

    position = fields.Integer()
    size = fields.Integer()
    leaf_hash = fields.String()
    path = fields.List(fields.String())
    root = fields.String()
    checkpoint = fields.String(metadata={"description": "A signed note over the tree."})


class ConsistencyAnswer(Schema):
    """That one tree is the beginning of another (RFC 9162, 2.1.4)."""

    old: Any = fields.Integer()
    new: Any = fields.Integer()
    old_root = fields.String()
    new_root = fields.String()
    path = fields.List(fields.String())
    checkpoint = fields.String(metadata={"description": "A signed note over the larger tree."})


class KeyLineAnswer(Schema):
    """A public key and how it took over."""

    public_key = fields.String()
    hand_over = fields.String(allow_none=True)


class StoredEventAnswer(Schema):
    """An event as it is stored: its leaf is made of these."""

    position = fields.Integer()
    recorded_at = fields.Integer(metadata={"description": "Microseconds since 1970, UTC."})
    originator_id = fields.UUID()
    originator_version = fields.Integer()
    topic = fields.String()
    state = fields.String(metadata={"description": "The stored bytes, read as UTF-8."})
    state_base64 = fields.String(metadata={"description": "Instead, where they are not UTF-8."})


class ProvedEventAnswer(Schema):
    """An event and its path to the root."""

    event = fields.Nested(StoredEventAnswer)
    path = fields.List(fields.String())


class LedgerEvidenceAnswer(Schema):
    """Events with their proofs: a file that `marshrut verify` checks, and needs nothing else."""

    format = fields.String()
    version = fields.Integer()
    checkpoint = fields.String()
    keys = fields.List(fields.Nested(KeyLineAnswer))
    events = fields.List(fields.Nested(ProvedEventAnswer))
