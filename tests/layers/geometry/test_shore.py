"""One coastline: own coast drawn otherwise is no land of others."""

import numpy as np
import shapely

from layers.geometry.shore import land_of_others


def test_a_neighbour_that_the_edge_of_a_map_cuts_to_a_strip_is_land() -> None:
    own, known = shapely.box(0, 0, 4, 4), shapely.box(0, 0, 4, 5)
    neighbour = np.array([shapely.box(0, 4, 4, 5)])  # which goes on beyond the map
    assert land_of_others(neighbour, np.array([own]), 2.0, known).area == 4
    sea_beyond = shapely.box(0, 0, 4, 9)
    assert land_of_others(neighbour, np.array([own]), 2.0, sea_beyond).is_empty
