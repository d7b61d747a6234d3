"""What is wrong in a file, or worth a look: where it stands, a code, what to do (in Russian)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from marshrut.imports.tables import problem_texts
from marshrut.imports.written import written
from marshrut.refusals import Finding
from marshrut.wording import wording


class Problem(msgspec.Struct, frozen=True):
    """``row`` as the sheet numbers it, from 1, headings included; ``column`` by its heading."""

    row: int | None
    column: str | None
    code: str
    detail: str


class BadFile(Exception):  # noqa: N818 - not an error of ours: the file is not fit to be read
    """Nothing of the file can be taken, for the ``problems`` named.

    ``columns`` tell how its headings were understood, as far as that was come to.
    """

    def __init__(self, *problems: Problem, columns: Sequence[Any] = ()) -> None:
        super().__init__("; ".join(problem.detail for problem in problems))
        self.problems = problems
        self.columns = columns


class BadValue(ValueError):  # noqa: N818 - a value is bad, not the program
    """A cell's content is not what its column asks for."""

    def __init__(self, code: str, **parameters: object) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters


def problem(
    code: str, *, row: int | None = None, column: str | None = None, **parameters: object
) -> Problem:
    """A problem of the table ``problems.csv``, its text filled in."""
    shown = {name: written(value) for name, value in parameters.items()}
    return Problem(row, column, code, problem_texts()[code].format_map(shown))


def bad_file(code: str, **parameters: object) -> BadFile:
    """The file cannot be taken for one reason."""
    return BadFile(problem(code, row=None, column=None, **parameters))


def problem_of(found: Finding, *, row: int, column: str | None) -> Problem:
    """What the domain said about a row, as it says it elsewhere, but with labels alone."""
    said = msgspec.structs.replace(found, field=column or found.field)
    return Problem(row, column, found.code, wording(said, names=False))
