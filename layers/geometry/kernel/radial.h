/* Star-shaped outlines about an origin, tests of points against them, and the land they share.
 *
 * The definitions of outlines, sectors and edges in layers/geometry/radial.py apply
 * here; those modules are the reference implementation.
 */
#ifndef ZONEWRIGHT_RADIAL_H
#define ZONEWRIGHT_RADIAL_H

#include "kernel.h"

#define MOMENTS 9
#define BINS 512 /* of the circle: where the search for a sector starts */

typedef struct {
    int64_t count;
    double *x, *y, *angle; /* count + 1 each: the first vertex is repeated, one turn on */
    double *swept;         /* km2 up to each vertex */
    int32_t *from;         /* BINS: the last sector at or before each bin; -1 before the first */
    double least, greatest, steepest, area_km2;
} Outline;

typedef struct {
    double lon_deg, lat_deg, shrink, half_span, moment[MOMENTS];
} Origin;

/* Points about the origin. Missing angles are computed when needed. */
typedef struct {
    int64_t count;
    const double *x, *y, *distance, *angle, *weight;
    const int32_t *group;
} Points;

/* Edges of rings, each from its vertex to that of the edge `after` it, in blocks of consecutive edges
 * of one ring; the blocks of a ring are consecutive. */
typedef struct {
    int64_t edges, blocks;
    const int64_t *after, *shape;              /* per edge: the next; the number of its shape */
    double *x, *y, *angle;                     /* of the edge's first vertex */
    double *area_km2, *least, *greatest;       /* of its triangle; its distances */
    int8_t *wraps;                             /* whether it crosses the angle pi, and the direction */
    const int64_t *block_start, *block_last;   /* blocks + 1; the last edge of a block's ring */
    double *block_area_km2, *block_least, *block_greatest, *block_wraps;
} RingEdges;

#endif
