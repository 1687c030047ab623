"""Search for places around a plan by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from pandas import DataFrame


class PlaceNames:
    """The names of the places of a context (`layers.context.Context.places`).

    >>> import pandas as pd
    >>> places = pd.DataFrame({
    ...     "name": ["Shanghai", "Hai'an", "Haimen"], "name_zh": ["上海", "海安", None],
    ...     "population": [22315474, 77193, 105723], "lon": [121.46, 120.45, 121.17],
    ...     "lat": [31.22, 32.55, 31.87]})
    >>> [place["name"] for place in PlaceNames(places).find("hai", 2)]
    ["Hai'an", 'Haimen']
    >>> [place["name"] for place in PlaceNames(places).find("海", 2)]
    ["Hai'an", 'Shanghai']
    """

    def __init__(self, places: DataFrame) -> None:
        self._places = places
        self._names = [
            np.array([str(name or "").lower() for name in places[column]], str)
            for column in ("name", "name_zh")
        ]

    def find(self, text: str, most: int) -> list[dict[str, Any]]:
        """Return at most `most` places whose name contains a text, those that begin with it first.

        Case is ignored; ties keep the table's order, by population. Each has `name`, `name_zh`
        (null if unknown), `population` (0: unknown), `lon`, `lat` in degrees.
        """
        query = text.strip().lower()
        if not query:
            return []
        at = np.stack([np.char.find(names, query) for names in self._names])
        begins, has = (at == 0).any(axis=0), (at >= 0).any(axis=0)
        rows = [*np.flatnonzero(begins), *np.flatnonzero(has & ~begins)][:most]
        matches = self._places.iloc[rows]
        columns = ["name", "name_zh", "population", "lon", "lat"]
        return [
            dict(zip(columns, row, strict=True)) for row in matches[columns].to_numpy().tolist()
        ]
