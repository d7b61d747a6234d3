"""Pages of programmes: the plan by section and month, reports of it, targets down to cases."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from marshrut.application.service import Service
from tests.support.desk import Desk
from tests.support.http import OTHER_SCHOOL, SCHOOL, Client, Installation, answered
from tests.support.pages import Visitor
from tests.support.programmes import PROGRAMME, Register, item, programme

WORK = "EMPLOYED_LABOUR_CONTRACT"
APPROVAL = {"approved_on": "2025-01-10", "document": "Распоряжение"}
AUGUST = "2025-08-31"
REPORT = {"state": "DONE", "effective_on": "2025-02-18", "text": "Совещание проведено"}


@pytest.fixture
def authority(installation: Installation) -> Client:
    """The authority of Tomsk."""
    return installation.client("ROIV_STAFF", regions=("70",))


@pytest.fixture
def register(authority: Client) -> Register:
    """The small programme of the region, approved; an item of it is due every month."""
    free = item("1.2", short_title="Горячая линия", schedule={"recurrence": "CONTINUOUS"})
    monthly = item("1.1", schedule={"recurrence": "MONTHLY", "day_of_month": 20})
    made = Register(authority, programme(items=[monthly, free]))
    made.post("approval", APPROVAL)
    return made


@pytest.fixture
def school_plan(installation: Installation) -> Register:
    """The shipped plan of a school, taken over and approved; of two graduates of 2025 one works."""
    staff = installation.staff()
    Desk(staff).status(WORK, "2025-07-10")
    Desk(staff)
    made = Register(staff, {"template": "S002", "code": "PLAN", "organisation": SCHOOL})
    made.post("approval", {}, by=installation.client("POO_HEAD", organisation=SCHOOL))
    return made


@pytest.mark.usefixtures("register")
def test_a_plan_is_a_list_and_a_calendar(authority: Client):
    visitor = Visitor.of(authority)
    visitor.open("/programmes", as_of="2025-03-31")
    assert "выполнено 0 из 2" in visitor.words()
    assert visitor.links(f"/programmes/{PROGRAMME}?as_of=2025-03-31")
    visitor.open(f"/programmes/{PROGRAMME}", as_of="2025-03-31")
    words = visitor.words()
    assert "Просрочено: 3" in words
    assert "просрочен срок 20.01.2025" in words
    assert "Горячая линия" in words
    visitor.open(f"/programmes/{PROGRAMME}", as_of="2025-03-31", state="PLANNED")
    assert "Мероприятие 1.1" not in visitor.words().partition("считать и сроки")[2]
    calendar = visitor.open(f"/programmes/{PROGRAMME}", as_of="2025-03-31", view="calendar")
    assert calendar.count('<table class="month">') == 12
    assert 'class="s-OVERDUE" href="#d-2025-02-20"' in calendar
    assert 'id="d-2025-02-20"' in calendar
    assert 'class="s-PLANNED" href="#d-2025-04-20"' in calendar
    asked = {"as_of": "2025-03-31", "view": "calendar", "state": "OVERDUE"}
    assert "#d-2025-04-20" not in visitor.open(f"/programmes/{PROGRAMME}", **asked)


def test_progress_is_reported_in_a_form(authority: Client, register: Register):
    visitor, before = Visitor.of(authority), register.position
    root = f"/programmes/{PROGRAMME}"
    visitor.open(f"{root}/item", item="1.1")
    assert f"{root}/progress?item=1.1&due_on=2025-02-20" in visitor.links("due_on=2025-02")
    page = visitor.open(f"{root}/progress", item="1.1", due_on="2025-02-20")
    assert '<option value="2025-02-20" selected>' in page
    visitor.send({**REPORT, "value": "много"})
    assert visitor.page is not None
    assert visitor.page.status_code == 422
    assert "Совещание проведено" in visitor.page.text  # what was typed is still there
    visitor.send({"value": "12,5"})
    words = visitor.words()
    assert "Записано. Событие №" in words
    assert "Совещание проведено (12,5)" in words
    assert "Выполнено" in words
    visitor.open(f"{root}/item", item="1.1", known_position=before)
    assert "Совещание проведено" not in visitor.words()
    assert not visitor.links("/progress")  # nothing is recorded in the past
    visitor.open(f"{root}/trail")
    assert "Отчёт о выполнении пункта: 1.1, Выполнено, срок 20.02.2025" in visitor.words()
    visitor.open(visitor.links("/annulment")[0])
    visitor.send({"reason": "Совещание перенесли"})
    assert "Запись программы аннулирована" in visitor.words()
    visitor.open(f"{root}/item", item="1.1")
    assert "Совещание проведено" not in visitor.words()


def test_between_two_midnights_the_day_is_the_readers_and_moments_are_the_installations(
    authority: Client, register: Register, monkeypatch: pytest.MonkeyPatch
):
    """From 17:00 to 21:00 UTC it is the next day in Tomsk, and still this one in Moscow."""
    assert register.position
    evening = (datetime.now(UTC) + timedelta(days=1)).replace(hour=18, minute=0)
    monkeypatch.setattr(Service, "now", lambda _: evening)
    here, shown = evening.date() + timedelta(days=1), evening.date()
    assert answered(authority.get("access/whoami"))["today"] == f"{here}"
    visitor = Visitor.of(authority)
    page = visitor.open(f"/programmes/{PROGRAMME}/item", item="1.1")
    assert visitor.links("/progress?item=1.1")  # it is today, by all that is known
    assert re.search(rf'name="as_of" value="{here}"', page)
    assert re.search(rf'name="known_on" value="{shown}" max="{shown}"', page)
    board = visitor.open("/board", known_on=f"{shown}")
    assert f'name="known_on" value="{shown}" max="{shown}"' in board
    before = shown - timedelta(days=3)
    assert f'name="known_on" value="{before}"' in visitor.open("/board", known_on=f"{before}")


def test_a_target_opens_to_the_cases_behind_its_fact(school_plan: Register):
    visitor = Visitor.of(school_plan.client)
    page = visitor.open("/programmes/PLAN/targets", as_of=AUGUST)
    assert "Факт 50 %, план: не менее 65 %. Не выполнено." in page.replace("\u00a0", " ")
    visitor.open("/programmes/PLAN/indicator", as_of=AUGUST, indicator="S002-K2")
    (later,) = set(visitor.links("lines=1"))
    visitor.open(later)
    assert visitor.page is not None
    assert '<svg class="trend"' in visitor.page.text
    assert "То же таблицей" in visitor.words()
    cases = [link for link in visitor.links("/cases?") if "part=" not in link]
    plain = [link for link in cases if "cohort=2025" in link and "category" not in link]
    early = next(link for link in plain if "&on=2024-12-31" in link)
    last = next(link for link in plain if "&on=" not in link)
    visitor.open(early)
    assert "Таких дел нет." in visitor.words()  # nobody had graduated yet
    visitor.open(last)
    assert len(visitor.links("/cases/")) == 1
    visitor.open(f"{last}&part=denominator")
    assert len(visitor.links("/cases/")) == 2


def test_a_target_is_entered_by_the_authority_alone(school_plan: Register, authority: Client):
    asked = {"indicator": "S002-K1", "as_of": AUGUST}
    visitor = Visitor.of(authority)
    visitor.open("/programmes/PLAN/indicator", indicator="S002-K1")
    assert visitor.links("/target?indicator=S002-K1")
    visitor.open("/programmes/PLAN/target", indicator="S002-K1")
    said = {"target": "2024-09-01|2025-08-31|2025|", "value": "66,6"}
    visitor.send({**said, "effective_on": "2024-10-01"})
    assert "Записано. Событие №" in visitor.words()
    visitor.open("/programmes/PLAN/indicator", **asked)
    assert "не менее 66,6 %" in visitor.words().replace("\u00a0", " ")
    school = Visitor.of(school_plan.client)
    school.open("/programmes/PLAN/indicator", indicator="S002-K1")
    assert not school.links("/target?")
    school.open("/programmes/PLAN/target", indicator="S002-K1")
    school.send({**said, "effective_on": "2024-10-01"})
    assert school.page is not None
    assert school.page.status_code == 403
    assert "Нет права" in school.words()


def test_a_school_sees_the_plan_of_its_region_without_facts(authority: Client, staff: Client):
    Register(authority, {"template": "S000"}).post("approval", APPROVAL)
    school = Visitor.of(staff)
    school.open("/programmes/S000/targets")
    assert "Факт этой программы вам не показывают." in school.words()
    assert "2029 год: не менее" in school.words()
    school.open("/programmes/S000")
    assert not school.links("/progress")
    region = Visitor.of(authority)
    region.open("/board/programmes", as_of="2026-06-30")
    assert "Показатели программ" in region.words()


def test_another_school_knows_nothing_of_a_plan(installation: Installation, school_plan: Register):
    other = Visitor.of(installation.staff(OTHER_SCHOOL))
    other.open(f"/programmes/{school_plan.code}", 404)
    other.open("/programmes")
    assert "Программ нет" in other.words()
    visitor = Visitor.of(school_plan.client, language="en")
    visitor.open("/programmes")
    assert "Programmes for employment" in visitor.words()
