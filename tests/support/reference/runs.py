"""The runs of the golden book's pages: ``run 2022-12-31 2021..2022``, in a region of their own."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

from marshrut.events import Event
from marshrut.organisations.events import OrganisationRegistered, Passport
from marshrut.organisations.organisation import organisation_id
from marshrut.records.events import RecordOpened
from tests.support.scribe import BY


def run_id_of(organisation: str, day: str) -> UUID:
    """The run of a page, whose cases are of the organisation."""
    return uuid5(NAMESPACE_URL, f"run {organisation} {day}")


def of_runs(runs: list[list[str]], *, organisation: str) -> list[Event]:
    """The page's organisation in a region of its own, and the runs of that."""
    if not runs:
        return []
    region = f"V-{organisation}"
    passport = Passport(
        name=organisation, region_code=region, founder_type="REGIONAL_EDU", has_centre=True
    )
    school = OrganisationRegistered(
        originator_id=organisation_id(organisation),
        originator_version=1,
        by=BY,
        code=organisation,
        passport=passport,
    )
    return [school, *(_run(words, organisation, region) for words in runs)]


def _run(words: list[str], organisation: str, region: str) -> Event:
    day, years = words
    first, _, last = years.partition("..")
    identity = run_id_of(organisation, day)
    return RecordOpened(
        originator_id=identity,
        originator_version=1,
        by=BY,
        kind="VERIFICATION_RUN",
        region_code=region,
        entry_id=uuid5(identity, "entry"),
        effective_on=date.fromisoformat(day),
        state="OPENED",
        fields={
            "source": "SFR",
            "cutoff": day,
            "year_from": int(first),
            "year_to": int(last or first),
            "extract_number": "1",
        },
    )
