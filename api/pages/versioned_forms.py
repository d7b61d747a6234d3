"""Forms that say of which version they are: sent as they were shown, shown again where refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from flask import request

from api.pages.inside import Answered, ApiRefusal
from api.pages.shell import api

Told = Mapping[str, Any]


def fresh_form(read: Answered) -> dict[str, Any]:
    """What a form says beside its fields: the version that was read, and a key of its own."""
    return {"version": read.version, "key": str(uuid4())}


def send_form(path: str, body: Told) -> Any:
    """What the API has written of a form that was sent. Raises ``ApiRefusal``."""
    version, key = request.form.get("version", ""), request.form.get("key", "")
    return api().post(path, body, If_Match=f'"{version}"', Idempotency_Key=key)


def refused_form(refusal: ApiRefusal, read: Answered) -> dict[str, Any]:
    """What the form shows again: what was typed, and why it was refused.

    Where what was read has changed, what is sent next is about what is there now.
    """
    stale = refusal.code == "STALE_VERSION"
    return {
        "given": request.form,
        "problem": refusal.problem,
        "version": read.version if stale else request.form.get("version", ""),
        "key": str(uuid4()),
    }
