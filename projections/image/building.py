"""An image made from nothing, or brought from its position to that of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import ColumnElement, Connection, or_, select

from projections.frames.columns import TABLES, UNENDED
from projections.frames.encoding import Vocabulary, encode, first_vocabulary
from projections.image.extraction import Take, extract, parse
from projections.image.look import Look
from projections.image.manifest import Manifest, Segment
from projections.image.segments import Store, types

ORIGINATORS = 500
"""Cases that are asked about by one statement."""


def build(connection: Connection, seen: Look, store: Store) -> Manifest:
    """The image of what the connection sees."""
    vocabulary = first_vocabulary()
    segments = {}
    for name in TABLES:
        with _encoding(name, vocabulary) as (take, rows):
            extract(connection, getattr(seen.slot, name), name, take)
        segments[name] = _cut(store, name, rows)
    return Manifest(seen.position, seen.witness, vocabulary, segments)


def continued(connection: Connection, seen: Look, store: Store, manifest: Manifest) -> Manifest:
    """The image brought to what the connection sees. Raises ``Damaged``."""
    vocabulary = {place: list(codes) for place, codes in manifest.vocabulary.items()}
    after = manifest.position
    touched = _touched(connection, seen, after)
    segments = {}
    for name in TABLES:
        with _encoding(name, vocabulary) as (take, rows):
            for where in _changed(getattr(seen.slot, name), touched, after):
                extract(connection, getattr(seen.slot, name), name, take, where=where)
        changed = pl.concat(rows)
        new = pl.col("known_from") > after
        closed = store.close(name, manifest.segments[name], changed.filter(~new))
        segments[name] = store.add(name, closed, changed.filter(new))
    return Manifest(seen.position, seen.witness, vocabulary, segments)


def _cut(store: Store, name: str, rows: list[pl.DataFrame]) -> list[Segment]:
    """What is replaced already lies apart: nobody who asks at the head needs a look at it."""
    every = pl.concat(rows)
    rows.clear()
    replaced = pl.col("known_to") < UNENDED
    return [
        segment for part in (replaced, ~replaced) for segment in store.cut(name, every.filter(part))
    ]


def _touched(connection: Connection, seen: Look, after: int) -> Sequence[UUID]:
    """What the events behind ``after`` are about."""
    c = seen.slot.audit_event.c
    between = c.position > after, c.position <= seen.position
    # Distinct here: SQLite would walk the index of all originators for it.
    return list(dict.fromkeys(connection.scalars(select(c.originator_id).where(*between))))


def _changed(table: Any, touched: Sequence[UUID], after: int) -> Iterator[ColumnElement[bool]]:
    """The rows that are new since ``after``, or are known no longer."""
    c = table.c
    for start in range(0, len(touched), ORIGINATORS):
        those = c.case_id.in_(touched[start : start + ORIGINATORS])
        yield those & or_(c.known_from > after, c.known_to > after)


@contextmanager
def _encoding(name: str, vocabulary: Vocabulary) -> Iterator[tuple[Take, list[pl.DataFrame]]]:
    """Encode texts while the database writes the next ones; the rows are whole at the end."""
    rows = [pl.DataFrame(schema=types(name))]
    with ThreadPoolExecutor(1) as thread:
        last: list[Future[pl.DataFrame]] = []

        def take(text: bytes) -> None:
            while last:
                rows.append(last.pop().result())
            last.append(thread.submit(lambda: encode(name, parse(name, text), vocabulary)))

        yield take, rows
        rows.extend(each.result() for each in last)
