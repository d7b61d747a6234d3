"""A case on its page: late news recorded, corrected, seen at both points, refused in words."""

from __future__ import annotations

import re
from html import unescape

import pytest

from api.pages.views import cases, work
from tests.support.desk import WORK, Desk
from tests.support.http import EMPLOYER, OTHER_SCHOOL, Client, Installation, answered
from tests.support.pages import Form, Visitor

WORKS = "Трудоустроен по трудовому договору"


def recorded(visitor: Visitor, desk: Desk) -> None:
    """Late news, by the form."""
    visitor.open(f"/{desk.path}/record/statuses")
    said = {
        "status_code": WORK,
        "effective_on": "2025-08-01",
        "source": "EMPLOYER",
        "attributes.employer_inn": EMPLOYER["employer_inn"],
        "attributes.employer_name": EMPLOYER["employer_name"],
        "attributes.in_specialty": "true",
    }
    visitor.send(said)


def test_late_news_are_recorded_corrected_and_seen_at_both_points(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    before = answered(staff.get("ledger/head"))["position"]
    recorded(visitor, desk)
    if "Вернуться к делу" in visitor.words():  # there was a warning to be read first
        visitor.open(f"/{desk.path}")
    assert WORKS in visitor.words()
    assert "поздняя весть" in visitor.words()
    (entry,) = [each for each in desk.lines().values() if each["kind"] == "statuses"]
    visitor.open(f"/{desk.path}/entries/{entry['entry_id']}/correction")
    visitor.send({"attributes.in_specialty": "false", "reason": "Не по специальности"})
    (entry,) = [each for each in desk.lines().values() if each["kind"] == "statuses"]
    assert entry["state"] == "corrected"
    assert entry["attributes"]["in_specialty"] is False
    visitor.open(f"/{desk.path}", as_of="2025-09-01", known_position=before)
    assert "Нет сведений с" not in visitor.words()
    assert f"{WORKS} с 01.08.2025" not in visitor.words()
    assert "Записать статус" not in visitor.words()  # nothing is written into the past
    visitor.open(f"/{desk.path}", as_of="2025-09-01")
    assert f"{WORKS} с 01.08.2025" in visitor.words()
    visitor.open(f"/{desk.path}/trail")
    assert "Не по специальности" in visitor.words()
    assert "Запись исправлена" in visitor.words()


def test_a_rule_that_is_broken_is_told_beside_what_was_typed(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    visitor.open(f"/{desk.path}/record/statuses")
    visitor.send({"status_code": WORK, "effective_on": "2031-01-01"})
    assert visitor.page is not None
    assert visitor.page.status_code in {409, 422}
    fields = Form(visitor.page.text).forms[-1]["fields"]
    assert (fields["status_code"], fields["effective_on"]) == (WORK, "2031-01-01")
    assert 'role="alert"' in visitor.page.text
    assert desk.lines().keys() == {desk.opening, *desk.lines()}
    assert not [each for each in desk.lines().values() if each["kind"] == "statuses"]


def test_pages_speak_of_labels_and_requests_of_names_as_well(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    body = {"status_code": WORK, "effective_on": "2025-08-01", "attributes": EMPLOYER}
    told = desk.post("statuses", body)["warnings"]
    assert any(re.search(r"\([a-z_.]+\)", each["detail"]) for each in told)
    recorded(visitor, Desk(staff))
    assert "Обратите внимание" in visitor.words()
    assert not re.search(r"\([a-z_.]+\)|«[a-z_.]+»", visitor.words())


def test_a_field_of_the_wrong_shape_is_told_at_the_field(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    visitor.open(f"/{desk.path}/record/measures")
    visitor.send({"measure_code": "RESUME", "result": "PROVIDED", "provided_on": "вчера"})
    assert visitor.page is not None
    assert visitor.page.status_code == 422
    assert re.search(r'name="provided_on"[^>]*aria-invalid="true"', visitor.page.text)


def test_who_was_slower_is_told_and_may_send_again(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    visitor.open(f"/{desk.path}/record/confirmations")
    desk.status("OTHER", "2025-08-01")
    visitor.send({"effective_on": "2025-09-01"})
    assert visitor.page is not None
    assert visitor.page.status_code == 412
    visitor.send()
    assert visitor.page.status_code == 200
    kinds = [each["kind"] for each in desk.lines().values()]
    assert kinds.count("confirmations") == 1


def test_a_form_that_is_sent_twice_is_recorded_once(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    visitor.open(f"/{desk.path}/record/confirmations")
    page = visitor.page
    visitor.send({"effective_on": "2025-09-01"})
    visitor.page = page
    visitor.send({"effective_on": "2025-09-01"})
    kinds = [each["kind"] for each in desk.lines().values()]
    assert kinds.count("confirmations") == 1


def test_an_entry_is_ended_and_annulled(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    work = desk.status(WORK, "2025-08-01")["entry_id"]
    visitor.open(f"/{desk.path}/entries/{work}/end")
    visitor.send({"ended_on": "2025-09-30"})
    assert desk.lines()[work]["ended_on"] == "2025-09-30"
    visitor.open(f"/{desk.path}/entries/{work}/annulment")
    visitor.send({"reason": "Чужая запись"})
    assert desk.lines()[work]["state"] == "annulled"
    assert "аннулирована" in visitor.words()


def test_the_picture_has_a_line_for_what_each_event_made_known(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    work = desk.status(WORK, "2025-08-01")["entry_id"]
    desk.correct(work, effective_on="2025-09-01")
    history = answered(staff.get(f"{desk.path}/status-history"))["rectangles"]
    shown = visitor.open(f"/{desk.path}")
    assert shown.count('<path class="mark"') == len({each["known_from"] for each in history})
    assert shown.count('class="frame"') == len(history)
    over = [each for each in history if each["known_to"] is not None]
    assert shown.count(" over") == len(over) > 0


def test_a_foreign_case_is_not_found(installation: Installation, staff: Client) -> None:
    desk = Desk(staff)
    visitor = Visitor.of(installation.staff(OTHER_SCHOOL))
    for place in ("", "/trail", "/file", "/record/statuses"):
        visitor.open(f"/{desk.path}{place}", 404)
        assert "Петрова" not in visitor.words()


def test_a_person_is_found_by_name_and_never_in_an_address(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    visitor.open("/cases")
    visitor.send({"name": "Петрова"}, action="/cases/search")
    assert visitor.links(f"/{desk.path}")
    assert visitor.page is not None
    assert visitor.page.request.query_string == b""


def test_the_personal_file_is_for_print(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    desk.status(WORK, "2025-08-01")
    visitor.open(f"/{desk.path}/file")
    assert "Личное дело: Петрова" in visitor.words()
    assert WORKS in visitor.words()


def test_only_the_changing_part_is_sent_to_a_script(staff: Client) -> None:
    desk, visitor = Desk(staff), Visitor.of(staff)
    part = visitor.client.get(f"/{desk.path}", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "Записи дела" in part.text
    lost = visitor.client.get(f"/{desk.path}?as_of=x", headers={"HX-Request": "true"})
    assert lost.status_code == 422
    assert "<html" not in lost.text


@pytest.mark.parametrize("place", ["/cases", "/work?list=STALE_CASES"])
def test_a_long_list_is_leafed_through_to_its_end(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    for module in (cases, work):
        monkeypatch.setattr(module, "PAGE", 2)
    staff = installation.staff()
    desks = [f"/{Desk(staff).path}" for _ in range(5)]
    visitor, found, leaves = Visitor.of(staff), [], 0
    while place:
        page = visitor.open(place)
        found += re.findall(r'href="(/cases/[0-9a-f-]{36})"', page)
        place = unescape("".join(re.findall(r'rel="next" href="([^"]*)"', page)))
        leaves += 1
    assert (sorted(found), leaves) == (sorted(desks), 3)
