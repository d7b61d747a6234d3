"""A defect as logs may tell it: its kind and where it arose; never its message: it quotes data."""

from __future__ import annotations

import traceback

from marshrut.refusals import Refused


def kind_of(error: BaseException) -> str:
    """The class of the error; of a refusal also its code, which quotes nothing."""
    kind = type(error).__qualname__
    return f"{kind} {error.code}" if isinstance(error, Refused) else kind


def frames_of(error: BaseException) -> list[str]:
    """Where it arose, outermost first; no source line and no value."""
    found = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in found]


def told(error: BaseException) -> str:
    """Both in one line."""
    return f"{kind_of(error)} at {' < '.join(reversed(frames_of(error))) or '?'}"
