"""What a new actual episode does to one that is open (domain 4.5, semantics S4).

Rows and columns are the ``matrix`` classes of statuses; ``STUDY`` is split by the form of study
(``STUDY_FT`` full-time, ``STUDY_PT`` part-time and mixed). Cells: ``+`` both stay, ``c`` the
open one is closed, ``x`` refused; ``+w`` and ``c+w`` the same with a warning.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from marshrut.classifiers.loader import BadTable, rows

TABLE = "compatibility"
CELLS = frozenset({"+", "+w", "c", "c+w", "x"})
CORNER = "open\\new"


@cache
def compatibility() -> Mapping[tuple[str, str], str]:
    """The cell of each pair (class of the open episode, class of the new one)."""
    matrix: dict[tuple[str, str], str] = {}
    for line, row in rows(TABLE):
        is_open = row.pop(CORNER)
        for new, cell in row.items():
            if cell not in CELLS:
                raise BadTable(table=TABLE, line=line, problem=f"{new}: no such cell {cell!r}")
            matrix[is_open, new] = cell
    return MappingProxyType(matrix)
