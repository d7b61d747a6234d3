"""Requests of every family, each made of its seed and number alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any
from urllib.parse import quote

from api.features import CASE_WRITES
from tests.support.fuzzing.files import file_body
from tests.support.fuzzing.sent import Sent
from tests.support.fuzzing.shaped import damaged, named, shaped_body
from tests.support.fuzzing.values import DAYS, escaped, hostile_text
from tests.support.route_office import Office
from tests.support.routes import Route, resolved, routes

JSON = "application/json"
FORM = "multipart/form-data"
SLOW_TO_SAY = {"/api/v1/openapi.json"}
"""A megabyte each time, of which the first tells as much."""

OURS = [route for route in routes() if route.rule not in SLOW_TO_SAY and "<path:" not in route.rule]
WITH_BODY = [route for route in OURS if route.body is not None]
READS = [route for route in OURS if route.method == "GET"]
WITH_QUERY = [route for route in READS if route.query]
WITH_FILE = [
    route for route in OURS if FORM in route.described.get("requestBody", {}).get("content", {})
]
DIMENSIONS = (
    *("organisation", "programme_code", "ugps", "graduation_year", "study_form", "category"),
    *("status_group", "municipality"),
)
METHODS = (
    *("GET", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "POST", "PROPFIND"),
    *("get", "BREW", "GET\0", "x" * 300),
)
DATES = ("Fri, 31 Dec 9999 23:59:59 -2359", "Thu, 01 Jan 1970 00:00:00 GMT", "9" * 400)
ODD_HEADERS: Mapping[str, tuple[str, ...]] = {
    "Accept-Language": ("ru;q=abc", "," * 10_000, "en-" * 3_000, "*;q=1e999", "\xff\xfe", "en"),
    "Accept-Datetime": DATES,
    "If-Match": ('"1", "2"', "*", 'W/"2"', '"' * 5_000, '"9999999999"', "\xff", "-1", '"2"'),
    "If-None-Match": ("*", '"', "\xff", ",".join(['"a"'] * 2_000)),
    "If-Modified-Since": DATES,
    "If-Range": ("x", '"1"'),
    "Range": ("bytes=0-", "bytes=" + "0-1," * 5_000, "bytes=-9" * 9, "x"),
    "Idempotency-Key": ("ключ", "\xff", "x" * 129, "x" * 128, "", "a b"),
    "Content-Type": (
        "application/json; charset=utf-16",
        "application/json;" + "a=b;" * 999,
        "\xff",
    ),
    "Content-Encoding": ("gzip", "br", "identity", "\xff"),
    "Content-Length": ("-1", "x", "0", "99999999999999999999", "1e3"),
    "Transfer-Encoding": ("chunked", "chunked, chunked", "x"),
    "Expect": ("100-continue", "x"),
    "Host": ("evil.example", "a b", "", "[::1", "localhost:99999999", "\xff", "a" * 5_000, "a/b@c"),
    "X-Forwarded-Host": ("evil.example", "\xff", "a, b"),
    "X-Forwarded-Proto": ("https", "javascript", "\xff"),
    "X-Forwarded-For": ("127.0.0.1", "x" * 5_000),
    "X-Forwarded-Prefix": ("/evil", "//evil.example"),
    "Forwarded": ("host=evil.example;proto=https", '"' * 999),
    "X-Original-URL": ("/api/v1/ledger/head",),
    "X-HTTP-Method-Override": ("DELETE", "\xff"),
    "Authorization": (
        "",
        "Bearer",
        "Bearer \xff",
        "Basic eDp4",
        f"Bearer {'x' * 9_000}",
        "Digest " * 900,
    ),
    "Cookie": ("a=b; " * 1_500, "\xff", "=", "session=" + "x" * 8_000),
    "X-Purpose": ("\xd0\xb6", "x" * 8_000, "a\tb", ""),
    "X-Request-Id": ("../../etc", "x" * 65, "\xff", "a\tb"),
    "Origin": ("null", "http://evil.example"),
    "Upgrade": ("websocket", "h2c"),
    "Connection": ("close, X-Request-Id", "upgrade"),
    "Accept": ("image/*;q=x", "*/*;q=1e999", ", " * 5_000, "\xff"),
    "Prefer": ("return=minimal", "\xff"),
}
SEGMENTS = (
    *("%00", "a%00b", "%FF", "%ED%A0%80", "..", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "%252F", "%2F"),
    *("0", "-1", "9" * 400, "null", "%7B%7D", "%E2%80%AE", "'%20OR%201=1--", "%0D%0AX-A:%201"),
    *(
        "x" * 30_000,
        "a/" * 2_000,
        ";x",
        "%5C..%5C",
        ".%00.",
        "%u0041",
        "%",
        "%zz",
        "\u0430",
        "A",
        "R34",
    ),
)


Made = tuple[Route, Sent]


class World(dict[str, str]):
    """What stands in the places of addresses, by name; and the number of who may ask there.

    ``spared`` is a case apart: the one that may be erased.
    """

    def __init__(self, office: Office, spared: str, askers: Mapping[str, int]) -> None:
        super().__init__(office.places)
        self.versions: dict[str, str] = {}
        self._office, self._spared, self._askers = office, spared, askers

    def path(self, route: Route) -> str:
        """The address at which there is something."""
        return self._office.path(route, **self.instead(route.rule))

    def instead(self, rule: str) -> dict[str, str]:
        """Places that are others for this rule."""
        return {"case_id": self._spared} if rule.endswith("/erasure") else {}

    def version(self, route: Route) -> str:
        """The version that was last seen of whatever the address is of."""
        return self.versions.get(root(self.path(route)), "2")

    def asker(self, random: Random, route: str) -> int:
        """Most often somebody who may ask there."""
        anybody = random.randrange(max(self._askers.values()) + 1)
        return anybody if random.random() < 0.2 else self._askers.get(route, anybody)


def root(path: str) -> str:
    """Of an address, as much as has a version: a collection and an id."""
    return "/".join(path.partition("?")[0].split("/")[:5])


def request(seed: int, number: int, family: str, world: World) -> Sent:
    """The request of that number in the family."""
    random = Random(f"{seed} {family} {number}")  # noqa: S311 - it is to be the same again
    route, made = FAMILIES[family](random, world)
    return replace(made, by=world.asker(random, str(route)))


def body(random: Random, world: World) -> Made:
    """A write with a body that is nearly right."""
    route = random.choice(WITH_BODY)
    raw = shaped_body(random, _schema(random, route), given=world)
    return route, Sent("POST", world.path(route), _headers(random, route, world), raw)


def _schema(random: Random, route: Route) -> dict[str, Any]:
    """What the body is to be: of many writes, a list of those of one kind."""
    if not route.rule.endswith("/case-entries"):
        return route.body or {}
    kind = random.choice([*CASE_WRITES])
    named = CASE_WRITES[kind].body.__name__.removesuffix("Schema")
    shape = resolved({"$ref": f"#/{named}"})
    more = {"case_id": {"format": "uuid"}, "entry_id": {"format": "uuid"}, "kind": {"enum": [kind]}}
    due = [*shape.get("required", ()), *more][: None if CASE_WRITES[kind].on_entry else -1]
    item = {"type": "object", "properties": shape["properties"] | more, "required": due}
    return {"type": "array", "items": item}


def query(random: Random, world: World) -> Made:
    """A read with parameters: those it knows with fit and unfit values, and others."""
    route = random.choice(WITH_QUERY)
    chosen = random.sample([*route.query], random.randint(0, min(len(route.query), 5)))
    named = sorted({*chosen, *route.required})
    pairs = [(name, _parameter(random, name, route.query[name], world)) for name in named]
    match random.randrange(16):
        case 0:
            pairs.append((hostile_text(random), hostile_text(random)))
        case 1:
            pairs *= random.choice((2, 50))
        case 2:
            pairs += [(f"x{number}", "1") for number in range(random.choice((5, 1_000)))]
    said = "&".join(f"{_name(random, name)}={escaped(random, value)}" for name, value in pairs)
    return route, Sent("GET", f"{world.path(route)}?{said}")


def _name(random: Random, name: str) -> str:
    return escaped(random, name) if random.random() < 0.05 else quote(name.encode(errors="replace"))


def _parameter(random: Random, name: str, schema: dict[str, Any], world: World) -> str:
    if random.random() < 0.15:
        return hostile_text(random)
    if schema.get("format") == "date-time":
        return f"{random.choice(DAYS)}T00:00:00Z"
    if schema.get("type") == "integer" or "enum" in schema:
        return str(random.choice(schema.get("enum", (1, 2, 5, 10, 20, 100, 2025))))
    if name == "by":
        return ",".join(random.sample(DIMENSIONS, random.randint(1, len(DIMENSIONS))))
    values = [
        str(named(random, name, schema, given=world)) for _ in range(random.choice((1, 1, 3)))
    ]
    return ",".join(values)


def header(random: Random, world: World) -> Made:
    """Any request with headers that are odd, many, or there twice."""
    route = random.choice(OURS)
    chosen = random.sample([*ODD_HEADERS], random.randint(1, 4))
    odd = [(name, random.choice(ODD_HEADERS[name])) for name in chosen]
    if random.random() < 0.2:
        odd.append((hostile_text(random)[:40] or "X", hostile_text(random)[:8_000]))
    if random.random() < 0.1:
        odd *= 2
    raw = b"{}" if route.method == "POST" else b""
    usual = _headers(random, route, world)
    return route, Sent(route.method, world.path(route), (*usual, *_latin(odd)), raw)


def path(random: Random, world: World) -> Made:
    """Any method at any address, the address bent."""
    route = random.choice(OURS)
    parts = world.path(route).split("/")
    match random.randrange(5):
        case 0:
            parts.insert(random.randrange(len(parts)), random.choice(SEGMENTS))
        case 1:
            parts.append(random.choice(SEGMENTS))
        case 2:
            parts = [escaped(random, part) for part in parts]
        case _:
            parts[random.randrange(1, len(parts))] = random.choice(SEGMENTS)
    method = random.choice((route.method, route.method, random.choice(METHODS)))
    target = "/".join(parts).encode(errors="replace").decode("latin-1")
    return route, Sent(method, target or "/", _headers(random, route, world), b"{}")


def file(random: Random, world: World) -> Made:
    """A form with a file."""
    route = random.choice(WITH_FILE)
    form = route.described["requestBody"]["content"][FORM]["schema"]
    media_type, raw = file_body(random, form.get("properties", {}))
    headers = [("Content-Type", media_type), ("If-Match", f'"{world.version(route)}"')]
    return route, Sent("POST", world.path(route), tuple(headers), raw)


def text(random: Random, world: World) -> Made:
    """A body that was a good one before its bytes were damaged, or some bytes."""
    route = random.choice(WITH_BODY)
    raw = shaped_body(random, route.body or {}, given=world)
    raw = damaged(random, raw, 12) if random.random() < 0.9 else random.randbytes(300)
    return route, Sent("POST", world.path(route), _headers(random, route, world), raw)


def _headers(random: Random, route: Route, world: World) -> tuple[tuple[str, str], ...]:
    headers = [("Content-Type", JSON)] if route.method == "POST" else []
    if route.method == "POST" and random.random() < 0.95:
        headers.append(("If-Match", f'"{world.version(route)}"'))
    if random.random() < 0.05:
        headers.append(("Idempotency-Key", f"key-{random.randrange(50)}"))
    if random.random() < 0.05:
        headers.append(("Accept-Language", "en"))
    return tuple(headers)


def _latin(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Headers as a server hands them on: bytes of which each is a letter, on one line."""
    return tuple((_line(name).strip() or "X", _line(value)) for name, value in headers)


def _line(text: str) -> str:
    raw = text.encode("utf-8", "surrogatepass").decode("latin-1")
    return raw.translate({0: None, 10: None, 13: None})


FAMILIES: Mapping[str, Callable[[Random, World], Made]] = {
    "body": body,
    "text": text,
    "query": query,
    "header": header,
    "path": path,
    "file": file,
}
