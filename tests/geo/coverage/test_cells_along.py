"""Points near a wide buffer's outline are found by cells along it: none of them is missed."""

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.coverage.service_area import cells_along


@given(st.integers(0, 2**32), st.floats(1e-4, 0.5), st.floats(0.001, 100))
def test_every_point_within_the_band_lies_in_a_cell(seed: int, band: float, size: float) -> None:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 12))
    ring = size * rng.uniform(0.2, 1, 12)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    edge = shapely.linearrings(ring)
    lon, lat = rng.uniform(-1.2 * size - band, 1.2 * size + band, (2, 300))
    near = shapely.dwithin(edge, shapely.points(lon, lat), band)
    assert cells_along(edge, band, lon, lat)[near].all()
