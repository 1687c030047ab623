"""Persons and sources, as the page calls them in its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layers.store import LOCAL
from tests.node_page import catalogue_text, run_module

if TYPE_CHECKING:
    from layers.messages import Language

CALL = """
    const nobody = { dataset: { messages: "" } };
    globalThis.document = { body: nobody, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    await (await page("words/words.js")).loadLanguage(given.language);
    globalThis.fetch = async () => Response.json([{ source: "fact", source_zh: "事实" }]);
    const { personName } = await page("words/names.js");
    const { spokenSource } = await page("words/sources.js");
    const answer = [
        ...given.persons.map(personName),
        ...(await Promise.all(given.sources.map(spokenSource))),
    ];
"""


@pytest.mark.parametrize(
    ("language", "called"),
    [
        ("en", ["local planner", "Li", "edits in hand", "scenario port-2", "scenario of mine"]),
        ("zh", ["本机规划人员", "Li", "当前编辑", "方案 port-2", "scenario of mine"]),
    ],
)
def test_the_local_planner_and_a_scenario_as_source_are_called_in_the_page_s_language(
    language: Language, called: list[str]
) -> None:
    given = {
        "text": catalogue_text(language),
        "language": language,
        "persons": [LOCAL.name, "Li"],
        "sources": ["scenario edited", "scenario port-2", "scenario of mine"],
    }
    assert run_module(CALL, given) == called
