"""The rule set: one row for each rule. A new rule is one function and one row here."""

from __future__ import annotations

from geo.rules.base import Parameter, Rule
from geo.rules.block_shape import max_blocks, min_block_km2, min_compactness
from geo.rules.cap_and_lock import cap, locked, swap_balance
from geo.rules.location import customs_block_cut, exclusion, outside_province, overlap
from geo.rules.sliver import sliver
from geo.rules.zone_set import EACH_FTZ, EACH_GROUP, EACH_PAIR, EACH_ZONE
from layers.messages import Message

_ROWS = (
    Rule(
        "cap",
        EACH_FTZ,
        cap,
        "soft",
        Message("rule-cap-name"),
        Message("rule-cap-description"),
        (
            Parameter("tolerance", 1e-4, "1", Message("rule-cap-tolerance-description"), maximum=1),
            Parameter(
                "quota_km2", 0.0, "km²", Message("rule-cap-quota-description"), by_group=True
            ),
        ),
    ),
    Rule(
        "overlap",
        EACH_PAIR,
        overlap,
        "hard",
        Message("rule-overlap-name"),
        Message("rule-overlap-description"),
    ),
    Rule(
        "exclusion",
        EACH_ZONE,
        exclusion,
        "hard",
        Message("rule-exclusion-name"),
        Message("rule-exclusion-description"),
    ),
    Rule(
        "outside_province",
        EACH_ZONE,
        outside_province,
        "soft",
        Message("rule-outside-province-name"),
        Message("rule-outside-province-description"),
    ),
    Rule(
        "locked",
        EACH_ZONE,
        locked,
        "hard",
        Message("rule-locked-name"),
        Message("rule-locked-description"),
    ),
    Rule(
        "customs_block_cut",
        EACH_ZONE,
        customs_block_cut,
        "hard",
        Message("rule-customs-block-cut-name"),
        Message("rule-customs-block-cut-description"),
    ),
    Rule(
        "min_block_km2",
        EACH_ZONE,
        min_block_km2,
        "soft",
        Message("rule-min-block-km2-name"),
        Message("rule-min-block-km2-description"),
        (Parameter("area_km2", 0.1, "km²", Message("rule-min-block-km2-area-km2-description")),),
    ),
    Rule(
        "max_blocks",
        EACH_ZONE,
        max_blocks,
        "soft",
        Message("rule-max-blocks-name"),
        Message("rule-max-blocks-description"),
        (
            Parameter(
                "blocks",
                10,
                "blocks",
                Message("rule-max-blocks-blocks-description"),
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
        Message("rule-min-compactness-name"),
        Message("rule-min-compactness-description"),
        (
            Parameter(
                "polsby_popper",
                0.1,
                "1",
                Message("rule-min-compactness-polsby-popper-description"),
                maximum=1,
            ),
        ),
    ),
    Rule(
        "swap_balance",
        EACH_FTZ,
        swap_balance,
        "soft",
        Message("rule-swap-balance-name"),
        Message("rule-swap-balance-description"),
        (
            Parameter(
                "tolerance",
                1e-4,
                "1",
                Message("rule-swap-balance-tolerance-description"),
                maximum=1,
            ),
        ),
    ),
    Rule(
        "sliver",
        EACH_GROUP,
        sliver,
        "soft",
        Message("rule-sliver-name"),
        Message("rule-sliver-description"),
        (
            Parameter(
                "width_m", 10, "m", Message("rule-sliver-width-m-description"), maximum=10_000
            ),
        ),
    ),
)

RULES: dict[str, Rule] = {rule.name: rule for rule in _ROWS}
"""Every rule by name, in the order of the design."""
