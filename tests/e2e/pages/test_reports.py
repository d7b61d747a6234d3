"""Pages of reports: issued, decided on, made anew, and held against what has become known."""

from __future__ import annotations

import hashlib
import re
from functools import partial
from html import unescape
from typing import Any

import pytest

from api.endpoints import restatements
from api.pages.views import restated
from projections.restatement import restatement
from tests.support.http import SCHOOL, Client, Installation, answered, employed, open_case
from tests.support.pages import Form, Visitor
from tests.support.tampering import re_dated, tamper

DAY = "2025-12-31"
CUT_OFF = "2025-11-20"
FORM_A = {"form": "A", "as_of": DAY, "parameters": {"graduation_year": 2025, "rows": "5"}}


def sent(visitor: Visitor, part: str, said: dict[str, Any] | None = None) -> str:
    """Send the form of the page whose address has the part; what the next page says."""
    assert visitor.page is not None
    (action,) = {f["action"] for f in Form(visitor.page.text).forms if part in (f["action"] or "")}
    visitor.send(said, action=action)
    return visitor.words()


def path_of(visitor: Visitor) -> str:
    assert visitor.page is not None
    return visitor.page.request.path


class World:
    """A centre, its base centre and authority; a graduate in work and one without news."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.centre = installation.staff()
        self.base = installation.client("BCK_STAFF", regions=("70",))
        self.authority = installation.client("ROIV_STAFF", regions=("70",))
        self.works, self.silent = open_case(self.centre), open_case(self.centre)
        self.status = self.write(self.works, "statuses", employed())

    def write(self, case: dict[str, Any], path: str, body: Any) -> dict[str, Any]:
        version = answered(self.centre.get(f"cases/{case['case_id']}"))["version"]
        answer = self.centre.post(f"cases/{case['case_id']}/{path}", body, version=version)
        assert answer.status_code == 201, answer.text
        return answered(answer)

    def issued(self, client: Client | None = None, **fields: Any) -> str:
        answer = (client or self.centre).post("reports", {**FORM_A, **fields})
        assert answer.status_code == 201, answer.text
        return str(answered(answer)["report_id"])


@pytest.fixture(scope="module")
def world(standing: Installation) -> World:
    return World(standing)


def test_from_draft_to_publication(world: World):
    centre = Visitor.of(world.centre)
    assert "/reports/new" in centre.open("/reports")
    centre.open("/reports/new")
    asked = {"form": "A", "as_of": "2100-01-01", "parameters.graduation_year": "2025"}
    centre.send(asked)
    assert "Дата отчёта ещё не наступила" in centre.words()
    centre.send({"as_of": DAY})
    report = path_of(centre)
    assert "Черновик" in centre.words()
    assert "2025" in centre.words()
    assert "Сдано" in sent(centre, "/submission", {"note": "За полугодие"})
    assert "За полугодие" in centre.words()
    assert "Что дальше" not in centre.words()

    base, authority = Visitor.of(world.base), Visitor.of(world.authority)
    base.open(report)
    assert "Принято" in sent(base, "/acceptance")
    assert not base.links("/publication")
    authority.open(report)
    assert "Опубликовано" in sent(authority, "/publication")
    centre.open("/reports", state="PUBLISHED")
    assert report in " ".join(centre.links("/reports/"))
    centre.open("/reports", state="RETURNED", form="C")
    assert "Таких изданий нет" in centre.words()


def test_a_return_has_a_reason_and_nobody_decides_on_their_own(world: World):
    report = world.issued(world.base, scope={"organisation": SCHOOL})
    base = Visitor.of(world.base)
    base.open(f"/reports/{report}")
    sent(base, "/submission")
    words = sent(base, "/return", {"reason": "Не то"})
    assert base.page is not None
    assert base.page.status_code == 403
    assert "принять или вернуть его может только другой сотрудник" in words
    assert "Не то" in base.page.text
    authority = Visitor.of(world.authority)
    authority.open(f"/reports/{report}")
    assert "Возвращено" in sent(authority, "/return", {"reason": "Проверьте Петрову"})
    assert "Проверьте Петрову" in authority.words()
    again = authority.links("/reports/new")
    authority.open(again[0])
    filled = Form(authority.page.text).forms[-1]["fields"]  # type: ignore[union-attr]
    assert (filled["form"], filled["scope.organisation"]) == ("A", SCHOOL)
    assert filled["parameters.rows"] == "5"


def test_files_are_the_issued_ones_and_a_page_of_another_version_is_refused(world: World):
    report = world.issued()
    digests = answered(world.centre.get(f"reports/{report}"))["files"]
    centre = Visitor.of(world.centre)
    for file in digests:
        answer = centre.client.get(f"/reports/{report}/file.{file['format']}")
        assert hashlib.sha256(answer.data).hexdigest() == file["sha256"]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    centre.open(f"/reports/{report}")
    shown = centre.page
    sent(centre, "/submission")
    centre.page = shown
    assert "прислана версия 1, сейчас 2" in sent(centre, "/submission", {"key": "another"})
    centre.open(f"/reports/{report}/file.pdf", 422)


def test_made_anew_it_is_the_same_until_somebody_touches_the_ledger(installation: Installation):
    world = World(installation)
    report = world.issued()
    centre = Visitor.of(world.centre)
    centre.open(f"/reports/{report}")
    words = sent(centre, "/again")
    assert "Совпадает до байта" in words
    assert words.count("✓ совпадает") == 4
    tamper(installation.database_url, re_dated, 4)
    centre.open(f"/reports/{report}")
    words = sent(centre, "/again")
    assert "✗ Не совпадает" in words
    assert "✗ не совпадает" in words


def test_what_moved_in_words_down_to_cases_and_events(world: World):
    report = world.issued()
    before = answered(world.centre.get(f"reports/{report}"))["point"]["known_position"]
    news = world.write(world.silent, "statuses", employed("2025-10-01"))
    reason = {"reason": "Не по специальности", "attributes": {"in_specialty": False}}
    fixed = f"entries/{world.status['entry_id']}/correction"
    correction = world.write(world.works, fixed, reason)
    centre = Visitor.of(world.centre)
    centre.open(f"/reports/{report}/restatement")
    words = centre.words()
    assert re.search(r"графа 08 .*? Было 1 , стало 2 \+1 : вот 1 запись", words)
    assert "+1 вошёл" in words
    assert "Записан статус" in words
    after = answered(world.centre.get("ledger/head"))["position"]
    cases = centre.links("/cases/")
    for position in (before, after):
        address = f"/cases/{world.silent['case_id']}?as_of={DAY}&known_position={position}"
        assert address in cases
        centre.open(address)
    centre.open(f"/reports/{report}/restatement")
    told = centre.links("/events/")
    for written in (news, correction):
        assert f"/events/{written['position']}?known_position={after}" in told
    centre.open(told[0])
    centre.open(f"/reports/{report}/restatement")
    for side in (*centre.links("/figure?")[:2], *centre.links("restatement.xlsx")):
        answer = centre.client.get(side)
        assert answer.status_code == 200, side

    centre.open(f"/reports/{report}/restatement/cases", column="08", known_position=after)
    assert str(news["position"]) in centre.words()
    centre.open(f"/reports/{report}/restatement", 409, known_position=1)
    assert "Издания нельзя сравнить" in centre.words()


def test_of_many_cells_the_cases_are_told_a_block_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(restated, "FEW", 1)
    report = world.issued()
    opened = open_case(world.centre)
    news = world.write(opened, "statuses", employed())
    centre = Visitor.of(world.centre)
    centre.open(f"/reports/{report}/restatement")
    assert re.search(r"графа 08 .*? Было \d+ , стало \d+ \+1 \. Вошло: 1, вышло: 0", centre.words())
    assert not centre.links("/events/")
    (behind, again) = re.findall(r'(?:href|hx-get)="([^"]*/block[^"]*)"', centre.page.text)  # type: ignore[union-attr]
    assert behind == again  # a script asks for it by itself
    centre.open(unescape(behind))
    assert re.search(r"графа 08 .*? \+1 : вот 3 записи", centre.words())
    assert any(f"/events/{news['position']}?" in link for link in centre.links("/events/"))
    part = centre.client.get(unescape(behind), headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div id="moved">')


def test_the_cases_behind_a_cursor_are_those_of_its_cells(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(restated, "FEW", 1)
    a_page = partial(restatement, most=3)
    monkeypatch.setattr(restatements, "restatement", a_page)
    report = world.issued()
    world.write(open_case(world.centre), "statuses", employed())
    centre = Visitor.of(world.centre)
    place = f"/reports/{report}/restatement"
    shown, told = [], []
    while place:
        page = centre.open(place)
        shown += re.findall(r"<h3>(.*?)</h3>", page)
        nexts = [link for link in centre.links("cursor=") if "/block" not in link]
        for group in range(page.count("<option value=") or 1):
            page = centre.open(f"{place}{'&' if '?' in place else '?'}group={group}")
            behind = unescape(re.findall(r'hx-get="([^"]*/block[^"]*)"', page)[0])
            heads = re.findall(r"<h3>(.*?)</h3>", page)
            assert re.findall(r"<h3>(.*?)</h3>", centre.open(behind))[: len(heads)] == heads
            told += heads
        place = nexts[-1] if nexts and nexts[-1] != place else ""
    assert len(told) > len(shown) > 3


def test_two_editions_stand_side_by_side_whichever_was_chosen_first(world: World):
    first = world.issued()
    opened = open_case(world.centre)
    world.write(opened, "statuses", employed())
    second = world.issued()
    centre = Visitor.of(world.centre)
    for one, other in ((first, second), (second, first)):
        centre.open(f"/reports/{one}")
        (link,) = centre.links(f"/beside?against={other}")
        place = centre.client.get(link).headers["Location"]
        assert place == f"/reports/{first}/restatement?against={second}"
    centre.open(place)
    assert "Два издания рядом" in centre.words()
    assert re.search(r"Было \d+ , стало \d+ \+1 : вот \d запис", centre.words())


def test_the_table_opens_to_the_cases_of_its_point(world: World):
    report = world.issued()
    auditor = Visitor.of(world.installation.auditor())
    auditor.open(f"/reports/{report}/table")
    figure = next(link for link in auditor.links("/figure?") if "column=08" in link)
    auditor.open(figure)
    point = answered(world.centre.get(f"reports/{report}"))["point"]
    assert auditor.links(f"known_position={point['known_position']}")
    assert auditor.links("/pack.zip")
    auditor.open(f"/reports/{report}/table", table="summary")
    assert "Итоги по образовательным организациям" in auditor.words()
    auditor.open(f"/reports/{report}")
    assert not auditor.links("/submission")
    auditor.open("/reports/new")
    assert "Вашей роли этого права не дано" in auditor.words()


def test_a_period_is_closed_and_says_who_has_handed_in(world: World):
    authority, centre = Visitor.of(world.authority), Visitor.of(world.centre)
    report = world.issued(as_of=CUT_OFF)
    authority.open("/reports/periods", 303, cadence_code="M20", cutoff="2025-11-30", region_code=70)
    period = authority.page.headers["Location"]  # type: ignore[union-attr]
    assert period == f"/reports/periods/70/M20/{CUT_OFF}"
    authority.open(period)
    assert report in " ".join(authority.links("/reports/"))
    assert "Закрыт" in sent(authority, "/closure", {"note": "Итог"})
    centre.open("/reports/new")
    centre.send({"form": "A", "as_of": CUT_OFF})
    assert "Период закрыт" in centre.words()
    authority.open(period, step="exceptions")
    said = {"organisation": SCHOOL, "until": "2200-01-01", "reason": "Болезнь"}
    assert "Болезнь" in sent(authority, "/exceptions", said)
    assert world.issued(as_of=CUT_OFF)
    centre.open("/reports")
    assert period in centre.links("/periods/")
    centre.open(period)
    assert "Кто сдал" in centre.words()
    assert not centre.links("step=")


def test_every_text_has_its_english(world: World):
    report = world.issued()
    visitor = Visitor.of(world.authority, language="en")
    for path in ("reports", "reports/new", f"reports/{report}", f"reports/{report}/restatement"):
        visitor.open(f"/{path}")
    assert "Compare with" in visitor.words()
