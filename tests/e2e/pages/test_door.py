"""The door of the pages: nobody comes in without a session, and no foreign form changes anything.

The routes are taken from the application itself, so that a new page is met from its first day.
"""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest

from api.pages.registering import OPEN
from api.pages.session import COOKIE, LASTS
from tests.support.http import SCHOOL, Client, Installation, answered
from tests.support.pages import Form, Visitor
from tests.support.routes import Route, page_routes
from tests.support.table_rows import SOMETHING

STATIC = "/static/<path:filename>"
BY_PROVIDER = {"/sign-in/oidc", "/sign-in/oidc/return", "/signed-out"}  # test_signin
CLOSED = [
    route
    for route in page_routes()
    if route.rule not in {STATIC, "/sign-in", "/language", *BY_PROVIDER}
]
SECRET = re.compile(r'name="csrf" value="[^"]*"')
VALUES = {"case_id": SOMETHING, "entry_id": SOMETHING, "position": "1"}
each_closed = pytest.mark.parametrize("route", CLOSED, ids=str)
once = pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")


def address(route: Route) -> str:
    names = {name: VALUES.get(name, SOMETHING) for name in route.names}
    return route.path(**names)


def test_what_is_open_is_known() -> None:
    assert {name.partition(".")[2] for name in OPEN} >= {"sign_in", "switch_language", "static"}


@once
@each_closed
def test_nobody_comes_in_without_a_session(standing: Installation, route: Route) -> None:
    browser = standing.app.test_client()
    answer = browser.open(address(route), method=route.method)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in")


@once
@pytest.mark.parametrize("route", [r for r in CLOSED if r.method == "POST"], ids=str)
def test_a_form_without_the_secret_of_the_session_is_refused(
    standing: Installation, route: Route
) -> None:
    visitor = Visitor.of(standing.staff())
    answer = visitor.client.post(address(route), data={"csrf": "guessed"})
    assert answer.status_code == 403, route
    assert "Форма не с этой страницы" in answer.text


@once
@pytest.mark.parametrize(
    "told", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_form_of_another_site_is_refused(standing: Installation, told: dict[str, str]) -> None:
    browser = standing.app.test_client()
    answer = browser.post("/sign-in", data={"token": standing.staff().token}, headers=told)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_a_token_lets_in_and_is_not_in_the_cookie(installation: Installation) -> None:
    staff = installation.staff()
    browser = installation.app.test_client()
    shown = browser.get("/sign-in?next=/cases").text
    assert Form(shown).forms[-1]["action"] == "/sign-in?next=/cases"
    entered = browser.post("/sign-in?next=/cases", data={"token": staff.token})
    assert (entered.status_code, entered.headers["Location"]) == (303, "/cases")
    cookie = entered.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert staff.token is not None
    assert staff.token not in cookie
    assert browser.get("/cases").status_code == 200


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "/api/v1/docs/", "x"]
)
def test_nobody_is_led_elsewhere_after_signing_in(standing: Installation, place: str) -> None:
    browser = standing.app.test_client()
    sent = browser.post(f"/sign-in?next={place}", data={"token": standing.staff().token})
    assert sent.headers["Location"] == "/"


def test_a_wrong_token_is_told_and_counted(installation: Installation) -> None:
    browser = installation.app.test_client()
    told = browser.post("/sign-in", data={"token": "mrs_wrong"})
    assert told.status_code == 401
    assert "По этому токену войти нельзя" in told.text
    assert "Set-Cookie" not in told.headers


def test_a_session_ends_with_its_cookie_or_its_token(installation: Installation) -> None:
    visitor = Visitor.of(installation.staff())
    visitor.open("/cases")
    visitor.send(action="/sign-out")
    assert visitor.client.get("/cases").status_code == 303
    assert timedelta(hours=1) < LASTS <= timedelta(hours=24)
    again = Visitor.of(installation.staff())
    again.client.set_cookie(COOKIE, "c2VhbGVk")
    assert again.client.get("/cases").status_code == 303


def test_a_token_that_is_taken_ends_the_session(installation: Installation) -> None:
    staff, admin = installation.staff(), installation.admin()
    visitor = Visitor.of(staff)
    visitor.open("/cases")
    token = staff.get("access/whoami").json
    assert token is not None
    taken = f"access/tokens/{token['token_id']}/revocation"
    assert admin.post(taken, {"reason": "Уволена"}).status_code == 201
    assert visitor.client.get("/cases").status_code == 303


def test_who_has_no_right_is_told_so(standing: Installation) -> None:
    visitor = Visitor.of(standing.admin())
    visitor.open("/cases", 403)
    assert "не даёт права" in visitor.words()
    assert "Дела" not in Form(visitor.page.text).forms  # type: ignore[union-attr]


def test_a_page_that_is_none_is_a_page(standing: Installation) -> None:
    browser = standing.app.test_client()
    answer = browser.get("/nowhere", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Такой страницы нет" in answer.text
    machine = browser.get("/api/v1/nowhere", headers={"Accept": "text/html"})
    assert (machine.status_code, machine.mimetype) == (401, "application/problem+json")


def test_pages_have_strict_headers(standing: Installation) -> None:
    visitor = Visitor.of(standing.staff())
    visitor.open("/cases")
    assert visitor.page is not None
    policy = visitor.page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert visitor.page.headers["Cache-Control"] == "no-store"
    style = next(link for link in visitor.links("pages.css"))
    kept = visitor.client.get(style, buffered=True)
    assert kept.headers["Cache-Control"].endswith("immutable")


def test_the_language_is_switched(standing: Installation) -> None:
    visitor = Visitor.of(standing.staff())
    visitor.open("/work")
    assert "Что нужно сделать сегодня" in visitor.words()
    visitor.send({"language": "en"}, action="/language")
    assert "What is to be done today" in visitor.words()
    assert "Overdue steps" in visitor.words()


def test_an_auditor_sees_names_with_a_purpose_alone(installation: Installation) -> None:
    from tests.support.desk import Desk  # noqa: PLC0415

    desk = Desk(installation.staff())
    visitor = Visitor.of(installation.auditor())
    assert "Петрова" not in visitor.open(f"/{desk.path}")
    shown = visitor.send({"purpose": "Проверка отчёта за III квартал"}, action="/purpose")
    assert "Петрова" in shown
    assert "Имена показываются с целью: Проверка отчёта за III квартал" in visitor.words()


def test_one_request_has_one_number(staff: Client, caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor.of(staff)
    with caplog.at_level("INFO", logger="marshrut.api"):
        visitor.client.get("/cases", headers={"X-Request-Id": "number-1"})
    told = [record.told for record in caplog.records if hasattr(record, "told")]  # type: ignore[attr-defined]
    asked = [each for each in told if str(each.get("route")).endswith("/cases")]
    assert {each["correlation_id"] for each in asked} == {"number-1"}
    assert [each["route"] for each in asked] == ["/api/v1/cases", "/cases"]
    assert SCHOOL not in str([each["route"] for each in asked])


def test_at_an_address_that_is_no_page_the_menu_stays(installation: Installation):
    admin, asked = installation.admin(), {"actor": "a", "role": "CK_STAFF", "organisation": SCHOOL}
    issued = answered(admin.post("access/tokens", asked))
    visitor = Visitor.of(Client(installation.app, issued["token"]))
    assert 'aria-label="Разделы"' in visitor.open("/board")
    assert 'aria-label="Разделы"' in nowhere(visitor)
    place = f"access/tokens/{issued['token_id']}/revocation"
    assert admin.post(place, {"reason": "left"}).status_code == 201
    assert 'aria-label="Разделы"' not in nowhere(visitor)
    assert "Такой страницы нет" in visitor.words()


def nowhere(visitor: Visitor) -> str:
    """The page of an address that there is not, as a browser asks for it."""
    visitor.page = visitor.client.get("/nowhere", headers={"Accept": "text/html"})
    assert visitor.page.status_code == 404
    return visitor.page.text


def test_pages_and_files_are_compressed_for_who_reads_that(standing: Installation):
    visitor = Visitor.of(standing.staff())
    plain = visitor.client.get("/board")
    assert "Content-Encoding" not in plain.headers
    asked = {"Accept-Encoding": "gzip, br"}
    sizes = set()
    for _ in range(20):
        small = visitor.client.get("/board", headers=asked)
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["Vary"]
        assert SECRET.sub("", gzip.decompress(small.data).decode()) == SECRET.sub("", plain.text)
        sizes.add(len(small.data))
    assert len(plain.data) > 2 * max(sizes)
    assert len(sizes) > 1  # of which nobody learns what is in it
    for file in set(re.findall(r'"(/static/[^"]+)"', plain.text)):
        told = visitor.client.get(file, buffered=True)
        small = visitor.client.get(file, headers=asked, buffered=True)
        data = small.data
        assert (gzip.decompress(data) if "Content-Encoding" in small.headers else data) == told.data
        assert "immutable" in small.headers["Cache-Control"]
        known = {**asked, "If-None-Match": small.headers["ETag"]}
        assert visitor.client.get(file, headers=known, buffered=True).status_code == 304
