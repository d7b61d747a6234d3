"""Shares and the reasons for their absence, as answers show them."""

from __future__ import annotations

from typing import Any

from api.texts import label
from projections.shares import Share


def shown_share(share: Share) -> dict[str, Any]:
    """Both counts, the percentage with one decimal, and why there is none where there is none."""
    return {
        "cases": share.cases,
        "of": share.of,
        "percent": share.percent,
        "reason": shown_reason(share.reason),
    }


def shown_reason(code: str | None) -> dict[str, Any] | None:
    """Why a figure has no value."""
    return None if code is None else {"code": code, "label": label("value_reasons", code)}
