"""A client that goes down by what answers tell: it makes no address, and knows no endpoint.

``numbers`` finds every number of an answer with the address that opens it, by the members
``links`` and ``templates`` alone (RFC 6570 as far as these need it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.support.http import Client, answered

EXPRESSION = re.compile(r"\{([+&]?)([^}]+)\}")
LISTS = ("cases", "rows", "events", "values")
BESIDE = {
    *("links", "templates", "case_links", "point", "points", "filters", "labels", "period"),
    *("facts", "reported", "person", "attributes", "changes"),
    *("attended", "satisfaction"),
}
NO_COUNT = {
    *("position", "version", "edition", "number", "graduation_year", "year", "days", "rank"),
    *("place", "places", "stage", "keys", "percent", "share", "value", "target", "deviation"),
    *("delta", "least", "corrected_by", "annulled_by", "known_position", "kind", "revision"),
    *("plan", "fact", "baseline", "cohort", "programmes", "reports", "measure_kind", "width"),
    *(
        "most",
        "longest",
        "fresh_days",
        "days_since",
        "year_from",
        "year_to",
        "quota",
        "salary_median",
        "mean",
    ),
}
"""Members that hold numbers which count no cases, or that follow from others beside them."""


class Way(NamedTuple):
    """A number of an answer, where it stands, and the address that opens it, if there is one."""

    where: str
    number: int
    address: str | None


def expand(template: str, values: Mapping[str, Any]) -> str:
    """The address that the template makes of the values; what has none is left out."""

    def filled(found: re.Match[str]) -> str:
        operator, names = found[1], found[2].split(",")
        if operator == "+":
            return str(values[f"+{names[0]}"])
        told = [(name, quote(str(values[name]), safe="")) for name in names if name in values]
        if operator == "&":
            return "".join(f"&{name}={value}" for name, value in told)
        assert told, (template, names)
        return ",".join(value for _, value in told)

    return EXPRESSION.sub(filled, template)


def numbers(answer: Mapping[str, Any]) -> list[Way]:
    """Every number of the answer that counts something, with its way."""
    return list(_object(answer, answer.get("templates", {}), {}, ""))


def _object(told: Any, template: Any, around: Mapping[str, Any], where: str) -> Iterator[Way]:
    template = told.get("templates", template)
    links = told.get("links") or {}
    plain = {n: v for n, v in told.items() if isinstance(v, str | int) and v is not None}
    values = {**around, **plain, **{f"+{n}": url for n, url in links.items()}}
    for name, member in told.items():
        if name not in BESIDE:
            own = template.get(name) if isinstance(template, dict) else None
            yield from _member(member, own, {**values, "": links}, f"{where}/{name}")


def _member(member: Any, own: Any, values: Mapping[str, Any], where: str) -> Iterator[Way]:
    name, links = where.rpartition("/")[2], values[""]
    if isinstance(member, bool) or name in NO_COUNT or member is None:
        return
    if name in links and links[name] is None:
        return  # reported, not counted: the link ``values`` leads to the reports
    if isinstance(member, int | float):
        address = expand(own, values) if isinstance(own, str) else None
        yield Way(where, int(member), links.get(name) or address)
    elif isinstance(member, dict):
        part = {"links": {"cases": links[name]}} if name in links else {}
        yield from _map({**part, **member}, own, values, where)
    elif isinstance(member, list):
        for at, each in enumerate(member):
            if isinstance(each, dict):
                yield from _object(each, own or {}, values, f"{where}[{at}]")


def _map(member: Any, own: Any, values: Mapping[str, Any], where: str) -> Iterator[Way]:
    """Of a map from codes to numbers, of a row of a form by columns, or of an object."""
    if isinstance(own, str):
        names = {name for _, some in EXPRESSION.findall(own) for name in some.split(",")}
        for code, number in member.items():
            told = {**dict.fromkeys(names - values.keys(), code), **values}
            yield Way(f"{where}/{code}", number, expand(own, told))
    elif where.endswith("/values") and "{" in values.get("+cases", ""):
        for column, number in member.items():
            place = {"row": values["number"], "column": column}  # the block has the template
            if isinstance(number, int):
                yield Way(f"{where}/{column}", number, expand(values["+cases"], place))
    else:
        yield from _object(member, own or {}, values, where)


class Walker:
    """Somebody who follows links; what was read once is not asked for again."""

    def __init__(self, client: Client, **headers: str) -> None:
        self.client, self.headers = client, headers
        self._read: dict[str, dict[str, Any]] = {}
        self._pages: dict[str, str | None] = {}

    def read(self, address: str) -> dict[str, Any]:
        """What stands at the address of an answer."""
        if address not in self._read:
            answer = self.client.get(address, **self.headers)
            assert answer.status_code == 200, (address, answer.text)
            self._read[address] = answered(answer)
            link = answer.headers.get("Link", "")
            self._pages[address] = link.partition(">")[0].removeprefix("<") or None
        return self._read[address]

    def listed(self, address: str) -> list[dict[str, Any]]:
        """All that is listed there, page by page."""
        rows: list[dict[str, Any]] = []
        following: str | None = address
        while following:
            page = self.read(following)
            rows += next(page[name] for name in LISTS if name in page)
            following = self._pages[following]
        return rows

    def count(self, way: Way) -> int:
        """How many cases open at the number; of those that moved, which way is told there."""
        assert way.address, way
        rows = self.listed(way.address)
        sign = {"entered": 1, "left": -1}.get(way.where.rpartition("/")[2])
        return sum(sign in {None, row.get("delta")} for row in rows)

    def down(self, row: Mapping[str, Any]) -> set[int]:
        """From a row of a case to every event of its entries; the positions of the events."""
        links = row.get("case_links") or row["links"]
        case = self.read(links["case"])
        assert case["case_id"] == row["case_id"]
        entries = self.read(case["links"]["timeline"])["entries"]
        trail = {event["position"]: event for event in self.listed(links["audit_trail"])}
        found = set()
        for entry in entries:
            events = self.listed(entry["links"]["events"])
            assert {event["entry_id"] for event in events} == {entry["entry_id"]}
            for event in events:
                assert event == trail[event["position"]]
                self.event(event)
                found.add(event["position"])
        assert found == trail.keys()
        return found

    def event(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """The event by itself says what the answer says of it, and opens to itself again."""
        event = self.read(told["links"]["event"])
        same = told.keys() & event.keys() - {"links", "entry"}
        assert {name: told[name] for name in same} == {name: event[name] for name in same}
        assert self.read(event["links"]["event"]) == event
        return event


def addresses(told: Any) -> Iterator[str]:
    """Every link of an answer, wherever it stands."""
    if isinstance(told, list):
        for each in told:
            yield from addresses(each)
    elif isinstance(told, dict):
        for name, member in told.items():
            if name in {"links", "case_links"} and isinstance(member, dict):
                yield from (url for url in member.values() if url and "{" not in url)
            yield from addresses(member)
