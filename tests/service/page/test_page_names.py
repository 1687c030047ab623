"""Where the names of groups stand on the map: over the provinces of China, without a browser."""

import math
from itertools import product

import numpy as np
import shapely

from layers.china.divisions import districts
from layers.china.facts import ftzs, zones_facts
from layers.geometry.edges import Floats
from tests.node_page import run_module

WINDOWS = {390: 440, 768: 700, 1024: 740, 1440: 820, 1920: 1000}
"""The map's size in px: those of a phone, a tablet, two laptops and a wide screen."""
PLAN = (73.5, 18.1, 135.1, 53.6)
WIDTH_PX = {"name": 7.4, "name_zh": 12.0}
"""Of a letter and of a character of the type of names."""
DOT_PX = np.array([8, 6])
PLACE = """
    const { largestPart, roomiestBox } = await page("map/room-for-name.ts");
    const meets = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    const answer = given.map(({ names, taken }) => names.map(({ parts, size }) => {
        const isFree = (one) => !taken.some((other) => meets(one, other));
        const box = roomiestBox(largestPart(parts), size, isFree);
        if (box) taken.push(box);
        return box;
    }));
"""


def mercator(degrees: Floats) -> Floats:
    """Return where points are on a map whose world is 1 wide."""
    lon, lat = degrees.T
    y = np.log(np.tan(math.pi / 4 + np.radians(lat) / 2)) / (2 * math.pi)
    return np.column_stack([lon / 360 + 0.5, 0.5 - y])


def test_a_name_stands_inside_its_own_province_at_every_size_zoom_and_language() -> None:
    frame = districts()
    groups = ftzs().set_index("adcode")
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), 0.05)
    codes = frame["province_adcode"].to_numpy()
    provinces = {code: shapely.union_all(shapes[codes == code]) for code in groups.index}
    dots = mercator(zones_facts()[["lon", "lat"]].to_numpy(float))
    (west, south), (east, north) = mercator(np.array([PLAN[:2], PLAN[2:]]))
    centre = np.array([(west + east) / 2, (north + south) / 2])
    asked, drawn = [], []
    for (width, height), closer, column in product(WINDOWS.items(), (1, 1.7, 3), WIDTH_PX):
        world_px = closer * min(width / (east - west), height / (south - north))
        half = np.array([width, height]) / 2

        def on_map(degrees: Floats, by: float = world_px, at: Floats = half) -> Floats:
            there: Floats = (mercator(degrees) - centre) * by + at
            return there

        here = {code: shapely.transform(one, on_map) for code, one in provinces.items()}
        at = (dots - centre) * world_px + half
        sides = [[-1e5, -1e5, 0, 1e5], [width, -1e5, 1e5, 1e5]]
        ends = [[-1e5, -1e5, 1e5, 0], [-1e5, height, 1e5, 1e5]]
        taken = [*sides, *ends, *np.column_stack([at - DOT_PX, at + DOT_PX]).tolist()]
        names = [
            {
                "parts": [
                    [
                        shapely.get_coordinates(ring).tolist()[:-1]  # as some merged ones are
                        for ring in (part.exterior, *part.interiors)
                    ]
                    for part in shapely.get_parts(one)
                ],
                "size": [len(short(groups[column][code])) * WIDTH_PX[column] + 4, 11],
            }
            for code, one in here.items()
        ]
        asked.append({"names": names, "taken": taken})
        drawn.append([*here.values()])
    answers = run_module(PLACE, asked)
    for boxes, own in zip(answers, drawn, strict=True):
        for box, province in zip(boxes, own, strict=True):
            assert box is None or province.buffer(1).contains(shapely.box(*box))
    placed = [sum(box is not None for box in boxes) for boxes in answers]
    assert min(placed) >= 1
    assert sum(placed) > 0.4 * len(provinces) * len(placed)


def test_a_name_meets_land_that_it_touches_or_lies_in_but_not_a_hole_that_holds_it() -> None:
    island = [[[0, 0], [40, 0], [40, 40], [0, 40]], [[10, 10], [30, 10], [30, 30], [10, 30]]]
    boxes = {"inside": [2, 2, 8, 8], "across": [38, 5, 60, 9], "all of it": [-5, -5, 50, 50]}
    apart = {"beside": [41, 0, 60, 9], "in the hole": [12, 12, 28, 28]}
    script = """
        const { landIn } = await page("map/room-for-name.ts");
        const meets = landIn(given.land);
        const answer = given.boxes.map((box) => meets(box));
    """
    given = {"land": [island], "boxes": [*boxes.values(), *apart.values()]}
    assert run_module(script, given) == [True] * len(boxes) + [False] * len(apart)


def short(name: str) -> str:
    """Return the short name of a group: what its long one has in brackets."""
    return name.replace("（", "(").replace("）", ")").partition("(")[2].partition(")")[0] or name
