"""Graduates who leave for another region, and whose support is handed over to it (A27)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from api.demo.acts import News, category, recorded
from api.demo.casework import consent, move, step
from api.demo.cast import Graduate
from api.demo.chances import after, chance, learnt
from api.demo.tables import employer, regions
from api.demo.work import hired


def relocated(rng: Random, who: Graduate) -> Iterator[News]:
    """Moves to another region, and works there for the most part."""
    region = rng.choice([code for code in regions() if code != who.school.region])
    moved = after(rng, who.graduated, 15, 100)
    known = learnt(rng, moved)
    yield News(known, category("RELOCATED_REGION", moved, region=region))
    yield News(known, consent("TRANSFER_OTHER_REGION", known))
    handed = step(
        "REGION_TRANSFER",
        known,
        state="IN_PROGRESS",
        due_on=known + timedelta(days=30),
        attributes={"region": region},
    )
    yield News(known, handed)
    if chance(rng, 80):
        taken = after(rng, known, 5, 28)
        yield News(taken, move("REGION_TRANSFER", taken, outcome="ACCEPTED"))
    if chance(rng, 85):
        since = after(rng, known, 5, 50)
        place = employer(rng, region=region, profile=who.programme.profile)
        yield News(learnt(rng, since), recorded(hired(rng, who, since, fitting=True, place=place)))
