"""The command `propose`: what it writes and prints, and what it refuses in one line each."""

import inspect
import signal
from pathlib import Path

import pytest
from command_line import answer as answered
from command_line import refusal, run, small_plan
from typer.models import OptionInfo

from geo import Scenario
from geo.indicators import scorecard
from geo.option import options_of
from geo.proposals import Question, Stop, answer
from geo.proposals.places import GainPlace
from geo.proposals.search import Progress
from layers import Plan
from layers.messages import Message, options_for
from service.cli import language
from service.cli.proposal_tables import print_places
from service.cli.propose import propose
from service.documents.score import score_document

ONE = ("--objective", "population@1")
ADD = ("--ftz", "F", "--budget-km2", 2)


def ask(plan: Path, *options: object) -> tuple[object, ...]:
    return ("propose", plan, "-o", plan.parent / "s.yaml", "--tries", 300, *options)


def test_a_proposal_is_written_and_told_as_one_document(plan: Path) -> None:
    found = answered(*ask(plan, "--ftz", "F", *ONE, "--budget-km2", 1))
    assert {"status", "objective", "bound", "gap", "before", "promised", "measured", "taken",
            "released", "reasons", "scenario"} <= set(found)  # fmt: skip
    assert (found["before"], found["promised"], found["measured"]) == (10, 40, 40)
    written = Scenario.load(plan.parent / "s.yaml")
    assert written.scenario == "s"
    assert found["scorecard"] == score_document(scorecard(Plan.open(plan), written))
    assert run("check", plan, "--scenario", plan.parent / "s.yaml").code == 0


def test_a_proposal_begins_with_what_it_is_good_for(plan: Path) -> None:
    lines = run(*ask(plan, "--ftz", "F", *ONE, "--budget-km2", 1)).out.splitlines()
    verdicts, changes, proof = (
        next(number for number, line in enumerate(lines) if text in line)
        for text in ("What each scenario serves", "What changes, by purpose", "population@1")
    )
    assert verdicts < changes < proof


REFUSED = (
    (("--ftz", "F", "--budget-km2", "x"), "write a number"),
    (("--ftz", "F", "--budget-km2", 2, "--land", "compact=0"), "--land compact: must be from"),
    ((*ADD, "--land", "widht=2km"), "--land widht: there is no such word; did you mean width?"),
    ((*ADD, "--land", "width=2"), "--land width=2: write width=2km"),
    ((*ADD, "--land", "differ=2km"), "--land differ=2km: write differ=1km2"),
    ((*ADD, "--land", "pieces=2.5"), "--land pieces=2.5: write pieces=3"),
    ((*ADD, "--land", "joint"), "--land joint: write joint=2km"),
    ((*ADD, "--land", "kept=80"), "--land kept: must be from 0 to 1, not 80"),
    ((*ADD, "--land", "made-of=lobs"), "--land made-of lobs: land is made of shapes or parcels"),
    ((*ADD, "--land", "width=1km", "--land", "width=2km"), "--land width: is given twice"),
    ((*ADD, "--max-slender", 3), "--max-slender: is called --land compact now"),
    ((*ADD, "--per-km2"), "--per-km2: was removed; ask for the most gain within a smaller"),
    ((*ADD, "--min-width-km", 1), "--min-width-km: is called --land width now"),
    ((*ADD, "--keep", "jobs@50"), "--keep jobs@50: write INDICATOR>=FIGURE"),
    ((*ADD, "--avoid", "nowhere"), "the plan has no layer nowhere"),
    (("--ftz", "F", "--budget-km2", "G=2"), "not among"),
    (("--ftz", "F", "--swap", "--budget-km2", 2), "either"),
    (("--ftz", "F"), "either"),
    (("--budget-km2", 2), "name at least one"),
    (("--province", "330000", "--swap"), "nothing to swap"),
    (("--province", "330000", "--budget-km2", 2, "--land", "pieces=1"), "nothing about a new zone"),
    (("--ftz", "F", "--budget-km2", 2, "--weight-region", "330000"), "write CODE=NUMBER"),
    (("--budget-km2", 2, "--ftz", "F", "--land", "differ=1km2"), "is for several answers"),
    (
        (*ADD, "--answers=2", "--land=differ=1km2", "--front=population@3"),
        "either",
    ),
    (("--budget-km2", 2, "--ftz", "F", "--province", "all"), "either --ftz, or"),
    (
        ("--ftz", "F", "--budget-km2", "F=2", "--budget-km2", "F=1"),
        "--budget-km2 F: is given twice",
    ),
    ((*ADD, "--weight-region", "A=2", "--weight-region", "A=3"), "--weight-region: a region is"),
    (("--budget-km2", 2, "--ftz", "F", "--ftz", "all"), "--ftz all: means every"),
    (("--ftz", "F", "--swap", "idel"), "--swap idel: write any or idle"),
    (
        ("--province", "all", "--province", "330000", "--budget-km2", 2),
        "--province all: means",
    ),
    (("--ftz", "F", "--budget-km2", "2027=x"), "--budget-km2 2027=x: write YEAR=NUMBER"),
    (
        ("--ftz", "F", "--budget-km2", "2027=1", "--budget-km2", "2027=2"),
        "--budget-km2: 2027 is given twice",
    ),
    ((*ADD, "--budget-km2", "2027=1"), "land by year (--budget-km2) goes without one"),
    ((*ADD, "--front", "population@1", "--land", "kept=50%"), "--land kept: says nothing about"),
)


def test_a_request_that_contradicts_itself_is_refused_in_a_line_for_each_fault(plan: Path) -> None:
    for options, line in REFUSED:
        assert line in refusal(*ask(plan, *ONE, *options)), options
    options = ("--ftz", "F", "--budget-km2", 0, "--land", "pieces=0", "--time-limit-s", 0)
    ran = run(*ask(plan, *ONE, *options))
    assert (ran.code, ran.out) == (2, "")
    named = [line.split()[0].strip(":") for line in ran.errors]
    assert named == ["--land", "--time-limit-s", "--budget-km2"]
    assert list(plan.parent.glob("*.yaml")) == []


DEPRECATED: tuple[tuple[tuple[object, ...], str], ...] = (
    (("--gap", 0.1, "--runs", 2, "--spread-km", 1), "as population@50±2"),
    (("--everywhere",), "write --province all"),
    (("--across-barriers", "--new-blocks", 1), "land stays on one side of railways and rivers"),
    (("--width-km", 1.5, "--max-pieces", 2), "write --land width=1.5km"),
)


def test_a_planner_has_sixteen_options_at_most_besides_those_of_every_command() -> None:
    marks = [
        (one.name, mark)
        for one in inspect.signature(propose).parameters.values()
        for mark in one.annotation.__metadata__
    ]
    shown = {name for name, mark in marks if isinstance(mark, OptionInfo) and not mark.hidden}
    assert {"objective", "tries", "land", "by"} < shown
    assert len(shown - {"out", "json"}) <= 16


def test_what_is_replaced_by_a_word_of_land_is_one_with_it(plan: Path) -> None:
    twice = ("--max-pieces", 2, "--land", "pieces=3")
    ran = run(*ask(plan, *ONE, *ADD, *twice))
    assert (ran.code, ran.errors[-1]) == (2, "--land pieces: is given twice; give it once")
    old, refused = run(*ask(plan, *ONE, "--ftz", "F", "--phase", "2027=0")).errors
    assert old.endswith("write --budget-km2 YEAR=X")
    assert refused.startswith("--budget-km2 2027=0: give an area above 0")
    replaced = [one for one in options_of(Question) if one.word]
    with options_for("command"):
        for one in replaced:
            message = Message("propose-limit-not-allowed", option=one.name.replace("_", "-"),
                              least=0, most=1, given=2, open="no")  # fmt: skip
            assert str(message).startswith(f"--land {one.word.word}: ")  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_deprecated_option_works_and_says_what_to_write_instead(plan: Path) -> None:
    for number, (options, instead) in enumerate(DEPRECATED):
        out = plan.parent / f"old-{number}.yaml"
        where = () if "--everywhere" in options else ("--ftz", "F")
        asked = ("propose", plan, "-o", out, "--tries", 300, *where, *ONE, "--budget-km2", 1)
        ran = run(*asked, *options)
        assert ran.code == 0
        named = sorted(option for option in options if str(option).startswith("--"))
        assert [line.split()[0] for line in ran.errors] == named
        assert instead in "\n".join(ran.errors)
        assert out.exists()


def test_new_zones_are_proposed_anywhere_and_in_both_languages(plan: Path) -> None:
    ran = run(
        "--lang",
        "zh",
        *ask(plan, "--province", "all", "--new", 3, *ONE, "--budget-km2", 1),
    )
    assert (ran.code, ran.errors) == (0, [])
    assert "个图形的任何组合增益都不更大" in ran.out
    written = Scenario.load(plan.parent / "s.yaml")
    assert [edit.verb for edit in written.edits] == ["add"] * len(written.edits)
    assert run("check", plan, "--scenario", plan.parent / "s.yaml").code == 0


def test_where_nothing_is_gained_or_limits_are_in_conflict_nothing_is_written(plan: Path) -> None:
    asked = ask(plan, "--ftz", "F", "--objective", "population@50", "--budget-km2", 1)
    ran = run(*asked)
    assert (ran.code, len(ran.errors), ran.out) == (1, 1, "")
    layers = small_plan()
    layers["ftzs"]["cap_km2"] = None
    Plan(layers).save(plan)
    asked = ask(plan, "--ftz", "F", *ONE, "--budget-km2", 0.1)
    english, chinese = run(*asked), run("--lang", "zh", *asked)
    assert (english.code, len(english.errors), english.out) == (1, 1, "")
    assert "without any one of them" in english.errors[0]
    assert "可取的面积（--budget-km2）" in chinese.errors[0]
    assert not (plan.parent / "s.yaml").exists()
    ran = run(
        *ask(plan, "--ftz", "all", *ONE, "--budget-km2", 3, "--land", "width=1km")
    )  # none has a cap
    assert (ran.errors, ran.code) == ([], 0)


def test_ctrl_c_ends_a_search_with_what_it_has(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(plan: Plan, question: Question, progress: Progress, stop: Stop) -> object:
        signal.raise_signal(signal.SIGINT)
        assert stop.requested
        return answer(plan, question, progress)

    monkeypatch.setattr("geo.proposals.answer", interrupted)
    ran = run(*ask(plan, "--ftz", "F", *ONE, "--budget-km2", 1))
    assert (ran.code, ran.errors) == (0, [])
    assert (plan.parent / "s.yaml").exists()


def test_several_answers_are_written_beside_each_other_and_a_front(plan: Path) -> None:
    asked = ask(plan, "--ftz", "F", *ONE, "--budget-km2", 3)
    found = answered(*asked, "--answers", 3, "--land", "differ=0.5km2")
    names = ["s.yaml", *(f"s-{number}.yaml" for number in range(2, len(found["answers"]) + 1))]
    assert sorted(path.name for path in plan.parent.glob("s*.yaml")) == sorted(names)
    for name in names:
        assert Scenario.load(plan.parent / name).scenario == name.removesuffix(".yaml")
    assert found["answers"][0]["differs_km2"] is None
    assert found["measured"] == found["answers"][0]["measured"]
    assert {"zone_id", "released", "times", "area_km2", "geometry"} == set(found["often"][0])
    refusal(*asked, "--answers", 3, "--land", "differ=0.5km2")
    for path in plan.parent.glob("s*.yaml"):
        path.unlink()
    ran = run(*ask(plan, "--ftz", "F", *ONE, "--budget-km2", 1), "--front", "population@1.1")
    assert (ran.code, ran.errors) == (0, [])
    assert "Front of two objectives" in ran.out
    assert (plan.parent / "s.yaml").exists()


@pytest.mark.parametrize(
    ("count", "title"),
    [
        (10, "Who is gained and lost"),
        (22, "Who is gained and lost: 10 of 22"),
    ],
)
def test_a_table_of_whom_a_proposal_gains_says_of_how_many_they_are(
    count: int, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = (GainPlace("region", f"{n}", "", "", 50.0 - n, 0.0, 0.0) for n in range(count))
    before = language._language.set("en")
    try:
        print_places(tuple(places))
    finally:
        language._language.reset(before)
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert title in lines
    assert [line.split()[0] for line in lines if line.endswith(".00")] == [*map(str, range(10))]
