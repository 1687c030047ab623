"""GeoJSON for display: few decimals, only the properties that the map needs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd


def feature_collection(frame: gpd.GeoDataFrame, columns: Sequence[str], decimals: int) -> str:
    """Return a FeatureCollection as text: columns as properties, coordinates rounded."""
    shapes = shapely.transform(frame["geometry"].to_numpy(), lambda xy: np.round(xy, decimals))
    features = [
        f'{{"type":"Feature","properties":{_json(row)},"geometry":{shape}}}'
        for row, shape in zip(
            frame[list(columns)].to_dict("records"), shapely.to_geojson(shapes), strict=True
        )
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def _json(row: dict[Any, Any]) -> str:
    plain = {str(key): None if pd.isna(value) else value for key, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, default=_number)


def _number(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else str(value)
