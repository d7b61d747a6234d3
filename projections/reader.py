"""Who asks, as the database is told: what its row-level security goes by (decision 0030)."""

from __future__ import annotations

from datetime import date

import msgspec

from marshrut.policy import Action, Actor, may, receiving_regions

ABOUT_CASES = (Action.READ_CASES, Action.READ_FIGURES, Action.EXCHANGE_CZN)
"""The rights of which any gives a reader rows of cases."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds of an actor on a day: the whole, an organisation, or some regions.

    ``receiving``: the regions to which cases of others may be opened.
    """

    today: date
    everything: bool = False
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    receiving: tuple[str, ...] = ()

    @classmethod
    def of(cls, actor: Actor, *, today: date) -> Reader:
        """The bounds of an actor; without a right to anything of cases these are nothing."""
        if not any(may(actor, action) for action in ABOUT_CASES):
            return cls(today=today)
        return cls(
            today=today,
            everything=actor.organisation is None and not actor.regions,
            organisation=actor.organisation,
            regions=actor.regions,
            receiving=receiving_regions(actor),
        )

    def told(self) -> str:
        """As the policies read it."""
        return msgspec.json.encode(self).decode()
