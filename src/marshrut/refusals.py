"""How the domain says no, and how it says "yes, but".

Codes are data (classifiers ``refusals`` and ``warnings``): their texts and HTTP statuses live
there. Nothing of a person may stand among the parameters: they reach logs and stored answers.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One thing that is wrong or worth a look: a code, the field it is about, what to name."""

    code: str
    field: str | None = None
    parameters: dict[str, str] = {}


class Refused(Exception):  # noqa: N818 - a refusal is the domain's word, not an error of ours
    """The write is not accepted, for one reason or several; nothing was recorded."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(f"{f.code}({f.field})" if f.field else f.code for f in findings))
        self.findings = findings

    @property
    def code(self) -> str:
        """The code of the first finding."""
        return self.findings[0].code


def refuse(code: str, *, field: str | None = None, **parameters: object) -> Refused:
    """A refusal for one reason, ready to be raised."""
    return Refused(finding(code, field=field, **parameters))


def finding(code: str, *, field: str | None = None, **parameters: object) -> Finding:
    """A finding whose parameters are written out as text."""
    return Finding(code, field, {name: _text(value) for name, value in parameters.items()})


def _text(value: object) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(map(str, value)))
    return str(value)
