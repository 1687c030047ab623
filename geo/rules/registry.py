"""The rule set: one row for each rule. A new rule is one function and one row here."""

from __future__ import annotations

from geo.rules.base import Parameter, Rule
from geo.rules.block_shape import max_blocks, min_block_km2, min_compactness
from geo.rules.cap_and_lock import cap, locked, swap_balance
from geo.rules.location import customs_block_cut, exclusion, outside_province, overlap
from geo.rules.sliver import sliver
from geo.rules.zone_set import EACH_FTZ, EACH_GROUP, EACH_PAIR, EACH_ZONE

_ROWS = (
    Rule(
        "cap",
        EACH_FTZ,
        cap,
        "soft",
        "An FTZ's measured area stays within its cap.",
        "自贸试验区量算面积不超过其面积上限。",
        (
            Parameter(
                "tolerance",
                1e-4,
                "share of the cap",
                "How far above the cap still counts as at the cap.",
                "超出上限多少仍视为未超出（占上限的比例）。",
                maximum=1,
            ),
        ),
    ),
    Rule(
        "overlap",
        EACH_PAIR,
        overlap,
        "hard",
        "No two zones hold the same land.",
        "任何两个片区不得重叠。",
    ),
    Rule(
        "exclusion",
        EACH_ZONE,
        exclusion,
        "hard",
        "No zone holds land of an exclusion.",
        "片区不得占用禁建区。",
    ),
    Rule(
        "outside_province",
        EACH_ZONE,
        outside_province,
        "soft",
        "A zone lies in the districts of its FTZ's province.",
        "片区应位于所属自贸试验区的省级行政区内。",
    ),
    Rule(
        "locked",
        EACH_ZONE,
        locked,
        "hard",
        "A locked zone keeps its boundary.",
        "锁定的片区边界不得改变。",
    ),
    Rule(
        "customs_block_cut",
        EACH_ZONE,
        customs_block_cut,
        "hard",
        "A zone holds a customs block whole or leaves it out; it does not cut it.",
        "片区应整体包含或整体不含海关特殊监管区域，不得切割。",
    ),
    Rule(
        "min_block_km2",
        EACH_ZONE,
        min_block_km2,
        "soft",
        "No block of a zone is smaller than this.",
        "片区的每个区块不得小于此面积。",
        (Parameter("area_km2", 0.1, "km²", "The least area of a block.", "区块的最小面积。"),),
    ),
    Rule(
        "max_blocks",
        EACH_ZONE,
        max_blocks,
        "soft",
        "A zone has no more blocks than this.",
        "片区的区块数不得超过此数。",
        (
            Parameter(
                "blocks",
                10,
                "blocks",
                "The most blocks of a zone.",
                "一个片区最多的区块数。",
                minimum=1,
                whole=True,
            ),
        ),
    ),
    Rule(
        "min_compactness",
        EACH_ZONE,
        min_compactness,
        "soft",
        "No block of a zone is less compact than this.",
        "片区的每个区块的紧凑度不得低于此值。",
        (
            Parameter(
                "polsby_popper",
                0.1,
                "1",
                "The least Polsby–Popper of a block: 1 for a disc, π/4 for a square.",
                "区块的最低 Polsby–Popper 紧凑度：圆为 1，正方形为 π/4。",
                maximum=1,
            ),
        ),
    ),
    Rule(
        "swap_balance",
        EACH_FTZ,
        swap_balance,
        "soft",
        "An FTZ takes in as much land as it gives up.",
        "自贸试验区调入与调出的面积相等。",
        (
            Parameter(
                "tolerance",
                1e-4,
                "share of the FTZ's baseline area",
                "How far apart the two may be.",
                "调入与调出面积允许的差（占基准面积的比例）。",
                maximum=1,
            ),
        ),
    ),
    Rule(
        "sliver",
        EACH_GROUP,
        sliver,
        "soft",
        "No long strip of a zone, and no long gap in or between zones, is thinner than this.",
        "片区内、片区之间不得有窄于此宽度的狭长条带或缝隙。",
        (
            Parameter(
                "width_m",
                10,
                "m",
                "The least width of a strip or gap ten times as long as this.",
                "长度达此宽度十倍的条带或缝隙的最小宽度。",
                maximum=10_000,
            ),
        ),
    ),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ROWS}
"""Every rule by name, in the order of the design."""
