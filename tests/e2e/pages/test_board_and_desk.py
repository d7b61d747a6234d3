"""Figures on pages: each opens its cases, and a form's figure comes with the proof to take away."""

from __future__ import annotations

import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from tests.support.desk import WORK, Desk
from tests.support.http import Client, Installation, answered
from tests.support.pages import Visitor


@pytest.fixture
def some(staff: Client) -> list[Desk]:
    """Two at work, one of whom nothing is known, one of whom something else is."""
    desks = [Desk(staff) for _ in range(4)]
    desks[0].status(WORK, "2025-08-01")
    desks[1].status(WORK, "2025-08-01")
    desks[3].status("OTHER", "2025-08-01")
    return desks


def total(visitor: Visitor, link: str) -> int:
    """How many cases stand behind a link."""
    visitor.open(link)
    assert visitor.page is not None
    return len(set(re.findall(r'href="/cases/([0-9a-f-]{36})', visitor.page.text)))


def test_every_figure_of_the_board_opens_as_many_cases(staff: Client, some: list[Desk]) -> None:
    visitor = Visitor.of(staff)
    shown = visitor.open("/board", as_of="2025-12-31")
    told = answered(staff.get("snapshot", {"as_of": "2025-12-31"}))
    assert told["total"] == len(some)
    figures = re.findall(r'<a href="(/board/cases\?[^"]*)"[^>]*>(\d+)</a>', shown)
    assert len(figures) >= 4
    for link, number in figures:
        assert total(visitor, link.replace("&amp;", "&")) == int(number), link
    parts = re.findall(r'<a href="(/board/cases\?[^"]*)" aria-label="[^"]*: (\d+)"', shown)
    assert parts
    for link, number in parts:
        assert total(visitor, link.replace("&amp;", "&")) == int(number), link


def test_the_board_is_of_its_point(staff: Client, some: list[Desk]) -> None:
    visitor = Visitor.of(staff)
    head = answered(staff.get("ledger/head"))["position"]
    some[2].status(WORK, "2025-08-01")
    visitor.open("/board", as_of="2025-12-31")
    assert "75,0\xa0%" in visitor.page.text  # type: ignore[union-attr]
    visitor.open("/board", as_of="2025-12-31", known_position=head)
    assert "50,0\xa0%" in visitor.page.text  # type: ignore[union-attr]
    visitor.open("/board", as_of="2025-07-15")
    assert "0,0\xa0%" in visitor.page.text  # type: ignore[union-attr]


def test_what_is_seen_is_what_is_downloaded(staff: Client, some: list[Desk]) -> None:
    visitor = Visitor.of(staff)
    visitor.open("/board", as_of="2025-12-31")
    (link,) = visitor.links("/board.xlsx")
    file = visitor.client.get(link)
    rows = CalamineWorkbook.from_filelike(BytesIO(file.data)).get_sheet_by_index(0).to_python()
    assert ["15.02.16", len(some)] in [row[:2] for row in rows]


def test_a_figure_of_a_form_comes_with_its_proof(
    installation: Installation, some: list[Desk], tmp_path: Path
) -> None:
    auditor = Visitor.of(installation.auditor())
    auditor.open("/desk", form="A", as_of="2025-12-31", graduation_year=2025)
    figures = auditor.links("/desk/A/figure")
    link = next(link for link in figures if "row=01&column=08" in link)
    auditor.open(link)
    assert "Петрова" not in auditor.words()
    assert auditor.links(some[0].path)
    (pack,) = auditor.links("pack.zip")
    file = auditor.client.get(pack)
    assert (file.status_code, file.mimetype) == (200, "application/zip")
    assert file.data == auditor.client.get(pack).data
    assert b"\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2\xd0\xb0" not in file.data
    ZipFile(BytesIO(file.data)).extractall(tmp_path)
    key = tmp_path / "auditor.key"
    keys = answered(installation.auditor().get("ledger/keys"))["keys"]
    key.write_text(keys[-1]["public_key"])
    assert verified(tmp_path, key) == (0, "")
    events = tmp_path / "events-001.json"
    events.write_text(events.read_text().replace("EMPLOYED_LABOUR", "EMPLOYED_CIVIL", 1))
    code, why = verified(tmp_path, key)
    assert code == 1, why


def verified(folder: Path, key: Path) -> tuple[int, str]:
    """What the auditors' program says of the events in the folder, by its own words."""
    done = subprocess.run(
        [sys.executable, "marshrut_verify.py", "events-001.json", "--key", key.name],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr if done.returncode else ""


def test_sums_of_a_pack_are_of_its_files(staff: Client, some: list[Desk], tmp_path: Path) -> None:
    assert some
    query = {"as_of": "2025-12-31", "row": "01", "column": "08", "graduation_year": 2025}
    ZipFile(BytesIO(staff.get("forms/A/evidence-pack", query).data)).extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, check=False)
    assert done.returncode == 0


def test_work_is_confirmed_for_many_at_once(staff: Client, some: list[Desk]) -> None:
    visitor = Visitor.of(staff)
    page = visitor.open("/work", list="STALE_CASES")
    (key,) = re.findall(r'name="key" value="([^"]+)"[^>]*>Без изменений', page)
    chosen = [desk.case_id for desk in some[:2]]
    said = {"case": chosen, "key": key, "effective_on": "2026-01-15"}
    visitor.send(said, to="/work/many/confirmations")
    assert "Записано: 2 из 2." in visitor.words()
    for desk in some[:2]:
        kinds = [each["kind"] for each in desk.lines().values()]
        assert kinds.count("confirmations") == 1


def test_a_measure_for_many_tells_of_whom_it_was_refused(staff: Client, some: list[Desk]) -> None:
    visitor = Visitor.of(staff)
    visitor.open("/work")
    chosen = [some[0].case_id, "00000000-0000-4000-8000-000000000000"]
    visitor.send({"case": chosen}, to="/work/many/measures")
    said = {"measure_code": "RESUME", "provided_on": "2026-01-15", "result": "PROVIDED"}
    visitor.send({"case": chosen, **said})
    assert "Записано: 1 из 2." in visitor.words()
    assert "Не записано: 1" in visitor.words()
