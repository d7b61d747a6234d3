"""The rows of a list as they were sent, in its own columns, wrong cells with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A cell of a row as it was sent; ``wrong`` says why it is marked."""

    text: str
    wrong: str


class Sheet:
    """The rows of a list as it was sent, in the columns that have a heading."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._rows = {each["row"]: each["cells"] for each in told["rows"]}
        columns = told["columns"] if self._rows else []
        self.headings = [each["heading"] for each in columns]
        self._places = [place_of(each["column"]) for each in columns]

    def cells(self, row: int | None, problems: Sequence[Mapping[str, Any]]) -> list[Cell]:
        """The row, each cell marked by the first problem that names its column."""
        sent = self._rows.get(row, ())
        if not sent:
            return []
        wrong = {each["column"]: each["detail"] for each in reversed(problems)}
        texts = [sent[place] if place < len(sent) else "" for place in self._places]
        return [
            Cell(text, wrong.get(heading, ""))
            for text, heading in zip(texts, self.headings, strict=True)
        ]


def place_of(letters: str) -> int:
    """Where the column of a sheet stands, counted from 0: A, …, Z, AA."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
