"""A ledger carried by a file from one kind of database to the other, and back."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert

from marshrut.ledger.export_reading import BadExport, Export
from marshrut.ledger.ledger import Ledger
from marshrut.ledger.restoring import NotASequelError, check_readable, restore, restore_export
from marshrut.ledger.schema import ledger as table
from tests.support.appends import annulled, open_ledger
from tests.support.exports import STATES, exported, exported_rows, resealed, row

ROOT = Path(__file__).parents[3]
WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite")]
there_and_back = pytest.mark.parametrize(("source", "target"), WAYS)


def write(ledger: Ledger, transactions: int = 5) -> None:
    """Transactions of several events, some of one aggregate."""
    for number in range(transactions):
        case_id = uuid4()
        ledger.append([annulled(case_id, version) for version in range(1, 2 + number % 3)])


def export_of(data: bytes) -> Export:
    return Export(io.BytesIO(data))


@there_and_back
def test_there_and_back_the_files_are_the_same(
    both_urls: dict[str, str], source: str, target: str
) -> None:
    with open_ledger(both_urls[source]) as old, open_ledger(both_urls[target]) as new:
        write(old)
        first = exported(old)
        told = restore_export(new.recorder, export_of(first), at_once=3)
        assert (told.added, told.present) == (old.head().position, 0)
        assert new.reader.between(after=0) == old.reader.between(after=0)
        assert exported(new) == first


def test_bytes_that_are_no_text_keep_in_either_database(both_urls: dict[str, str]) -> None:
    rows = [row(position, state) for position, state in enumerate(STATES, 1)]
    for url in both_urls.values():
        with open_ledger(url) as ledger:
            restore_export(ledger.recorder, export_of(exported_rows(rows)))
            assert ledger.reader.between(after=0) == rows
            assert exported(ledger) == exported_rows(rows)


def test_a_beginning_and_its_sequels(both_urls: dict[str, str]) -> None:
    with open_ledger(both_urls["sqlite"]) as old, open_ledger(both_urls["postgresql"]) as new:
        write(old, 9)
        head = old.head()
        for upto in (0, 1, 4, head.position, 4):
            before = new.head().position
            told = restore_export(new.recorder, export_of(exported(old, upto=upto)), at_once=2)
            assert told.present == min(before, upto)
            assert told.added == max(0, upto - before)
            assert exported(new, upto=upto) == exported(old, upto=upto)
        assert new.head() == head
        assert new.append([annulled(uuid4(), 1)]) == [head.position + 1]


def test_a_ledger_that_grows_meanwhile_is_exported_to_where_it_was(ledger: Ledger) -> None:
    write(ledger)
    upto = ledger.head().position
    before = exported(ledger, upto=upto)
    write(ledger)
    assert exported(ledger, upto=upto) == before
    assert exported(ledger) != before


def test_another_ledger_is_refused_by_its_first_position_that_differs(
    both_urls: dict[str, str],
) -> None:
    with open_ledger(both_urls["sqlite"]) as old, open_ledger(both_urls["postgresql"]) as new:
        write(old)
        restore(new.recorder, rows=old.reader.between(after=0, upto=3))
        new.append([annulled(uuid4(), 1)])
        for _ in range(2):
            with pytest.raises(NotASequelError, match="another event at position 4:"):
                restore_export(new.recorder, export_of(exported(old)), at_once=2)
        assert new.head().position == 4


@pytest.mark.parametrize(
    "fields", [{"recorded_at": 1}, {"originator_id": uuid4()}, {"topic": "x"}, {"state": b"[]"}]
)
def test_whatever_of_an_event_differs(ledger: Ledger, fields: dict[str, object]) -> None:
    rows = [row(1), row(2)]
    restore(ledger.recorder, rows=[rows[0]._replace(**fields)])
    with pytest.raises(NotASequelError, match="position 1:"):
        restore_export(ledger.recorder, export_of(exported_rows(rows)))
    assert ledger.head().position == 1


def test_a_version_that_is_there_twice_is_refused(ledger: Ledger) -> None:
    twins = [row(1), row(2)._replace(originator_id=row(1).originator_id), row(3)]
    with pytest.raises(NotASequelError, match="one of positions 1 to 3 repeats a version"):
        restore_export(ledger.recorder, export_of(exported_rows(twins)))
    assert ledger.head().position == 0


def test_what_this_program_cannot_read_is_told_before_anything_is_written(ledger: Ledger) -> None:
    write(ledger, 1)
    (known,) = ledger.reader.between(after=0)
    deep = known.state[:-1] + b',"more":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    for strange in (
        known._replace(topic="case.teleported"),
        known._replace(state=b'{"by":1}'),
        known._replace(state=deep),
    ):
        rows = [known, strange._replace(position=2, originator_version=2)]
        with pytest.raises(BadExport, match=rf"line 3: .* cannot read such a {strange.topic}"):
            check_readable(export_of(exported_rows(rows)), mapper=ledger.mapper)
    check_readable(export_of(exported(ledger)), mapper=ledger.mapper)


def test_progress_comes_to_its_end(ledger: Ledger) -> None:
    write(ledger)
    total = ledger.head().position
    told: list[tuple[int, int]] = []
    file = exported(ledger)
    check_readable(export_of(file), mapper=ledger.mapper, progress=lambda *done: told.append(done))
    restore_export(ledger.recorder, export_of(file), progress=lambda *done: told.append(done))
    assert told == [(total, total)] * 2


def test_a_restore_killed_in_the_middle_is_taken_up_again(
    migrated_url: str, ledger: Ledger, tmp_path: Path
) -> None:
    rows = [row(position) for position in range(1, 11)]
    file = tmp_path / "export.jsonl"
    file.write_bytes(exported_rows(rows))
    command = [sys.executable, "-m", "tests.support.restorer", migrated_url, str(file), "4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as restorer:
        assert restorer.stdout is not None
        assert [restorer.stdout.readline() for _ in range(2)] == ["4\n", "8\n"]
        restorer.kill()
    assert ledger.head().position == 4
    assert ledger.reader.between(after=0) == rows[:4]
    told = restore_export(ledger.recorder, export_of(file.read_bytes()), at_once=4)
    assert (told.added, told.present) == (6, 4)
    assert exported(ledger) == file.read_bytes()


def test_whole_batches_before_the_damage_are_kept(ledger: Ledger) -> None:
    """Where nobody has looked at the whole file first; the command does."""
    rows = [row(position) for position in range(1, 6)]
    lines = exported_rows(rows).splitlines()
    spoilt = resealed(*lines[:4], lines[4].replace(b'"position":4', b'"position":5'), lines[5])
    with pytest.raises(BadExport, match="line 5: position 5 does not follow 3"):
        restore_export(ledger.recorder, export_of(spoilt), at_once=2)
    assert ledger.reader.between(after=0) == rows[:2]


def test_a_ledger_with_a_gap_is_not_exported(ledger: Ledger) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(insert(table), [row(1)._asdict(), row(3)._asdict()])
    with pytest.raises(ValueError, match="the ledger has no position 2"):
        exported(ledger)
