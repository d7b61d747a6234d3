"""The thirty-four registries as the classifier ``registries`` defines them (domain 8)."""

from __future__ import annotations

from functools import cache

import msgspec

from marshrut.classifiers import Term, classifier
from marshrut.registries.of_records import RECORD_RULES

CASES = "cases"


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """A registry: of what (``basis``), over which cases, with which columns and parameters.

    ``days`` is how far it looks ahead, ``least`` the fewest graduates of a row, each by default;
    null where it has no such parameter.
    """

    code: str
    term: Term
    basis: str
    lifecycles: frozenset[str]
    living: bool
    columns: tuple[str, ...]
    days: int | None
    least: int | None

    @property
    def of_records(self) -> bool:
        """Whether its rows are records (domain 7)."""
        return self.code in RECORD_RULES

    @property
    def of_cases(self) -> bool:
        """Whether its rows are cases."""
        return self.basis == CASES


@cache
def registries() -> dict[str, Registry]:
    """All registries by code, in the order of domain 8."""
    return {code: _registry(term) for code, term in classifier("registries").terms.items()}


def registry(code: str) -> Registry:
    """The registry ``code``. Raises ``UnknownCode``."""
    return registries()[classifier("registries").get(code).code]


def _registry(term: Term) -> Registry:
    return Registry(
        code=term.code,
        term=term,
        basis=term.extra["basis"],
        lifecycles=frozenset(term.words("lifecycles")),
        living=term.flag("living"),
        columns=term.words("columns"),
        days=_number(term.extra["days"]),
        least=_number(term.extra["least"]),
    )


def _number(text: str) -> int | None:
    return int(text) if text else None
