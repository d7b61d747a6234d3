"""Tables as answers: who made one, and the file that is sent."""

from __future__ import annotations

from flask import Response

from api.attachments import attach
from api.context import actor, services
from api.point import Point, memento
from api.registry_about import Made
from api.table_files import FILES
from api.tables import Table
from api.texts import label

MEDIA_TYPES = tuple(mimetype for mimetype, _ in FILES.values())


def made_by_asker(point: Point) -> Made:
    """Who asks for a table, and when what it tells was known."""
    return Made(str(label("roles", actor().role)), point.known_at, services().zone())


def table_file(table: Table, point: Point, kind: str) -> Response:
    """The table as a file of one of ``FILES``, named after itself and its point."""
    mimetype, make = FILES[kind]
    name = f"{table.name}-{point.as_of}-{point.known_position}.{kind}"
    return memento(attach(Response(make(table), mimetype=mimetype), name), point)
