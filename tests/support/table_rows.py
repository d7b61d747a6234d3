"""What the tables of measures and steps are written with: links, wrong records, bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EMPLOYER = {"employer_inn": "7001000013", "employer_name": "АО «Завод»"}
SOMETHING = "5f0c7a52-3f55-4b6e-9d5a-2a8f8f1f0c11"
"""An id of a register: of a vacancy, an activity, an internship; no entry of any case."""

CONSENT, CONTRACT, STATUS, STEP = "@consent", "@contract", "@status", "@step"
"""Stand for the ids of the entries with which a ready case comes."""

MISSING = object()
"""What a wrong record leaves out."""


@dataclass(frozen=True)
class Wrong:
    """A value that may not stand at ``path`` of a record, and what is answered to it.

    ``field`` is the one named in ``errors``, by default the path.
    """

    path: str
    value: Any
    code: str = "INVALID"
    http: int = 422
    field: str | None = None

    @property
    def named(self) -> str:
        """The field that the answer must name."""
        return self.field or self.path

    def put_into(self, body: dict[str, Any]) -> dict[str, Any]:
        """The body with the wrong value in its place."""
        first, _, rest = self.path.partition(".")
        if rest:
            return {**body, first: {**body.get(first, {}), rest: self.value}}
        if self.value is MISSING:
            return {name: value for name, value in body.items() if name != first}
        return {**body, first: self.value}


def body_of(
    record: dict[str, Any], fields: frozenset[str], links: dict[str, str]
) -> dict[str, Any]:
    """A record as a request says it: ``fields`` of its own, the rest within ``attributes``."""
    known = {name: _linked(value, links) for name, value in record.items()}
    own = {name: value for name, value in known.items() if name in fields}
    return {**own, "attributes": {n: v for n, v in known.items() if n not in fields}}


def _linked(value: Any, links: dict[str, str]) -> Any:
    return links.get(value, value) if isinstance(value, str) else value
