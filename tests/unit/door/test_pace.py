"""So many a minute, evenly paid back, shared by processes, of fixed size."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from api.door.pace import WINDOW, Pace
from api.door.tally import SIZE, Tally

TAKE = """
import sys
from pathlib import Path
from api.door.pace import Pace
from api.door.tally import Tally
pace = Pace(Tally(Path(sys.argv[1])), 10, clock=lambda: 1000.0)
print(sum(pace.take(b"a").allowed for _ in range(6)))
"""


class Clock:
    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(Tally(None), 60, clock=clock)


def test_a_minutes_worth_at_once_and_then_one_a_second(pace: Pace, clock: Clock) -> None:
    assert [pace.take(b"a").allowed for _ in range(61)] == [True] * 60 + [False]
    clock.now += 1
    assert [pace.take(b"a").allowed for _ in range(2)] == [True, False]
    clock.now += WINDOW
    assert sum(pace.take(b"a").allowed for _ in range(100)) == 60


def test_what_is_left_is_told(pace: Pace, clock: Clock) -> None:
    assert pace.take(b"a")[1:] == (60, 59, 0, 1)
    assert pace.take(b"a", 49)[1:] == (60, 10, 0, 50)
    assert pace.take(b"a", 20)[:4] == (False, 60, 10, 10)  # and nothing was taken
    clock.now += 10
    assert pace.take(b"a", 20)[:3] == (True, 60, 0)


def test_one_request_may_always_be_made_however_much_it_costs(pace: Pace, clock: Clock) -> None:
    assert pace.take(b"a", 1_000).allowed
    assert pace.take(b"a", 1_000)[:4] == (False, 60, 0, 60)
    clock.now += 60
    assert pace.take(b"a", 1_000).allowed


def test_names_do_not_share(pace: Pace) -> None:
    pace.take(b"a", 60)
    assert not pace.take(b"a").allowed
    for number in range(1_000):
        assert pace.take(f"b{number}".encode()).left == 59


def test_looking_takes_nothing(pace: Pace) -> None:
    assert all(pace.look(b"a").allowed for _ in range(100))
    pace.take(b"a", 60)
    assert pace.look(b"a")[:4] == (False, 60, 0, 1)


def test_a_clock_set_back_locks_nobody_out(pace: Pace, clock: Clock) -> None:
    pace.take(b"a", 60)
    clock.now -= 24 * 3_600
    assert pace.take(b"a").left == 59
    assert pace.take(b"a").left == 58


def test_processes_share_a_file_of_fixed_size(tmp_path: Path) -> None:
    path = tmp_path / "door" / "x"
    runs = [
        subprocess.run(
            [sys.executable, "-c", TAKE, str(path)], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs == ["6\n", "4\n"]  # so it holds over a restart, too
    assert path.stat().st_size == SIZE
    assert path.stat().st_mode & 0o777 == 0o600
    pace = Pace(Tally(path), 10, clock=lambda: 1_000.0)
    for number in range(10_000):
        pace.take(str(number).encode())
    assert path.stat().st_size == SIZE


def test_a_file_of_another_size_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"broken")
    assert Pace(Tally(path), 1).take(b"a").allowed
    assert path.stat().st_size == SIZE


def test_where_no_file_can_be_there_is_one_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    pace = Pace(Tally(tmp_path / "file" / "x"), 1)
    assert [pace.take(b"a").allowed for _ in range(2)] == [True, False]
