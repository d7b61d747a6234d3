"""Everything that can be said of somebody over HTTP, by those who may and by those who may not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import quote

from werkzeug.test import TestResponse

from tests.support.desk import Desk
from tests.support.http import REGIONS, SCHOOL, Client, Installation, employed
from tests.support.lists import ROW, csv_of
from tests.support.planted_words import Planted

READS = ("", "/timeline", "/audit-trail", "/personal-file", "/route", "/career-card", "/access-log")
LISTS = ("cases", "audit-trail", "registries/R34", "quality/cases", "snapshot", "snapshot/cases")


class Life:
    """One person's, at one installation."""

    def __init__(self, installation: Installation, who: Planted) -> None:
        self.who = who
        self.staff = installation.staff()
        self.admin = installation.admin()
        self.auditor = installation.auditor()
        self.copp = installation.client("COPP_STAFF", regions=(REGIONS[SCHOOL],))
        self.desk = Desk(self.staff, person=dict(who.person))
        self.answers: list[TestResponse] = []

    def live(self) -> int:
        """Say it all, read it all; how many requests that took."""
        self._work()
        self._correct()
        self._load()
        self._read()
        self._fail()
        return len(self.answers)

    def erase(self) -> TestResponse:
        """Destroy it by an act."""
        act = {"reason": "Отзыв согласия", "act_number": f"{self.who.number}-У"}
        return self.admin.post(f"{self.desk.path}/erasure", act)

    def _work(self) -> None:
        word, evidence = self.who.word, self._evidence()
        attributes = {
            "employer_inn": self.who.inn("employer"),
            "employer_name": word("issuer"),
            "position": word("note"),
            "contract_number": word("certificate"),
        }
        for kind, body in (
            ("statuses", employed(evidence=evidence, attributes=attributes)),
            ("categories", self._of_day("valid_from", category_code="OVZ", evidence=evidence)),
            ("measures", self._measure("RESUME", evidence=evidence)),
            ("measures", self._measure("PSYCH_SUPPORT")),
            ("consents", self._of_day("granted_on", consent_kind="TRANSFER_CZN")),
        ):
            self.answers.append(self.desk.try_post(kind, body))

    def _correct(self) -> None:
        said = {"reason": self.who.word("reason")}
        entry = self.desk.post("measures", self._measure("RESUME"))["entry_id"]
        for kind, body in (
            ("person-changes", {**said, "middle_name": self.who.word("middle", "овна")}),
            (f"entries/{entry}/correction", {**said, "result_note": self.who.word("note")}),
            (f"entries/{entry}/annulment", said),
        ):
            self.answers.append(self.desk.try_post(kind, body))

    def _load(self) -> None:
        """A list with a row that is taken and one that is not, as files of two encodings."""
        name = f"{self.who.word('listed')} {self.who.word('first', 'ия')}"
        good = {**ROW, "ФИО": name, "СНИЛС": "", "ПОО": SCHOOL}
        bad = {**good, "Дата рождения": self.who.word("note"), "СНИЛС": self.who.snils}
        for data in (csv_of(good, bad), csv_of(good, bad, encoding="cp1251"), self._torn(name)):
            head = 'Content-Disposition: form-data; name="file"; filename="list.csv"'
            form = b"--X\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n--X--\r\n"
            content_type = "multipart/form-data; boundary=X"
            self._send(self.staff, "POST", "imports", data=form, content_type=content_type)

    def _torn(self, name: str) -> bytes:
        """What looks like a workbook and is none."""
        return b"PK\x03\x04" + name.encode()

    def _read(self) -> None:
        purpose = {"X_Purpose": quote(self.who.word("purpose"))}
        emergency = {"reason": self.who.word("emergency")}
        self._send(self.copp, "POST", f"{self.desk.path}/emergency-access", json=emergency)
        for client in (self.staff, self.auditor, self.copp, self.admin):
            for path in (*(f"{self.desk.path}{read}" for read in READS), *LISTS):
                self._send(client, "GET", path, headers=purpose)
        for asked in ({"name": self.who.person["last_name"]}, {"snils": self.who.snils}):
            self._send(self.staff, "POST", "cases/search", json=asked, headers=purpose)
        body = {"form": "A", "as_of": "2025-12-31", "parameters": {"graduation_year": 2025}}
        self._send(self.staff, "POST", "reports", json=body)

    def _fail(self) -> None:
        """Requests that nobody should send, with the person in every part of them."""
        name, path = self.who.person["last_name"], self.desk.path
        sent: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("GET", f"organisations/{quote(name)}", {}),
            ("GET", f"employers/{self.who.inn('employer')}", {}),
            ("GET", f"nothing/{quote(name)}", {}),
            ("GET", "cases", {"query_string": {"organisation": name}}),
            ("GET", "cases", {"query_string": {name: name}}),
            ("GET", "cases", {"headers": {"X_Request_Id": self.who.snils.replace(" ", "-")}}),
            ("GET", path, {"headers": {"X_Purpose": quote(name) + "%FF"}}),
            ("POST", "cases", {"json": {"person": self.who.person, name: name}}),
            ("POST", "cases", {"data": f'{{"person": "{name}"'.encode()}),
            ("POST", f"{path}/statuses", {"json": {"status_code": name, "text": name}}),
            ("POST", "cases/search", {"json": {"name": name, "snils": name}}),
            ("POST", f"{path}/erasure", {"json": {"reason": name, "act_number": name}}),
        )
        for client in (self.staff, self.admin):
            for method, address, options in sent:
                self._send(client, method, address, **options)

    def _send(self, client: Client, method: str, path: str, **options: Any) -> None:
        with suppress(UnicodeError):  # the test's own client cannot send some of it
            self.answers.append(client.send(method, path, **options))

    def _evidence(self) -> dict[str, str]:
        number, issuer = self.who.word("certificate"), self.who.word("issuer")
        return {"kind": "WORK_CERTIFICATE", "number": number, "issuer": issuer}

    def _measure(self, code: str, **fields: Any) -> dict[str, Any]:
        given = {"measure_code": code, "result": "PROVIDED", "result_note": self.who.word("note")}
        return self._of_day("provided_on", **given, **fields)

    @staticmethod
    def _of_day(name: str, **fields: Any) -> dict[str, Any]:
        return {name: "2025-07-01", **fields}
