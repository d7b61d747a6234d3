"""One request as it is sent, and as it is told so that anybody can send it again."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from zlib import compress

LONGEST_TOLD = 3_000
OF_CONTENT = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}


@dataclass(frozen=True)
class Sent:
    """A request; ``target`` is its path and query as they stand in the first line."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    by: int = field(default=0, compare=False)

    def environ(self, token: str) -> dict[str, Any]:
        """What a server makes of it, as gunicorn does: nothing is put right on the way."""
        path, _, query = self.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "RAW_URI": self.target,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost:8000",
            "CONTENT_LENGTH": str(len(self.body)),
            "HTTP_AUTHORIZATION": f"Bearer {token}",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body),
            "wsgi.input_terminated": True,
            "wsgi.errors": _Nowhere(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        return environ | _variables(self.headers)

    def told(self) -> str:
        """The request in one line: a body that is long or no text is packed (zlib, base64)."""
        body = self.body.decode(errors="replace")
        if body.encode() != self.body or len(body) > LONGEST_TOLD or not body.isprintable():
            body = f"zlib:{b64encode(compress(self.body, 9)).decode()}"[: 4 * LONGEST_TOLD]
        shown = " ".join(f"-H {name}: {value!r}" for name, value in self.headers)
        return f"{self.method} {self.target[:LONGEST_TOLD]} {shown} -- {body}"


class _Nowhere:
    """Where a server's errors go."""

    def write(self, _text: str) -> None:
        """Take it and forget it."""

    def flush(self) -> None:
        """There is nothing to do."""


def _variables(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Headers as variables; one that comes twice is one, with a comma."""
    found: dict[str, str] = {}
    for name, value in headers:
        key = OF_CONTENT.get(name.lower(), f"HTTP_{name.upper().replace('-', '_')}")
        found[key] = f"{found[key]},{value}" if key in found else value
    return found
