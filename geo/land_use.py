"""How the land of zones is used: accepted, built and idle, and since when it is approved.

The plan's figures for its zones (`accepted_km2`, `built_km2`, `idle_km2`) hold for their unchanged
land. Where it has none, parcels decide: **idle** are those marked `idle`, **built** those with a
`land_use` for building that are not idle. If a zone meets a parcel whose land use is not
recognised, its built land is unknown.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers import Plan
from layers.geometry.edges import Bools, Floats
from layers.geometry.validity import polygonal
from layers.messages import Message, Param

USES = ("accepted", "built", "idle")
_NEAR_KM2, _NEAR = 0.01, 0.01
_BUILT = (
    *("industr", "commerc", "residen", "logist", "warehous", "storage", "office", "business"),
    *("retail", "transport", "public", "utilit", "mixed", "built", "工业", "工矿", "仓储", "物流"),
    *(
        "商业",
        "商服",
        "住宅",
        "居住",
        "办公",
        "公共",
        "公用",
        "交通",
        "道路",
        "科研",
        "研发",
        "建设",
    ),
)
_UNBUILT = (
    *("farm", "agricult", "arable", "crop", "forest", "wood", "grass", "water", "wetland"),
    *("vacant", "bare", "unused", "green", "park", "耕地", "农", "林", "草", "水", "湿地", "空"),
    *("未利用", "未建", "绿地", "园地", "滩", "荒"),
)


def approvals(plan: Plan, zones: pd.DataFrame) -> pd.Series:
    """Return when each zone was approved, or else its group; a date, None if unknown."""
    groups = plan.ftzs.drop_duplicates("ftz_id").set_index("ftz_id")["approved"]
    of_group = zones["ftz_id"].map(groups)
    return zones["approved"].where(zones["approved"].notna(), of_group).reset_index(drop=True)


class ParcelLand(NamedTuple):
    """The built and the idle land of zones by the parcels that they meet; NaN if unknown."""

    built: Floats
    idle: Floats

    def of(self, use: str) -> Floats:
        """Return the land of a use; NaN for accepted land, which parcels do not show."""
        return {"built": self.built, "idle": self.idle}.get(use, np.full(len(self.idle), np.nan))


def by_parcels(plan: Plan, zones: NDArray[np.object_]) -> ParcelLand:
    """Return the built and the idle land of zones, given by their shapes, as parcels tell."""
    parcels = plan.frame("parcels")
    unknown = np.full(len(zones), np.nan)
    if parcels.empty or not len(zones):
        return ParcelLand(unknown, unknown)
    shapes = parcels.geometry.to_numpy()
    zone, row = shapely.STRtree(shapes).query(zones, predicate="intersects")
    pieces = [polygonal(one) for one in shapely.intersection(zones[zone], shapes[row])]
    held = np.array([piece is not None for piece in pieces], bool)
    area_km2 = np.zeros(len(pieces))
    if held.any():
        land = np.array([piece for piece in pieces if piece is not None], object)
        area_km2[held] = plan.ellipsoid.area_km2(land)
    zone, row, area_km2 = zone[held], row[held], area_km2[held]
    is_idle = parcels["idle"].to_numpy(bool)
    is_built, is_unclear = _built(parcels["land_use"])
    meets = np.bincount(zone, minlength=len(zones)) > 0
    idle = np.bincount(zone, area_km2 * is_idle[row], minlength=len(zones))
    built = np.bincount(zone, area_km2 * (is_built & ~is_idle)[row], minlength=len(zones))
    unclear = np.bincount(zone, (is_unclear & ~is_idle)[row], minlength=len(zones)) > 0
    return ParcelLand(
        np.where(meets & ~unclear, built, np.nan), np.where(meets & is_idle.any(), idle, np.nan)
    )


def unused_km2(plan: Plan, lands: NDArray[np.object_], zones: NDArray[np.object_]) -> Floats:
    """Return how much of some land of zones is idle or not built; NaN if unknown.

    As parcels tell of the land itself, else by the share of its zone that the plan states.
    """
    area = plan.ellipsoid.area_km2(lands)
    of_land = by_parcels(plan, lands)
    unused = np.where(np.isnan(of_land.built), of_land.idle, area - of_land.built)
    frame = plan.zones.set_index("zone_id").loc[list(zones)]
    whole = frame["published_area_km2"].to_numpy(float)
    whole = np.where(np.isnan(whole), plan.ellipsoid.area_km2(frame.geometry.to_numpy()), whole)
    built, idle = (frame[f"{use}_km2"].to_numpy(float) / whole for use in ("built", "idle"))
    share = np.clip(np.where(np.isnan(built), idle, 1 - built), 0.0, 1.0)
    return np.where(np.isnan(unused), area * share, np.maximum(unused, 0.0))


def _built(uses: pd.Series) -> tuple[Bools, Bools]:
    """Return which parcels have a land use for building, and which have an unrecognised one."""
    words = uses.fillna("").astype(str).str.casefold()
    unbuilt = words.map(lambda word: any(one in word for one in _UNBUILT)).to_numpy(bool)
    built = words.map(lambda word: any(one in word for one in _BUILT)).to_numpy(bool) & ~unbuilt
    return built, ~built & ~unbuilt


def contradictions(plan: Plan, zones: pd.DataFrame) -> Iterator[Message]:
    """Yield figures for the use of zones that are impossible or contradict the plan's parcels."""
    shapes = zones["geometry"].to_numpy()
    measured = plan.ellipsoid.area_km2(shapes)
    published = zones["published_area_km2"].to_numpy(float)
    whole = np.fmax(measured, np.nan_to_num(published))
    of_land = by_parcels(plan, shapes)
    for use in USES:
        stated, found = zones[f"{use}_km2"].to_numpy(float), of_land.of(use)
        for zone, said, of_parcels, most in zip(
            zones["zone_id"], stated, found, whole, strict=True
        ):
            amounts: dict[str, Param] = {"zone": str(zone), "use": use, "stated_km2": float(said)}
            if said > most * (1 + _NEAR):
                yield Message("plan-use-above-area", **amounts, area_km2=float(most))
            elif abs(of_parcels - said) > max(_NEAR_KM2, _NEAR * said):
                yield Message("plan-use-contradicted", **amounts, parcels_km2=float(of_parcels))
