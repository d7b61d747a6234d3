"""The file of an exported ledger: its bytes, and that no other bytes are taken for it."""

from __future__ import annotations

import gzip
import io
import tracemalloc
from pathlib import Path

import pytest

from api.export_files import written
from marshrut.ledger import export_lines, export_reading, exporting
from marshrut.ledger.export_reading import BadExport, Export
from marshrut.ledger.exporting import NotExportable, export
from tests.support.exports import STATES, Rows, exported_rows, read, resealed, row

ROWS = [row(1, STATES[0]), row(2, b'{"entry_id":"7"}'), row(3, STATES[3])]
SMALL = exported_rows(ROWS)
HEADER, FIRST, SECOND, THIRD, CLOSING = SMALL.splitlines()
OTHERS = (0x01, 0x02, 0x20, 0x80)
"""Bits by which a byte is changed: a digit into another, a letter's case, out of ASCII."""


def test_the_format_stays_as_it_is() -> None:
    """Changed bytes here are a new version of the format: verifiers read these lines."""
    rows = [row(1, '{"a":"Ёж\\n"}'.encode()), row(2, b"\xff")]
    assert exported_rows(rows).decode() == (
        '{"format":"marshrut-ledger","version":1,"position":2,"recorded_at":1700000000000001,'
        '"count":2}\n'
        '{"position":1,"recorded_at":1700000000000000,'
        '"originator_id":"00000000-0000-0000-0000-000000000001","originator_version":1,'
        '"topic":"case.entry-annulled","state":"{\\"a\\":\\"Ёж\\\\n\\"}"}\n'
        '{"position":2,"recorded_at":1700000000000001,'
        '"originator_id":"00000000-0000-0000-0000-000000000002","originator_version":1,'
        '"topic":"case.entry-annulled","state_base64":"/w=="}\n'
        '{"count":2,"sha256":"8e1321293ee1f9e5990dd9f8682e989ef8a468c51922d9cd1dcf691ba1b9e8f7"}\n'
    )


@pytest.mark.parametrize("state", STATES)
def test_a_state_comes_back_byte_for_byte(state: bytes) -> None:
    rows = [row(1, state), row(2, state)]
    assert read(exported_rows(rows)) == rows


def test_an_empty_ledger_is_a_file_too() -> None:
    file = exported_rows([])
    assert read(file) == []
    assert Export(io.BytesIO(file)).header.recorded_at is None


def test_rows_are_read_again_from_the_beginning() -> None:
    export = Export(io.BytesIO(SMALL))
    assert list(export.rows()) == list(export.rows()) == ROWS
    assert export.sha256 is not None
    assert export.sha256.encode() in CLOSING


@pytest.mark.parametrize("bits", OTHERS)
def test_no_byte_can_be_another(bits: int) -> None:
    for at, byte in enumerate(SMALL):
        spoilt = SMALL[:at] + bytes([byte ^ bits]) + SMALL[at + 1 :]
        with pytest.raises(BadExport, match=r"^line \d: "):
            read(spoilt)


def test_no_byte_can_be_missing_or_twice_there() -> None:
    for at in range(len(SMALL)):
        for spoilt in (SMALL[:at] + SMALL[at + 1 :], SMALL[: at + 1] + SMALL[at:]):
            with pytest.raises(BadExport):
                read(spoilt)


def test_no_beginning_is_taken_for_the_whole() -> None:
    for length in range(len(SMALL)):
        with pytest.raises(BadExport):
            read(SMALL[:length])


def test_a_packed_file_that_was_damaged_is_refused_or_the_same() -> None:
    packed = gzip.compress(SMALL, mtime=0)
    assert read(packed) == ROWS
    refused = 0
    for at, byte in enumerate(packed):
        try:
            assert read(packed[:at] + bytes([byte ^ 1]) + packed[at + 1 :]) == ROWS
        except BadExport:
            refused += 1
    assert refused > 0.9 * len(packed)  # the time and the system in its header say nothing
    for length in range(len(packed)):
        with pytest.raises(BadExport):
            read(packed[:length])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((HEADER, SECOND, FIRST, THIRD), "line 2: position 2 does not follow 0"),
        ((HEADER, FIRST, THIRD), "line 3: position 3 does not follow 1"),
        ((HEADER, FIRST, FIRST, THIRD), "line 3: position 1 does not follow 1"),
        ((HEADER, FIRST, SECOND), "line 4: is not an event"),
        ((HEADER, FIRST, SECOND, THIRD, THIRD), "line 5: is not the closing line"),
        ((HEADER.replace(b'"count":3', b'"count":2'), FIRST, SECOND), "line 1: the header"),
        ((HEADER.replace(b"000001,", b"000002,"), FIRST, SECOND, THIRD), "line 4: the last event"),
        ((HEADER.replace(b"1700000000000001", b"null"), FIRST), "line 1: the header contradicts"),
        ((HEADER, FIRST, SECOND.replace(b"000001,", b"000000,", 1), THIRD), None),
        ((HEADER, FIRST, SECOND.replace(b"1700", b"1600"), THIRD), "line 3: position 2 is earlier"),
        ((HEADER.replace(b'"version":1', b'"version":3'), FIRST), "line 1: version 3 of the"),
        ((HEADER, FIRST.replace(b',"topic', b' ,"topic')), "line 2: is not spelt"),
        ((HEADER, FIRST.replace(b'"topic', b'"topic":"a.b","topic')), "line 2: is not spelt"),
        ((HEADER, FIRST.replace(b'"topic', b'"mood":1,"topic')), "line 2: is not an event"),
        ((HEADER, FIRST.replace(b"case.", b"Case.")), "line 2: is not an event"),
        ((HEADER, FIRST.replace(b"case.", b"case\\u0000")), "line 2: is not an event"),
        ((HEADER, FIRST.replace(b'_version":1', b'_version":2147483648')), "line 2: is not an"),
        ((HEADER, FIRST.replace(b"1700000000000000", b"9" * 30)), "line 2: is not an event"),
        ((HEADER, b"[" * 100_000), "line 2: is not an event"),
        ((b'{"x":' + b"[" * 100_000, FIRST), "line 1: this is no export"),
        ((HEADER, FIRST[: FIRST.index(b',"state"')] + b"}"), "line 2: an event has one state"),
        ((HEADER, FIRST[:-1] + b',"state_base64":"/w=="}'), "line 2: an event has one state"),
        ((HEADER, FIRST, SECOND, THIRD.replace(b'base64":"', b'base64":"e30=')), "line 4: is not"),
    ],
)
def test_lines_that_are_wrong_under_a_digest_that_is_right(
    lines: tuple[bytes, ...], said: str | None
) -> None:
    """Whoever alters a file can write its digest anew, too."""
    file = resealed(*lines)
    if said is None:
        assert len(read(file)) == 3
        return
    with pytest.raises(BadExport) as refused:
        read(file)
    assert str(refused.value).startswith(said)


def test_text_is_never_written_as_base64() -> None:
    """One spelling of each: else one ledger could have two files."""
    twin = FIRST[: FIRST.index(b',"state"')] + b',"state_base64":"e30="}'
    with pytest.raises(BadExport, match="line 2: a state that is text"):
        read(resealed(HEADER, twin, SECOND, THIRD))


def test_a_wrong_number_of_events_in_the_closing_line() -> None:
    with pytest.raises(BadExport, match="line 5: the lines before"):
        read(resealed(HEADER, FIRST, SECOND, THIRD, count=4))


def test_nothing_follows_the_closing_line() -> None:
    for more in (b"\n", b"{}\n", CLOSING + b"\n", SMALL):
        with pytest.raises(BadExport, match="line 6: there is more"):
            read(SMALL + more)
    with pytest.raises(BadExport, match="line 6: there is more"):
        read(gzip.compress(SMALL) + gzip.compress(b"\n"))


@pytest.mark.parametrize(
    "file",
    [b"", b"\n", b"{}", b"[]\n", b"PK\x03\x04", b"SQLite format 3\x00", b"\xff\xfe{\x00", b"1\n"],
)
def test_other_files_are_no_exports(file: bytes) -> None:
    with pytest.raises(BadExport, match="line 1: this is no export of a ledger"):
        read(file)


def test_a_line_without_end_is_refused_in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_reading, "MOST_BYTES", 1_000_000)
    state = b'{"position":1,"state":"' + bytes(50_000_000)
    bomb = gzip.compress(HEADER + b"\n" + state, compresslevel=1)
    assert len(bomb) < 1_000_000
    del state
    tracemalloc.start()
    try:
        with pytest.raises(BadExport, match="line 2: is longer than"):
            read(bomb)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_file_that_changes_between_two_readings() -> None:
    file = io.BytesIO(SMALL)
    export = Export(file)
    list(export.rows())
    file.seek(0)
    file.write(exported_rows(ROWS[:2]))
    file.truncate()
    with pytest.raises(BadExport, match="line 1: is another than it was"):
        list(export.rows())


def test_what_no_reader_would_take_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    for rows in ([row(1), row(3)], [row(2)], [row(1)]):
        with pytest.raises(NotExportable, match="has no position"):
            exported_rows([*rows, row(4)])
    monkeypatch.setattr(exporting, "MOST_BYTES", 100)
    with pytest.raises(NotExportable, match="position 1 is longer than 100 bytes"):
        exported_rows([row(1)])


def test_every_line_of_an_event_that_the_api_takes_fits() -> None:
    """A body has at most 1 MiB; control signs grow sixfold in JSON, and once more in ours."""
    assert export_lines.MOST_BYTES >= 16 * 1024 * 1024


def test_packed_the_same_ledger_is_the_same_file(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "x.jsonl.gz", tmp_path / "b" / "y.gz"]
    for path in files:
        path.parent.mkdir()
        with written(path) as file:
            file.write(SMALL)
        assert path.stat().st_mode & 0o777 == 0o600
    packed = [path.read_bytes() for path in files]
    assert packed[0] == packed[1]
    assert packed[0][4:8] == bytes(4)  # no time
    assert gzip.decompress(packed[0]) == SMALL


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("the one before")
    with pytest.raises(NotExportable), written(path) as file:
        export(Rows([row(1), row(3)]), file, upto=3)
    assert path.read_text() == "the one before"
    assert list(tmp_path.iterdir()) == [path]
