"""The master key is changed under a running installation: what is stored goes on being found."""

from __future__ import annotations

from pathlib import Path

from api.app import create_app
from api.context import EXTENSION
from api.settings import load_settings
from tests.support.http import Client, Installation, answered, employed, opening, person
from tests.support.shell import Shell

SNILS = "112-233-445 95"
KEY = {"Idempotency_Key": "before-the-rotation"}


def test_all_is_found_after_it_and_the_old_key_serves_nobody(
    installation: Installation, staff: Client, tmp_path: Path
):
    somebody = opening(person=person(last_name="Ёлкина", snils=SNILS))
    case_id = answered(staff.post("cases", somebody, **KEY))["case_id"]
    personal = employed(attributes={"employer_inn": "500100732259", "employer_name": "ИП Сидоров"})
    assert staff.post(f"cases/{case_id}/statuses", personal, version=2).status_code == 201
    shell, path = Shell(installation.environ), tmp_path / "new.key"
    assert "no master key" in shell.fails("master-key", "rotate", "--new", path)
    shell.out("master-key", "create", path)
    assert f"the master key is {path}" in shell.run("master-key", "rotate", "--new", path).stderr
    for refused in (
        staff.get("/readyz"),
        staff.get(f"cases/{case_id}"),
        staff.post("cases", opening()),
    ):
        assert (refused.status_code, answered(refused)["code"]) == (503, "NOT_READY")
    assert "was it rotated?" in shell.fails("reindex")
    assert staff.get("snapshot").status_code == 200
    now = installation.environ | {"MARSHRUT_MASTER_KEY_FILE": str(path)}
    assert "in use already" in Shell(now).fails("master-key", "rotate", "--new", path)
    app = create_app(load_settings(now))
    try:
        again = Client(app, staff.token)
        assert again.get("/readyz").status_code == 200
        assert answered(again.get(f"cases/{case_id}"))["person"]["last_name"] == "Ёлкина"
        for asked in ({"name": "елки"}, {"snils": SNILS}):
            found = answered(again.post("cases/search", asked))["cases"]
            assert [each["case_id"] for each in found] == [case_id]
        assert answered(again.post("cases", somebody))["code"] == "DUPLICATE"
        assert answered(again.post("cases", somebody, **KEY))["case_id"] == case_id
        repeated = again.post(f"cases/{case_id}/statuses", personal, version=3)
        assert answered(repeated)["code"] == "DUPLICATE"
    finally:
        app.extensions[EXTENSION].close()
