/* Star-shaped outlines about an origin, points decided by them, and the land they share.
 *
 * What geo/coverage/radial_area.py and service_area.py say of outlines, sectors and edges holds
 * here word by word; they are the check of this.
 */
#ifndef ZONEWRIGHT_RADIAL_H
#define ZONEWRIGHT_RADIAL_H

#include "kernel.h"

#define MOMENTS 9
#define BINS 512 /* of the circle: where to begin the search for a sector */

typedef struct {
    int64_t count;
    double *x, *y, *angle; /* count + 1 each: the first vertex again, its angle a turn on */
    double *swept;         /* km2 up to each vertex */
    int32_t *from;         /* BINS: the last sector at or before each bin; -1 before the first */
    double least, greatest, steepest, area_km2;
} Outline;

typedef struct {
    double lon_deg, lat_deg, shrink, half_span, moment[MOMENTS];
} Origin;

/* Points about the origin. Without angles they are worked out where they are asked for. */
typedef struct {
    int64_t count;
    const double *x, *y, *distance, *angle, *weight;
    const int32_t *group;
} Points;

/* Edges of rings, each from its vertex to that of the edge `after` it, in blocks of neighbours of one
 * ring; the blocks of a ring follow each other. */
typedef struct {
    int64_t edges, blocks;
    const int64_t *after, *shape;              /* of an edge: the next; its shape, a number */
    double *x, *y, *angle;                     /* of the vertex where an edge begins */
    double *area_km2, *least, *greatest;       /* of the triangle under it; of its distances */
    int8_t *wraps;                             /* whether it goes over the angle pi, and which way */
    const int64_t *block_start, *block_last;   /* blocks + 1; the last edge of a block's ring */
    double *block_area_km2, *block_least, *block_greatest, *block_wraps;
} RingEdges;

#endif
