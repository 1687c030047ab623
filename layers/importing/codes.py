"""Codes that lost their leading zeros: a spreadsheet turns 06037 into 6037.

A code is restored only if a layer that refers to it, or that it refers to, has it with zeros.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers.formats.table import Assumption
from layers.messages import Message
from layers.schema.column_types import as_text
from layers.schema.layer_schema import LAYERS

if TYPE_CHECKING:
    from collections.abc import Mapping

_REFERENCES = (
    *(("demand", "adcode", "regions"), ("clusters", "adcode", "regions")),
    *(("travel", "adcode", "regions"), ("travel", "zone_id", "zones")),
    *(("travel", "demand_id", "demand"), ("customs_blocks", "zone_id", "zones")),
    *(("zones", "ftz_id", "ftzs"), ("trade", "ftz_id", "ftzs"), ("policies", "ftz_id", "ftzs")),
)


def with_zeros(
    frames: dict[str, pd.DataFrame], existing: Mapping[str, pd.DataFrame]
) -> dict[str, list[Assumption]]:
    """Restore the zeros of codes in `frames`; return the assumptions for each layer.

    `kept` are unchanged layers of a plan, used only for comparison.
    """
    assumptions: dict[str, list[Assumption]] = {}
    for layer, column, target in _REFERENCES:
        key = str(LAYERS[target].key)
        sides = ((target, key, layer, column), (layer, column, target, key))
        for changed, of, shown, by in sides:
            other = frames.get(shown, existing.get(shown))
            if changed not in frames or other is None:
                continue
            if of not in frames[changed] or by not in other:
                continue
            zeros = as_text(pd.Series(other[by].unique(), dtype="object"))
            if not zeros.str.startswith("0").any():
                continue
            codes = as_text(frames[changed][of]).set_axis(frames[changed].index)
            whole = restored(codes, zeros)
            count = int((whole.fillna("") != codes.fillna("")).sum())
            if count:
                frames[changed] = frames[changed].assign(**{of: whole})
                why = Message("import-codes-restored", column=of, count=count, layer=shown)
                assumptions.setdefault(changed, []).append(Assumption("codes", of, why))
    return assumptions


def restored(codes: pd.Series[str], shown: pd.Series[str]) -> pd.Series[str]:
    """Return codes with lost zeros restored by comparison with others.

    If one code is restored, all others are padded to the same length, provided that all codes with
    zeros have the same length.

    >>> restored(pd.Series(["6037", "10001", "1001"]), pd.Series(["06037", "10001"])).tolist()
    ['06037', '10001', '01001']
    """
    whole = {code.lstrip("0"): code for code in shown.dropna() if code.startswith("0")}
    distinct = set(codes.dropna())
    lost = {code: whole[code] for code in distinct if code in whole}
    lost = {code: full for code, full in lost.items() if full not in distinct}
    lengths = {len(full) for full in lost.values()}
    if len(lengths) == 1 and all(code.isdecimal() for code in distinct):
        (length,) = lengths
        lost |= {code: code.zfill(length) for code in distinct if len(code) < length}
    return codes.map(lambda code: lost.get(code, code))
