"""Organisations as lists name them: by code, full or short name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from marshrut.imports.keys import key
from marshrut.imports.problems import BadValue

MOST_SHOWN = 100


class Directory:
    """The organisations that there are: triples of a code, a name and perhaps a short name."""

    def __init__(self, organisations: Iterable[tuple[str, str, str | None]]) -> None:
        self._codes: dict[str, None] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        for code, *names in organisations:
            self._codes[code] = None
            for name in filter(None, (code, *names)):
                self._by_name[key(name)].add(code)

    def code(self, written: str) -> str:
        """The code of the one organisation so called. Raises ``BadValue``."""
        if written in self._codes:
            return written
        codes = sorted(self._by_name.get(key(written), ()))
        if not codes:
            raise BadValue("UNKNOWN_ORGANISATION", value=written[:MOST_SHOWN])
        if len(codes) > 1:
            raise BadValue("AMBIGUOUS_ORGANISATION", codes=", ".join(codes))
        return codes[0]
