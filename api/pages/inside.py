"""The API as pages ask it: the same routes in the same process, with the token of the session.

A page has no rules of its own. What it asks passes the one door, is checked, limited, logged and
written into the access log as if a program had asked it over the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import IO, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import msgspec
from flask import current_app, g, request
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api.features import FORM_TYPE, PREFIX
from api.texts import LABELS

JSON = "application/json"
REFUSED = 400
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto")
"""By which the door tells from where a request comes."""


class ApiRefusal(Exception):  # noqa: N818 - what the API says no to, in its own words
    """The API refused: its problem details (RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any], headers: Headers) -> None:
        super().__init__(problem.get("code", "?"))
        self.status = status
        self.problem = problem
        self.headers = headers

    @property
    def code(self) -> str:
        """The code of the refusal."""
        return str(self.problem.get("code", ""))


class Answered(msgspec.Struct, frozen=True):
    """An answer of the API."""

    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        """What it says."""
        return msgspec.json.decode(self.body)

    @property
    def version(self) -> str | None:
        """The version of what was read, as the next write must name it."""
        tag = self.headers.get("ETag")
        return tag.strip('"') if tag else None

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the page after this one."""
        target = self.headers.get("Link", "").partition(">")[0].lstrip("<")
        found = parse_qs(urlsplit(target).query).get("cursor")
        return found[0] if found else None


class Inside:
    """Asks the API for whoever has the token."""

    def __init__(self, token: str | None, *, purpose: str | None, language: str) -> None:
        self._token = token
        self._purpose = purpose
        self._language = language

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """What a GET answers, as JSON. Raises ``ApiRefusal``."""
        return self.ask("GET", path, query=query).json()

    def post(self, path: str, body: Any = None, **named: str | None) -> Any:
        """What a POST of JSON answers. ``named`` are headers. Raises ``ApiRefusal``."""
        return self.ask("POST", path, body=body, headers=named).json()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        form: Mapping[str, str | tuple[IO[bytes], str]] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answered:
        """Ask ``path`` below ``/api/v1``. What is ``None`` is not asked. Raises ``ApiRefusal``."""
        builder = EnvironBuilder(
            path=quote(PREFIX + path),
            method=method,
            query_string=urlencode(_said(query), doseq=True),
            headers=self._headers(headers),
            data=dict(form) if form is not None else _encoded(body),
            content_type=JSON if body is not None else FORM_TYPE if form is not None else None,
            environ_base={"REMOTE_ADDR": request.remote_addr or ""},
            base_url=f"{request.scheme}://{request.host}",
        )
        with closing(builder):
            environ = builder.get_environ()
            # What is known of this request is not what is known of that one. A long form is a file.
            with closing(environ["wsgi.input"]), current_app.app_context():
                chunks, status, found = run_wsgi_app(
                    current_app.wsgi_app,
                    environ,
                    buffered=True,
                )
        answered = Answered(int(status.split()[0]), found, b"".join(chunks))
        if answered.status >= REFUSED:
            raise ApiRefusal(answered.status, _problem(answered), found)
        return answered

    def _headers(self, named: Mapping[str, str | None] | None) -> Headers:
        headers = Headers()
        headers["Accept-Language"] = self._language
        headers["X-Request-Id"] = g.correlation_id
        headers["Prefer"] = LABELS
        for name in PASSED_ON:
            for value in request.headers.getlist(name):
                headers.add(name, value)
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if self._purpose:
            headers["X-Purpose"] = quote(self._purpose)
        for name, given in (named or {}).items():
            if given is not None:
                headers[name.replace("_", "-")] = given
        return headers


def _said(query: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (query or {}).items() if value not in {None, ""}}


def _encoded(body: Any) -> bytes | None:
    return None if body is None else msgspec.json.encode(body)


def _problem(answered: Answered) -> dict[str, Any]:
    try:
        told = answered.json()
    except msgspec.DecodeError:
        told = {}
    return told if isinstance(told, dict) else {}
