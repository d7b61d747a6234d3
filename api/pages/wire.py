"""Pages and their files as they go over the wire: compressed for browsers that read it."""

from __future__ import annotations

import gzip
import secrets
from functools import cache
from io import BytesIO

from flask import Response, request

from api.answers import OK

GZIP = "gzip"
PACKED = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
LEAST = 1_000
"""Bytes below which it is not worth it."""

LEVEL = 5
"""Of a page of 130 kB a millisecond or two; the next levels save little."""

PADDING = 100
"""Bytes by which the length of a page is blurred: from it nobody is to learn what is in it."""


def packed(response: Response) -> Response:
    """The response, compressed where the browser takes it and it is a whole text of ours."""
    if response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != OK or not request.accept_encodings[GZIP]:
        return response
    is_file = response.direct_passthrough
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) < LEAST:
        return response
    response.set_data(_file(data) if is_file else _page(data))
    response.headers["Content-Encoding"] = GZIP
    tag, _ = response.get_etag()
    if tag:  # what it names is no longer the same bytes
        response.set_etag(tag, weak=True)
    return response


def _page(data: bytes) -> bytes:
    """Compressed under a name of a length that is drawn."""
    return _gzip(data, name="-" * secrets.randbelow(PADDING))


@cache
def _file(data: bytes) -> bytes:
    return _gzip(data, name="")


def _gzip(data: bytes, *, name: str) -> bytes:
    file = BytesIO()
    with gzip.GzipFile(name, "wb", LEVEL, file, mtime=0) as packing:
        packing.write(data)
    return file.getvalue()
