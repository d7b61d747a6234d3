"""How an endpoint is added: a function, its shapes, and nothing else.

A ``Feature`` is a group of endpoints in one module of ``api.endpoints``, found there by its name
``feature``. Its decorators check the query string strictly, keep the order of checks of
semantics S17 on writes, and tell flask-smorest what to document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema

from api.answers import CREATED, OK, written_answer
from api.bodies import load_body
from api.context import incoming, service
from api.queries import NoQuery, load_query
from api.schemas.answers import WrittenAnswer
from api.schemas.imports import ImportRefusedAnswer
from marshrut.application.commit import commit
from marshrut.application.functions import check_said
from marshrut.application.visit import Visit, visit
from marshrut.cases.case import Outcome
from marshrut.ledger.retrying import again, harmless
from marshrut.policy import Action

PREFIX = "/api/v1"
JSON = "application/json"
PROBLEM = "application/problem+json"
FORM_TYPE = "multipart/form-data"
UNFIT, TOO_LARGE = 422, 413
CASE = "/cases/<uuid:case_id>"
ENTRY = re.compile(r"/<uuid:entry_id>")
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 128},
    "description": "The same key and request are answered the same.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "schema": {"type": "string"},
    "description": "The version (ETag) of the case that was read.",
}

PURPOSE = {
    "in": "header",
    "name": "X-Purpose",
    "schema": {"type": "string"},
    "description": "Why a person is looked at; auditors see names only with a purpose.",
}


class CaseWrite(NamedTuple):
    """A kind of write to a case: the shape of its body, and the decision."""

    body: type[Schema]
    decide: Callable[..., Outcome]
    on_entry: bool


CASE_WRITES: dict[str, CaseWrite] = {}
"""The writes to a case by the path under it, without ids: ``statuses``, ``steps/transitions``…"""

View = TypeVar("View", bound=Callable[..., Response])
Decision = TypeVar("Decision", bound=Callable[..., Outcome])


class Feature:
    """A group of endpoints under one prefix."""

    def __init__(self, name: str, description: str, *, prefix: str = PREFIX) -> None:
        self.blueprint: Any = Blueprint(name, name, url_prefix=prefix, description=description)

    def read(
        self,
        path: str,
        *,
        answers: type[Schema] | None = None,
        files: tuple[str, ...] = (),
        json_file: type[Schema] | None = None,
        query: type[Schema] = NoQuery,
        headers: tuple[dict[str, Any], ...] = (),
    ) -> Callable[[View], View]:
        """A GET: the view takes the checked parameters as ``query``, and those of the path.

        It answers JSON, a file of one of the media types in ``files``, or either of them; a file
        that is JSON has the shape of ``json_file``.
        """

        def decorator(view: View) -> View:
            @wraps(view)
            def read(**path: Any) -> Response:
                asked = load_query(query)
                # Nothing was sent yet, and to read twice changes nothing.
                return again(partial(view, query=asked, **path), when=harmless, what="read")

            documented = _documented(read, query=query, headers=headers)
            if files:
                documented = self.blueprint.doc(
                    responses={str(OK): _binary(files, answers, json_file)}
                )(documented)
            self._route(path, "GET", documented, OK, answers)
            return view

        return decorator

    def write(
        self,
        path: str,
        *,
        body: type[Schema] | Schema,
        answers: type[Schema] = WrittenAnswer,
        query: type[Schema] | None = None,
        headers: tuple[dict[str, Any], ...] = (IDEMPOTENCY_KEY,),
        also: tuple[int, ...] = (),
    ) -> Callable[[View], View]:
        """A POST. The view itself calls ``load_body``, after the checks that come first (S17).

        It takes the parameters as ``query`` where it has any. ``also`` are other HTTP statuses
        under which it answers the same shape.
        """

        def decorator(view: View) -> View:
            @wraps(view)
            def write(**path: Any) -> Response:
                asked = load_query(query or NoQuery)
                return view(query=asked, **path) if query else view(**path)

            documented = _documented(write, query=query, body=body, headers=headers)
            for status in also:
                documented = self.blueprint.alt_response(status, schema=answers)(documented)
            self._route(path, "POST", documented, CREATED, answers)
            return view

        return decorator

    def send(
        self,
        path: str,
        *,
        fields: Mapping[str, dict[str, Any]],
        answers: type[Schema],
        status: int = CREATED,
        headers: tuple[dict[str, Any], ...] = (),
    ) -> Callable[[View], View]:
        """A POST of a form with one ``file`` and perhaps other ``fields``, by their schemas.

        The view reads them by ``api.sent_files``; what is wrong in the file itself is a problem
        with the place of each fault.
        """

        def decorator(view: View) -> View:
            @wraps(view)
            def send(**path: Any) -> Response:
                load_query(NoQuery)
                return view(**path)

            documented = self.blueprint.doc(requestBody=_form(fields))(
                _documented(send, headers=headers)
            )
            for refused in (UNFIT, TOO_LARGE):
                documented = self.blueprint.alt_response(
                    refused, schema=ImportRefusedAnswer, content_type=PROBLEM
                )(documented)
            self._route(path, "POST", documented, status, answers)
            return view

        return decorator

    def look(
        self,
        path: str,
        *,
        body: type[Schema] | None = None,
        answers: type[Schema],
        headers: tuple[dict[str, Any], ...] = (),
    ) -> Callable[[View], View]:
        """A POST that only asks: what must not stand in a URL, or what takes work.

        The view loads the body, where it has one.
        """

        def decorator(view: View) -> View:
            @wraps(view)
            def look(**path: Any) -> Response:
                load_query(NoQuery)
                return view(**path)

            self._route(path, "POST", _documented(look, body=body, headers=headers), OK, answers)
            return view

        return decorator

    def case_write(
        self,
        path: str,
        *,
        body: type[Schema],
        takes: Collection[Action] = (Action.WRITE_CASES,),
    ) -> Callable[[Decision], Decision]:
        """A POST to a case: the view takes the visit and the body, and answers its outcome.

        It ``takes`` any of these rights.
        """

        def decorator(decide: Decision) -> Decision:
            @wraps(decide)
            def write(case_id: UUID, **path: Any) -> Response:
                load_query(NoQuery)
                come = partial(visit, service(), incoming(), case_id, takes=takes, kind=kind)
                opened: Visit = again(come, when=harmless, what="read")
                said = load_body(body)
                if kind is not None:
                    check_said(opened.request.actor, kind, said)
                return written_answer(commit(opened, decide(opened, said, **path)))

            name = ENTRY.sub("", path).strip("/")
            kind = kind_of(name)
            CASE_WRITES[name] = CaseWrite(body, decide, on_entry=ENTRY.search(path) is not None)
            documented = _documented(write, body=body, headers=(IF_MATCH, IDEMPOTENCY_KEY))
            self._route(CASE + path, "POST", documented, CREATED, WrittenAnswer)
            return decide

        return decorator

    def _route(
        self, path: str, method: str, view: Any, status: int, answers: type[Schema] | None
    ) -> None:
        view = self.blueprint.response(status, answers)(view)
        self.blueprint.route(path, methods=[method])(view)


def kind_of(write: str) -> str | None:
    """The kind of entries that a write to a case is about; ``None``: of any."""
    first = write.partition("/")[0]
    return None if first == "entries" else first


def _form(fields: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """A form of a file and of other fields."""
    file = {"type": "string", "format": "binary"}
    form = {"type": "object", "required": ["file"], "properties": {"file": file, **fields}}
    return {"required": True, "content": {FORM_TYPE: {"schema": form}}}


def _binary(
    media_types: tuple[str, ...], answers: type[Schema] | None, json_file: type[Schema] | None
) -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    content: dict[str, Any] = dict.fromkeys(media_types, binary)
    shapes = [shape for shape in (answers, json_file) if shape is not None]
    if shapes:
        content[JSON] = {"schema": shapes[0] if len(shapes) == 1 else {"anyOf": shapes}}
    return {"description": "An answer, or a file" if answers else "A file", "content": content}


def _documented(
    view: Callable[..., Response],
    *,
    query: type[Schema] | None = None,
    body: type[Schema] | Schema | None = None,
    headers: tuple[dict[str, Any], ...] = (),
) -> Any:
    """The view, with what flask-smorest's own ``arguments`` would have noted."""
    parameters: list[dict[str, Any]] = list(headers)
    if query is not None:
        parameters.append({"in": "query", "schema": query})
    if body is not None:
        parameters.append({"in": "json", "required": True, "schema": body})
    noted: Any = view
    noted._apidoc = {"arguments": {"parameters": parameters, "responses": {}}}  # noqa: SLF001
    return noted
