"""The codes that are used, the English and the Chinese are one set, with the same places."""

import ast
import pickle
import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import FluentSerializer
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from geo.coverage.indicator import Indicator
from geo.coverage.tables import FIGURES
from geo.edits import EDITS
from geo.edits.resize import Obstacle
from geo.indicators.purposes import DEFAULT as DEFAULT_PURPOSES
from geo.indicators.purposes import Purpose
from geo.rules.settings import RULES
from geo.tables import NAMED_TABLES
from layers.errors import BusyError, OutOfMemoryError, PlanError, StaleError, ZonewrightError
from layers.messages import LANGUAGES, Catalogue, Message, Place, catalogue
from layers.messages.languages import FOLDER
from layers.runtime.lazy import declared
from layers.schema.performance import INDICATOR_HEADS, indicator_label
from service.cli.tables import _SHOWN, columns
from tests import page_codes

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for package in ("geo", "layers", "service")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "vendor" not in path.parts
]


class Found(Visitor):
    """What entries refer to: variables and sentences; and the values that they have words for."""

    def __init__(self, *entries: ftl.BaseNode) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.codes: set[str] = set()
        self.values: set[str] = set()
        for entry in entries:
            self.visit(entry)

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802
        self.places.add(node.id.name)

    def visit_MessageReference(self, node: ftl.MessageReference) -> None:  # noqa: N802
        self.codes.add(node.id.name)

    def visit_Variant(self, node: ftl.Variant) -> None:  # noqa: N802
        if isinstance(node.key, ftl.Identifier) and not node.default:
            self.values.add(node.key.name)
        self.generic_visit(node)


@cache
def files() -> dict[Path, list[ftl.EntryType]]:
    """Return what each file of sentences holds: read when a test asks, not by each worker."""
    return {
        file: FluentResource(file.read_text(encoding="utf-8")).body
        for file in sorted(FOLDER.glob("*/*.ftl"))
    }


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


@cache
def entries(language: str) -> dict[str, set[str]]:
    """Return the places of each sentence by its code; no code stands twice, no line is lost."""
    found: dict[str, set[str]] = {}
    for file, body in files().items():
        for entry in body if file.parent.name == language else ():
            assert not isinstance(entry, ftl.Junk), f"{file.name}: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.id.name not in found, f"{file.name}: {entry.id.name} stands twice"
                found[entry.id.name] = Found(entry).places
    return found


def calls() -> list[tuple[str, str, set[str]]]:
    """Return where a message is made by its code, with the places that it fills."""
    made = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Message":
                continue
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            places = {keyword.arg or "**" for keyword in node.keywords}
            made += [(where, code, places) for code in literals(node.args[0])]
    return made


def literals(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*literals(node.body), *literals(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def titles_of_tables() -> set[str]:
    return {
        asked.title(table).code
        for asked in NAMED_TABLES.values()
        for table, columns in asked.shown.items()
        if columns
    }


def strings() -> set[str]:
    """Return every text of the sources (a code may stand in a table too), and the page's codes."""
    held = {
        node.value
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    of_rules = {
        message.code
        for rule in RULES.values()
        for message in (rule.title, rule.description, *map(rule.description_of, rule.parameters))
    }
    of_asked = {
        code
        for asked in NAMED_TABLES.values()
        for columns in asked.shown.values()
        for code in re.findall(r"=([\w-]+)", columns)
    }
    of_asked |= titles_of_tables()
    heads = {code for text in held for code in re.findall(r"=([\w-]+)", text)}
    of_tables = (FIGURES, *(asked.figures for asked in NAMED_TABLES.values()))
    tables = [table for figures in of_tables for table in figures.values()]
    of_figures = {one.label.code for table in tables for one in table}
    of_score = {one.title.code for one in declared("geo.indicators", Indicator)}
    of_score |= {Purpose(key, ()).title.code for key in DEFAULT_PURPOSES} | {
        f"score-indicator-{name}"  # declared for a plan
        for name in (
            *("covered-weight", "accepted-share", "built-share", "idle-share"),
            *("trade-lead-pct", "years-since-approval"),
        )
    }
    of_geo = of_rules | of_figures | of_asked | set(catalogue("en").codes("workbook", ""))
    of_geo |= of_score | {indicator_label(one).code for one in INDICATOR_HEADS}
    columns_of_km = {one.head for one in _SHOWN.values() if isinstance(one.head, str)} | heads
    in_minutes = {f"{head}-min" for head in columns_of_km} & set(entries("en"))
    in_minutes |= {re.sub("-km$", "-min", code) for code in of_figures}
    return held | heads | of_geo | in_minutes | page_codes.named() | page_codes.of_families()


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    assert entries("zh") == entries("en")


def test_the_code_of_a_sentence_begins_with_the_name_of_its_file() -> None:
    always = {"general.ftl", "terms.ftl"}  # which are read with each catalogue
    for file, body in files().items():
        for entry in body:
            if isinstance(entry, ftl.Term):
                assert file.name in always
            elif isinstance(entry, ftl.Message) and file.name not in always:
                assert entry.id.name.startswith(f"{file.stem}-"), f"{file.name}: {entry.id.name}"


def test_every_bracket_of_a_sentence_is_closed() -> None:
    for file, body in files().items():
        for entry in body:
            if isinstance(entry, ftl.Message):
                text = FluentSerializer().serialize_entry(entry)
                for opens, closes in ("()", "（）", "“”", "《》"):
                    assert text.count(opens) == text.count(closes), f"{file}: {entry.id.name}"


def test_a_sentence_is_said_with_all_that_it_refers_to_whatever_was_said_before() -> None:
    for file, body in files().items():
        for entry in body:
            for code in Found(entry).codes:
                speaker = Catalogue("zh" if file.parent.name == "zh" else "en")
                speaker._need(file.stem)
                assert speaker._bundle.has_message(code), f"{file.name}: {entry.id.name}"


def test_every_verb_and_option_has_words_and_in_chinese_a_name() -> None:
    verbs, options, obstacles = set(EDITS), set(page_codes.PLACES), set(get_args(Obstacle))
    for language, code, values in (
        *((language, "edits-line", verbs) for language in LANGUAGES),
        *((language, "edits-field", options) for language in LANGUAGES),
        ("zh", "edits-verb", verbs),
        ("zh", "edits-obstacle", obstacles),
    ):
        entries_of_code = [
            entry
            for entry in files()[FOLDER / language / "edits.ftl"]
            if isinstance(entry, ftl.Message) and entry.id.name == code
        ]
        assert Found(*entries_of_code).values >= values, f"{language}: {code}"


def test_a_message_is_made_with_a_code_and_the_places_of_its_sentence() -> None:
    english = entries("en")
    assert [
        f"{where}: {code} {sorted(places)}, not {sorted(english.get(code, {'no such code'}))}"
        for where, code, places in calls()
        if english.get(code) != places and (code not in english or "**" not in places)
    ] == []


def test_no_sentence_stands_there_that_nobody_says() -> None:
    references = Found(*(entry for body in files().values() for entry in body))
    used = strings() | references.codes | {"list-separator"}
    assert sorted(set(entries("en")) - used) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_has_a_word_of_its_own_only_where_that_of_the_figure_differs(
    language: str,
) -> None:
    say, places = catalogue(language).say, entries(language)
    own = [code.removeprefix("workbook-") for code in places if code.startswith("workbook-")]
    both = [name for name in own if places.get(f"figure-{name}") == set()]
    assert {"amount", "covered-amount"} <= set(both)
    assert [name for name in both if say(f"workbook-{name}") == say(f"figure-{name}")] == []


def test_every_head_of_a_column_on_a_terminal_has_a_sentence() -> None:
    shown = [columns(name) for name in _SHOWN]
    shown += [
        columns(text, asked.figures.get(table, ()))
        for asked in NAMED_TABLES.values()
        for table, text in asked.shown.items()
    ]
    heads = {it.message.code for one in shown for it in one.values()}
    assert (heads | titles_of_tables()) - set(entries("en")) == set()


def test_a_message_is_a_value() -> None:
    message = Message("at", place=Place(("edits", 0)), reason=Message("text", text="no"))
    assert message == Message("text", text="no").at("edits", 0)
    assert hash(message) == hash(Message("text", text="no").at("edits", 0))
    assert message != Message("text", text="no")
    assert message.to_document() == {
        "code": "at",
        "params": {
            "place": {"place": ["edits", 0]},
            "reason": {"code": "text", "params": {"text": "no"}},
        },
    }


def test_a_message_quotes_long_texts_and_large_numbers_on_one_line() -> None:
    assert str(Message("text", text="a\nb\r\nc { $d }")) == "a b c { $d }"
    for quoted in ("x" * 10_000, 10**400, 1e308, float("inf"), float("nan")):
        told = str(Message("at", place=Place(("a",)), reason=Message("text", text=quoted)))
        assert told.startswith("a: ")
        assert len(told) >= len(f"{quoted}")


def test_a_code_that_is_not_there_and_a_place_that_is_not_filled_are_lookup_errors() -> None:
    speaker = Catalogue("en")
    for code in ("nothing", "../zh/cli-x", "page", "page-there-is-none", ""):
        with pytest.raises(LookupError):
            speaker.say(code)
    assert speaker._read == {"general", "terms", "page"}
    for message in (Message("no-such-code"), Message("text")):
        with pytest.raises(LookupError):
            str(message)


def test_a_list_is_joined_as_the_language_joins() -> None:
    near = Message("suggest-near", words=("a", "b"))
    assert "a, b" in catalogue("en").text(near)
    assert "a、b" in catalogue("zh").text(near)


def test_a_reader_knows_things_by_their_names_and_a_plan_by_its_own_words() -> None:
    terms = "text = { -group } { NAME($text) }\n-group = programme\n"
    own = Catalogue("en", names={"P1": "North"}.__getitem__, terms=terms)
    assert own.text(Message("text", text="P1")) == "programme North"


MISSING, EMPTY = Message("file-missing"), Message("file-csv-empty")


def test_an_error_is_the_same_in_another_process() -> None:
    errors: list[ZonewrightError] = [
        PlanError([]),
        PlanError(MISSING),
        PlanError([MISSING, EMPTY.at("zones")], details={"a": [1]}),
        BusyError([MISSING, EMPTY]),
        OutOfMemoryError(MISSING),
        StaleError(MISSING, base=1, current=2),
    ]
    for error in errors:
        there = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
        assert type(there) is type(error)
        assert (there.lines, there.args, vars(there)) == (error.lines, error.args, vars(error))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["people", "weight", "land", "clusters"])
def test_a_card_of_the_page_says_its_radius_and_way_whatever_it_counts(
    language: str, what: str
) -> None:
    within = {"within": "FAR", "weight": "jobs", "radius": "50"}
    text = catalogue(language).text(Message(f"page-card-{what}", **within))
    assert "FAR" in text
    assert "$" not in text
