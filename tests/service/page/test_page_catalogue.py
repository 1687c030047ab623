"""The page makes the same sentences of messages as Python does, from the same catalogue."""

from typing import Any

import pandas as pd
import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor
from pyproj import CRS

from layers.messages import (
    LANGUAGES,
    Language,
    Message,
    Param,
    Place,
    catalogue,
    options_for,
)
from layers.messages import message as message_module
from layers.messages.languages import facts_of
from layers.schema.terms import Level, Words
from layers.schema.terms_table import read_terms, terms_frame
from service.page.assets import page_text
from tests.node_page import run_module

NUMBERS = (
    0,
    1,
    2,
    7.0,
    -3.5,
    0.000_012,
    0.000_5,
    0.015,
    0.125,
    12.5,
    119.984,
    2_000,
    1_234_567.891,
)
SAY = """
    const { Catalogue } = await page("core/words/catalogue.ts");
    const catalogue = new Catalogue(given.locale, given.text);
    const answer = given.messages.map((message) => catalogue.text(message));
"""


class Numbers(Visitor):
    """The places of an entry that a number fills: it is written as one, or a plural is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.all: set[str] = set()
        self.numbers: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.all.add(node.id.name)

    def visit_FunctionReference(self, node: ftl.FunctionReference) -> None:  # noqa: N802
        if node.id.name in {"AMOUNT", "AREA", "FIGURE", "NUMBER"}:
            self.numbers |= {_name(each) for each in node.arguments.positional}
        self.generic_visit(node)

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802
        keys = [variant.key for variant in node.variants]
        if any(isinstance(key, ftl.NumberLiteral) or key.name in {"one", "many"} for key in keys):
            self.numbers.add(_name(node.selector))
        self.generic_visit(node)


def _name(node: Any) -> str:
    return node.id.name if isinstance(node, ftl.VariableReference) else ""


def samples(language: Language) -> list[Message]:
    """Return every sentence that the page may say, filled with numbers of many sizes and texts."""
    found = []
    for entry in FluentResource(page_text(language)).body:
        if not isinstance(entry, ftl.Message):
            continue
        places = Numbers()
        places.visit(entry)
        for number in NUMBERS if places.numbers else NUMBERS[:1]:
            params: dict[str, Param] = {
                name: number if name in places.numbers else f"<{name}> { {1} }"
                for name in sorted(places.all)
            }
            found.append(Message(entry.id.name, **params))
    return found


def said(language: Language, messages: list[Message]) -> list[str]:
    """Return the sentences that the page makes of messages, ids for names."""
    given = {"locale": facts_of(language).locale, "text": page_text(language)}
    texts: list[str] = run_module(
        SAY, given | {"messages": [message.to_document() for message in messages]}
    )
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_every_sentence_as_python_does(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(message_module._NAMES, "command", {})  # as the page without its fields
    messages = samples(language)
    assert len(messages) > 1_000
    texts = said(language, messages)
    with options_for("command"):
        python = [catalogue(language).text(message) for message in messages]
    wrong = [one for one in zip(messages, texts, python, strict=True) if one[1] != one[2]]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fills_places_with_messages_and_lists_as_python_does(language: Language) -> None:
    near = Message("suggest-near", words=("expand", "shrink"))
    messages = [
        near.at("edits", 1, "expand", "by_km"),
        Message(
            "at", place=Place(("a", 0, 1)), reason=Message("text", text=(near, 2_000, 0.5, "x"))
        ),
        Message("text", text=()),
        Message("text", text="a\nb\r\nc { $d }"),
    ]
    assert said(language, messages) == [catalogue(language).text(each) for each in messages]


@pytest.mark.parametrize("language", LANGUAGES)
def test_areas_that_a_sentence_compares_are_in_one_unit(language: Language) -> None:
    compared = [
        Message("rule-swap-adds-more", ftz="F", added_km2=15.45, released_km2=km2, more_km2=0.0005)
        for km2 in NUMBERS
    ]
    texts = said(language, compared)
    assert texts == [catalogue(language).text(each) for each in compared]
    unit = catalogue(language).say("unit-km2")
    assert all(f"0.0005 {unit}" in text for text in texts)
    assert all(km2 < 0 or " m²" not in text for km2, text in zip(NUMBERS, texts, strict=True))


def test_a_code_that_the_catalogue_does_not_have_is_shown_as_it_is() -> None:
    assert said("en", [Message("no-such-code", zone="W")]) == ["no-such-code"]


OWN = """
    const { Catalogue } = await page("core/words/catalogue.ts");
    const answer = given.plans.map(({ terms, levels }) => {
      const catalogue = new Catalogue(given.locale, given.text);
      catalogue.useWords(terms, levels);
      return given.messages.map((message) => catalogue.text(message));
    });
"""
WORDS = ("hub", 'a "b" \\ {$c} { -group }', "}{", "# x = y", "枢纽")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_words_of_a_plan_as_python_does(language: Language) -> None:
    messages = [
        Message("page-layername-ftzs"),
        Message("page-level", level="county"),
        Message("page-kind-region", level="no such level"),
        Message("rule-cap-description"),
        Message("rule-land-in-no-district", area_km2=2.0),
    ]
    plans, told = [], []
    for word in WORDS:
        words = Words(word, f"{word}s", f"{word}类")
        named = terms_frame(group=words, levels=[Level("county", "adcode", words)])
        regions = pd.DataFrame({"adcode": ["1"]})
        terms = read_terms({"regions": regions, "terms": named}, CRS.from_epsg(4326), [])
        document: Any = terms.document()
        levels = [[each["level"], each[language]] for each in document["levels"]]
        plans.append({"terms": document["terms"][language], "levels": levels})
        told.append([terms.speaker(language).text(message) for message in messages])
        assert words.forms(language)[0] in told[-1][-1]
        assert told[-1][2] == "no such level"
    given = {"locale": facts_of(language).locale, "text": page_text(language), "plans": plans}
    given["messages"] = [message.to_document() for message in messages]
    assert run_module(OWN, given) == told
