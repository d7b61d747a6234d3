"""The events of an edition of a report, and of a period of monitoring (F108; domain 11.1).

An edition is issued once, with everything that its files are made of; what is done to it later says
how far it has come, never what it tells. No name of a person stands here.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import msgspec

from marshrut.events import Event


class File(msgspec.Struct, frozen=True):
    """A file of an edition: its format, the SHA-256 of its bytes in hexadecimal, how many."""

    format: str
    sha256: str
    bytes: int


class LedgerProof(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an edition shows of the ledger at its point, to whoever has the file alone (design 6).

    ``note`` is the signed checkpoint, ``key`` the public key, ``hand_overs`` the notes by which the
    log came to it from its first one. ``since`` is the note of the edition before, whichever point
    that had, and ``path`` (base64) proves both to be of one ledger.
    """

    note: str
    key: str
    hand_overs: tuple[str, ...] = ()
    since: str | None = None
    path: tuple[str, ...] = ()


class Edition(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an edition is rendered from, beside the ledger itself (semantics S28).

    ``known_position`` is the point's; ``organisation`` or ``regions`` bound whose cases are told,
    ``filters`` which of them, the cohort among them; ``indicators`` are the editions of the
    definitions that it uses. ``issued_at`` is in microseconds since 1970, ``zone`` how moments are
    shown. ``software``: by which versions it was made; ``checkpoint``: of the ledger at the point,
    which ``proof`` shows signed.
    """

    form: str
    edition: int
    renderer: int
    as_of: date
    known_position: int
    organisation: str | None = None
    regions: tuple[str, ...] = ()
    filters: dict[str, Any] = {}
    parameters: dict[str, str] = {}
    indicators: dict[str, int] = {}
    issued_at: int
    zone: str
    software: dict[str, str] = {}
    checkpoint: str | None = None
    proof: LedgerProof | None = None


class ReportIssued(Event, frozen=True, kw_only=True):
    """An edition was made: a draft, with the digests of its files."""

    TOPIC: ClassVar[str] = "report.issued"
    content: Edition
    files: tuple[File, ...]


class ReportSubmitted(Event, frozen=True, kw_only=True):
    """The edition was handed in."""

    TOPIC: ClassVar[str] = "report.submitted"
    note: str | None = None


class ReportAccepted(Event, frozen=True, kw_only=True):
    """The edition was accepted."""

    TOPIC: ClassVar[str] = "report.accepted"
    note: str | None = None


class ReportReturned(Event, frozen=True, kw_only=True):
    """The edition was returned: what is wrong is put right in the cases, and issued anew."""

    TOPIC: ClassVar[str] = "report.returned"
    reason: str


class ReportPublished(Event, frozen=True, kw_only=True):
    """The edition was published; nothing is done to it any more."""

    TOPIC: ClassVar[str] = "report.published"
    note: str | None = None


class PeriodClosed(Event, frozen=True, kw_only=True):
    """No edition of the period is issued or handed in any more; ``known_position``: by what."""

    TOPIC: ClassVar[str] = "period.closed"
    region_code: str
    cadence: str
    as_of: date
    known_position: int
    note: str | None = None


class PeriodExceptionGranted(Event, frozen=True, kw_only=True):
    """An organisation (null: the region itself) may still issue and hand in, to ``until``."""

    TOPIC: ClassVar[str] = "period.exception-granted"
    organisation: str | None = None
    until: date
    reason: str


class PeriodExceptionWithdrawn(Event, frozen=True, kw_only=True):
    """The exception holds no more."""

    TOPIC: ClassVar[str] = "period.exception-withdrawn"
    organisation: str | None = None
    reason: str


class PeriodReopened(Event, frozen=True, kw_only=True):
    """The period takes editions again, until it is closed anew."""

    TOPIC: ClassVar[str] = "period.reopened"
    reason: str
