"""Limits of rows and vertices in an untrusted file, checked before processing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from layers.errors import PlanError
from layers.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd


@dataclass(frozen=True)
class ReadLimits:
    """The largest numbers of rows and vertices of a layer."""

    rows: int
    vertices: int

    def check(self, path: Path, frame: pd.DataFrame) -> None:
        """Check that a layer is within the limits.

        Raises:
            PlanError: it exceeds them.
        """
        if len(frame) > self.rows:
            many = Message("file-limit-rows", rows=len(frame), limit=self.rows)
            raise PlanError(many.in_file(path))
        if not isinstance(frame, gpd.GeoDataFrame):
            return
        vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
        if vertices > self.vertices:
            many = Message("file-limit-vertices", vertices=vertices, limit=self.vertices)
            raise PlanError(many.in_file(path))
