"""The name under which a file is saved, as every browser reads it (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Response

LONGEST_NAME, LONGEST_SUFFIX = 120, 8
SAFE = "!#$&+-.^_`|~"
"""Signs that RFC 8187 leaves as they are, beside letters and digits."""

UNFIT = re.compile(
    r'[\x00-\x1f\x7f-\x9f"*/:<>?\\|\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]'
)
"""What parts a header or a path, no system takes in a name, or turns it round before the eyes."""


def attach(response: Response, name: str) -> Response:
    """The response as a file of that name, whatever the name is made of."""
    fit = file_name(name)
    plain = fit.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    told = f'attachment; filename="{plain}"'
    if plain != fit:
        told += f"; filename*=UTF-8''{quote(fit, safe=SAFE)}"
    response.headers["Content-Disposition"] = told
    return response


def file_name(name: str) -> str:
    """The name without what would lead out of a folder, or make it none; its suffix stays."""
    clean = UNFIT.sub("_", name).strip(" ").rstrip(" .")
    stem, _, suffix = clean.rpartition(".")
    ending = f".{suffix}" if stem and len(suffix) <= LONGEST_SUFFIX else ""
    stem = clean.removesuffix(ending)[: LONGEST_NAME - len(ending)]
    return (stem.lstrip(".") or "file") + ending
