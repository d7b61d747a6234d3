"""Any JSON at all, under the names that a request knows: an answer, and never a defect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.settings import load_settings
from tests.support.effort import examples
from tests.support.http import (
    Client,
    Installation,
    answered,
    employed,
    installed,
    open_case,
    opening,
)

CODES = st.sampled_from(
    ["FULL_TIME", "OTHER", "INFORMAL", "DECEASED", "TTIT", "15.02.16", "M", "RU", "7001000013"]
)
MORE_CODES = st.sampled_from(
    ["ORPHAN", "TRANSFERRED", "EXPELLED", "ORAL", "F_EMPLOYED", "NO_DATA", "MINOR", "OVZ"]
)
DAYS = st.sampled_from(["2025-09-01", "2200-12-31", "1900-01-01", "2024-02-29"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | CODES | MORE_CODES | DAYS | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
DAY = "2025-09-15"
ROUTES: dict[str, tuple[str, dict[str, Any]]] = {
    "statuses": ("StatusRequest", {"status_code": "NO_DEMAND", "effective_on": DAY}),
    "statuses/{entry}/end": ("StatusEndRequest", {"ended_on": DAY}),
    "categories": ("CategoryRequest", {"category_code": "ORPHAN", "valid_from": DAY}),
    "graduation": ("GraduationRequest", {"graduation_date": DAY}),
    "movements": ("MovementRequest", {"kind": "ACADEMIC_LEAVE", "effective_on": DAY}),
    "person-changes": ("PersonChangeRequest", {"reason": "Паспорт"}),
    "entries/{entry}/correction": ("CorrectionRequest", {"reason": "Ошибка"}),
}
"""The shape of a body by route, and one that is right."""

ATTRIBUTES = ["employer_inn", "employer_name", "in_specialty", "text", "region", "expected_end_on"]


@pytest.fixture(scope="module")
def installation(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """One installation for all that is tried."""
    folder = tmp_path_factory.mktemp("any")
    copy = folder / "ledger.db"
    copy.write_bytes(sqlite_template.read_bytes())
    with installed(f"sqlite:///{copy}", folder) as made:
        yield made


@pytest.fixture(scope="module")
def staff(installation: Installation) -> Client:
    return installation.staff()


@pytest.fixture(scope="module")
def shapes() -> dict[str, list[str]]:
    app = create_app(load_settings({"MARSHRUT_DATABASE_URL": "sqlite:///unused.db"}))
    described = app.test_client().get("/api/v1/openapi.json").get_json()
    return {
        name: sorted(schema["properties"])
        for name, schema in described["components"]["schemas"].items()
    }


def changes(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Any values under a few of the names."""
    some = {name: VALUES for name in names if name != "attributes"}
    attributes = st.dictionaries(st.sampled_from(ATTRIBUTES), VALUES, max_size=4)
    values = {**some, "attributes": attributes} if "attributes" in names else some
    return st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({name: values[name] for name in chosen})
    )


@pytest.mark.parametrize("route", ROUTES)
@settings(max_examples=examples(40))
@given(data=st.data())
def test_any_body_is_answered_and_what_it_left_can_be_read(
    staff: Client, shapes: dict[str, list[str]], route: str, data: st.DataObject
):
    shape, right = ROUTES[route]
    body = {**right, **data.draw(changes(shapes[shape]))}
    graduated = route not in {"graduation", "movements"}
    opened = open_case(staff, **({} if graduated else {"graduation_date": None}))
    path = f"cases/{opened['case_id']}"
    work = staff.post(f"{path}/statuses", employed("2025-08-01"), version=opened["version"])
    entry, version = answered(work)["entry_id"], answered(work)["version"]
    answer = staff.post(f"{path}/{route.format(entry=entry)}", body, version=version)
    assert answer.status_code in {201, 404, 409, 422}, answer.text
    for view in ("", "/timeline", "/audit-trail"):
        assert staff.get(f"{path}{view}").status_code == 200


@settings(max_examples=examples(40))
@given(data=st.data())
def test_any_opening_is_answered(staff: Client, shapes: dict[str, list[str]], data: st.DataObject):
    known = opening()
    someone = {**known["person"], **data.draw(changes(shapes["PersonRequest"]))}
    body = {**known, "person": someone, **data.draw(changes(shapes["OpeningRequest"]))}
    answer = staff.post("cases", body)
    assert answer.status_code in {201, 403, 409, 422}, answer.text
    if answer.status_code == 201:
        assert staff.get(answer.headers["Location"]).status_code == 200
