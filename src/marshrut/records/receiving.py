"""Records that open a case to another region: the coordination of a graduate's removal (domain 2).

It does so as long as the coordination is open: refused, withdrawn or completed it does no more.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from marshrut.records.kinds import Kind
from marshrut.records.record import Said


class Receiving(NamedTuple):
    """A case, and the region that may read it."""

    case_id: UUID
    region_code: str


def receiving(kind: Kind, said: Said) -> Receiving | None:
    """What a record of the kind opens to whom, on days on which this is said of it."""
    case = next((field.name for field in kind.fields if field.shape == "case"), None)
    if kind.receiver is None or case is None or not kind.state(said.state).open:
        return None
    case_id, region = said.fields.get(case), said.fields.get(kind.receiver)
    return Receiving(UUID(case_id), region) if case_id and region else None
