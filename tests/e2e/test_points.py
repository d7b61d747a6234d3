"""One question at several points: dates, positions, moments; all of it repeatable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.support.http import Client, Installation, answered, employed, open_case


@pytest.fixture
def path(staff: Client) -> str:
    """A graduate's case."""
    return f"cases/{open_case(staff)['case_id']}"


def test_late_news_changes_what_is_known_today_and_not_what_was_known(staff: Client, path: str):
    head = answered(staff.get("ledger/head"))
    late = staff.post(f"{path}/statuses", employed("2025-08-01"), version=2)
    assert late.status_code == 201
    then = {"as_of": "2025-09-01", "known_position": head["position"]}
    moment = {"as_of": "2025-09-01", "known_at": head["recorded_at"]}
    now = {"as_of": "2025-09-01"}
    first = staff.get(path, then)
    assert answered(first)["primary_status"]["code"] == "NO_DATA"
    assert answered(staff.get(path, moment)) == answered(first)
    assert answered(staff.get(path, now))["primary_status"]["code"] == "EMPLOYED_LABOUR_CONTRACT"
    point = answered(staff.get(path, now))["point"]
    del point["known_at"]
    again = staff.get(path, point)
    assert answered(again) == answered(staff.get(path, now))
    assert "ETag" not in again.headers
    assert staff.get(path, now).headers["ETag"] == '"3"'


def test_a_moment_may_have_any_offset_and_an_unescaped_plus(staff: Client, path: str):
    head = answered(staff.get("ledger/head"))
    recorded = datetime.fromisoformat(head["recorded_at"])
    tomsk = recorded.astimezone(datetime.strptime("+0700", "%z").tzinfo).isoformat()
    for text in (tomsk, tomsk.replace("+", " ")):
        point = answered(staff.get(path, {"known_at": text}))["point"]
        assert point["known_position"] == head["position"]
        assert point["known_at"] == head["recorded_at"]


def test_before_its_opening_there_is_no_case(staff: Client, path: str):
    assert staff.get(path, {"known_position": 0}).status_code == 404
    assert staff.get(f"{path}/timeline", {"known_position": 3}).status_code == 404
    assert staff.get(path, {"known_at": "2020-01-01T00:00:00Z"}).status_code == 404


def test_a_case_before_it_begins_has_no_lifecycle(staff: Client, path: str):
    assert answered(staff.get(path, {"as_of": "2024-08-31"}))["lifecycle"] is None
    assert answered(staff.get(path, {"as_of": "2024-09-01"}))["lifecycle"] == "FINAL_YEAR"


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("asof=2025-01-01", "asof", "UNKNOWN_FIELD"),
        ("as_of=2025-01-01&as_of=2025-01-01", "as_of", "INVALID"),
        ("as_of=2025-02-30", "as_of", "INVALID"),
        ("as_of=20250101", "as_of", "INVALID"),
        ("as_of=0001-01-01", "as_of", "INVALID"),
        ("as_of=", "as_of", "INVALID"),
        ("known_position=-1", "known_position", "INVALID"),
        ("known_position=1.5", "known_position", "INVALID"),
        ("known_position=9999999", "known_position", "BEYOND_HEAD"),
        ("known_position=" + "9" * 5000, "known_position", "INVALID"),
        ("known_at=2025-01-01T00:00:00", "known_at", "INVALID"),
        ("known_at=2025-01-01", "known_at", "INVALID"),
        ("known_at=0001-01-01T00:00:00%2B14:00", "known_at", "INVALID"),
        ("known_at=2100-01-01T00:00:00Z", "known_at", "FUTURE_KNOWN_AT"),
        ("known_at=2025-01-01T00:00:00Z&known_position=1", "known_position", "INVALID"),
    ],
)
def test_a_point_that_is_none_is_refused(
    staff: Client, path: str, query: str, field: str, code: str
):
    for address in (path, f"{path}/timeline", f"{path}/audit-trail", "organisations"):
        answer = staff.get(f"{address}?{query}")
        assert answer.status_code == 422, answer.text
        problem = answered(answer)
        assert problem["code"] == code
        assert [said["code"] for said in problem["errors"][field]] == [code]


def test_a_future_day_may_be_asked_about(staff: Client, path: str):
    body = employed("2025-08-01", ended_on="2199-12-31")
    assert staff.post(f"{path}/statuses", body, version=2).status_code == 201
    assert answered(staff.get(path, {"as_of": "2200-01-01"}))["statuses"] == []
    assert len(answered(staff.get(path, {"as_of": "2199-12-31"}))["statuses"]) == 1


def test_a_memento_is_asked_for_by_its_date(staff: Client, path: str):
    long_ago = format_datetime(datetime.now(UTC) - timedelta(days=3650), usegmt=True)
    assert staff.get(path, Accept_Datetime=long_ago).status_code == 404
    empty = staff.get("organisations", Accept_Datetime=long_ago)
    assert answered(empty)["point"] | {"as_of": 0} == {
        "as_of": 0,
        "known_position": 0,
        "known_at": None,
    }
    tomorrow = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    assert answered(staff.get(path, Accept_Datetime=tomorrow))["code"] == "FUTURE_KNOWN_AT"
    wrong = answered(staff.get(path, Accept_Datetime="yesterday"))
    assert list(wrong["errors"]) == ["Accept-Datetime"]


def test_a_memento_tells_its_own_date(installation: Installation):
    auditor = installation.auditor()
    recorded = datetime.fromisoformat(answered(auditor.get("ledger/head"))["recorded_at"])
    # HTTP dates are whole seconds: of the second after, once it is over.
    later = recorded.replace(microsecond=0) + timedelta(seconds=1)
    asked = format_datetime(later, usegmt=True)
    while datetime.now(UTC) <= later:
        auditor.get("ledger/head")
    answer = auditor.get("organisations", Accept_Datetime=asked)
    assert answer.status_code == 200, answer.text
    told = answer.headers["Memento-Datetime"]
    assert told == asked  # rounded down it would ask for what was known before
    assert auditor.get("organisations", Accept_Datetime=told).text == answer.text
    assert "Accept-Datetime" in answer.headers["Vary"]


def test_organisations_are_dated(installation: Installation):
    admin = installation.admin()
    before = answered(admin.get("ledger/head"))["position"]
    change = {"effective_on": "2025-09-01", "has_centre": False}
    assert admin.post("organisations/TTIT/changes", change).status_code == 201
    path = "organisations/TTIT"
    assert answered(admin.get(path, {"as_of": "2025-08-31"}))["has_centre"] is True
    assert answered(admin.get(path, {"as_of": "2025-09-01"}))["has_centre"] is False
    known = {"as_of": "2025-09-01", "known_position": before}
    assert answered(admin.get(path, known))["has_centre"] is True
    listed = answered(admin.get("organisations", {"as_of": "2025-09-01"}))["organisations"]
    assert [(school["code"], school["has_centre"]) for school in listed] == [
        ("SMOL-1", True),
        ("TAT", False),
        ("TTIT", False),
    ]
    assert admin.get(path, {"known_position": 0}).status_code == 404
    assert admin.get("organisations/none").status_code == 404
