"""The published trade growth of each FTZ compared with the nation's."""

import pandas as pd

from layers import Plan
from layers.messages import Message
from layers.schema.performance import ALL_FTZS, GROWTH, NATIONS, TRADE, is_growth

NOT_PUBLISHED = Message("measure-growth-not-published")
TRADE_ALONE_PUBLISHED = Message("measure-growth-trade-alone-published")
NATION_ALONE_PUBLISHED = Message("measure-growth-nation-alone-published")
_COLUMNS = ["ftz_id", "period", "growth_pct", "national_growth_pct", "difference_pct"]


def growth_table(plan: Plan) -> pd.DataFrame:
    """Return trade growth of each FTZ (and of `ALL`) by period, with national growth.

    `difference_pct` is growth minus national growth of the same period, in percentage points; null
    if either is not published. An FTZ without published growth has one row with the reason in
    `source` and the message's `code` (else null); so has `ALL` in each period with only the
    nation's growth published, if there is any figure of `ALL`. Nothing is estimated. `verified` is
    true only if every figure of the row is verified. A plan without any trade has no rows. Of two
    figures of the nation the verified one, else the first, is beside each of an FTZ.
    """
    columns = [*_COLUMNS, "source", "verified", "code"]
    trade = trade_of_groups(plan)
    if trade.empty and not plan.has("trade"):
        return pd.DataFrame(columns=columns)
    published = trade[is_growth(trade) & trade["value"].notna()]
    published = published.rename(columns={"value": "growth_pct"})
    is_nation = published["ftz_id"].isin(NATIONS)
    nation = published[is_nation].sort_values("verified", ascending=False, kind="stable")
    nation = nation.drop_duplicates("period").sort_index().set_index("period")
    table = published[~is_nation].copy()
    table["national_growth_pct"] = table["period"].map(nation["growth_pct"])
    table["difference_pct"] = table["growth_pct"] - table["national_growth_pct"]
    national_source = table["period"].map(nation["source"])
    is_known = table["national_growth_pct"].notna()
    table.loc[is_known, "source"] += "; national: " + national_source[is_known].astype(object)
    verified = table["period"].map(nation["verified"]).astype(object).fillna(value=True)
    table["verified"] = table["verified"].astype(bool) & verified.astype(bool)
    table["code"] = None
    alone = nation[~nation.index.isin(table["period"][table["ftz_id"] == ALL_FTZS])]
    if (trade["ftz_id"] == ALL_FTZS).any():
        table = pd.concat([table, _nation_alone(alone)], ignore_index=True)
    silent = [ftz for ftz in plan.ftzs["ftz_id"] if ftz not in set(table["ftz_id"])]
    of_other_land = trade["unit"].astype(str).str.startswith(f"{GROWTH}_")
    in_part = set(trade.loc[~of_other_land, "ftz_id"])
    reasons = [TRADE_ALONE_PUBLISHED if ftz in in_part else NOT_PUBLISHED for ftz in silent]
    unpublished = pd.DataFrame(
        {
            "ftz_id": silent,
            "source": [str(reason) for reason in reasons],
            "verified": False,
            "code": [reason.code for reason in reasons],
        }
    )
    everyone = pd.concat([table, unpublished], ignore_index=True)
    return everyone[columns].astype(dict.fromkeys(_COLUMNS[2:], float))


def trade_of_groups(plan: Plan) -> pd.DataFrame:
    """Return the published trade of whole FTZs, of `ALL` and of the nation: value and growth."""
    table = plan.performance
    rows = table[(table["indicator"] == TRADE) & table["zone_id"].isna()]
    return rows.dropna(subset="ftz_id")


def _nation_alone(nation: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all FTZs in periods with only the nation's growth published."""
    return pd.DataFrame(
        {
            "ftz_id": ALL_FTZS,
            "period": nation.index.astype(str),
            "growth_pct": float("nan"),
            "national_growth_pct": nation["growth_pct"].to_numpy(float),
            "difference_pct": float("nan"),
            "source": f"{NATION_ALONE_PUBLISHED}; national: " + nation["source"].astype(object),
            "verified": nation["verified"].to_numpy(bool),
            "code": NATION_ALONE_PUBLISHED.code,
        }
    ).reset_index(drop=True)
