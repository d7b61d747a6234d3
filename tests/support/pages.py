"""A visitor of the pages: a browser's cookies, no script; forms are sent as they were shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.http import Client


class Form(HTMLParser):
    """The fields of the forms of a page, with what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: str | None = None
        self._area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self.forms.append({"action": told.get("action"), "method": told.get("method", "get")})
            self.forms[-1]["fields"] = {}
        elif not self.forms:
            return
        fields = self.forms[-1]["fields"] if self.forms else {}
        name = told.get("name")
        if tag == "input" and name and told.get("type") not in {"checkbox", "radio", "file"}:
            fields[name] = told.get("value") or ""
        elif tag == "select" and name:
            self._select = name
            fields.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in told:
            fields[self._select] = told.get("value") or ""
        elif tag == "textarea" and name:
            self._area = name
            fields[name] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1]["fields"][self._area] += data


@dataclass
class Visitor:
    """Whoever is signed in with a token, at the pages of an application."""

    client: FlaskClient
    page: TestResponse | None = field(default=None)

    @classmethod
    def of(cls, client: Client, *, language: str = "ru") -> Visitor:
        """Sign in with the token of the client."""
        browser = client.app.test_client()
        browser.set_cookie("marshrut_language", language)
        entered = browser.post("/sign-in", data={"token": client.token})
        assert entered.status_code == 303, entered.text
        return cls(browser)

    def open(self, path: str, status: int = 200, **query: Any) -> str:
        """The text of a page that must answer so."""
        self.page = self.client.get(path, query_string=query or None)
        assert self.page.status_code == status, f"{path}: {self.page.status_code} {self.words()}"
        return self.page.text

    def send(
        self, said: dict[str, Any] | None = None, *, action: str | None = None, to: str = ""
    ) -> str:
        """Send a form of the page changed by ``said``, to see where it leads.

        It is the last one, or the first with an ``action``; ``to`` is where a button sends it.
        """
        assert self.page is not None
        forms = Form(self.page.text).forms
        shown = forms[-1] if action is None else next(f for f in forms if f["action"] == action)
        fields = {**shown["fields"], **(said or {})}
        address = to or shown["action"] or self.page.request.full_path.rstrip("?")
        self.page = self.client.post(address, data=fields)
        while self.page.status_code == 303:
            self.page = self.client.get(self.page.headers["Location"])
        return self.page.text

    def words(self) -> str:
        """What the page says, without its marks."""
        assert self.page is not None
        text = re.sub(r"<(script|style).*?</\1>", " ", self.page.text, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())

    def links(self, part: str = "") -> list[str]:
        """The addresses of links that have a part."""
        assert self.page is not None
        found = re.findall(r'href="([^"]*)"', self.page.text)
        return [unescape(link) for link in found if part in link]
