"""The page's modules that need no browser: requests, names, violations, the shift of GCJ-02."""

import json
from typing import Any

import prcoords
import pytest

from geo.comparison.consensus import MOST_SCENARIOS
from layers.messages import Language
from layers.store import LOCAL
from service.page.assets import declared_languages, page_text
from tests.node_page import run_module, spoken

CALL = """
    const nobody = { dataset: { messages: "", languages: given.languages } };
    globalThis.document = { body: nobody, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    await (await page("core/words/words.ts")).loadLanguage(given.language);
    globalThis.fetch = async () => Response.json([{ source: "fact", source_zh: "事实" }]);
    const { personName } = await page("core/words/names.ts");
    const { spokenSource } = await page("core/words/sources.ts");
    const answer = [
        ...given.persons.map(personName),
        ...(await Promise.all(given.sources.map((pair) => spokenSource(...pair)))),
    ];
"""


@pytest.mark.parametrize(
    ("language", "called"),
    [
        ("en", ["local planner", "Li", "unsaved edits", "scenario port-2", "scenario of-mine"]),
        ("zh", ["本机规划人员", "Li", "当前编辑", "方案 port-2", "scenario of-mine"]),
    ],
)
def test_the_local_planner_and_a_scenario_as_source_are_called_in_the_page_s_language(
    language: Language, called: list[str]
) -> None:
    given = {
        **spoken(language),
        "persons": [LOCAL.name, "Li"],
        "sources": [
            ["scenario edited", "edited"],
            ["scenario port-2", "port-2"],
            ["scenario of-mine", None],
        ],
    }
    assert run_module(CALL, given) == called


FALLS_BACK = """
    const body = { dataset: given };
    globalThis.document = { body, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    const { inLanguage, languageOf, loadLanguage, nextLanguage } =
        await page("core/words/words.ts");
    const { figureText, formatPeople } = await page("core/words/number-format.ts");
    const { nameOf } = await page("core/words/names.ts");
    await loadLanguage(languageOf("de-AT"));
    const texts = [inLanguage({ en: "note", zh: "说明" }), nameOf({ name: "East", name_zh: "东" })];
    const answer = [languageOf("fr"), nextLanguage(), ...texts, figureText(formatPeople(2.5e6))];
"""


def test_a_further_language_has_steps_of_its_own_and_else_english_texts() -> None:
    people = [[1e6, "Mio."], [1, ""]]
    german = {"name": "Deutsch", "locale": "de-DE", "tag": "de", "people": people, "areas": people}
    languages = json.loads(declared_languages()) | {"de": german}
    given = {"messages": "", "text": page_text("de"), "languages": json.dumps(languages)}
    assert run_module(FALLS_BACK, given) == ["en", "en", "note", "East", "2,5 Mio."]


REFUSED = """
    const body = { dataset: { root: "/", messages: "/", languages: given.languages } };
    globalThis.document = { body, documentElement: {}, querySelectorAll: () => [] };
    const fetched = [];
    globalThis.fetch = async (path) => {
      fetched.push(path);
      if (path in given.texts) return new Response(given.texts[path]);
      return Response.json({ problems: [{ code: "file-empty", params: {} }] }, { status: 422 });
    };
    const { ask } = await page("core/api.ts");
    const { catalogue, loadLanguage } = await page("core/words/words.ts");
    await loadLanguage("en");
    const answer = [catalogue().has("file-empty")];
    const { problems } = await ask("/refused").catch((problem) => problem);
    answer.push(catalogue().text(problems[0]));
    await ask("/refused").catch(() => {});
    await loadLanguage("zh");
    answer.push(catalogue().text(problems[0]), fetched);
"""


def test_what_a_refusal_says_is_loaded_before_it_is_raised_and_with_each_language_after_it() -> (
    None
):
    texts = {"/en.ftl": "", "/en.later.ftl": "file-empty = empty"}
    texts |= {"/zh.ftl": "", "/zh.later.ftl": "file-empty = 空"}
    given = {"languages": declared_languages(), "texts": texts}
    paths = ["/en.ftl", "/refused", "/en.later.ftl", "/refused", "/zh.ftl", "/zh.later.ftl"]
    assert run_module(REFUSED, given) == [False, "empty", "空", paths]


CHANGED = """
    const { changedRules, withChanges } = await page("figures/violations.ts");
    const answer = given.changes
      ? changedRules(given, ...given.changes)
      : withChanges(given).map(({ violation, change }) => [violation.subject, change?.change]);
"""
OVERLAY = """
    const { overlayTables } = await page("draft/changed-rows.ts");
    const tables = (violations) =>
      ({ totals: [], ftzs: [], zones: [], sectors: [], regions: [], violations });
    const keys = { ...tables(["rule", "subject"]) };
    const whole = overlayTables(tables(given.base), given.changed, 50, keys);
    const answer = whole.violations;
"""


def blocks_under(blocks: int, subject: str = "W") -> dict[str, Any]:
    """Return the violation of a zone that has so many blocks under the least size."""
    params = {"zone": subject, "blocks": blocks, "limit_km2": 0.1, "least_km2": 0.01 * blocks}
    violation = {"rule": "min_block_km2", "subject": subject, "code": "rule-blocks-too-small"}
    return violation | {"params": params, "level": "soft", "zone_id": subject}


def test_what_became_of_a_rule_stands_beside_it_and_hard_ones_come_first() -> None:
    hard = {**blocks_under(1, "E W"), "rule": "overlap", "level": "hard"}
    worse, mended = blocks_under(2), blocks_under(1, "E")
    changes = [
        {**mended, "change": "mended"},
        {**worse, "change": "worse"},
        {**hard, "change": "new"},
    ]
    shown = [blocks_under(1, "N"), worse, hard]
    figures = {"figures": {"violations": shown, "rule_changes": changes}}
    assert run_module(CHANGED, figures) == [["E W", "new"], ["N", None], ["W", "worse"]]
    asked = figures | {"changes": ["new", "worse"]}
    assert [row["change"] for row in run_module(CHANGED, asked)] == ["new", "worse"]
    assert run_module(CHANGED, {"figures": None, "changes": ["new"]}) == []


def test_a_draft_has_the_violations_of_the_baseline_but_those_changed_or_gone() -> None:
    base = [blocks_under(1, "A"), blocks_under(1, "AB"), blocks_under(1, "B")]
    changed = {
        "violations": [blocks_under(3, "B"), blocks_under(1, "C")],
        "gone": {"violations": [{"rule": "min_block_km2", "subject": "A"}]},
    }
    assert run_module(OVERLAY, {"base": base, "changed": changed}) == [
        blocks_under(1, "AB"),
        blocks_under(3, "B"),
        blocks_under(1, "C"),
    ]


FETCHED = """
    globalThis.document = { body: { dataset: {} }, documentElement: {} };
    const { ask, isOffline } = await page("core/api.ts");
    const broken = (error) =>
      new Response(new ReadableStream({ start: (stream) => stream.error(error) }));
    const fetches = [
      () => Promise.reject(new TypeError("Failed to fetch")),  // as Chromium says it
      () => Promise.reject(new TypeError("NetworkError when attempting to fetch.")),
      () => Promise.reject(new TypeError("Load failed")),  // as Safari says it
      () => broken(new TypeError("cut")),
      () => new Response("<h1>Sign in to the network</h1>"),  // which is not the service's
      () => Promise.reject(new DOMException("network", "AbortError")),
      () => Response.json({ detail: "fetch: no such network" }, { status: 500 }),
      () => broken(new DOMException("dropped", "AbortError")),
    ];
    const answer = [];
    for (const fetched of fetches) {
      globalThis.fetch = async () => fetched();
      answer.push(await ask("/api/plan").then(() => "answered", isOffline));
    }
"""


def test_offline_is_told_by_the_kind_of_an_error_whatever_its_words() -> None:
    # The last is an answer that is dropped half way: it is not taken for an empty one.
    assert run_module(FETCHED, None) == [True, True, True, True, True, False, False, False]


REVISION = """
    globalThis.document = { body: { dataset: {} }, documentElement: {} };
    const { requestRevision, isOffline } = await page("core/api.ts");
    const answer = [];
    for (const body of given) {
      globalThis.fetch = async () => new Response(body, { headers: { ETag: '"1"' } });
      const kept = requestRevision({ path: "/api/scenarios" });
      answer.push(await kept.then(({ row }) => row.revision, isOffline));
    }
"""


def test_what_something_else_answers_in_place_of_the_service_is_no_revision() -> None:
    others = ["<h1>Sign in to the network</h1>", '{"ok": true}', '{"scenario": "north"}', ""]
    answers = [*others, '{"scenario": "north", "revision": 7}']
    assert run_module(REVISION, answers) == [True, True, True, True, 7]


def test_the_shift_is_that_of_gcj02_within_a_centimetre() -> None:
    script = """
        const { toGcj02 } = await page("map/gcj02.ts");
        const answer = given.map(toGcj02);
    """
    places = [(30.0, 120.0), (47.9, 88.1), (18.2, 109.5), (53.4, 122.3)]
    given = [{"lat": lat, "lng": lng} for lat, lng in [*places, (51.5, 0.1)]]
    *ours, abroad = run_module(script, given)
    assert abroad == given[-1]
    theirs = [prcoords.wgs_gcj(prcoords.Coords(*place)) for place in places]
    for our, their in zip(ours, theirs, strict=True):
        assert our["lat"] == pytest.approx(their.lat, abs=1e-7)
        assert our["lng"] == pytest.approx(their.lon, abs=1e-7)


def test_each_count_of_agreeing_scenarios_has_a_pattern_of_its_own() -> None:
    script = """
        const { consensusPattern } = await page("map/fill-patterns.ts");
        const answer = given.map((all) =>
          Array.from({ length: all }, (_, index) => consensusPattern(index + 1, all)));
    """
    for patterns in run_module(script, [*range(2, MOST_SCENARIOS + 1)]):
        assert patterns == sorted(set(patterns))
        assert patterns[-1] == "agreed-9"


FAULTS = """
    globalThis.document = { body: { dataset: {} }, querySelectorAll: () => [] };
    const { OfflineError, Problem, isOffline, loadModule } = await page("core/api.ts");
    const { problemsOf } = await page("core/words/messages.ts");
    console.error = () => {};
    const errors = [
      new Problem([{ code: "scenario-stale", params: {} }], 412, {}),
      new OfflineError("nobody"),
      new TypeError("Cannot read properties of undefined"),
    ];
    const loaded = [
      new TypeError("Failed to fetch dynamically imported module: later.js"),  // Chromium
      new TypeError("error loading dynamically imported module: later.js"),  // Firefox
      new TypeError("Importing a module script failed."),  // Safari
      new TypeError("Cannot read properties of undefined"),
      new SyntaxError("missing )"),
    ];
    const answer = errors.map((error) => problemsOf(error)[0]);
    for (const error of loaded)
      answer.push(await loadModule(() => Promise.reject(error)).catch(isOffline));
"""


def test_a_fault_of_the_page_is_not_told_as_a_service_that_does_not_answer() -> None:
    stale, offline, fault, *loaded = run_module(FAULTS, None)
    assert stale["code"] == "scenario-stale"
    assert offline["code"] == "page-problem-offline"
    why = "TypeError: Cannot read properties of undefined"
    assert fault == {"code": "page-problem-fault", "params": {"fault": why}}
    assert loaded == [True, True, True, False, False]


WAITS = """
    globalThis.document = { body: { dataset: {} }, querySelectorAll: () => [] };
    const { OfflineError } = await page("core/api.ts");
    const { retryWhenOnline } = await page("core/answers.ts");
    const { Store } = await page("core/store.ts");
    const store = new Store({ offline: false });
    let watching = 0;
    const watch = store.watch.bind(store);
    store.watch = (react) => {
      watching += 1;
      const stop = watch(react);
      return () => { watching -= 1; stop(); };
    };
    const offline = () => Promise.reject(new OfflineError("nobody"));
    const waiting = Array.from({ length: 3 }, () => {
      const controller = new AbortController();
      const asked = retryWhenOnline(store, offline, controller.signal).catch(({ name }) => name);
      return { controller, asked };
    });
    await new Promise(setImmediate);
    const answer = [watching];
    for (const { controller } of waiting) controller.abort();
    for (const { asked } of waiting) answer.push(await asked);
    answer.push(watching);
"""


def test_a_request_that_is_given_up_while_the_service_is_silent_watches_no_longer() -> None:
    assert run_module(WAITS, None) == [3, "AbortError", "AbortError", "AbortError", 0]


STEPS = """
    globalThis.document = { body: { dataset: {} }, querySelectorAll: () => [] };
    globalThis.fetch = async () => Response.json({});  // which the page cannot show
    console.error = () => {};
    const { followDraft } = await page("draft/draft-figures.ts");
    const { Store } = await page("core/store.ts");
    const draft = (at) => ({ at, versions: [{ edits: [] }, { edits: [{ remove: {} }] }] });
    const store = new Store({
      draft: null, trial: null, plan: { keys: {} }, offline: false, measuring: false,
      problem: null, loading: false, radius: 50, by: "line",
    });
    let told = 0;
    store.on(["problem"], () => {
      if (store.state.problem && (told += 1) === 1) throw new Error("it fails to say so, too");
    });
    const failed = [];
    process.on("unhandledRejection", ({ message }) => failed.push(message));
    followDraft(store);
    for (const at of [0, 1]) {
      store.set({ draft: draft(at) });
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    }
    const answer = [failed, told, store.state.measuring];
"""


def test_after_a_step_that_could_not_be_shown_the_next_is_measured() -> None:
    assert run_module(STEPS, None) == [["it fails to say so, too"], 2, False]


PHASES = """
    const { phasesAfter } = await page("draft/phases.ts");
    const edits = (zones) => [...zones].map((zone) => ({ remove: { zone } }));
    const answer = given.map(([counts, before, after]) => {
        const phases = counts.map((edits, at) => ({ by: 2027 + at, edits }));
        return phasesAfter(phases, edits(before), edits(after)).map((phase) => phase.edits);
    });
"""


def test_phases_follow_the_edits_of_a_draft() -> None:
    steps = [
        ([1, 3], "ABC", "ABCD"),  # what is added last has no date
        ([1, 3], "ABC", "BC"),
        ([1, 3], "ABC", "AC"),
        ([1, 3], "ABC", "AB"),
        ([2, 3], "ABC", "AXC"),  # redrawn
        ([1, 3], "ABC", "CBA"),  # moved: the first in order is of the first phase
        ([1, 2], "ABC", ""),
    ]
    assert run_module(PHASES, steps) == [[1, 3], [0, 2], [1, 2], [1, 2], [2, 3], [1, 3], [0, 0]]


MOVES = """
    const { movedToPhase, stopsOf, heldCount } = await page("draft/phases.ts");
    const answer = given.map(([counts, zones, index, target]) => {
        const phases = counts.map((edits, at) => ({ by: 2027 + 3 * at, edits }));
        const moved = movedToPhase([...zones], phases, index, target);
        const stops = stopsOf(moved.phases, zones.length);
        const held = stops.map((year) => heldCount(moved.phases, year));
        return [moved.edits.join(""), moved.phases.map(({ edits }) => edits), stops, held];
    });
"""


def test_an_edit_moves_to_another_phase_and_the_slider_stops_where_something_changes() -> None:
    moves = [
        ([1, 3], "ABCD", 1, 0),
        ([1, 3], "ABCD", 0, 1),
        ([1, 3], "ABCD", 1, 2),  # it loses its date
        ([1, 3], "ABCD", 3, 1),
        ([1, 4], "ABCD", 0, 2),
    ]
    years, none = [2026, 2027, 2030], None
    assert run_module(MOVES, moves) == [
        ["ABCD", [2, 3], [*years, none], [0, 2, 3, none]],
        ["BCAD", [0, 3], [*years, none], [0, 0, 3, none]],
        ["ACBD", [1, 2], [*years, none], [0, 1, 2, none]],
        ["ABCD", [1, 4], years, [0, 1, 4]],
        ["BCDA", [0, 3], [*years, none], [0, 0, 3, none]],
    ]


FURTHER_PHASES = """
    const { withPhase, yearsBetween } = await page("draft/phases.ts");
    const phases = given.phases.map(([by, edits]) => ({ by, edits }));
    const told = (all) => all && all.map(({ by, edits }) => [by, edits]);
    const answer = [
        given.years.map((year) => told(withPhase(phases, year, 3))),
        phases.map((_, index) => yearsBetween(phases, index)),
    ];
"""


def test_the_last_phase_takes_undated_edits_and_a_year_stays_between_its_neighbours() -> None:
    given = {"phases": [[2027, 1], [2030, 2]], "years": [2032, 2028, 2025, 2030, 99]}
    assert run_module(FURTHER_PHASES, given) == [
        [
            [[2027, 1], [2030, 2], [2032, 3]],
            [[2027, 1], [2028, 1], [2030, 2]],
            [[2025, 0], [2027, 1], [2030, 2]],
            None,
            None,
        ],
        [[1900, 2029], [2028, 9999]],
    ]


ZONE_TINTS = """
    const nobody = { dataset: { messages: "", languages: given.languages } };
    globalThis.document = { body: nobody, documentElement: {}, querySelectorAll: () => [] };
    globalThis.fetch = async () => new Response(given.text);
    await (await page("core/words/words.ts")).loadLanguage(given.language);
    const { tintsBy } = await page("figures/zone-tints.ts");
    const answer = given.tints.map((tint) => {
        const { of, bounds, unit } = tintsBy(tint, given.told);
        return [[...of].map(([zone, { token }]) => `${zone} ${token}`), bounds, unit];
    });
"""


def test_a_zone_is_tinted_by_its_own_figure_else_by_that_of_its_group_in_one_unit() -> None:
    rows = [
        ("F", None, "2023", "EUR", 5.0),
        (None, "A", "2022", "EUR", 3.0),
        (None, "A", "2023", "EUR", 4.0),
        (None, "B;C", "2023", "EUR", None),  # its land has changed
        (None, "B", "2023", "USD", 9.0),
    ]
    names = ("ftz_id", "zone_id", "period", "unit", "per_km2")
    figures = [dict(zip(names, row, strict=True)) | {"indicator": "trade"} for row in rows]
    zones = (("A", "F", 0.5), ("B", "F", None), ("D", None, 0.0))
    use = [{"zone_id": zone, "ftz_id": ftz, "built_share": share} for zone, ftz, share in zones]
    given = {"told": {"performance": figures, "use": use}, "tints": ["yield trade", "use built"]}
    yields, built = run_module(ZONE_TINTS, spoken("en") | given)
    assert yields == [["A share-1", "B share-3", "D share-none"], ["4", "5"], "EUR"]
    assert built[0] == ["A share-3", "B share-none", "D share-0"]
