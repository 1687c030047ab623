"""The words of published bounds are read as people write them, in Chinese and in English."""

import csv
from contextlib import suppress
from pathlib import Path

import pytest

from geo.bounds.text import MOST_CHARACTERS, MOST_NAMES, PartText, read_bounds
from layers.errors import MeasureError


def _only(text: str) -> PartText:
    (part,) = read_bounds(text)
    return part


def _sides(text: str) -> dict[str, list[str]]:
    part = _only(text)
    return {"+".join(side.sides): [one.name for one in side.bounds] for side in part.sides}


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "东至北厝路、金井三路，南至大山顶，西至海坛海峡，北至金井湾大道",
            {
                "east": ["北厝路", "金井三路"],
                "south": ["大山顶"],
                "west": ["海坛海峡"],
                "north": ["金井湾大道"],
            },
        ),
        (
            "北面以闽江岸线为界，西至罗长公路和山体",
            {"north": ["闽江岸线"], "west": ["罗长公路", "山体"]},
        ),
        (
            "北侧、西侧、东侧紧邻大海，南侧以甲路、乙大道为界",
            {"north+west+east": ["大海"], "south": ["甲路", "乙大道"]},
        ),
        ("甲路以东、乙线以南", {"west": ["甲路"], "north": ["乙线"]}),
        (
            "东起甲路，南濒乙江，西临丙路，北抵丁路",
            {"east": ["甲路"], "south": ["乙江"], "west": ["丙路"], "north": ["丁路"]},
        ),
        (
            "东至北厝路西至甲路南至乙路北至丙河",
            {"east": ["北厝路"], "west": ["甲路"], "south": ["乙路"], "north": ["丙河"]},
        ),
        ("东南至甲路，西北接乙路", {"southeast": ["甲路"], "northwest": ["乙路"]}),
        (
            "东至成自泸赤高速西侧,南依和平路和及第路",
            {"east": ["成自泸赤高速"], "south": ["和平路", "及第路"]},
        ),
        ("被甲大道、乙铁路、丙路、丁河包围", {"": ["甲大道", "乙铁路", "丙路", "丁河"]}),
        (
            "East to A Road, south to the river B, west to C Street and D Street, north to E",
            {
                "east": ["A Road"],
                "south": ["river B"],
                "west": ["C Street", "D Street"],
                "north": ["E"],
            },
        ),
        (
            "Bounded by A Road to the north, B to the east, C to the south and D to the west",
            {"north": ["A Road"], "east": ["B"], "south": ["C"], "west": ["D"]},
        ),
        (
            "On the north by A Road; on the east by B; south to C; west: D",
            {"north": ["A Road"], "east": ["B"], "south": ["C"], "west": ["D"]},
        ),
        (
            "West to A Road East, north to B Street West and south to C",
            {"west": ["A Road East"], "north": ["B Street West"], "south": ["C"]},
        ),
        ("East of A Road and south of B Line", {"west": ["A Road"], "north": ["B Line"]}),
        (
            "Enclosed by A, B Railway, C Road and D River",
            {"": ["A", "B Railway", "C Road", "D River"]},
        ),
    ],
)
def test_sides_and_names_are_read_in_order(text: str, sides: dict[str, list[str]]) -> None:
    assert _sides(text) == sides


def _published(name: str) -> list[dict[str, str]]:
    """Return rows of names, areas and sources that were published of parts of zones."""
    path = Path(__file__).with_name(f"published_{name}.csv")
    return [*csv.DictReader(path.read_text("utf-8").splitlines())]


_LETTERS = {"east": "东", "south": "南", "west": "西", "north": "北"}
_FORMS = {
    "chinese": ("{letter}至{names}", "，", "、"),
    "with a verb": ("{letter}侧以{names}为界", "；", "和"),
    "english": ("{side} to {names}", ", ", ", "),
    "after": ("on the {side} by {names}", "; ", " and "),
}
_HEADS = ("", "{part}：", "{part}四至范围：", "{part}，")


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize("row", _published("bounds"), ids=lambda row: row["part_zh"])
def test_published_bounds_are_read_fully_in_each_form(row: dict[str, str], form: str) -> None:
    template, between, names_between = _FORMS[form]
    names = {side: row[side].split("、") for side in _LETTERS if row[side]}
    sides = [
        template.format(letter=_LETTERS[side], side=side, names=names_between.join(names[side]))
        for side in names
    ]
    around = row["around"].split("、") if row["around"] else []
    words = between.join(sides) if sides else f"由{'、'.join(around)}围合"
    stated = float(row["area_km2"]) if row["area_km2"] else None
    area = f"，面积{stated}平方公里" if stated else ""
    expected = {"": around} if around else names
    for head in _HEADS:
        (part,) = read_bounds(head.format(part=row["part_zh"]) + words + area + "。")
        found = {"".join(side.sides): [one.name for one in side.bounds] for side in part.sides}
        # what follows a road's name says on which side of it the land ends
        assert found == {
            side: [name.removesuffix("西侧") for name in given] for side, given in expected.items()
        }
        assert (part.title, part.area_km2) == (row["part_zh"] if head else "", stated)


def test_no_published_title_hides_a_side_or_an_area() -> None:
    """And alone, a title is refused: it names no side."""
    rows = _published("parts")
    for row in rows:
        for mark in "，：":
            text = f"{row['part_zh']}{mark}东至甲路，南至乙江，西至丙路、丁路，北至戊镇界"
            (part,) = read_bounds(f"{text}，面积{row['area_km2']}平方公里")
            assert [(*side.sides, len(side.bounds)) for side in part.sides] == [
                ("east", 1),
                ("south", 1),
                ("west", 2),
                ("north", 1),
            ]
            assert part.area_km2 == float(row["area_km2"])
            assert part.title or part.including, text
        with pytest.raises(MeasureError, match="no side is named"):
            read_bounds(row["part_zh"])
    assert len(rows) == 84


def test_several_parts_keep_their_titles() -> None:
    parts = read_bounds(
        "A区东至西港，南至新江公路；B区东至14号泊位，南至兴化湾。片区三：东至甲路，南至乙路"
    )
    assert [part.title for part in parts] == ["A区", "B区", "片区三"]
    assert [len(part.sides) for part in parts] == [2, 2, 2]
    assert [
        part.title for part in read_bounds("Part 1: north to A, south to B; Part 2: north to C")
    ] == [
        "Part 1",
        "Part 2",
    ]


_DRAFTS = {
    "Draft from the names in this plan, not surveyed: part 1: east to A Road, B Road, south within"
    " C Town, west to D, north to what lies outside all districts": (
        "within C Town",
        "what lies outside all districts",
    ),
    "四至草稿（按规划中的名称拟写，未经核定）：第 1 块东至甲路、乙路，南至丙镇境内，西至丁河，"
    "北至各区县以外": ("丙镇境内", "各区县以外"),
}


@pytest.mark.parametrize("draft", _DRAFTS)
def test_a_draft_of_four_bounds_is_read_as_it_stands(draft: str) -> None:
    """A side within a region follows nothing that has a name."""
    east, south, west, north = _only(draft).sides
    assert [one.unnamed for one in (*east.bounds, *west.bounds)] == [False] * 3
    assert tuple(one.name for one in (*south.bounds, *north.bounds)) == _DRAFTS[draft]
    assert [one.unnamed for one in (*south.bounds, *north.bounds)] == [True, True]


def test_distances_aliases_degrees_and_unnamed_lines_are_told_apart() -> None:
    part = _only(
        "东至甲路-规划路-乙路-甲路，南至曹安公路南150米，西至中环路（原申江路），北至北纬31度30分"
    )
    east, south, west, north = part.sides
    assert [bound.unnamed for bound in east.bounds] == [False, True, False, False]
    (offset,), (alias,), (degrees,) = south.bounds, west.bounds, north.bounds
    assert (offset.name, offset.offset_m, offset.offset_side) == ("曹安公路", 150, "south")
    assert alias.aliases == ("申江路",)
    assert degrees.latitude == 31.5


def test_area_named_areas_and_boundary_points_are_read() -> None:
    part = _only("东至甲路，南至乙路，面积19.99平方公里，不含甲村，具体以界址点坐标控制")
    assert (part.area_km2, part.excluding, part.by_points) == (19.99, ("甲村",), True)
    english = _only("East to A, west to B, area 250 ha, including Old Town")
    assert (english.area_km2, english.including) == (2.5, ("Old Town",))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no text"),
        ("甲路与乙路之间的土地", "no side is named"),
        ("东至甲路（乙路，南至丙路", "a bracket without its partner"),
        ("东至，南至丙路", "nothing is named for the east"),
        ("东至东经191度", "is not a position"),
        ("東" * (MOST_CHARACTERS + 1), "longer than"),
        ("东至" + "、".join(f"路{number}" for number in range(900)), "names, more than 200"),
        ("\u0639\u0631\u0628\u064a", "no side is named"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(MeasureError, match=says):
        read_bounds(text)


@pytest.mark.parametrize(
    "word", ["东", "东至", "north to ", "以东", "包围", "(", "a to the ", "面积1"]
)
def test_a_long_text_of_one_word_ends(word: str) -> None:
    text = word * (MOST_CHARACTERS // len(word))
    with suppress(MeasureError):
        parts = read_bounds(text)
        names = [one for part in parts for side in part.sides for one in side.bounds]
        assert 0 < len(names) <= MOST_NAMES
