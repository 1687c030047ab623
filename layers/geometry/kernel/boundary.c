/* The distance of points to a boundary, as defined in layers/geometry/point_distance.py: candidate
 * edges are found by straight lines in space, and geodesics decide among them. */
#include "geodesic.h"

typedef struct {
    int64_t edges;
    const double *start_deg, *end_deg; /* longitude and latitude of each */
    const double *start_m, *end_m;     /* in space, three of each */
    double semi_major_m, flattening;
} Boundary;

static double slack_m(double chord_m) { return 1 + 2.2e-17 * chord_m * chord_m * chord_m; }

static double chord_m(const Boundary *b, int64_t edge, const double *place) {
    const double *start = b->start_m + 3 * edge, *end = b->end_m + 3 * edge;
    double length2 = 0, ahead = 0, gap2 = 0;
    for (int i = 0; i < 3; i++) {
        double along = end[i] - start[i];
        length2 += along * along, ahead += (place[i] - start[i]) * along;
    }
    double t = min(max(ahead / max(length2, 1e-12), 0), 1);
    for (int i = 0; i < 3; i++) {
        double gap = place[i] - start[i] - t * (end[i] - start[i]);
        gap2 += gap * gap;
    }
    return sqrt(gap2);
}

/* The geodesic distance to the point at a share along an edge; negative if not found. */
static double along_m(const Boundary *b, const Middle *middle, int64_t edge, double share) {
    const double *start = b->start_deg + 2 * edge, *end = b->end_deg + 2 * edge;
    double x, y;
    return plane_m(middle, start[0] + share * (end[0] - start[0]),
                   start[1] + share * (end[1] - start[1]), &x, &y) ? norm(x, y) : -1;
}

static double edge_m(const Boundary *b, const Middle *middle, int64_t edge) {
    double first = along_m(b, middle, edge, 0), half = along_m(b, middle, edge, 0.5);
    double last = along_m(b, middle, edge, 1);
    double rise = last * last - first * first;
    double bend = 2 * (last * last + first * first - 2 * half * half);
    double foot = min(max(bend > 0 ? 0.5 - rise / (2 * bend) : 0.5, 0), 1);
    return min(min(first, last), min(half, along_m(b, middle, edge, foot)));
}

/* The distance (metres) of each outside point from the boundary. For a radius above 0 it is only
 * guaranteed to be on the correct side of the radius. 0 if one is not found: near a pole, or at the
 * antipodes. */
EXPORT int32_t distances_to_boundary(const Boundary *b, const double *lon, const double *lat,
                                     int64_t count, double radius_m, double *distance_m) {
    double e2 = b->flattening * (2 - b->flattening);
    for (int64_t i = 0; i < count; i++) {
        Middle middle;
        if (!middle_at(&middle, b->semi_major_m, b->flattening, lon[i], lat[i])) return 0;
        double sin_lat, cos_lat, sin_lon, cos_lon;
        sine_cosine(lat[i] * DEGREE, &sin_lat, &cos_lat);
        sine_cosine(lon[i] * DEGREE, &sin_lon, &cos_lon);
        double normal = b->semi_major_m / sqrt(1 - e2 * sin_lat * sin_lat);
        double place[3] = {normal * cos_lat * cos_lon, normal * cos_lat * sin_lon,
                           normal * (1 - e2) * sin_lat};
        double chord = 1e300, best = 1e300;
        for (int64_t edge = 0; edge < b->edges; edge++)
            chord = min(chord, chord_m(b, edge, place));
        double bend = chord / b->semi_major_m, arc = chord * (1 + bend * bend / 24);
        if (radius_m > 0 && fabs(arc - radius_m) > slack_m(chord)) {
            distance_m[i] = arc;
            continue;
        }
        for (int64_t edge = 0; edge < b->edges; edge++) {
            if (!(chord_m(b, edge, place) <= chord + slack_m(chord))) continue;
            double distance = edge_m(b, &middle, edge);
            if (!(distance >= 0)) return 0;
            best = min(best, distance);
        }
        distance_m[i] = best;
    }
    return 1;
}
