"""Sample scenarios over the China plan: boundary adjustments that a planner might weigh.

They are examples, not proposals of anyone; the land that they take is as schematic as the zones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers.plan import Plan

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

_SAMPLES: tuple[dict[str, Any], ...] = (
    {
        "scenario": "lingang-within-the-cap",
        "title": "Release 8 km² of Lujiazui to extend Lingang within Shanghai's cap",
        "title_zh": "陆家嘴片区调出8平方公里，临港片区在上海面积上限内扩展",
        "edits": [
            {"shrink": {"zone": "SH-LJZ", "to_area_km2": 26.26}},
            {"expand": {"zone": "SH-LG", "to_area_km2": 127.5}},
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
        "scenario": "heihe-downriver",
        "title": "Shift the Heihe border zone 8 km down the Amur",
        "title_zh": "黑河边境片区沿黑龙江下游方向平移8公里",
        "edits": [{"move": {"zone": "HL-HH", "dx_km": 0, "dy_km": -8}}],
    },
)


def sample_scenarios(plan: Plan) -> list[dict[str, Any]]:
    """Return the sample scenarios as documents, made on this plan's baseline.

    They name zones of the China plan: on another plan they do not apply.
    """
    return [sample | {"baseline": plan.baseline} for sample in _SAMPLES]
