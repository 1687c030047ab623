"""What the service answers, as the page says it: by names, and in the words of its forms."""

import re
from typing import Any, ClassVar

import pytest

from geo.edits import (
    Add,
    Expand,
    Merge,
    Move,
    Remove,
    Reshape,
    Set,
    Shrink,
    Split,
    Swap,
    Transfer,
    write_edit,
)
from layers.messages import Catalogue, Language, Message
from service.page.assets import page_text
from tests.node_page import run_module, spoken

SPEAK = """
    const nobody = { dataset: { messages: "", languages: given.languages } };
    globalThis.document = { body: nobody, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    await (await page("core/words/words.ts")).loadLanguage(given.language);
    const { sayMessage, withoutEdit } = await page("core/words/messages.ts");
    const told = given.first == null ? given.messages : withoutEdit(given.messages, given.first);
    const answer = told.map((message) => sayMessage(given.state, message));
"""
TELL = """
    const { editSummary } = await page("core/words/edit-summary.ts");
    answer.push(...given.edits.map((edit) => editSummary(given.state, edit)));
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


def said(*messages: Message, language: Language = "en", first: int | None = None) -> list[str]:
    """Return how the page says messages; at the form of edit `first`, counted from 0."""
    given = {"state": STATE, **spoken(language)}
    documents = [message.to_document() for message in messages]
    texts: list[str] = run_module(SPEAK, given | {"messages": documents, "first": first})
    return texts


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Area in km² must be more than 0"), ("zh", "面积（平方公里）必须大于 0")],
)
def test_a_form_says_in_one_sentence_what_its_field_must_hold(
    language: Language, sentence: str
) -> None:
    low = Message("value-not-more", limit=0.0, given="-5").at("edits", 4, "expand", "by_km2")
    assert said(low, language=language, first=4) == [sentence]


def test_elsewhere_the_sentence_names_the_edit_and_never_the_request_or_the_keys_of_a_file() -> (
    None
):
    below = Message("edits-expand-below-today", target_km2=1.0, today_km2=2.5)
    option = Message("edits-option", option="release")
    messages = [
        Message("value-not-more", limit=0.0, given="-5").at("edits", 4, "expand", "by_km2"),
        Message("value-text-empty").at("body", "title"),
        Message("value-text-too-long", limit=200).at("title"),
        Message("value-out-of-range", least=0.0, most=5.0, given="9").at(
            "edits", 0, "move", "dx_km"
        ),
        in_edit(2, below),
        in_edit(1, Message("edits-option-misses-zone", zone="W", option=option)),
    ]
    whole = [Message("scenario-in-document", name="scenario", reason=each) for each in messages]
    assert said(*whole) == [
        "Edit 5, area in km² must be more than 0",
        "Title is missing",
        "Title may have 200 characters at most",
        "Edit 1, km east must be from 0 to 5",
        "edit 2 (remove West Area): 1 km² is less than today's 2.5 km²: give more, or remove land",
        (
            "edit 1 (remove West Area): nothing of West Area lies inside land to release; "
            "draw it over the zone"
        ),
    ]
    named = Message("scenario-in-document", name="north.yaml", reason=REASON)
    assert said(named) == ["north.yaml: is too far"]  # a file that is read keeps its name


def test_a_decision_of_the_local_planner_is_practice() -> None:
    sets = [("approved", "local planner"), ("approved", "Li"), ("draft", "local planner")]
    words = """
        const { statusWords } = await page("core/words/names.ts");
        answer.push(...given.sets.map((one) => statusWords(...one)));
    """
    for language, texts in (
        ("en", ["approved (practice)", "approved", "draft"]),
        ("zh", ["已通过（演练）", "已通过", "草稿"]),
    ):
        given = {"state": STATE, "messages": [], "sets": sets, **spoken(language)}
        assert run_module(SPEAK + words, given) == texts


def test_what_has_a_name_is_called_by_it_and_else_by_its_id() -> None:
    called = {
        "W": ("West Area", "西片区"),
        "F": ("Example", "示例"),
        "B": ("Block", "Block"),
        "X": ("湿地", "湿地"),
        "330000": ("Zhejiang", "浙江省"),
        "Zhejiang": ("Zhejiang", "浙江省"),
        "330101": ("East", "East"),
        "nobody": ("nobody", "nobody"),
    }
    messages = [Message("rule-sliver-zone", zone=id_) for id_ in called]
    both = zip(said(*messages), said(*messages, language="zh"), strict=True)
    assert dict(zip(called, both, strict=True)) == called


REASON = Message("text", text="is too far")
CAP = {"area_km2": 1234.5, "over_km2": 0.004, "cap_km2": 1234.496}
SENTENCES = [
    (
        Message("rule-cap-exceeded", ftz="F", **CAP),
        "Group Example has 1,234.50 km², 0.004 km² above its cap of 1,234.50 km²",
        "示例面积 1,234.50 平方公里，超出上限 1,234.50 平方公里达 0.004 平方公里",
    ),
    (
        REASON.at("edits", 1, "expand", "by_km"),
        "edit 2, distance in km: is too far",
        "第 2 项编辑、距离（公里）：is too far",
    ),
    (REASON.at("body", "edits", 0, "move"), "edit 1: is too far", "第 1 项编辑：is too far"),
    (
        REASON.at("edits", 0, "merge", "zones", 2),
        "edit 1, zones, no. 3: is too far",
        "第 1 项编辑、片区、第 3 项：is too far",
    ),
    (REASON.at("body", "title"), "title: is too far", "标题：is too far"),
    (REASON.at("body"), "the request: is too far", "请求：is too far"),
    (REASON.at("query", "radius_km"), "radius_km: is too far", "radius_km：is too far"),
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
        "the column EMP is read as jobs; to change that: “Column of jobs”",
        "列 EMP 作为 jobs；如有不同，请用 “jobs 所在列” 说明",
    ),
]


def test_messages_name_zones_and_say_places_and_options_in_the_words_of_the_forms() -> None:
    messages, english, chinese = zip(*SENTENCES, strict=True)
    assert said(*messages) == [*english]
    assert said(*messages, language="zh") == [*chinese]


def in_edit(number: int, reason: Message = REASON) -> Message:
    """Return a refusal of an edit, by its number from 1, as `geo.edits` makes it."""
    verb = Message("edits-verb", verb="remove")
    subject = Message("edits-zone", zone="W")
    edit = Message("edits-edit", number=number, verb=verb, subject=subject)
    return Message("edits-in-edit", edit=edit, reason=reason)


def test_the_form_of_an_edit_says_its_own_reason_alone_and_names_another_edit() -> None:
    place = REASON.at("edits", 1, "expand", "by_km")
    own = (place, REASON.at("body", "edits", 1, "expand"), in_edit(2), REASON)
    others = (in_edit(1), REASON.at("edits", 0, "remove"))
    assert said(*own, *others, first=1) == [
        "distance in km: is too far",
        *["is too far"] * 3,
        "edit 1 (remove West Area): is too far",
        "edit 1: is too far",
    ]
    assert said(REASON.at("rules", "cap"), first=0) == ["rules, cap: is too far"]
    whole, other = (
        Message("scenario-in-document", name="scenario", reason=REASON.at("edits", at, "expand"))
        for at in (1, 0)
    )
    assert said(whole, other, first=1) == ["is too far", "edit 1: is too far"]


LAND = "POLYGON ((120 30, 120.02 30, 120.02 30.02, 120 30.02, 120 30))"
EDITS = [
    Reshape(zone="W", geometry=LAND),
    Expand(zone="W", by_km=2.125),
    Expand(zone="W", by_km2=8),
    Shrink(zone="W", to_area_km2=1e3),
    Move(zone="W", dx_km=-5, dy_km=3.25),
    Move(zone="W", dx_km=0, dy_km=-1),
    Add(zone="N", geometry=LAND, sectors="a;b"),
    Remove(zone="W"),
    Split(zone="W", geometry=LAND, into=["W", "N"]),
    Merge(zones=["W", "N"]),
    Transfer(**{"from": "W"}, to="N", geometry=LAND),
    Swap(zone="W", release=LAND, take=LAND),
    Set(zone="W", verb="move", text=None),
]


class Drain(Remove):
    """An edit of a verb for which there are no words."""

    verb: ClassVar[str] = "drain"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_edit_is_one_line_on_the_page_as_in_a_report(language: Language) -> None:
    name = "西片区" if language == "zh" else "West Area"
    edits = [*EDITS, Drain(zone="W")]
    catalogue = Catalogue(language, lambda id_: name if id_ == "W" else id_)
    texts = [catalogue.text(edit.message) for edit in edits]
    assert texts[-1].removeprefix("drain").strip() == name
    given = {"edits": [write_edit(edit) for edit in edits], "messages": []}
    assert run_module(SPEAK + TELL, {"state": STATE, **spoken(language), **given}) == texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_names_no_option_where_it_reads_a_file(language: Language) -> None:
    text = page_text(language)
    named = set(re.findall(r"^([a-z][a-z0-9-]*) = .*--[a-z]", text, re.MULTILINE))
    assert named == set()
