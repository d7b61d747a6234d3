"""Where the checks of a table do not hold: which cells of a block, and in what words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marshrut.forms.filled import Block, FilledTable, Violation

Place = tuple[str, str]
"""A row and a column by number."""

ROW, COLUMN = "стр.", "гр."


def by_block(table: FilledTable) -> dict[tuple[object, ...], list[Violation]]:
    """The violations of each block, by the values of its key."""
    found: dict[tuple[object, ...], list[Violation]] = {}
    for each in table.violations:
        found.setdefault(tuple(each.key.values()), []).append(each)
    return found


def key_of(block: Block) -> tuple[object, ...]:
    """The values of a block's key."""
    return tuple(block.key.values())


def broken_cells(violations: Iterable[Violation]) -> set[Place]:
    """The cells that disagree."""
    return {
        (each.place, number) if each.across == "columns" else (number, each.place)
        for each in violations
        for number in each.numbers
    }


def where(violation: Violation) -> str:
    """The row or the column in which the check does not hold."""
    return f"{ROW if violation.across == 'columns' else COLUMN} {violation.place}"


def verdict(violations: Sequence[Violation]) -> str:
    """What the line of checks under a block says."""
    if not violations:
        return "верно"
    places: dict[tuple[str, str], list[str]] = {}
    for each in violations:
        places.setdefault((each.check, each.text), []).append(where(each))
    told = (f"{code} «{text}» — {', '.join(found)}" for (code, text), found in places.items())
    return f"нарушено: {'; '.join(told)}"
