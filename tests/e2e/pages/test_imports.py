"""A list at the pages: judged, corrected, loaded, watched; a browser without script does it all."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

import api.endpoints.imports
from api.services import Services
from tests.e2e.test_import import BORIS, HEADINGS
from tests.e2e.test_long_import import let_work, people
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.pages import Form, Visitor
from tests.support.records import opened

SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def clerk(standing: Installation) -> Client:
    return standing.staff()


def rows(*lines: str) -> bytes:
    return "\n".join((HEADINGS, *lines)).encode()


def send(visitor: Visitor, data: bytes, **more: Any) -> str:
    """Send the form of a list, written by hand: the library's lies in a file nobody closes."""
    visitor.open("/imports")
    assert visitor.page is not None
    form = next(one for one in Form(visitor.page.text).forms if one["action"] == "/imports")
    headers = more.pop("headers", {})
    said = {**form["fields"], "dry_run": "true", **more}
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in said.items()]
    parts.append(b'name="file"; filename="list.csv"\r\n\r\n' + data)
    head = b"--X\r\nContent-Disposition: form-data; "
    body = b"".join(head + part + b"\r\n" for part in parts) + b"--X--\r\n"
    visitor.page = visitor.client.post(
        "/imports", data=body, content_type="multipart/form-data; boundary=X", headers=headers
    )
    if visitor.page.status_code == 303:
        return visitor.open(visitor.page.headers["Location"])
    return visitor.page.text


def test_a_list_is_judged_corrected_and_loaded(clerk: Client):
    visitor = Visitor.of(clerk)
    year = {"graduation_year": 2025}
    before = answered(clerk.get("snapshot", year))["total"]
    good = f"Орлов Пётр;04.05.2005;;{SCHOOL};15.02.16;очная;27.06.2025;;"
    wrong = BORIS.format(SCHOOL).replace("02.03.2005", "вчера")
    page = send(visitor, rows(good, wrong, BORIS.format(FAR_SCHOOL)))
    assert "ничего не записано" in page
    table = page.partition("Стоит взглянуть")[0]
    assert re.findall(r'<th scope="row"[^>]*>(\d+)</th>', table) == ["3", "4"]
    assert re.findall(r'class="wrong" title="Это не дата[^>]*>([^<]*)<', table) == ["вчера"]
    assert f'<td lang="ru">{BORIS.partition(";")[0]}</td>' in table  # beside it, whose row it is
    assert "Это не дата" in page
    assert "вне вашего доступа" in page
    assert "выберите файл ещё раз" in page
    assert answered(clerk.get("snapshot", year))["total"] == before
    [marked] = visitor.links("errors.xlsx")
    answer = visitor.client.get(marked)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    with CalamineWorkbook.from_filelike(BytesIO(answer.data)) as book:
        assert "Это не дата" in book.get_sheet_by_index(0).to_python()[2][-1]
    send(visitor, rows(good), dry_run="false")
    assert "Загружено" in visitor.words()
    assert "1 записано" in visitor.words()
    assert answered(clerk.get("snapshot", year))["total"] == before + 1
    send(visitor, rows(good.replace("27.06.2025", "28.06.2025")))
    assert "расходится с делом" in visitor.words()
    [case] = [link for link in visitor.links("/cases/") if "search" not in link]
    assert visitor.open(case)


def test_a_script_gets_the_outcome_alone(clerk: Client):
    visitor = Visitor.of(clerk)
    page = send(visitor, rows(people(1)[0]), headers=SCRIPT)
    assert page.lstrip().startswith("<section")
    assert 'form="list"' in page
    refused = send(visitor, "ФИО;Занятость\nКотов Иван;НПД".encode(), headers=SCRIPT)
    assert refused.lstrip().startswith("<section")
    assert "Нет колонки" in refused


def test_a_long_list_is_watched_until_it_is_loaded(
    standing: Installation, clerk: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api.endpoints.imports, "MOST_ROWS", 2)
    visitor = Visitor.of(clerk)
    with monkeypatch.context() as nobody:
        nobody.setattr(Services, "load_lists", lambda _: None)
        page = send(visitor, rows(*people(4)), dry_run="false")
    assert visitor.page is not None
    place = visitor.page.request.path
    assert 'hx-trigger="every 2s"' in page
    assert "<progress" in page
    assert place in visitor.links()
    let_work(standing)
    visitor.open("/imports")
    assert place in visitor.links("/imports/")  # whoever has closed the page finds it again
    ended = visitor.client.get(place, headers=SCRIPT).text
    assert "every 2s" not in ended
    assert "Загружено" in ended
    other = Visitor.of(standing.staff())
    other.open(place, 404)
    assert "прежние" not in other.open("/imports")


def test_what_cannot_be_taken_is_told_beside_the_form(clerk: Client):
    visitor = Visitor.of(clerk)
    nothing = send(visitor, b"just some words\n" * 100_000)  # more than other requests may bring
    assert visitor.page is not None
    assert visitor.page.status_code == 422
    assert "заголовков" in nothing
    send(visitor, b"x" * 11_000_000)
    assert visitor.page.status_code == 413
    assert "Файл больше 10 МБ" in visitor.words()
    assert 'type="file"' in visitor.page.text
    visitor.open("/imports")
    secret = Form(visitor.page.text).forms[-1]["fields"]["csrf"]
    form = {"csrf": secret, "dry_run": "true"}
    visitor.page = visitor.client.post("/imports", data=form)
    assert visitor.page.status_code == 422
    assert 'role="alert"' in visitor.page.text


def test_each_role_is_offered_what_it_may_load(standing: Installation, clerk: Client):
    region = ("70",)
    authority = Visitor.of(standing.client("ROIV_STAFF", regions=region))
    authority.open("/imports")
    assert "Сверка с выпиской" in authority.words()
    assert "Меры поддержки" not in authority.words()
    opened(
        standing.client("BCK_STAFF", regions=region),
        "verification-runs",
        {"source": "SFR", "cutoff": "2025-12-31", "year_from": 2025, "extract_number": "12-34"},
        effective_on="2026-01-20",
    )
    [run_id] = re.findall(
        r'<option value="([^"]+)">12-34, 31.12.2025</option>', authority.open("/imports")
    )
    send(authority, "СНИЛС;Застрахован\n112-233-445 95;да".encode(), run_id=run_id)
    assert "Проверка списка: Сверка с выпиской" in authority.words()
    member = Visitor.of(standing.client("WG_MEMBER", organisation=SCHOOL))
    member.open("/imports")
    assert "права нет" in member.words()
    assert 'type="file"' not in member.open("/imports")
    auditor = Visitor.of(standing.auditor())
    auditor.open("/desk")
    assert auditor.links("/imports") == []
    english = Visitor.of(clerk, language="en")
    english.open("/imports")
    assert "At most 10 MB" in english.words()
    answer = english.client.get("/imports/template/measures.csv")
    assert answer.headers["Content-Disposition"].endswith('"measures.csv"')
    english.open(f"/imports/{uuid4()}", 404)
