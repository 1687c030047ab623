"""Gauss–Krüger coordinates, against the ellipsoid itself and against pyproj in the other order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from layers.geometry.gauss_kruger import gauss_kruger
from tests.searching import examples

CGCS2000 = Geod(a=6378137.0, rf=298.257222101)


def test_on_its_central_meridian_x_is_the_way_from_the_equator() -> None:
    for band in range(25, 46):
        at = gauss_kruger(3.0 * band, 31.2, "EPSG:4490")
        assert at is not None
        assert (at.band, at.epsg) == (band, 4488 + band)
        assert at.y_m == pytest.approx(band * 1_000_000 + 500_000, abs=1e-3)
        assert at.x_m == pytest.approx(CGCS2000.inv(3 * band, 0, 3 * band, 31.2)[2], abs=1e-3)


@given(st.floats(73.6, 136.4), st.floats(3, 54))
@examples(40)
def test_it_is_pyprojs_position_within_a_millimetre(lon: float, lat: float) -> None:
    at = gauss_kruger(lon, lat, "EPSG:4490")
    assert at is not None
    assert abs(lon - 3 * at.band) <= 1.5
    there = f"+proj=tmerc +lon_0={3 * at.band} +x_0={at.band}500000 +ellps=GRS80 +rf=298.257222101"
    east, north = Transformer.from_crs(
        "+proj=longlat +rf=298.257222101 +a=6378137", there
    ).transform(lon, lat)
    assert at.y_m == pytest.approx(east, abs=1e-3)
    assert at.x_m == pytest.approx(north, abs=1e-3)


def test_outside_the_bands_there_is_none() -> None:
    for place in ((73.4, 40), (136.6, 40), (120, 85), (-120, 30)):
        assert gauss_kruger(*place, "EPSG:4490") is None
