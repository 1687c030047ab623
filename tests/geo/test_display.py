"""What a map shows of many clusters: those close together as one, none lost."""

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.display import display_clusters

CRS = "EPSG:4490"


def clusters_at(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    ids = [f"C{number}" for number in range(len(places))]
    sectors = ["biopharma" if number % 2 else "marine_economy" for number in range(len(places))]
    points = [shapely.Point(place) for place in places]
    return gpd.GeoDataFrame({"cluster_id": ids, "sector": sectors}, geometry=points, crs=CRS)


def test_two_clusters_in_a_street_are_one_far_away_and_two_near() -> None:
    frame = clusters_at((120.01, 30.01), (120.02, 30.01), (100.0, 40.0))
    far = display_clusters(frame, 5)
    assert far["count"].tolist() == [1, 2]
    assert far["cluster_id"].tolist() == ["C2", None]
    assert far["by_sector"].tolist() == [
        {"marine_economy": 1},
        {"biopharma": 1, "marine_economy": 1},
    ]
    assert far.geometry.iloc[1].equals_exact(shapely.Point(120.015, 30.01), 1e-9)
    near = display_clusters(frame, 16)
    assert sorted(near["cluster_id"]) == ["C0", "C1", "C2"]


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-80, 80)), min_size=1, max_size=40),
    st.integers(0, 18),
)
def test_no_cluster_is_lost_or_counted_twice(places: list[tuple[float, float]], zoom: int) -> None:
    frame = clusters_at(*places)
    shown = display_clusters(frame, zoom)
    assert shown["count"].sum() == len(frame)
    assert [sum(row.values()) for row in shown["by_sector"]] == shown["count"].tolist()
    apart = shown[shown["count"] == 1]
    there = frame.set_index("cluster_id").geometry.loc[apart["cluster_id"]]
    assert np.allclose(there.get_coordinates(), apart.get_coordinates(), atol=1e-12)
