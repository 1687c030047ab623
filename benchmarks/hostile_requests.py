"""Requests of strangers, made at random: over HTTP as they are meant, and bytes that are none.

What is asked is drawn from the service's own description in OpenAPI; bodies are valid ones with a
value replaced. What goes over a socket is cut, repeated or not HTTP at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from benchmarks.hostile_files import NUMBERS, TEXTS, changed_bytes, changed_value, odd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

_SQUARE = [[120.0, 30.0], [120.02, 30.0], [120.02, 30.02], [120.0, 30.02], [120.0, 30.0]]
_OUTLINE = {"type": "Polygon", "coordinates": [_SQUARE]}
EDITS: tuple[dict[str, Any], ...] = (
    {"move": {"zone": "W", "dx_km": 0, "dy_km": 1}},
    {"expand": {"zone": "W", "by_km": 0.5}},
    {"expand": {"zone": "W", "to_area_km2": 2}},
    {"shrink": {"zone": "E", "by_km": 0.1}},
    {"reshape": {"zone": "W", "geometry": _OUTLINE}},
    {"add": {"zone": "N", "ftz": "F", "geometry": _OUTLINE}},
    {"remove": {"zone": "E"}},
    {
        "split": {
            "zone": "W",
            "line": {"type": "LineString", "coordinates": [[120.005, 29], [120.005, 31]]},
        }
    },
    {"merge": {"zones": ["W", "E"], "into": "W"}},
    {"set": {"zone": "W", "name_zh": "北"}},
    {"transfer": {"from": "E", "to": "W", "geometry": _OUTLINE}},
)
"""An edit of each verb over the plan that is fuzzed; some cannot be made."""

_MIME = (
    "application/json",
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data",
    "",
)
_SITES = ("http://testserver", "http://evil.example", "null", "", "https://testserver:99999")
_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE", "PATCH", "DELETE", "PUT", "X")
_PATHS = ("/api/../etc/passwd", "//", "/api/%00", "/static/x/../../serve.py", "/api/scenarios/%ff")


def scenario_document(baseline: str, chance: Random) -> dict[str, Any]:
    """Return a scenario of a few edits, as a document."""
    edits = [chance.choice(EDITS) for _ in range(chance.choice((0, 1, 1, 2, 4)))]
    about = {"scenario": chance.choice(("north", "south", "a-1")), "title": "North 北"}
    return about | {"baseline": baseline, "edits": edits, "rules": {}}


@dataclass(frozen=True)
class Asked:
    """A request: method, path with its query, header fields, body."""

    method: str
    url: str
    headers: dict[str, str]
    content: bytes


class Requests:
    """What the service says may be asked of it, asked otherwise than it expects."""

    def __init__(self, described: Mapping[str, Any], baseline: str) -> None:
        self._baseline = baseline
        self._ways = [
            (method.upper(), path, operation)
            for path, methods in described["paths"].items()
            for method, operation in methods.items()
        ]

    def asked(self, chance: Random) -> Asked:
        """Return a request."""
        method, path, operation = chance.choice(self._ways)
        if path == "/api/jobs" and method == "POST" and chance.random() < 0.9:
            return self.asked(chance)  # each may start a process
        headers, query = {}, []
        for each in operation.get("parameters", ()):
            if each["in"] == "path":
                path = path.replace(
                    f"{{{each['name']}}}", quote(self._value(each, chance), safe="")
                )
            elif each.get("required") or chance.random() < 0.5:
                value = self._value(each, chance)
                if each["in"] == "query":
                    query.append(f"{quote(each['name'])}={quote(value, safe='')}")
                else:
                    headers[each["name"]] = _printable(value)
        if chance.random() < 0.05:
            query.append(chance.choice(("x=1", "=", "&&", "%", "bbox=1,2,3", "tables=", "a[]=1")))
        path = chance.choice(_PATHS) if chance.random() < 0.03 else path
        method = chance.choice(_METHODS) if chance.random() < 0.05 else method
        content = self._body(operation, chance) if "requestBody" in operation else b""
        headers |= _further_headers(bool(content), chance)
        url = quote(path, safe="/%{}") + ("?" + "&".join(query) if query else "")
        return Asked(method, url, headers, content)

    def _value(self, parameter: Mapping[str, Any], chance: Random) -> str:
        """Return a value of a parameter: one that it may have, mostly."""
        if chance.random() < 0.15:
            return chance.choice((*TEXTS, *NUMBERS))[:3_000].encode("utf-8", "replace").decode()
        known = {
            "name": "north",
            "scenario": "north",
            "tables": "totals",
            "bbox": "119,29,121,31",
            "zone": "W",
            "layer": "zones",
            "as": "json",
            "level": "region",
            "radius_km": "50",
            "a": "baseline",
            "b": "north",
            "against": "baseline",
            "If-Match": f'"{self._baseline}"',
        }
        schema = parameter.get("schema", {})
        schemas = [schema, *schema.get("anyOf", ())]
        enums = [value for each in schemas for value in each.get("enum", ())]
        if enums:
            return str(chance.choice(enums))
        if parameter["name"] in known and chance.random() < 0.8:
            return known[parameter["name"]]
        kinds = {each.get("type") for each in schemas}
        if kinds & {"integer", "number"}:
            return str(chance.choice((0, 1, 2, 5, 8, 50, 1e3, -1)))
        return chance.choice(("north", "true", "1", "W", "totals", "50", "population", "x"))

    def _body(self, _operation: Mapping[str, Any], chance: Random) -> bytes:
        """Return a body: a valid one of any question, of which a few values are others."""
        edits = [chance.choice(EDITS) for _ in range(chance.choice((0, 1, 2)))]
        body: Any = chance.choice(
            (
                scenario_document(self._baseline, chance),
                {"edits": edits, "radii_km": [chance.choice((5, 25, 50))], "draft": "d"},
                {"edits": edits, "drawn": {"zone": "W", "geometry": _OUTLINE, "locked": []}},
                {"scenario": "north", "radii_km": [50]},
                {"edits": edits, "rules": {"cap": "soft"}, "edited": {}},
                {"text": "well", "zone_id": "W", "place": [120.0, 30.0]},
                {"status": "proposed", "why": "so"},
                {"scenario": "south", "title": "South"},
                {"with": "south"},
                {"visibility": "public"},
                {"token": "x"},
                {"kind": "sweep"},
                {"kind": "export", "suffix": ".gpkg"},
            )
        )
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            body = changed_value(body, chance)
        content = json.dumps(body, ensure_ascii=chance.random() < 0.5).encode(
            "utf-8", "surrogatepass"
        )
        return changed_bytes(content, chance)[0] if chance.random() < 0.1 else content


def _further_headers(has_body: bool, chance: Random) -> dict[str, str]:  # noqa: FBT001
    """Return what a head says of the body, and of who asks from where."""
    kinds = ((0.9 if has_body else 0.1, "content-type", _MIME[:1]), (0.1, "content-type", _MIME))
    senders = ((0.05, "origin", _SITES), (0.05, "authorization", ("Bearer x", "Basic !", "Bearer")))
    return {
        name: chance.choice(values)
        for share, name, values in (*kinds, *senders)
        if chance.random() < share
    }


def _printable(value: str) -> str:
    """Return what may stand in a field of a head."""
    return "".join(sign for sign in value if " " <= sign <= "~")[:500]


def raw_request(asked: Asked, chance: Random) -> bytes:
    """Return the bytes of a request as they go over a socket, cut, repeated or not HTTP."""
    fields = {"host": "127.0.0.1", "content-length": str(len(asked.content)), **asked.headers}
    head = f"{asked.method} {asked.url} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    whole = head.encode("utf-8", "replace") + b"\r\n" + asked.content
    lengths = (b"-1", b"99999999999999999999", b"1e3", b"0x10", b"5, 6", b"", b"+5", b"1000000")
    chunks = b"transfer-encoding: chunked\r\n\r\n"
    sizes = (
        b"5\r\nab",
        b"ffffffffffffffff\r\n",
        b"-1\r\n\r\n",
        b"zz\r\n",
        b"0\r\n" + b"a: b\r\n" * 500,
    )
    starts = (
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-x\r\n",
    )
    versions = (b"HTTP/9.9", b"HTTP/1.0", b"", b"http/1.1")
    length = f"content-length: {fields['content-length']}".encode()
    begun = head.encode("utf-8", "replace")
    ways: tuple[Callable[[], bytes], ...] = (
        *[lambda: whole[: chance.randrange(len(whole))]] * 3,
        lambda: whole.replace(length, b"content-length: " + chance.choice(lengths)),
        lambda: begun + chunks + chance.choice(sizes),
        lambda: whole * chance.choice((2, 50)),
        lambda: begun + b"x: y\r\n" * chance.choice((100, 20_000)) + b"\r\n",
        lambda: begun + b"x: " + b"y" * chance.choice((1_000, 200_000)),
        lambda: chance.randbytes(chance.choice((1, 20, 5_000))),
        lambda: chance.choice(starts) + chance.randbytes(30),
        lambda: whole.replace(b"HTTP/1.1", chance.choice(versions)),
        lambda: changed_bytes(whole, chance)[0],
    )
    return chance.choice(ways)()


def scenario_text(baseline: str, chance: Random) -> str:
    """Return a scenario as YAML, changed, or made to cost its reader much."""
    from geo.scenario.text import write_document  # noqa: PLC0415  alone of the product

    document = scenario_document(baseline, chance)
    way = chance.randrange(10)
    if way == 0:
        document |= {f"key{number}": number for number in range(chance.choice((3, 50_000)))}
    if way == 1:
        document["edits"] = document["edits"] * chance.choice((50, 300))
    if way == 2:
        document["rules"] = odd(chance)
    text = write_document(document) if way else json.dumps(document)
    if way == 3:
        levels = chance.choice((3, 9, 30))
        text += "a0: &a0 x\n"
        text += "".join(
            f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, levels)
        )
    if way == 4:
        tags = ("!!python/object/apply:os.system [id]", "!!binary x", "!!float .nan", "? [a]\n: b")
        text += f"x: {chance.choice(tags)}\n"
    if way == 5:
        text += chance.choice(
            ("---\na: b\n", "...\n", "%YAML 9.9\n---\n", "- a\n", "\t- a\n", "<<: *x\n")
        )
    if way == 6:
        text = json.dumps(changed_value(document, chance))
    if way == 7:
        text += chance.choice(("x: |\n", "x: >\n", "x: '")) + "  y\n" * chance.choice((5, 100_000))
    if way >= 8:
        text = changed_bytes(text.encode(), chance)[0].decode("utf-8", "replace")
    return text
