"""What is recorded of a programme: how an item stands, the value of a target; and put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from api.pages.fields import Field, body_of
from api.pages.programme_forms import (
    OF_TARGET,
    Sheet,
    amount_fields,
    named_target,
    progress_fields,
    reason_field,
    sent_or_shown,
    target_fields,
    target_key,
    with_amounts,
)
from api.pages.programme_page import part
from api.pages.shell import NAME, api, pages
from marshrut.refusals import refuse

Told = Mapping[str, Any]


@pages.route("/programmes/<programme_id>/progress", methods=["GET", "POST"])
def programme_progress(programme_id: str) -> Response:
    """Report how an item stands, for one of the times that it is due."""
    read = api().ask("GET", f"/programmes/{programme_id}")
    item = _named(read.json()["items"], "item")
    fields = progress_fields(item)

    def meant(form: Mapping[str, str]) -> dict[str, Any]:
        return {"item_id": item["id"], **with_amounts(body_of(form, fields))}

    sheet = Sheet(
        title="Отчитаться о выполнении",
        help="Что сделано, к какому сроку и чем это подтверждается.",
        about=f"{item['number']}. {item['short_title'] or item['title']}",
        fields=fields,
        meant=meant,
        path=f"/programmes/{programme_id}/progress",
        back=url_for(f"{NAME}.programme_item", programme_id=programme_id, item=item["id"]),
    )
    return sent_or_shown(read, sheet)


@pages.route("/programmes/<programme_id>/target", methods=["GET", "POST"])
def programme_target(programme_id: str) -> Response:
    """Enter the value of a target that is decomposed to the programme, or its baseline."""
    read = api().ask("GET", f"/programmes/{programme_id}")
    indicator = _named(read.json()["indicators"], "indicator")
    targets = {target_key(one): one for one in indicator["targets"]}
    fields = target_fields(indicator, targets)

    def meant(form: Mapping[str, str]) -> dict[str, Any]:
        body = with_amounts(body_of(form, fields))
        which = targets.get(body.pop("target", ""), {})
        named = {name: which[name] for name in OF_TARGET if which and which[name] is not None}
        return {"indicator_id": indicator["id"], **named_target(named), **body}

    sheet = Sheet(
        title="Внести показатель",
        help="Значение, которое орган власти устанавливает для этой программы.",
        about=f"{indicator['number']}. {indicator['short_title'] or indicator['title']}",
        fields=fields,
        meant=meant,
        path=f"/programmes/{programme_id}/targets",
        back=url_for(
            f"{NAME}.programme_indicator", programme_id=programme_id, indicator=indicator["id"]
        ),
    )
    return sent_or_shown(read, sheet)


def _named(parts: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = part(parts, request.args.get(name))
    if found is None:
        raise refuse("NOT_FOUND")
    return found


@pages.route("/programmes/<programme_id>/entries/<uuid:entry_id>/<deed>", methods=["GET", "POST"])
def programme_entry(programme_id: str, entry_id: UUID, deed: str) -> Response:
    """Put a report or a target right, or take it back; both with a reason."""
    if deed not in {"correction", "annulment"}:
        raise refuse("NOT_FOUND")
    read = api().ask("GET", f"/programmes/{programme_id}")
    programme = read.json()
    content = _content(programme_id, entry_id)
    about, fields = _about(programme, content)
    fields = tuple(one._replace(required=False) for one in fields) if deed == "correction" else ()
    fields = (*fields, reason_field())
    words = {
        "correction": (
            "Исправить",
            "Запись была ошибочной. Заполните только то, что было неверно.",
        ),
        "annulment": (
            "Аннулировать",
            "Этой записи не должно было быть. Она останется в журнале зачёркнутой.",
        ),
    }
    sheet = Sheet(
        title=words[deed][0],
        help=words[deed][1],
        about=about,
        fields=fields,
        meant=lambda form: with_amounts(body_of(form, fields)),
        path=f"/programmes/{programme_id}/entries/{entry_id}/{deed}",
        back=url_for(f"{NAME}.programme_trail", programme_id=programme_id, entry_id=entry_id),
    )
    return sent_or_shown(read, sheet, today="")


def _content(programme_id: str, entry_id: UUID) -> Told:
    """What a report or a target says."""
    entries = api().get(f"/programmes/{programme_id}/entries")["entries"]
    found = next((one for one in entries if one["entry_id"] == str(entry_id)), None)
    if found is None or found["kind"] not in {"progress", "target"}:
        raise refuse("NOT_FOUND")
    content: Told = found["content"]
    return content


def _about(programme: Told, content: Told) -> tuple[str, tuple[Field, ...]]:
    """What an entry is about, and its fields; of a part that is gone only the reason is asked."""
    parts, name = (
        (programme["items"], "item_id")
        if "item_id" in content
        else (programme["indicators"], "indicator_id")
    )
    found = part(parts, content[name])
    if found is None:
        return str(content[name]), ()
    about = f"{found['number']}. {found['short_title'] or found['title']}"
    return about, progress_fields(found) if name == "item_id" else amount_fields(found["unit"])
