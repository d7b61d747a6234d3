"""Failed sign-ins of an address, and whom they keep out."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.app import create_app
from api.auth import PUBLIC
from api.door.costs import COSTS
from api.door.limits import KNOWN, Limits
from api.settings import load_settings
from marshrut.refusals import Refused

SCHOOL, HOME = "203.0.113.9", "198.51.100.1"


class Door:
    """Limits of a few failures, at a time of our own."""

    def __init__(self, folder: Path | None = None, failures: int = 3) -> None:
        self.now = 1_790_000_000.0
        self.limits = Limits(
            folder, installation="x", failures=failures, requests=0, clock=lambda: self.now
        )

    def fail(self, address: str, times: int = 1) -> None:
        for _ in range(times):
            self.limits.failed(address)

    def opens(self, address: str, token: str) -> bool:
        try:
            self.limits.check_address(address, token)
        except Refused as caught:
            refused = caught
        else:
            return True
        assert refused.code == "TOO_MANY_FAILURES"
        assert 1 <= int(refused.findings[0].parameters["retry_after"]) <= 60
        return False


def test_failures_close_the_door_for_a_while_and_only_there() -> None:
    door = Door()
    door.fail(SCHOOL, 2)
    assert door.opens(SCHOOL, "new")
    door.fail(SCHOOL)
    assert not door.opens(SCHOOL, "new")
    assert door.opens(HOME, "new")
    door.now += 20
    assert door.opens(SCHOOL, "new")


def test_who_was_let_in_there_is_not_kept_out_by_others() -> None:
    door = Door()
    door.limits.entered(SCHOOL, "teacher")
    door.fail(SCHOOL, 100)
    assert door.opens(SCHOOL, "teacher")
    assert not door.opens(SCHOOL, "teacher2")
    door.fail(HOME, 100)
    assert not door.opens(HOME, "teacher")  # it was never good there
    door.now += KNOWN + 1
    door.fail(SCHOOL, 100)
    assert not door.opens(SCHOOL, "teacher")


def test_all_that_holds_over_a_restart(tmp_path: Path) -> None:
    before = Door(tmp_path)
    before.limits.entered(SCHOOL, "teacher")
    before.fail(SCHOOL, 3)
    after = Door(tmp_path)
    assert not after.opens(SCHOOL, "new")
    assert after.opens(SCHOOL, "teacher")


def test_installations_in_one_folder_do_not_share(tmp_path: Path) -> None:
    Door(tmp_path).fail(SCHOOL, 3)
    other = Limits(tmp_path, installation="y", failures=3, requests=3)
    other.check_address(SCHOOL, "new")


def test_nought_is_no_limit() -> None:
    door = Door(failures=0)
    door.fail(SCHOOL, 1_000)
    door.limits.entered(SCHOOL, "a")
    assert door.opens(SCHOOL, "new")
    assert door.limits.charge("anna", 1_000) is None


def test_costs_are_of_routes_that_there_are_and_not_of_public_ones() -> None:
    app = create_app(load_settings({"MARSHRUT_DATABASE_URL": "sqlite:///no/such.db"}))
    assert set(COSTS) <= {rule.endpoint for rule in app.url_map.iter_rules()} - PUBLIC


@pytest.mark.parametrize("given", ["-1", "1.5", "many", "1" * 7, "٣"])
@pytest.mark.parametrize("name", ["MARSHRUT_RATE_LIMIT", "MARSHRUT_LOGIN_FAILURES"])
def test_a_limit_is_a_whole_number(name: str, given: str) -> None:
    with pytest.raises(Exception, match=f"{name} must be a whole number"):
        load_settings({"MARSHRUT_DATABASE_URL": "sqlite:///x.db", name: given})
