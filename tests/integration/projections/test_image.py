"""What can befall a column image: it is made anew or not used, and no figure is ever wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from sqlite3 import connect
from uuid import UUID

import msgspec
import pytest

from marshrut.asof import AsOf
from projections.frames import frames_at
from projections.image import builder, images, keeping
from projections.image.images import rows_at
from projections.image.manifest import NAME
from projections.runner import Projections
from tests.support.imager import open_images
from tests.support.images import rows_by_image, rows_by_sql, small_segments
from tests.support.ledgers import Chronicle

READERS = 2
DAY = date(2024, 3, 1)


@pytest.fixture(autouse=True)
def brought_on(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Tiny segments; the positions to which images were brought on from others."""
    return small_segments(monkeypatch)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "images"


@pytest.fixture
def written(
    migrated_url: str, directory: Path, chronicle: Chronicle
) -> Iterator[tuple[str, Projections]]:
    """A ledger with an image of its first two thirds, and its URL."""
    with open_images(migrated_url, directory) as projections:
        write(projections, chronicle, upto=2)
        projections.catch_up()
        assert images.keep(projections) is not None
        yield migrated_url, projections


def write(projections: Projections, chronicle: Chronicle, *, upto: int) -> None:
    """Write up to the n-th third of the chronicle, behind what is there."""
    done, head = 0, projections.ledger.head().position
    for transaction in chronicle.transactions:
        done += len(transaction)
        if head < done <= upto * len(chronicle.events) // 3:
            projections.ledger.append(transaction)


def assert_right(projections: Projections) -> None:
    """At the head and before it the image tells what the database tells."""
    head = projections.ledger.head().position
    for known in (head, head // 2, head // 3):
        point = AsOf(DAY, known)
        assert rows_by_image(projections, point) == rows_by_sql(projections, point)


def place(directory: Path) -> Path:
    (found,) = (path for path in directory.iterdir() if path.is_dir())
    return found


def cut_short(files: list[Path]) -> None:
    for file in files:
        file.write_bytes(file.read_bytes()[:-3])


def change_a_byte(files: list[Path]) -> None:
    for file in files:
        data = bytearray(file.read_bytes())
        data[0] ^= 1
        file.write_bytes(data)


def remove(files: list[Path]) -> None:
    for file in files:
        file.unlink()


@pytest.mark.parametrize("damage", [cut_short, change_a_byte, remove])
@pytest.mark.parametrize("pattern", ["*.body", "*.ends", NAME])
def test_a_damaged_file_is_noticed_and_the_image_made_anew(
    written: tuple[str, Projections],
    directory: Path,
    pattern: str,
    damage: Callable[[list[Path]], None],
) -> None:
    url, _ = written
    damage(sorted(place(directory).glob(pattern))[:3])
    with open_images(url, directory) as another:
        assert_right(another)


def test_a_damaged_file_is_noticed_when_the_image_is_brought_on(
    written: tuple[str, Projections], directory: Path, chronicle: Chronicle
) -> None:
    url, projections = written
    write(projections, chronicle, upto=3)
    change_a_byte(sorted(place(directory).glob("*.ends")))
    with open_images(url, directory) as another:
        assert_right(another)


def test_the_directory_may_be_deleted_at_any_time(
    written: tuple[str, Projections], directory: Path, chronicle: Chronicle
) -> None:
    _, projections = written
    shutil.rmtree(directory)
    assert_right(projections)
    write(projections, chronicle, upto=3)
    shutil.rmtree(directory)
    assert_right(projections)


def test_an_image_is_brought_on_and_leaves_no_files_behind(
    written: tuple[str, Projections],
    directory: Path,
    chronicle: Chronicle,
    brought_on: list[int],
) -> None:
    _, projections = written
    write(projections, chronicle, upto=3)
    assert_right(projections)
    assert brought_on == [len(chronicle.events)]
    write_one_more(projections)
    before = images.keep(projections)
    assert before is not None
    write_one_more(projections)
    after = images.keep(projections)
    assert after is not None
    found = {file.name for file in place(directory).iterdir()}
    assert found == before.files | after.files | {NAME}


def write_one_more(projections: Projections) -> None:
    extra = Chronicle(Random(projections.ledger.head().position), cases=1)  # noqa: S311
    (history,) = extra.histories.values()
    fresh = projections.ledger.head().position << 80
    projections.ledger.append([msgspec.structs.replace(history[0], originator_id=UUID(int=fresh))])
    projections.catch_up()


def test_after_a_rebuild_the_image_is_another(
    written: tuple[str, Projections], directory: Path, brought_on: list[int]
) -> None:
    _, projections = written
    for _ in range(2):
        before = place(directory)
        projections.rebuild()
        assert_right(projections)
        assert place(directory) != before
    assert not brought_on


def test_a_restored_database_has_no_use_for_the_image_of_what_was_lost(
    sqlite_url: str, directory: Path, chronicle: Chronicle, tmp_path: Path
) -> None:
    ledger, copy = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "copy.db"
    with open_images(sqlite_url, directory) as projections:
        write(projections, chronicle, upto=2)
        projections.catch_up()
        with closing(connect(ledger)) as source, closing(connect(copy)) as target:
            source.backup(target)
        head = projections.ledger.head().position
        write(projections, chronicle, upto=3)
        assert_right(projections)
        lost = projections.ledger.head().position
    shutil.move(copy, ledger)
    with open_images(sqlite_url, directory) as projections:
        assert projections.ledger.head().position == head
        assert_right(projections)
        while projections.ledger.head().position < lost:
            write_one_more(projections)
        assert_right(projections)


def test_where_nothing_can_be_written_the_database_answers_and_the_log_says_why(
    written: tuple[str, Projections], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url, _ = written
    blocked = tmp_path / "a file"
    blocked.touch()
    with open_images(url, blocked) as projections:
        point = AsOf(DAY, projections.ledger.head().position)
        for _ in range(3):
            projections.catch_up()
            assert rows_at(projections, point, "case_state") is None
        assert frames_at(projections, point).states.collect().height
    assert len(caplog.messages) == 1


def test_a_large_image_is_made_in_a_thread_while_the_database_answers(
    written: tuple[str, Projections], directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = written
    shutil.rmtree(directory)
    monkeypatch.setattr(keeping, "SMALL", 1)
    with open_images(url, directory) as projections:
        projections.catch_up()
        point = AsOf(DAY, projections.ledger.head().position)
        hold, go = threading.Event(), builder.write_manifest

        def write_manifest(*arguments: object) -> None:
            hold.wait()
            go(*arguments)

        monkeypatch.setattr(builder, "write_manifest", write_manifest)
        assert rows_at(projections, point, "case_state") is None
        assert rows_at(projections, point, "case_state") is None
        (thread,) = (t for t in threading.enumerate() if t.name == keeping.THREAD)
        hold.set()
        thread.join()
        assert_right(projections)


@pytest.mark.parametrize(
    "step", [("write_columns", 0), ("write_columns", 5), ("write_manifest", 0), ("_sweep", 0)]
)
def test_a_builder_killed_in_the_middle_leaves_what_can_be_used(
    written: tuple[str, Projections],
    directory: Path,
    chronicle: Chronicle,
    step: tuple[str, int],
) -> None:
    url, projections = written
    write(projections, chronicle, upto=3)
    with imager("stall", url, directory, *step) as stalled:
        assert stalled.stdout is not None
        assert stalled.stdout.readline() == "in the middle\n"
        stalled.kill()
        stalled.communicate()
    with open_images(url, directory) as another:
        assert_right(another)
        manifest = images.keep(another)
        assert manifest is not None
        assert manifest.position == len(chronicle.events)


def test_processes_read_while_another_builds(
    migrated_url: str, directory: Path, chronicle: Chronicle
) -> None:
    with open_images(migrated_url, directory) as projections:
        write(projections, chronicle, upto=1)
        projections.catch_up()
        readers = [imager("read", migrated_url, directory, 12) for _ in range(READERS)]
        for transaction in chronicle.transactions:
            if transaction[0] in chronicle.events[projections.ledger.head().position :]:
                projections.ledger.append(transaction)
                projections.catch_up()
                images.keep(projections)
        for reader in readers:
            told = reader.communicate()
            assert reader.returncode == 0, told


def imager(*words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.imager", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
