"""Generated lists of professions, and what they say on a day: naively, from their events alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from marshrut.events import Event
from marshrut.records import events
from tests.support.scribe import BY

CATEGORY = {"DEFICIT_LIST": "DEFICIT_PROFESSION", "NO_VACANCY_LIST": "NO_VACANCY_PROFESSION"}
KEPT = (
    *(("DEFICIT_LIST", "67"), ("DEFICIT_LIST", "70"), ("DEFICIT_LIST", "67")),
    *(("NO_VACANCY_LIST", "67"), ("NO_VACANCY_LIST", "67"), ("NO_VACANCY_LIST", "70")),
)
PROGRAMMES = ("15.02.16", "09.02.07", "43.01.09", "15.01.05")
TITLES = ("Перечень", "15.02.16", '["15.02.16"', ',"09.02.07","programme_code":"09.02.07"')
"""Some look like what is listed, and are not."""

FIRST_DAYS = (date(2022, 9, 1), date(2023, 7, 1))
LATER_DAYS = (date(2023, 7, 1), date(2023, 9, 1), date(2024, 3, 1))


def some_lists(rng: Random) -> dict[UUID, list[Event]]:
    """The events of some lists, by their ids: changed, ended, corrected, annulled."""
    return {
        identity: list(_told(rng, identity, *kept))
        for number, kept in enumerate(KEPT, start=1)
        for identity in [UUID(int=(1 << 100) + number)]
    }


def _told(rng: Random, identity: UUID, kind: str, region_code: str) -> Iterator[Event]:
    choice = rng.choice
    version, entries = 1, [UUID(int=identity.int + (1 << 32))]
    about: dict[str, Any] = {"originator_id": identity, "by": BY}
    yield events.RecordOpened(
        **about,
        originator_version=version,
        kind=kind,
        region_code=region_code,
        entry_id=entries[0],
        effective_on=choice(FIRST_DAYS),
        state="IN_FORCE",
        fields={"title": choice(TITLES), **_named(rng, kind)},
    )
    for _ in range(rng.randrange(6)):
        version += 1
        told = {**about, "originator_version": version}
        if not entries or rng.randrange(2):
            entries.append(UUID(int=entries[0].int + version))
            yield events.RecordChanged(
                **told,
                entry_id=entries[-1],
                effective_on=choice(LATER_DAYS),
                state=choice((None, None, "ENDED", "IN_FORCE")),
                fields=choice(({}, {"title": choice(TITLES)}, _named(rng, kind))),
            )
            continue
        entry = choice(entries)
        if entry != entries[0] and not rng.randrange(3):
            entries.remove(entry)
            yield events.RecordEntryAnnulled(**told, entry_id=entry, reason="wrong")
            continue
        days = FIRST_DAYS if entry == entries[0] else LATER_DAYS
        yield events.RecordEntryCorrected(
            **told,
            entry_id=entry,
            effective_on=choice((None, choice(days))),
            fields=choice(({}, _named(rng, kind))),
            reason="wrong",
        )


def _named(rng: Random, kind: str) -> dict[str, Any]:
    codes = rng.sample(PROGRAMMES, rng.randrange(1, 3))
    if kind == "NO_VACANCY_LIST":
        return {"programme_codes": codes}
    return {"items": [{"programme_code": code, "vacancies": 1} for code in codes]}


def listed_as(
    streams: Iterable[Sequence[Event]], region_code: str, programme: str, day: date
) -> set[str]:
    """The categories that lists in force on the day give to the programme in the region."""
    found = set()
    for stream in streams:
        if stream and isinstance(opened := stream[0], events.RecordOpened):
            on_list = programme in _on(stream, day)
            found |= (
                {CATEGORY[opened.kind]} if on_list and opened.region_code == region_code else set()
            )
    return found


def _on(stream: Sequence[Event], day: date) -> set[str]:
    """What a list names on the day, if it is in force."""
    told = {}
    for event in stream:
        match event:
            case events.RecordOpened() | events.RecordChanged():
                said = [event.effective_on, event.originator_version, event.state, event.fields]
                told[event.entry_id] = said
            case events.RecordEntryCorrected() if event.entry_id in told:
                day_was, version, state, fields = told[event.entry_id]
                told[event.entry_id] = [
                    event.effective_on or day_was,
                    version,
                    event.state or state,
                    {**fields, **event.fields},
                ]
            case events.RecordEntryAnnulled():
                told.pop(event.entry_id, None)
    state, fields = None, dict[str, Any]()
    for _, _, to, more in sorted((e for e in told.values() if e[0] <= day), key=lambda e: e[:2]):
        state, fields = to or state, {**fields, **more}
    if state != "IN_FORCE":
        return set()
    items = {item["programme_code"] for item in fields.get("items", ())}
    return items | set(fields.get("programme_codes", ()))
