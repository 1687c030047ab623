/* Geodesics from a point on an ellipsoid: the direct and the inverse problem.
 *
 * Series of sixth order in C. F. F. Karney, Algorithms for geodesics, Journal of Geodesy 87 (2013)
 * 43-55, equations 17, 18, 21, 24 and 25: their error is some nanometres on the Earth.
 */
#ifndef ZONEWRIGHT_GEODESIC_H
#define ZONEWRIGHT_GEODESIC_H

#include "kernel.h"

/* The centre of a plane on an ellipsoid, with the constants of every geodesic from there. */
typedef struct {
    double lon_deg, lat_deg;
    double semi_minor_m, flattening, third, second_e2; /* third flattening; square of e' */
    double sin_beta, cos_beta;                         /* of the reduced latitude */
} Middle;

int middle_at(Middle *middle, double semi_major_m, double flattening, double lon_deg, double lat_deg);

/* The end of the geodesic from the centre in the direction and of the length of (x east, y north). */
void place_deg(const Middle *middle, double x, double y, double *lon_deg, double *lat_deg);

/* The plane coordinates of a point in degrees; 0 if the series does not converge (antipodes). */
int plane_m(const Middle *middle, double lon_deg, double lat_deg, double *x, double *y);

#endif
