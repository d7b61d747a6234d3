"""From where what is known comes: counted by source, down to the entries, and said in lists."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from click.testing import CliRunner

from api.cli import main
from tests.support.desk import Desk
from tests.support.hostile import refused
from tests.support.http import FAR_SCHOOL, SCHOOL, Client, Installation, answered, employed
from tests.support.lists import ROW, WORK, csv_of, without

ON = "2026-02-01"


def sources(client: Client, **query: Any) -> dict[str, dict[str, Any]]:
    answer = client.get("sources", {"as_of": ON, **query})
    assert answer.status_code == 200, answer.text
    return {row["source"]: row for row in answered(answer)["sources"]}


def upload(client: Client, *rows: dict[str, Any]) -> dict[str, Any]:
    body = {"file": (BytesIO(csv_of(*rows)), "list.csv")}
    answer = client.send("POST", "imports", data=body)
    assert answer.status_code == 200, answer.text
    told = answered(answer)
    assert told["errors"] == []
    return told


def test_entries_are_counted_by_source_and_open_to_themselves(staff: Client):
    desk, other = Desk(staff), Desk(staff)
    desk.post("statuses", {**employed("2025-08-01"), "source": "TRUDVSEM"})
    desk.post("confirmations", {"effective_on": "2025-10-01", "source": "EMPLOYER"})
    other.post("statuses", {"status_code": "NO_DEMAND", "effective_on": "2025-09-01",
                            "source": "TRUDVSEM"})  # fmt: skip
    found = sources(staff)
    of_portal = found["TRUDVSEM"]
    assert (of_portal["entries"], of_portal["cases"], of_portal["kinds"]) == (2, 2, {"statuses": 2})
    assert of_portal["label"] == "ЕЦП «Работа в России»"
    assert found["EMPLOYER"]["kinds"] == {"confirmations": 1}
    assert found["none"]["kinds"]["opening"] == 2
    listed = answered(staff.get(of_portal["links"]["cases"]))
    assert listed["total"] == 2
    first = listed["cases"][0]
    assert first["case_id"] == desk.case_id
    (entry,) = first["entries"]
    assert (entry["kind"], entry["source"]) == ("statuses", "TRUDVSEM")
    events = answered(staff.get(entry["links"]["events"]))["events"]
    assert {event["source"] for event in events} == {"TRUDVSEM"}
    path = f"{found['none']['links']['cases']}&kind=opening"
    assert answered(staff.get(path))["total"] == 2


def test_knowledge_and_days_bound_what_is_counted(staff: Client):
    desk = Desk(staff)
    entry = desk.status("NO_DEMAND", "2025-09-01", source="CZN")
    before = answered(staff.get("sources"))["point"]["known_position"]
    desk.annul(entry["entry_id"])
    assert "CZN" not in sources(staff)
    assert sources(staff, known_position=before)["CZN"]["entries"] == 1
    assert "CZN" not in sources(staff, known_position=before, as_of="2025-08-31")


def test_a_list_says_where_each_row_is_from(staff: Client):
    row = {**without(ROW, "ПОО"), **WORK}
    people = [("Лосева Анна Ильинична", "112-233-445 95"), ("Белов Пётр Ильич", "112-233-446 96")]
    first, second = (
        {**row, "ФИО": name, "СНИЛС": snils, "Источник": source}
        for (name, snils), source in zip(people, ("ФИС ФРДО", ""), strict=True)
    )
    assert upload(staff, first, second)["accepted"] == 2
    found = sources(staff)
    assert found["FRDO"]["kinds"] == {"graduation": 1, "opening": 1, "statuses": 1}
    assert found["IMPORT"]["kinds"] == {"graduation": 1, "opening": 1, "statuses": 1}
    portal = {"СНИЛС": "112-233-446 96", "Занятость": "трудовой договор",
              "Занятость с": "01.10.2025", "Работодатель": "АО «Другой»",
              "ИНН работодателя": "7001000013", "По специальности": "да",
              "Источник": "Работа в России"}  # fmt: skip
    assert upload(staff, portal)["accepted"] == 1
    assert sources(staff)["TRUDVSEM"]["kinds"] == {"statuses": 1}


def test_everybody_counts_what_is_theirs(installation: Installation, staff: Client):
    Desk(staff).status("NO_DEMAND", "2025-09-01", source="CZN")
    assert sources(installation.staff(FAR_SCHOOL)) == {}
    assert sources(installation.auditor(), organisation=SCHOOL)["CZN"]["entries"] == 1
    for query, code in [
        ({"source": "NOBODY"}, "UNKNOWN_CODE"),
        ({"kind": "things"}, "UNKNOWN_CODE"),
    ]:
        assert refused(staff.get("sources/cases", query)) == (422, code)
    assert refused(installation.admin().get("sources")) == (403, "FORBIDDEN")


def test_the_command_line_counts_the_same(installation: Installation, staff: Client):
    Desk(staff).status("NO_DEMAND", "2025-09-01", source="CZN")

    def run(*words: str) -> Any:
        return CliRunner().invoke(main, ["sources", *words], env=installation.environ)

    told = json.loads(run("--format", "json", "--as-of", ON).stdout)["sources"]
    shown = sources(staff)
    assert {row["source"]: row["entries"] for row in told} == {
        code: row["entries"] for code, row in shown.items()
    }
    assert "Центр занятости населения" in run().stdout
    assert run("--organisation", "X").exit_code == 1
