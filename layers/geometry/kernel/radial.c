#include "radial.h"

#include "geodesic.h"

static double triangle_km2(const double *moment, double px, double py, double qx, double qy) {
    double total = moment[0], symmetric = 1, power = 1;
    for (int k = 1; k < MOMENTS; k++) {
        power *= qy;
        symmetric = symmetric * py + power;
        total += moment[k] * symmetric;
    }
    return total * (px * qy - py * qx);
}

/* How far a point lies inside the chord of its sector; negative outside. */
static inline double inside_chord(const Outline *o, int64_t sector, double x, double y) {
    double ux = o->x[sector], uy = o->y[sector];
    return (o->x[sector + 1] - ux) * (y - uy) - (o->y[sector + 1] - uy) * (x - ux);
}

/* The factor that scales a point with this `inside_chord` along its ray to the chord. */
static inline double scale_to_chord(const Outline *o, int64_t sector, double inside) {
    double base = o->x[sector] * o->y[sector + 1] - o->y[sector] * o->x[sector + 1];
    return base / (base - inside);
}

static int bin_of(double angle) {
    double at = (angle + PI) * (BINS / (2 * PI));
    return at > 0 ? at < BINS - 1 ? (int)at : BINS - 1 : 0;
}

/* The sector of an angle, counted from 0; -1, meaning the last, before the first. */
static inline int64_t sector_of(const Outline *o, double angle) {
    int64_t sector = o->from[bin_of(angle)];
    while (sector + 1 < o->count && o->angle[sector + 1] <= angle) sector++;
    while (sector >= 0 && o->angle[sector] > angle) sector--;
    return sector;
}

static void reverse(double *values, int64_t first, int64_t last) {
    for (; first < last; first++, last--) {
        double value = values[first];
        values[first] = values[last], values[last] = value;
    }
}

/* Rotate a list so that it starts at `start`: three reversals. */
static void rotate_to(double *values, int64_t count, int64_t start) {
    reverse(values, 0, start - 1);
    reverse(values, start, count - 1);
    reverse(values, 0, count - 1);
}

/* The squares of the least and the greatest distance of an edge from the origin. */
static void distances2(double px, double py, double qx, double qy, double *least2, double *most2) {
    double dx = qx - px, dy = qy - py;
    double t = -(px * dx + py * dy) / max(dx * dx + dy * dy, 1e-300);
    t = min(max(t, 0), 1);
    double nx = px + t * dx, ny = py + t * dy;
    *least2 = nx * nx + ny * ny;
    *most2 = max(px * px + py * py, qx * qx + qy * qy);
}

/* Degrees as x and y relative to the origin. */
static void local(const Origin *origin, double lon_deg, double lat_deg, double *x, double *y) {
    *x = nearest_turn_deg(lon_deg - origin->lon_deg, 0) * DEGREE * origin->shrink;
    *y = (lat_deg - origin->lat_deg) * DEGREE;
}

/* Compute the outline of a ring (counter-clockwise, first vertex not repeated; degrees); 0 if it is
 * not star-shaped about the origin, or too near to it or too far. */
EXPORT int32_t outline_of_ring(const Origin *origin, const double *ring_deg, int64_t count,
                               double least_steep, Outline *o) {
    if (count < 3) return 0;
    double *x = o->x, *y = o->y;
    for (int64_t i = 0; i < count; i++) {
        local(origin, ring_deg[2 * i], ring_deg[2 * i + 1], &x[i], &y[i]);
        if (!(fabs(x[i]) < 10) || !(fabs(y[i]) <= origin->half_span)) return 0;
    }
    double steepest = 2;
    int64_t winds = 0, start = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t j = i + 1 < count ? i + 1 : 0;
        double dx = x[j] - x[i], dy = y[j] - y[i];
        double reach2 = max(x[i] * x[i] + y[i] * y[i], x[j] * x[j] + y[j] * y[j]);
        double turn = x[i] * y[j] - y[i] * x[j], chord2 = dx * dx + dy * dy;
        steepest = min(steepest, turn / sqrt(max(chord2 * reach2, 1e-300)));
        o->angle[i] = angle_of(y[i], x[i]);
        if (i && o->angle[i] < o->angle[i - 1]) winds++, start = i;
    }
    if (o->angle[0] < o->angle[count - 1]) winds++;
    if (!(steepest >= least_steep) || winds != 1) return 0;
    if (start) rotate_to(x, count, start), rotate_to(y, count, start), rotate_to(o->angle, count, start);
    x[count] = x[0], y[count] = y[0], o->angle[count] = o->angle[0] + 2 * PI;
    double swept = 0, least2 = 1e300, greatest2 = 0;
    for (int64_t i = 0; i < count; i++) {
        o->swept[i] = swept;
        swept += triangle_km2(origin->moment, x[i], y[i], x[i + 1], y[i + 1]);
        double near2, far2;
        distances2(x[i], y[i], x[i + 1], y[i + 1], &near2, &far2);
        least2 = min(least2, near2), greatest2 = max(greatest2, far2);
    }
    o->count = count, o->steepest = steepest, o->area_km2 = swept;
    o->least = sqrt(least2), o->greatest = sqrt(greatest2);
    int64_t sector = -1;
    for (int bin = 0; bin < BINS; bin++) {
        double begins = bin * (2 * PI / BINS) - PI;
        while (sector + 1 < count && o->angle[sector + 1] <= begins) sector++;
        o->from[bin] = (int32_t)sector;
    }
    return 1;
}

/* Whether a point lies in an outline: 1 or 0; plus 2 if it is within the band, so uncertain. */
static inline int position_of(const Points *p, int64_t i, const Outline *o, double band) {
    double distance = p->distance[i];
    if (distance < o->least - band) return 1;
    if (!(distance <= o->greatest + band)) return 0;
    int64_t sector = sector_of(o, p->angle ? p->angle[i] : angle_of(p->y[i], p->x[i]));
    if (sector < 0) sector = o->count - 1;
    double inside = inside_chord(o, sector, p->x[i], p->y[i]);
    double gap = distance * (scale_to_chord(o, sector, inside) - 1);
    return (gap > 0) + 2 * (fabs(gap) <= band);
}

/* Compute whether each point is inside; list the uncertain ones, and return their number. */
EXPORT int64_t decide(const Points *p, const Outline *o, double band, uint8_t *inside,
                      int64_t *unsure) {
    int64_t listed = 0;
    for (int64_t i = 0; i < p->count; i++) {
        int position = position_of(p, i, o, band);
        inside[i] = position & 1;
        if (position & 2) unsure[listed++] = i;
    }
    return listed;
}

/* Add each inside point's weight to its group; list the uncertain ones. */
EXPORT int64_t add_weights(const Points *p, const Outline *o, double band, double *by_group,
                           int64_t *unsure) {
    int64_t listed = 0;
    for (int64_t i = 0; i < p->count; i++) {
        int position = position_of(p, i, o, band);
        if (position & 2) unsure[listed++] = i;
        else if (position) by_group[p->group[i]] += p->weight[i];
    }
    return listed;
}

/* The outline's area from its first vertex to the ray through a point; negative before it. */
static double swept_km2(const Origin *origin, const Outline *o, double x, double y, double angle) {
    int64_t found = sector_of(o, angle), sector = found < 0 ? o->count - 1 : found;
    double scale = scale_to_chord(o, sector, inside_chord(o, sector, x, y));
    double part = triangle_km2(origin->moment, o->x[sector], o->y[sector], x * scale, y * scale);
    return o->swept[sector] + part - (found < 0 ? o->area_km2 : 0);
}

/* The area swept inside the outline by an edge that may cross it, wedge by wedge. */
static double cut_km2(const Origin *origin, const Outline *o, const RingEdges *e, int64_t edge) {
    int64_t start = edge, end = e->after[edge], count = o->count;
    double turned = e->angle[end] - e->angle[start] + 2 * PI * e->wraps[edge];
    int back = turned < 0;
    if (back) start = end, end = edge;
    double px = e->x[start], py = e->y[start], dx = e->x[end] - px, dy = e->y[end] - py;
    int64_t first = sector_of(o, e->angle[start]), last = sector_of(o, e->angle[end]);
    int64_t wedges = (last - first) % count;
    wedges += wedges < 0 ? count + 1 : 1;
    if (wedges == 1 && fabs(turned) > PI / 2) wedges += count;
    int64_t sector = first < 0 ? count - 1 : first;
    double sx = px, sy = py, total = 0;
    for (int64_t nth = 0; nth < wedges; nth++) {
        double ex = e->x[end], ey = e->y[end];
        if (nth < wedges - 1) {
            double rx = o->x[sector + 1], ry = o->y[sector + 1];
            double t = -(px * ry - py * rx) / (dx * ry - dy * rx);
            t = t > 0 ? t < 1 ? t : 1 : 0;
            ex = px + t * dx, ey = py + t * dy;
        }
        double s_in = inside_chord(o, sector, sx, sy), e_in = inside_chord(o, sector, ex, ey);
        double s_scale = s_in < 0 ? scale_to_chord(o, sector, s_in) : 1;
        double e_scale = e_in < 0 ? scale_to_chord(o, sector, e_in) : 1;
        double ax = sx * s_scale, ay = sy * s_scale, bx = ex * e_scale, by = ey * e_scale;
        if ((s_in < 0) != (e_in < 0)) { /* two triangles meet where the edge crosses the chord */
            double t = s_in / (s_in - e_in), cx = sx + t * (ex - sx), cy = sy + t * (ey - sy);
            total += triangle_km2(origin->moment, ax, ay, cx, cy);
            ax = cx, ay = cy;
        }
        total += triangle_km2(origin->moment, ax, ay, bx, by);
        sx = ex, sy = ey;
        if (++sector == count) sector = 0;
    }
    return back ? -total : total;
}

/* Prepare edges about an origin from the degrees of their vertices. */
EXPORT void prepare_edges(const Origin *origin, const double *deg, RingEdges *e) {
    for (int64_t i = 0; i < e->edges; i++) {
        local(origin, deg[2 * i], deg[2 * i + 1], &e->x[i], &e->y[i]);
        e->angle[i] = angle_of(e->y[i], e->x[i]);
    }
    for (int64_t b = 0; b < e->blocks; b++) {
        double area = 0, least = 1e300, greatest = 0, wraps = 0;
        for (int64_t i = e->block_start[b]; i < e->block_start[b + 1]; i++) {
            int64_t j = e->after[i];
            double turned = e->angle[j] - e->angle[i], near2, far2;
            distances2(e->x[i], e->y[i], e->x[j], e->y[j], &near2, &far2);
            e->area_km2[i] = triangle_km2(origin->moment, e->x[i], e->y[i], e->x[j], e->y[j]);
            e->least[i] = sqrt(near2), e->greatest[i] = sqrt(far2);
            e->wraps[i] = turned > PI ? -1 : turned < -PI;
            area += e->area_km2[i], wraps += e->wraps[i];
            least = min(least, e->least[i]), greatest = max(greatest, e->greatest[i]);
        }
        e->block_area_km2[b] = area, e->block_wraps[b] = wraps;
        e->block_least[b] = least, e->block_greatest[b] = greatest;
    }
}

/* Add to each wanted shape the area that its edges sweep inside the outline. */
EXPORT void add_shared_km2(const Origin *origin, const Outline *o, const RingEdges *e,
                           const uint8_t *wanted, double *by_shape) {
    int outside = 0; /* whether the previous edge is: of a run of edges outside, only its ends count */
    for (int64_t b = 0; b < e->blocks; b++) {
        int64_t begin = e->block_start[b], end = e->block_start[b + 1], shape = e->shape[begin];
        if (!wanted[shape]) continue;
        if (b == 0 || e->block_last[b] != e->block_last[b - 1])
            outside = e->least[e->block_last[b]] > o->greatest;
        double total = 0;
        if (e->block_least[b] > o->greatest) {
            if (!outside) total -= swept_km2(origin, o, e->x[begin], e->y[begin], e->angle[begin]);
            by_shape[shape] += total + e->block_wraps[b] * o->area_km2;
            outside = 1;
            continue;
        }
        if (e->block_greatest[b] < o->least) {
            if (outside) total += swept_km2(origin, o, e->x[begin], e->y[begin], e->angle[begin]);
            by_shape[shape] += total + e->block_area_km2[b];
            outside = 0;
            continue;
        }
        for (int64_t i = begin; i < end; i++) {
            int out = e->least[i] > o->greatest;
            if (out != outside) {
                double swept = swept_km2(origin, o, e->x[i], e->y[i], e->angle[i]);
                total += out ? -swept : swept;
            }
            if (out) total += e->wraps[i] * o->area_km2;
            else total += e->greatest[i] < o->least ? e->area_km2[i] : cut_km2(origin, o, e, i);
            outside = out;
        }
        by_shape[shape] += total;
    }
}

/* Convert plane coordinates about a centre to degrees; 0 if the centre is too near to a pole. */
EXPORT int32_t degrees_of_plane(double semi_major_m, double flattening, double lon_deg,
                                double lat_deg, const double *plane, int64_t count, double *deg) {
    Middle middle;
    if (!middle_at(&middle, semi_major_m, flattening, lon_deg, lat_deg)) return 0;
    for (int64_t i = 0; i < count; i++)
        place_deg(&middle, plane[2 * i], plane[2 * i + 1], &deg[2 * i], &deg[2 * i + 1]);
    return 1;
}

/* Convert degrees to plane coordinates about a centre; 0 if this fails for a point. */
EXPORT int32_t plane_of_degrees(double semi_major_m, double flattening, double lon_deg,
                                double lat_deg, const double *deg, int64_t count, double *plane) {
    Middle middle;
    if (!middle_at(&middle, semi_major_m, flattening, lon_deg, lat_deg)) return 0;
    for (int64_t i = 0; i < count; i++)
        if (!plane_m(&middle, deg[2 * i], deg[2 * i + 1], &plane[2 * i], &plane[2 * i + 1])) return 0;
    return 1;
}
