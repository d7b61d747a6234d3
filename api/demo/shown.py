"""What the demo prints: the figures of today, tokens, and questions to paste."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from api.commands.tables import status_table
from api.demo.cast import SHOWCASE, case_id
from api.demo.installation import Notes
from api.demo.showcase import showcase_days
from api.demo.tables import regions
from api.read_models import read_models
from marshrut.application.service import Service
from marshrut.asof import AsOf
from marshrut.classifiers import classifier
from marshrut.policy import Role
from projections.population import Filters, Scope
from projections.snapshot import snapshot

BY = ("graduation_year",)


def show_figures(service: Service, console: Console) -> None:
    """The monitoring table of each region: cohorts by groups of statuses, today."""
    point = AsOf(service.today(), service.ledger.head().position)
    projections = read_models(service)
    for region in regions():
        scope = Scope(regions=(region,))
        counted = snapshot(projections, point, filters=Filters(), scope=scope, by=BY)
        label = classifier("regions").get(region).label_ru
        title = f"{label}: выпускники на {point.as_of:%d.%m.%Y} (позиция журнала {point.known})"
        console.print(status_table(counted, by=BY, title=title))


def show_access(notes: Notes, console: Console, *, port: int) -> None:
    """Tokens and example questions, as plain lines that survive being copied."""
    for line in (*_tokens(notes), *_questions(notes, port), *_pages(notes, port)):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def _tokens(notes: Notes) -> Iterator[str]:
    yield "Tokens (for the demo only):"
    for role, token in notes.tokens.items():
        yield f"  {role:<11} {token}"
    yield ""


def _questions(notes: Notes, port: int) -> Iterator[str]:
    api = f"http://127.0.0.1:{port}/api/v1"
    days = showcase_days(notes.calendar)
    case = f"{api}/cases/{case_id(SHOWCASE)}"
    curl = 'curl -s -H "Authorization: Bearer $TOKEN"'
    asked, before = days["asked"], f"{days['known_before']}T12:00:00Z"
    yield "Paste into another terminal:"
    yield f"  TOKEN={notes.tokens[Role.CK_STAFF]}"
    yield "  # how many graduates are in which status"
    yield f"  {curl} '{api}/snapshot?by=graduation_year'"
    yield f"  # one graduate on {asked}, by what is known now: called up"
    yield f"  {curl} '{case}?as_of={asked}'"
    yield f"  # the same day, by what was known on {days['known_before']}: at work"
    yield f"  {curl} '{case}?as_of={asked}&known_at={before}'"
    yield "  # everything recorded about him, corrections included"
    yield f"  {curl} '{case}/timeline'"
    yield f"The API, to read and to try: {api}/docs/"


def _pages(notes: Notes, port: int) -> Iterator[str]:
    """Ways in, last, where they are seen: what stands behind «#» no server is told."""
    site = f"http://127.0.0.1:{port}"
    yield ""
    yield f"The pages, in a browser: {site}/"
    for role in (Role.CK_STAFF, Role.ROIV_STAFF, Role.AUDITOR):
        yield f"  {role:<11} {site}/sign-in#{notes.tokens[role]}"
