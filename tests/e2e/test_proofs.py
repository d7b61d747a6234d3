"""Checkpoints, proofs and evidence over HTTP, and everything that the CLI verifies of them."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from api import checkpoint_schedule
from api.checkpoint_schedule import CheckpointSchedule
from api.context import EXTENSION
from marshrut.ledger.checkpoints import Checkpoints
from marshrut.ledger.notes import VerifierKey, open_checkpoint
from marshrut.ledger.proofs import check_consistency, check_inclusion
from tests.support.desk import Desk
from tests.support.http import Client, Installation, answered
from tests.support.shell import Shell
from tests.support.tampering import one_byte, tamper

Check = Callable[..., str]


@pytest.fixture(scope="module")
def desk(standing: Installation) -> Desk:
    """The case of a graduate who works."""
    desk = Desk(standing.staff())
    desk.status("EMPLOYED_LABOUR_CONTRACT", "2025-08-01")
    return desk


@pytest.fixture(scope="module")
def auditor(standing: Installation) -> Client:
    return standing.auditor()


@pytest.fixture(scope="module")
def key(auditor: Client) -> VerifierKey:
    """The public key that an auditor was given in the beginning."""
    (first,) = answered(auditor.get("ledger/keys"))["keys"]
    return VerifierKey.parse(first["public_key"])


@pytest.fixture
def shell(standing: Installation) -> Shell:
    return Shell(standing.environ)


@pytest.fixture(scope="module")
def program(standing: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that auditors are given."""
    path = tmp_path_factory.mktemp("given") / "marshrut_verify.py"
    Shell(standing.environ).out("verifier", "--output", path)
    return path


@pytest.fixture
def check(
    shell: Shell, program: Path, key: VerifierKey, capsys: pytest.CaptureFixture[str]
) -> Check:
    """Let both programs verify a file; both say the same."""

    def given(words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", [str(program), *words])
        try:
            runpy.run_path(str(program), run_name="__main__")
        except SystemExit as ended:
            return 1, str(ended)
        return 0, capsys.readouterr().out

    def checked(file: Path, *more: Any, wrong: str = "") -> str:
        words = [str(file), "--key", str(key), *map(str, more)]
        ours = shell.run("verify", *words)
        with pytest.MonkeyPatch.context() as patch:
            code, said = given(words, patch)
        assert (ours.exit_code, code) == ((1, 1) if wrong else (0, 0)), ours.output + said
        if wrong:
            assert wrong in ours.stderr
            assert said.startswith("NOT VERIFIED: ")
        return said

    return checked


def test_the_program_runs_by_itself(program: Path, key: VerifierKey, tmp_path: Path) -> None:
    file = kept(tmp_path, "nothing.json", {})
    command = [sys.executable, program, file, "--key", str(key)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        1,
        "NOT VERIFIED: this is no file that this program knows\n",
    )


def decoded(path: list[str]) -> list[bytes]:
    return [b64decode(each) for each in path]


def kept(folder: Path, name: str, data: Any) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def test_a_checkpoint_is_a_signed_note(auditor: Client, desk: Desk, key: VerifierKey) -> None:
    del desk
    head = answered(auditor.get("ledger/head"))["position"]
    answer = auditor.get("ledger/checkpoint")
    assert answer.mimetype == "text/plain"
    assert open_checkpoint(answer.data, keys=[key]).size == head
    earlier = auditor.get("ledger/checkpoint", {"position": 2})
    assert open_checkpoint(earlier.data, keys=[key]).size == 2
    assert auditor.get("ledger/checkpoint", {"position": 2}).data == earlier.data


def test_an_event_is_proved_to_be_in_the_ledger(
    auditor: Client, desk: Desk, key: VerifierKey
) -> None:
    del desk
    head = answered(auditor.get("ledger/head"))["position"]
    for query in ({"position": 1}, {"position": 3, "size": 3}, {"position": head}):
        told = answered(auditor.get("ledger/proofs/inclusion", query))
        root = open_checkpoint(told["checkpoint"], keys=[key]).root
        assert b64decode(told["root"]) == root
        check_inclusion(
            leaf=b64decode(told["leaf_hash"]),
            index=told["position"] - 1,
            size=told["size"],
            path=decoded(told["path"]),
            root=root,
        )


def test_one_ledger_is_proved_to_begin_another(
    auditor: Client, desk: Desk, key: VerifierKey, tmp_path: Path, check: Check
) -> None:
    del desk
    old = auditor.get("ledger/checkpoint", {"position": 2}).data
    answer = auditor.get("ledger/proofs/consistency", {"from": 2})
    told = answered(answer)
    new = open_checkpoint(told["checkpoint"], keys=[key])
    check_consistency(
        old=2,
        new=told["new"],
        old_root=open_checkpoint(old, keys=[key]).root,
        new_root=new.root,
        path=decoded(told["path"]),
    )
    note, proof = kept(tmp_path, "old.note", old), kept(tmp_path, "proof.json", answer.data)
    assert "is the beginning of" in check(proof, "--checkpoint", note)
    other = kept(tmp_path, "other.note", auditor.get("ledger/checkpoint", {"position": 3}).data)
    check(proof, "--checkpoint", other, wrong="path")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("inclusion", {}, "position"),
        ("inclusion", {"position": 0}, "position"),
        ("inclusion", {"position": 3, "size": 2}, "position"),
        ("inclusion", {"position": 1, "size": 99_999}, "size"),
        ("inclusion", {"position": "٣"}, "position"),
        ("consistency", {}, "from"),
        ("consistency", {"from": 3, "to": 2}, "from"),
        ("consistency", {"from": 99_999}, "from"),
        ("consistency", {"from": 1, "to": 99_999}, "to"),
        ("consistency", {"from": 1, "size": 2}, "size"),
    ],
)
def test_what_cannot_be_proved_is_told(
    auditor: Client, desk: Desk, path: str, query: dict[str, Any], field: str
) -> None:
    del desk
    answer = auditor.get(f"ledger/proofs/{path}", query)
    assert answer.status_code == 422
    assert set(answered(answer)["errors"]) == {field}


def test_a_case_proves_itself(
    standing: Installation, auditor: Client, desk: Desk, tmp_path: Path, check: Check
) -> None:
    answer = auditor.get(f"cases/{desk.case_id}/evidence")
    told = answered(answer)
    assert [event["event"]["originator_version"] for event in told["events"]] == [1, 2, 3]
    assert "Петров" not in answer.text
    assert "3 events" in check(kept(tmp_path, "case.json", answer.data))
    told["events"][1]["event"]["topic"] = "case.merged"
    position = told["events"][1]["event"]["position"]
    check(kept(tmp_path, "forged.json", told), wrong=f"the event at position {position}")
    assert standing.staff("SMOL-1").get(f"cases/{desk.case_id}/evidence").status_code == 404


def test_an_event_proves_itself_to_whoever_may_read_it(
    standing: Installation, auditor: Client, desk: Desk, tmp_path: Path, check: Check
) -> None:
    events = answered(auditor.get(f"cases/{desk.case_id}/audit-trail"))["events"]
    place = f"events/{events[-1]['position']}/evidence"
    assert "1 events" in check(kept(tmp_path, "event.json", auditor.get(place).data))
    assert standing.staff("SMOL-1").get(place).status_code == 404
    assert auditor.get("events/99999/evidence").status_code == 404
    school = check(kept(tmp_path, "school.json", auditor.get("events/1/evidence").data))
    assert "1 events" in school


def test_editions_vouch_for_one_another(
    standing: Installation, desk: Desk, key: VerifierKey, tmp_path: Path, check: Check
) -> None:
    staff = standing.staff()
    before = issued(staff)
    desk.status("SELF_EMPLOYED_NPD", "2025-10-01")
    report = issued(staff, as_of="2025-11-01")
    earlier = issued(staff, known_position=3)
    assert before["proof"]["since"] is None
    assert report["proof"]["since"] == before["proof"]["note"]
    assert report["proof"]["key"] == str(key)
    assert report["checkpoint"] == " ".join(report["proof"]["note"].split("\n")[1:3])
    for each in (before, report, earlier):
        place = f"reports/{each['report_id']}"
        file = staff.get(f"{place}/content", {"format": "json"})
        assert answered(file)["proof"] == each["proof"]
        assert "of the ledger at" in check(kept(tmp_path, "edition.json", file.data))
        assert answered(staff.post(f"{place}/regeneration", {}))["identical"]
    told = {**answered(file), "proof": {**earlier["proof"], "path": earlier["proof"]["path"][1:]}}
    check(kept(tmp_path, "forged.json", told), wrong="path")
    causes = [kept["cause"] for kept in answered(staff.get("ledger/checkpoints"))["checkpoints"]]
    assert causes.count("EDITION") == 3


def test_the_sheet_of_the_method_tells_the_proof(standing: Installation, desk: Desk) -> None:
    del desk
    staff = standing.staff()
    report = issued(staff)
    file = staff.get(f"reports/{report['report_id']}/content", {"format": "xlsx"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_name("Методика")
    told = {row[0]: row[1] for row in sheet.to_python()}
    assert told["Подписанная контрольная точка"] == report["proof"]["note"].rstrip("\n")
    assert told["Ключ подписи журнала"] == report["proof"]["key"]


def test_kept_checkpoints_are_told_by_pages(auditor: Client, shell: Shell, desk: Desk) -> None:
    del desk
    for position in (1, 2, 3):
        shell.out("checkpoint", "--position", position)
    path, told = "ledger/checkpoints?limit=2", []
    while path:
        answer = auditor.get(path)
        told += answered(answer)["checkpoints"]
        link = answer.headers.get("Link", "")
        path = link.partition(">")[0].removeprefix("<")
    positions = [each["position"] for each in told]
    assert positions == sorted(positions)
    assert {1, 2, 3} <= set(positions)


def test_an_embedded_ledger_keeps_checkpoints_by_itself(
    standing: Installation, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside PostgreSQL there is a worker, which does it."""
    monkeypatch.setattr(checkpoint_schedule, "LOOK_SECONDS", 0)
    schedules: dict[int, CheckpointSchedule] = standing.app.extensions[EXTENSION]._schedules
    schedules[os.getpid()] = CheckpointSchedule(minutes=1)
    monkeypatch.setattr(Checkpoints, "latest", lambda _: None)  # as if the last were long ago
    auditor = standing.auditor()
    desk.status("EMPLOYED_CIVIL_CONTRACT", "2025-12-01")
    head = answered(auditor.get("ledger/head"))["position"]
    told = answered(auditor.get("ledger/checkpoints?limit=500"))["checkpoints"]
    kept = {each["position"] for each in told if each["cause"] == "SCHEDULE"}
    assert (head in kept) is standing.database_url.startswith("sqlite")


@pytest.mark.usefixtures("desk")
def test_the_whole_ledger_is_verified_and_its_export(
    standing: Installation, shell: Shell, key: VerifierKey, tmp_path: Path, check: Check
) -> None:
    note = kept(tmp_path, "kept.note", shell.out("checkpoint").encode())
    said = json.loads(shell.out("verify", "--key", key, "--checkpoint", note, "--json"))
    assert said["verified"]
    assert said["vouched"] == said["events"]
    file = tmp_path / "ledger.jsonl.gz"
    shell.out("export", file)
    assert "vouched for up to" in check(file, "--checkpoint", note)
    assert "no key was given" in shell.run("verify", file).stderr
    tamper(standing.database_url, one_byte, 2)
    assert "the first bad event is at position 2 (" in shell.fails("verify", "--key", key)
    check(file, "--checkpoint", note)  # the file is as it was
    spoilt = tmp_path / "spoilt.jsonl.gz"
    shell.out("export", spoilt)
    assert "position 2" in check(spoilt, "--checkpoint", note, wrong="position 2")
    assert shell.run("restore", spoilt).exit_code == 1


def issued(client: Client, **body: Any) -> dict[str, Any]:
    """An edition as it is read."""
    answer = client.post("reports", {"form": "A", "as_of": "2025-09-01", **body})
    assert answer.status_code == 201, answer.text
    return answered(client.get(f"reports/{answered(answer)['report_id']}"))
