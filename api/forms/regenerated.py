"""An edition rendered again, and held against what was issued: its files, the ledger under it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from api.forms.about import Made
from api.forms.editions import digest, files_of, filled_of, software_of
from marshrut.ledger.checkpoint import recomputed_checkpoint
from marshrut.ledger.leaves import DamagedLedger
from marshrut.reports.events import File
from marshrut.reports.report import Report
from projections.forms.editions import asked_of
from projections.runner import Projections

LOG = logging.getLogger("marshrut.api")


def regenerated(projections: Projections, report: Report) -> dict[str, Any]:
    """``compared`` of the files as they are made anew."""
    again = rendered(projections, report, [file.format for file in report.files])
    return compared(projections, report, again)


def compared(
    projections: Projections, report: Report, again: Mapping[str, bytes]
) -> dict[str, Any]:
    """Then and now, and whether they are identical; ``again``: the files by their formats.

    The checkpoint is counted from the events themselves, so one that was changed since shows,
    whether or not a figure depends on it.
    """
    content = report.content
    files = [_file(file, digest(file.format, again[file.format])) for file in report.files]
    then, now = content.checkpoint, _checkpoint_now(projections, content.known_position)
    same_ledger = then is None or then == now
    return {
        "identical": same_ledger and all(file["identical"] for file in files),
        "files": files,
        "checkpoint_then": then,
        "checkpoint_now": now,
        "software_then": content.software,
        "software_now": software_of(asked_of(content).form),
    }


def rendered(projections: Projections, report: Report, formats: Iterable[str]) -> dict[str, bytes]:
    """The files of an edition, made anew."""
    filled = filled_of(projections, report.content, made_of(report))
    return files_of(filled, report.content, formats)


def made_of(report: Report) -> Made:
    """Which edition it is, and by whom it was issued."""
    assert report.issued_by is not None  # noqa: S101 - the first event has told
    return Made(report.id, report.issued_by)


def _file(then: File, now: File) -> dict[str, Any]:
    return {
        "format": then.format,
        "identical": then == now,
        "sha256_then": then.sha256,
        "sha256_now": now.sha256,
        "bytes_then": then.bytes,
        "bytes_now": now.bytes,
    }


def _checkpoint_now(projections: Projections, position: int) -> str | None:
    """``None`` where an event is missing, or cannot be one."""
    try:
        return recomputed_checkpoint(projections.ledger, position=position)
    except DamagedLedger as damaged:
        LOG.error("%s", damaged)  # noqa: TRY400 - where it was noticed tells nothing
        return None
