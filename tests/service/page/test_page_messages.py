"""What the service answers, as the page says it: by names, and in the words of its forms."""

from __future__ import annotations

import re
from typing import Any

import pytest

from layers.messages import Language, Message
from tests.node_page import catalogue_text, run_module

SPEAK = """
    const nobody = { dataset: { messages: "" } };
    globalThis.document = { body: nobody, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    await (await page("words/words.js")).loadLanguage(given.language);
    const { sayMessage, withoutEdit } = await page("words/messages.js");
    const told = given.first == null ? [given.message] : withoutEdit([given.message], given.first);
    const answer = sayMessage(given.state, told[0]);
"""
STATE: dict[str, Any] = {
    "zonesLayer": {
        "features": [{"properties": {"zone_id": "W", "name": "West Area", "name_zh": "西片区"}}]
    },
    "zonesBase": None,
    "plan": {
        "ftzs": [{"ftz_id": "F", "name": "Example", "name_zh": "示例"}],
        "provinces": [{"adcode": "330000", "name": "Zhejiang", "name_zh": "浙江省"}],
    },
    "areas": {
        "customs_blocks": {"features": [{"properties": {"block_id": "B", "name": "Block"}}]},
        "exclusions": {"features": [{"properties": {"exclusion_id": "X", "name_zh": "湿地"}}]},
    },
    "regionLayers": {
        "district": {"features": [{"properties": {"adcode": "330101", "name": "East"}}]}
    },
}


def said(message: Message, language: Language = "en", first: int | None = None) -> str:
    """Return how the page says a message; at the form of edit `first`, counted from 0."""
    given = {"state": STATE, "text": catalogue_text(language), "language": language}
    text: str = run_module(SPEAK, given | {"message": message.to_document(), "first": first})
    return text


@pytest.mark.parametrize(
    ("id_", "english", "chinese"),
    [
        ("W", "West Area", "西片区"),
        ("F", "Example", "示例"),
        ("B", "Block", "Block"),
        ("X", "湿地", "湿地"),
        ("330000", "Zhejiang", "浙江省"),
        ("Zhejiang", "Zhejiang", "浙江省"),
        ("330101", "East", "East"),
        ("nobody", "nobody", "nobody"),
    ],
)
def test_what_has_a_name_is_called_by_it_and_else_by_its_id(
    id_: str, english: str, chinese: str
) -> None:
    message = Message("rule-sliver-zone", zone=id_)
    assert (said(message), said(message, "zh")) == (english, chinese)


def test_a_violation_is_said_with_names_in_both_languages() -> None:
    message = Message(
        "rule-cap-exceeded", ftz="F", area_km2=1234.5, over_km2=0.004, cap_km2=1234.496
    )
    assert said(message) == (
        "Group Example has 1,234.50 km², 0.004 km² above its cap of 1,234.50 km²"
    )
    assert said(message, "zh") == "示例面积 1,234.50 km²，超出上限 1,234.50 km² 达 0.004 km²"


REASON = Message("text", text="is too far")


@pytest.mark.parametrize(
    ("place", "english", "chinese"),
    [
        (("edits", 1, "expand", "by_km"), "edit 2, distance in km", "第 2 项编辑、距离（公里）"),
        (("body", "edits", 0, "move"), "edit 1", "第 1 项编辑"),
        (("edits", 0, "merge", "zones", 2), "edit 1, zones, no. 3", "第 1 项编辑、片区、第 3 项"),
        (("body", "title"), "title", "标题"),
        (("body",), "the request", "请求"),
        (("query", "radius_km"), "radius_km", "radius_km"),
    ],
)
def test_a_place_is_said_in_the_words_of_the_forms(
    place: tuple[str | int, ...], english: str, chinese: str
) -> None:
    assert said(REASON.at(*place)) == f"{english}: is too far"
    assert said(REASON.at(*place), "zh") == f"{chinese}：is too far"


def in_edit(number: int) -> Message:
    """Return a refusal of an edit, by its number from 1, as `geo.edits` makes it."""
    verb = Message("edits-verb", verb="remove")
    subject = Message("edits-zone", zone="W")
    edit = Message("edits-edit", number=number, verb=verb, subject=subject)
    return Message("edits-in-edit", edit=edit, reason=REASON)


def test_the_form_of_an_edit_says_the_reason_and_its_field_alone() -> None:
    assert said(REASON.at("edits", 1, "expand", "by_km"), first=1) == "distance in km: is too far"
    assert said(REASON.at("body", "edits", 1, "expand"), first=1) == "is too far"
    assert said(in_edit(2), first=1) == "is too far"
    assert said(REASON, first=1) == "is too far"


def test_a_refusal_of_another_edit_names_it_also_at_a_form() -> None:
    assert said(in_edit(1), first=1) == "edit 1 (remove West Area): is too far"
    assert said(REASON.at("edits", 0, "remove"), first=1) == "edit 1: is too far"
    assert said(REASON.at("rules", "cap"), first=0) == "rules, cap: is too far"


@pytest.mark.parametrize(
    ("message", "english", "chinese"),
    [
        (
            Message("format-encoding-unclear"),
            (
                "its text is neither UTF-8, UTF-16 nor GBK; "
                "name its encoding with “Encoding of its text”, such as big5"
            ),
            "文字既不是 UTF-8、UTF-16，也不是 GBK；请用 “文字编码” 指定编码，例如 big5",
        ),
        (
            Message("plan-column-nowhere", column="zones.zone_id", given="ID", there="CODE"),
            "“Column of the id” = ID: no file has a column ID (CODE); correct the name",
            "“编号所在列” = ID：没有文件含有列 ID（CODE）；请改正列名",
        ),
        (
            Message("import-column-taken", column="jobs", given="EMP"),
            "the column EMP is taken as jobs; say otherwise with “Column of jobs”",
            "列 EMP 作为 jobs；如有不同，请用 “jobs 所在列” 说明",
        ),
    ],
)
def test_an_option_of_the_command_line_is_a_field_of_the_page(
    message: Message, english: str, chinese: str
) -> None:
    assert (said(message), said(message, "zh")) == (english, chinese)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_names_no_option_of_the_command_line_where_it_says_how_a_file_is_read(
    language: Language,
) -> None:
    text = catalogue_text(language)
    named = set(re.findall(r"^([a-z][a-z0-9-]*) = .*--[a-z]", text, re.MULTILINE))
    assert named == set()
