"""Sample scenarios over the China plan: boundary adjustments that a planner might consider.

They are examples, not anyone's proposals; the land that they take is as schematic as the zones.
Together they use every edit and break every rule: some break a hard one, to show the output of
`check`.
"""

from importlib.resources import files
from typing import Any

from layers.errors import ScenarioError
from layers.plan.plan import Plan
from layers.runtime.arguments import checked_call

_SHANTOU_COAST = [
    (116.695, 23.268),
    (116.707, 23.281),
    (116.722, 23.279),
    (116.731, 23.285),
    (116.744, 23.283),
    (116.748, 23.272),
    (116.741, 23.262),
    (116.743, 23.253),
    (116.731, 23.246),
    (116.717, 23.249),
    (116.710, 23.257),
    (116.698, 23.259),
    (116.695, 23.268),
]

_YANGPU = [
    (109.060, 19.720),
    (109.130, 19.690),
    (109.215, 19.705),
    (109.260, 19.765),
    (109.235, 19.840),
    (109.150, 19.870),
    (109.060, 19.850),
    (109.060, 19.720),
]
_DONGJIANG_CORRIDOR = [
    (117.765, 39.071),
    (117.754, 39.055),
    (117.776, 39.045),
    (117.785, 39.0016),
    (117.690, 39.0016),
    (117.690, 39.0008),
    (117.7858, 39.0008),
    (117.794, 39.0008),
    (117.822, 39.001),
    (117.805, 39.058),
    (117.765, 39.071),
]
_STATION = [
    (117.600, 39.010),
    (117.6025, 39.010),
    (117.6025, 39.012),
    (117.600, 39.012),
    (117.600, 39.010),
]


def _box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """Return a box as GeoJSON: an edit ignores the parts outside the land concerned."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {"type": "Polygon", "coordinates": [corners]}


_SAMPLES: tuple[dict[str, Any], ...] = (
    {
        "scenario": "lingang-within-the-cap",
        "title": "Release 8 km² of Lujiazui for industry at Lingang, within Shanghai's cap",
        "title_zh": "陆家嘴片区核减8平方公里，用于临港产业发展，不突破上海面积上限",
        "edits": [
            {"shrink": {"zone": "SH-LJZ", "to_area_km2": 26.26, "bearing": [270, 130]}},
            {
                "expand": {
                    "zone": "SH-LG",
                    "to_area_km2": 127.5,
                    "bearing": [225, 360],
                    "keep_off": ["waters"],
                }
            },
        ],
    },
    {
        "scenario": "shantou-marine-coast",
        "title": "Add a marine-economy zone at Shantou, on a coast no zone reaches within 100 km",
        "title_zh": "在汕头新设海洋经济片区，覆盖百公里内无片区的海岸",
        "edits": [
            {
                "add": {
                    "zone": "GD-ST",
                    "ftz": "GD",
                    "name": "Shantou Area (proposed)",
                    "name_zh": "汕头片区（设想）",
                    "sectors": "marine_economy;shipping_logistics",
                    "geometry": {"type": "Polygon", "coordinates": [_SHANTOU_COAST]},
                }
            }
        ],
    },
    {
        "scenario": "heihe-airport",
        "title": "Shift the Heihe zone 15 km southwest, to its airport and nearer to more people",
        "title_zh": "黑河片区向西南平移15公里，纳入机场，覆盖更多人口",
        "edits": [{"move": {"zone": "HL-HH", "dx_km": -12, "dy_km": -9}}],
    },
    {
        "scenario": "shanghai-regrouped",
        "title": "Regroup Shanghai's zones; a swap at Lingang then meets (synthetic) excluded land",
        "title_zh": "上海片区重组；临港置换触及（虚构）禁建区",
        "edits": [
            {"merge": {"zones": ["SH-LG", "SH-BZ"]}},
            {
                "transfer": {
                    "from": "SH-LJZ",
                    "to": "SH-JQ",
                    "geometry": _box(121.551, 31.17, 121.58, 31.28),
                }
            },
            {
                "swap": {
                    "zone": "SH-LG",
                    "release": _box(121.83, 30.925, 121.9, 30.96),
                    "take": _box(121.93, 30.895, 121.982, 30.918),
                    "adjust": "take",
                }
            },
            {
                "set": {
                    "zone": "SH-LG",
                    "name": "Lingang Special Area with the bonded zones (proposed)",
                    "name_zh": "临港新片区并保税区片区（设想）",
                }
            },
        ],
        "rules": {"cap": "hard", "max_blocks": {"blocks": 7}},
    },
    {
        "scenario": "hainan-yangpu-apart",
        "title": "Plan Yangpu as a zone by itself, cut out of Hainan's whole-island zone",
        "title_zh": "将洋浦从海南全岛中划出，作为单独片区规划",
        "edits": [
            {
                "split": {
                    "zone": "HI-ALL",
                    "geometry": {"type": "Polygon", "coordinates": [_YANGPU]},
                    "into": ["HI-ALL", "HI-YP"],
                }
            },
            {
                "set": {
                    "zone": "HI-YP",
                    "name": "Yangpu",
                    "name_zh": "洋浦",
                    "functions": None,
                    "sectors_source": None,
                    "published_area_source": None,
                    "published_area_verified": False,
                    "note": "Schematic outline, drawn by hand for this sample.",
                    "note_zh": "示意边界，为本示例手绘。",
                }
            },
        ],
    },
    {
        "scenario": "tianjin-rail-corridor",
        "title": "A rail corridor for the airport zone's land, a first sketch: what check finds",
        "title_zh": "以机场片区换取东疆港铁路通道的初步草图：供检查示范，含多处问题",
        "edits": [
            {"remove": {"zone": "TJ-AP"}},
            {
                "reshape": {
                    "zone": "TJ-TP",
                    "geometry": {
                        "type": "MultiPolygon",
                        "coordinates": [[_DONGJIANG_CORRIDOR], [_STATION]],
                    },
                }
            },
        ],
        "rules": {"min_compactness": {"polsby_popper": 0.22}, "sliver": {"width_m": 120}},
    },
)


SAMPLE_TABLES = ("purposes", "indicators")
"""The tables of a sample of own indicators, in their order."""


def sample_tables() -> dict[str, bytes]:
    """Return a sample of a plan's own purposes and indicators, as CSV by the table.

    They follow the evaluation of comprehensive bonded zones (2020), as far as its groups were seen.

    >>> [text.splitlines()[1][:11] for text in sample_tables().values()]
    [b'scale,1,Sca', b'scale_trade']
    """
    folder = files("layers.china") / "data" / "evaluation"
    return {name: (folder / f"{name}.csv").read_bytes() for name in SAMPLE_TABLES}


@checked_call(ScenarioError)
def sample_scenarios(plan: Plan) -> list[dict[str, Any]]:
    """Return the sample scenarios as documents, on this plan's baseline.

    They refer to zones of the China plan and do not apply to other plans.

    >>> from layers.example import example_plan
    >>> plan = example_plan()
    >>> {sample["baseline"] == plan.baseline for sample in sample_scenarios(plan)}
    {True}
    """
    return [sample | {"baseline": plan.baseline} for sample in _SAMPLES]
