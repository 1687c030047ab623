"""What the service may say has Chinese words, so that a message cannot be added without them."""

from __future__ import annotations

import json
import re

from geo.edits import EDITS
from geo.rules.registry import RULES
from layers.store.access import LEAST
from service.page.assets import PAGE
from tests.service.said import plain, said

CATALOGUE = PAGE / "words" / "refusals-zh.json"
WORDS: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))

NOT_SHOWN = {
    # types and statements of SQL
    "dict[tuple[str, str], tuple[str | None, str]]",
    "Scenario | gpd.GeoDataFrame | None",
    "Polygon | MultiPolygon",
    "Mapping[str, Any]",
    "Mapping[str, float]",
    "Callable[[PreparedPlan, Any, Parameters], Iterable[Breach]]",
    "Zone | Ftz | tuple[Zone, ...]",
    "REPEATABLE READ",
    "PRAGMA {}",
    "BEGIN IMMEDIATE",
    "READ COMMITTED",
    "SELECT pg_advisory_xact_lock(hashtextextended(:subject, 0))",
    "SELECT version_num FROM {}",
    "SHOW server_encoding",
    "SET LOCAL lock_timeout = '{}s'",
    "zonewright {}",
    "SELECT name FROM sqlite_schema",
    # values and descriptions
    "MULTIPOLYGON ({})",
    "POLYGON {}",
    "LINESTRING {}",
    "GeoJSON or WKT; longitude, latitude in the plan's CRS",
    "{} Unit: {}.",
    "{} km²",
    "Zonewright scenario",
    "shapely {}, GEOS {}, pyproj {}, PROJ {}",
    "local planner",
    "has no CRS; set the one it is in (a shapefile: copy its .prj along)",
    # said to scripts, at the command line or when the service starts
    "{}: a {} cannot be compared; give what CoverageMeter.measure gave",
    (
        "zones: a {} cannot be measured; give a Scenario (Scenario.load reads a file) or a frame "
        "of zones"
    ),
    "{}: there is no such file; check the name",
    "{}: is not a file; name a scenario file (.yaml)",
    "{}: is larger than {} bytes; shorten it",
    "{}: cannot be read ({}); check it",
    "{} line {}: is not UTF-8; save the file as UTF-8",
    "{} line {}: {}",
    "edits that were made once cannot be made here ({})",
    "changed since it was recorded",
    "by {} km² at most, {}",
    "in attributes only",
    "neither edits nor recorded outlines give the recorded result (they differ {})",
    "with {}",
    "{}: was recorded{}; {} here give another result (different {}); the record is used",
    "{}: {}; the edits are followed, save it again",
    "{}: {}; the record is used",
    "is not a store; name another file",
    "{}: keeps text in {}; make a database with ENCODING UTF8",
    "store: {}:// is not known; give a file or a postgresql:// URL",
    "{}: is a plan; its store is {}.scenarios.db beside it",
    "the folder {} is not there; make it",
    "cannot be read ({}); check it",
    "is not a file; name a file for the store",
    "is damaged ({}); restore it from a copy",
    "store: the URL cannot be read; see postgresql://user@host/name",
    "is not a store ({}); name another file",
    "store: PostgreSQL needs the driver psycopg; pip install 'zonewright[postgresql]'",
    "{}: was made by a newer Zonewright (store {}, this one knows {}); update Zonewright",
    "{}: has other tables named {}; give the store a database or a schema of its own",
    "expires: has no time zone; give it one",
    "expires: {} is past; give a time that is to come",
    "{}: has a token; revoke that one first",
    "{}: there is no such live token; list them",
    "{}: declares no least role; add dependencies=[least(…)]",
}
"""Texts that are no message to the page."""

WHOLE = {
    "at {}": "is not valid: {fault} at {place}; redraw it there",
    "polygon {},": "polygon {number}, {place}",
    "{}ring {}": "ring {number}",
    "{}position {}": "position {number}",
    "{}has a coordinate that is not a finite number; correct it": (
        "{place} has a coordinate that is not a finite number; correct it"
    ),
    "{}position {} must be [longitude, latitude], not {}; correct it": (
        "{place} must be [longitude, latitude], not {given}; correct it"
    ),
    "{}position {} is not a finite number; correct it": (
        "{place} is not a finite number; correct it"
    ),
    "{} no room; {}": "{options} leaves no room; ease what limits it, or give another size",
    "the nearest that can be reached is {} km², not {}: {} no room; {}": (
        "the nearest that can be reached is {km2} km², not {wanted}: {options} leaves no room; "
        "ease what limits it, or give another size"
    ),
    "covers all of": "the geometry covers all of {zone}; draw it over a part of it",
    "the geometry {} {}; draw it over a part of it": (
        "the geometry misses {zone}; draw it over a part of it"
    ),
    ", an end lies inside at {} {}": (
        "the line does not cut through {zone}, an end lies inside at {place}; "
        "draw it across, from edge to edge"
    ),
    "{} {} {} narrower than {} m: {} m over {} m": (
        "{zones} has {strips} narrower than {limit} m: {width} m over {length} m"
    ),
    "and to be the owner": "the role {role} and to be the owner",
}
"""Texts that are put together, each with a template of the whole."""


def test_every_message_that_the_service_may_give_has_chinese_words() -> None:
    known = {plain(template) for template in WORDS}
    missing = {
        template: place
        for template, place in said().items()
        if template not in known | NOT_SHOWN and WHOLE.get(template, "") not in WORDS
    }
    hint = f"give its Chinese words in {CATALOGUE.name}, or name it in NOT_SHOWN above"
    assert not missing, f"{hint}: {missing}"


def test_what_is_not_shown_and_what_is_put_together_is_still_there() -> None:
    assert NOT_SHOWN | set(WHOLE) <= set(said())


def test_every_verb_rule_and_action_has_a_chinese_word() -> None:
    assert set(EDITS) <= set(WORDS)
    assert set(RULES) <= set(WORDS)
    assert {action.replace("_", " ") for action in LEAST} <= {*WORDS, "administer", "branch"}


def test_chinese_words_keep_every_number_and_name_that_they_are_given() -> None:
    dropped = {
        template
        for template, words in WORDS.items()
        if set(re.findall(r"\{(\w+)\}", words)) != set(re.findall(r"\{(\w+)\}", template))
    }
    assert dropped == set()


def test_chinese_words_are_chinese() -> None:
    signs = {"{from} to {to}", "{km2} in {place}", "{name} ({role})"}
    assert {t for t, words in WORDS.items() if not re.search(r"[一-鿿]", words)} - signs == set()
