"""Signing in to the pages at an identity provider: there, back, and every way it goes wrong."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.oidc import source
from api.pages import entering
from marshrut.application.service import Service
from tests.support.http import Installation, copied, installed
from tests.support.issuer import CLIENT, END, PAGES, TOKEN, Issuer, rsa, send
from tests.support.pages import Visitor
from tests.support.shell import Shell

RETURN = "/sign-in/oidc/return"


@pytest.fixture(scope="module")
def joined(
    issuer: Issuer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation whose pages are a client of the issuer."""
    folder = tmp_path_factory.mktemp("joined")
    with installed(copied(sqlite_template, folder), folder, told=issuer.client_environ) as made:
        yield made


@pytest.fixture(autouse=True)
def in_order(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The issuer as it was at first, who is asked anew by every test."""
    monkeypatch.setattr(source, "PAUSE", 0.0)
    monkeypatch.setattr(source, "FRESH", 0.0)
    discovery = dict(issuer.discovery)
    issuer.keys = [rsa(1)]
    issuer.asked.clear()
    issuer.desk.start()
    yield
    issuer.answer = None
    issuer.discovery = discovery


def browser(installation: Installation) -> FlaskClient:
    return installation.app.test_client()


def begun(client: FlaskClient, **query: str) -> str:
    """Where the button leads."""
    answer = client.get("/sign-in/oidc", query_string=query)
    assert answer.status_code == 303
    return answer.headers["Location"]


def signed(address: str) -> str:
    """Where the issuer leads back to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    assert back.startswith(f"{PAGES}{RETURN}?")
    return back.removeprefix(PAGES)


def changed(back: str, **members: str) -> str:
    return f"{RETURN}?{urlencode(dict(parse_qsl(urlsplit(back).query)) | members)}"


def failure(answer: TestResponse) -> str:
    """Why nobody was signed in; nobody was."""
    assert answer.status_code == 303
    assert "marshrut_session" not in answer.headers.get("Set-Cookie", "")
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/sign-in"
    return parse_qs(parts.query)["failed"][0]


def failed(client: FlaskClient) -> str:
    """The same, of a sign-in that the issuer has no objection to."""
    return failure(client.get(signed(begun(client))))


def test_one_signs_in_at_the_issuer_and_goes_on_where_one_was(
    issuer: Issuer, migrated_url: str, tmp_path: Path
) -> None:
    with installed(migrated_url, tmp_path, told=issuer.client_environ) as made:
        client = browser(made)
        asked = client.get("/cases?status=EMPLOYED_LABOUR_CONTRACT")
        visitor = Visitor(client)
        visitor.open(asked.headers["Location"])
        (button,) = visitor.links("/sign-in/oidc")
        assert button.startswith(f"{PAGES}/sign-in/oidc?next=")
        leaving = client.get(button.removeprefix(PAGES))
        back = client.get(signed(leaving.headers["Location"]))
        assert back.headers["Location"] == "/cases?status=EMPLOYED_LABOUR_CONTRACT"
        visitor.open(back.headers["Location"])
        assert "TTIT" in visitor.words()
        visitor.open("/sign-in", 303)  # one is in


def test_what_the_issuer_is_asked_for_is_of_this_once_and_no_header_changes_it(
    joined: Installation, issuer: Issuer
) -> None:
    client = browser(joined)
    first, second = (
        dict(
            parse_qsl(
                urlsplit(client.get("/sign-in/oidc", base_url=base).headers["Location"]).query
            )
        )
        for base in ("http://localhost", "https://evil.example")
    )
    for asked in (first, second):
        assert asked["redirect_uri"] == f"{PAGES}{RETURN}"
        assert (asked["response_type"], asked["scope"]) == ("code", "openid")
        assert (asked["client_id"], asked["code_challenge_method"]) == (CLIENT, "S256")
        assert asked["ui_locales"] == "ru"
    for once in ("state", "nonce", "code_challenge"):
        assert first[once] != second[once]
        assert len(first[once]) == 43
    cookie = client.get("/sign-in/oidc").headers["Set-Cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Lax", "Path=/sign-in/oidc"))
    assert "Max-Age=600" in cookie
    assert first["state"] not in cookie
    assert issuer.desk.codes == {}


def test_an_answer_to_what_this_browser_did_not_begin_is_none(
    joined: Installation, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(joined)
    back = signed(begun(client))
    assert failure(browser(joined).get(back)) == "STALE"
    assert failure(client.get(changed(back, state="x" * 43))) == "STALE"
    assert failure(client.get(changed(back, iss="https://other.example"))) == "STALE"
    assert TOKEN not in issuer.asked
    monkeypatch.setattr(entering, "LASTS", timedelta(0))
    assert failed(client) == "STALE"
    assert TOKEN not in issuer.asked


def test_a_code_is_good_once(joined: Installation, issuer: Issuer) -> None:
    client = browser(joined)
    back = signed(begun(client, next="/cases"))
    kept = client.get_cookie("marshrut_entering", path="/sign-in/oidc")
    assert kept is not None
    assert client.get(back).headers["Location"] == "/cases"
    assert failure(client.get(back)) == "STALE"  # the browser has forgotten it
    assert issuer.asked.count(TOKEN) == 1
    thief = browser(joined)
    thief.set_cookie("marshrut_entering", kept.value, path="/sign-in/oidc")
    assert failure(thief.get(back)) == "STALE"  # and the issuer has
    assert issuer.asked.count(TOKEN) == 2


def test_an_id_token_that_answers_something_else_lets_nobody_in(
    joined: Installation, issuer: Issuer
) -> None:
    client = browser(joined)
    for claims, why in (
        ({"nonce": "x"}, "STALE"),
        ({"nonce": None}, "STALE"),
        ({"aud": "marshrut-api"}, "UNFIT"),
        ({"azp": "other"}, "UNFIT"),
        ({"typ": "Bearer"}, "UNFIT"),
        ({"iss": "https://other.example"}, "UNFIT"),
        ({"exp": int(time.time()) - 60}, "UNFIT"),
    ):
        issuer.desk.identity = claims
        assert failed(client) == why, claims


def test_whither_one_goes_then_is_a_page_of_ours(joined: Installation) -> None:
    for after in ("https://evil.example/", "//evil.example", "/\\evil.example", "/api/v1/cases"):
        client = browser(joined)
        assert client.get(signed(begun(client, next=after))).headers["Location"] == "/"
    client = browser(joined)
    assert client.get(signed(begun(client, next=f"/{'x' * 9_000}"))).headers["Location"] == "/"


@pytest.mark.parametrize("standing", ["sqlite"], indirect=True, scope="module")
def test_without_the_setting_there_is_no_button(standing: Installation) -> None:
    visitor = Visitor(browser(standing))
    visitor.open("/sign-in")
    assert visitor.links("/sign-in/oidc") == []
    for path in ("/sign-in/oidc", RETURN, "/signed-out"):
        assert "Не найдено" in visitor.open(path, 404)
    assert "Выйти на сервере" not in Visitor.of(standing.staff()).open("/cases")


def test_what_went_wrong_and_what_to_do_is_told(
    joined: Installation, issuer: Issuer, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = Visitor(browser(joined))
    client = visitor.client

    def told(part: str) -> None:
        answer = client.get(signed(begun(client, next="/cases")))
        visitor.open(answer.headers["Location"])
        assert part in visitor.words()
        assert visitor.links("next=/cases"), "the way on is lost"

    issuer.desk.told = {"error": "access_denied"}
    told("вход отменён или вам не разрешён")
    issuer.desk.told = {"error": "invalid_scope", "error_description": "<script>"}
    told("настроен неверно")
    issuer.desk.start()
    issuer.desk.access = {"marshrut_role": None}
    told("доступ к Маршруту вам не назначен")
    assert visitor.links("/signed-out")
    issuer.desk.access = {"aud": "other"}
    told("настроен неверно")
    issuer.desk.access = {"padding": "x" * 4_000}
    told("слишком длинный для браузера")
    Shell(joined.environ).out("access", "block", "oidc:s-9", "--reason", "утечка")
    issuer.desk.access = {"sub": "s-9"}
    told("закрыт администратором")
    issuer.desk.start()
    place = begun(client)
    issuer.desk.secret = "another"  # noqa: S105 - of a client that has none
    answer = client.get(signed(place))
    assert failure(answer) == "UNFIT"
    reasons = [record.__dict__.get("told", {}).get("unfit") for record in caplog.records]
    assert reasons[-1] == "sign-in: code refused"


def test_an_issuer_that_is_down_is_told_from_a_bad_sign_in(
    joined: Installation, issuer: Issuer
) -> None:
    client = browser(joined)
    back = signed(begun(client))
    issuer.answer = lambda handler: send(handler, b"", 500)
    assert failure(client.get(back)) == "UNREACHABLE"


def test_when_the_token_ends_one_signs_in_anew_without_being_asked(
    joined: Installation, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(joined)
    ends = int(time.time()) + 60
    issuer.desk.access = {"exp": ends}
    assert client.get(signed(begun(client))).headers["Location"] == "/"
    assert client.get("/cases").status_code == 200
    with monkeypatch.context() as later:
        later.setattr(Service, "now", lambda _: datetime.fromtimestamp(ends - 1, UTC))
        assert client.get("/cases").status_code == 200
        later.setattr(Service, "now", lambda _: datetime.fromtimestamp(ends, UTC))
        again = client.get("/cases?q=x").headers["Location"]
    assert again == "/sign-in/oidc?next=%2Fcases%3Fq%3Dx"
    issuer.desk.access = {"exp": int(time.time()) - 5}  # good by the leeway for clocks alone
    place = client.get(again).headers["Location"]
    assert failure(client.get(signed(place))) == "UNFIT"  # not for ever round
    assert client.get("/cases").headers["Location"] == "/sign-in?next=%2Fcases"


def test_signing_out_ends_the_session_of_the_issuer_too(
    joined: Installation, issuer: Issuer
) -> None:
    visitor = Visitor(browser(joined))
    for place, said in ((f"{issuer.url}{END}", "Осталось выйти"), (None, "ещё не вышли")):
        if place is None:
            del issuer.discovery["end_session_endpoint"]
        visitor.client.get(signed(begun(visitor.client)))
        visitor.open("/cases")
        visitor.send(action="/sign-out")
        assert said in visitor.words()
        assert visitor.page is not None
        refresh = visitor.page.headers.get("Refresh")
        asked = {"client_id": CLIENT, "post_logout_redirect_uri": f"{PAGES}/sign-in"}
        assert refresh == (f"0; url={place}?{urlencode(asked)}" if place else None)
        assert visitor.client.get("/cases").headers["Location"].startswith("/sign-in?")


def test_who_came_with_a_token_of_ours_has_no_business_at_the_issuer(
    joined: Installation,
) -> None:
    visitor = Visitor.of(joined.staff())
    visitor.open("/cases")
    visitor.send(action="/sign-out")
    assert visitor.page is not None
    assert visitor.page.request.path == "/sign-in"
    assert visitor.client.get("/cases").headers["Location"] == "/sign-in?next=%2Fcases"


def test_codes_that_are_made_up_are_counted_by_address(
    issuer: Issuer, sqlite_url: str, tmp_path: Path
) -> None:
    told = {**issuer.client_environ, "MARSHRUT_LOGIN_FAILURES": "2"}
    with installed(sqlite_url, tmp_path, told=told) as made:
        client = browser(made)
        for why in ("STALE", "STALE", "TOO_MANY"):
            assert failure(client.get(changed(signed(begun(client)), code="guessed"))) == why
        assert issuer.asked.count(TOKEN) == 2
