/* Geodesics from one place of an ellipsoid: where they end, and what leads to a place.
 *
 * Series of sixth order in C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013)
 * 43-55, equations 17, 18, 21, 24 and 25: they err by some nanometres on the Earth.
 */
#ifndef ZONEWRIGHT_GEODESIC_H
#define ZONEWRIGHT_GEODESIC_H

#include "kernel.h"

/* The middle of a plane on an ellipsoid, with what every geodesic from there needs. */
typedef struct {
    double lon_deg, lat_deg;
    double semi_minor_m, flattening, third, second_e2; /* third flattening; square of e' */
    double sin_beta, cos_beta;                         /* of the reduced latitude */
} Middle;

int middle_at(Middle *middle, double semi_major_m, double flattening, double lon_deg, double lat_deg);

/* Where the geodesic ends that begins at the middle towards (x east, y north), as long as that. */
void place_deg(const Middle *middle, double x, double y, double *lon_deg, double *lat_deg);

/* The place in the plane of a place in degrees; 0 where the series does not settle (antipodes). */
int plane_m(const Middle *middle, double lon_deg, double lat_deg, double *x, double *y);

#endif
