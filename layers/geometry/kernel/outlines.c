/* The outlines of the buffers of edges at several radii, by rays (the reference implementation is
 * layers/geometry/buffer.py).
 *
 * A buffer is the union of a disc about every vertex and a strip along every edge. From an origin
 * that lies in all the discs each ray crosses its boundary once, where it leaves the last piece: a
 * disc, or a strip's long side. The outline has a point on each of many rays; between two rays that
 * leave different pieces (a gap) it has one more at each concave corner, where two pieces meet.
 * A chord deviates inward from its arc by at most r * (2 pi / 192)^2 / 8; its ends are moved outward
 * until it encloses the same area as the arc. So the error of an outline is at most 9e-5 * r outward
 * and 7.4e-5 * r inward; its area is accurate to 1e-5, and to 2e-6 on the average of many.
 *
 * Discs and sides are stored in groups of neighbours: a ray tests only the groups that may reach
 * beyond the best point so far, and starts with the piece that the previous ray left last.
 */
#include "geodesic.h"

#define RAYS 192
#define INWARD 100.0
#define NARROWEST 1e-5
#define SAME 1e-7
#define TIE 1e-12
#define FREE_ROUNDS 8
#define GROUP 8 /* edges */

typedef struct {
    double x, y;
} Place;

typedef struct {
    Place along, normal;
    double out, begin, finish;
    int64_t ends[2]; /* the discs at its ends */
} Side;

typedef struct {
    Place middle;
    double reach, square; /* its radius; its middle's squared distance from the origin */
} Group;

/* A disc about each vertex i; the sides of the edge from it have the numbers i and i + `discs`. An
 * edge of zero length has sides that no ray meets. */
typedef struct {
    int64_t discs, groups;
    const Place *centre;
    const double *square; /* a centre's squared distance from the origin */
    const Side *side;
    const Group *group;
} Envelope;

typedef struct {
    double low, high, low_m, high_m;
    int64_t first, second;
} Gap;

typedef struct {
    double angle, leave;
} Vertex;

/* Memory provided by the caller, and its sizes. */
typedef struct {
    int64_t edges, vertices, gaps;
    Place *vertex;               /* `edges` long, like the next two */
    int64_t *following;
    double *square;
    Side *side;                  /* 2 * `edges` */
    Group *group;                /* one per eight edges, rounded up */
    Vertex *traced, *sorted;     /* `vertices` long */
    Gap *gap, *next;             /* `gaps` long */
} Workspace;

static inline double dot(Place a, Place b) { return a.x * b.x + a.y * b.y; }

static inline double leave_disc(Place centre, Place ray, double radius) {
    double across = centre.y * ray.x - centre.x * ray.y;
    return dot(centre, ray) + sqrt(radius * radius - across * across);
}

static inline double leave_side(const Side *side, Place ray, double radius) {
    double reach = (radius + side->out) / dot(ray, side->normal);
    double foot = reach * dot(ray, side->along);
    return foot >= side->begin && foot <= side->finish && reach > 0 ? reach : 0;
}

static double leave_piece(const Envelope *e, int64_t piece, Place ray, double radius) {
    return piece < e->discs ? leave_disc(e->centre[piece], ray, radius)
                            : leave_side(&e->side[piece - e->discs], ray, radius);
}

/* Where a ray leaves the last piece, and which piece that is (the first of equals); starts with a guess.
 *
 * A ray leaves a disc farther out than the best if the disc contains the best point, and a side if it
 * meets the side between its ends: both tests need no square root or division, with a tolerance. */
static double leave(const Envelope *e, Place ray, double radius, int64_t *piece) {
    double best = leave_piece(e, *piece, ray, radius), hair = TIE * radius;
    int64_t at = *piece;
    for (int64_t g = 0; g < e->groups; g++) {
        const Group *group = &e->group[g];
        double reach2 = (radius + group->reach) * (radius + group->reach) + hair * radius;
        if (best * (best - 2 * dot(group->middle, ray)) + group->square > reach2) continue;
        int64_t first = g * GROUP, end = first + GROUP < e->discs ? first + GROUP : e->discs;
        for (int64_t i = first; i < end; i++) {
            double rim2 = radius * radius + hair * radius;
            if (best * (best - 2 * dot(e->centre[i], ray)) + e->square[i] > rim2) continue;
            double reach = leave_disc(e->centre[i], ray, radius);
            if (reach > best || (reach == best && i < at)) best = reach, at = i;
        }
        for (int64_t i = first; i < end; i++) {
            for (int64_t back = 0; back <= e->discs; back += e->discs) {
                const Side *side = &e->side[i + back];
                double facing = dot(ray, side->normal), far = radius + side->out;
                if (!(facing > 0) || far < (best - hair) * facing) continue;
                double foot = far * dot(ray, side->along);
                if (foot < (side->begin - hair) * facing) continue;
                if (foot > (side->finish + hair) * facing) continue;
                double reach = leave_side(side, ray, radius);
                int64_t number = e->discs + i + back;
                if (reach > best || (reach == best && number < at)) best = reach, at = number;
            }
        }
    }
    *piece = at;
    return best;
}

static Place ray_at(double angle) {
    Place ray;
    sine_cosine(angle, &ray.y, &ray.x);
    return ray;
}

static int joined(const Side *one, const Side *other) {
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if (one->ends[i] == other->ends[j]) return 1;
    return 0;
}

/* Whether a gap may contain a corner. */
static int may_hold_corner(const Envelope *e, const Gap *gap, double radius) {
    if (gap->first == gap->second || !(gap->high - gap->low > NARROWEST)) return 0;
    int64_t lower = gap->first < gap->second ? gap->first : gap->second;
    int64_t upper = gap->first < gap->second ? gap->second : gap->first;
    if (lower < e->discs && upper >= e->discs) {
        const Side *side = &e->side[upper - e->discs];
        if (side->ends[0] == lower || side->ends[1] == lower) return 0;
    } else if (lower >= e->discs) {
        const Side *one = &e->side[gap->first - e->discs], *other = &e->side[gap->second - e->discs];
        double turn = one->normal.x * other->normal.y - one->normal.y * other->normal.x;
        if (joined(one, other) && turn > 0) return 0;
    }
    double same = TIE * radius;
    return leave_piece(e, gap->first, ray_at(gap->high), radius) < gap->high_m - same
           && leave_piece(e, gap->second, ray_at(gap->low), radius) < gap->low_m - same;
}

static int is_alongside(const Side *side, Place place) {
    double foot = dot(place, side->along);
    return foot >= side->begin && foot <= side->finish;
}

/* Where the pieces of a gap meet, ahead on a ray; 0 if they do not. */
static int meeting(const Envelope *e, const Gap *gap, double radius, Place ray, Place *place) {
    int64_t lower = gap->first < gap->second ? gap->first : gap->second;
    int64_t upper = gap->first < gap->second ? gap->second : gap->first;
    if (upper < e->discs) {
        Place a = e->centre[lower], b = e->centre[upper];
        Place up = {-(b.y - a.y), b.x - a.x};
        double square = max(dot(up, up), 1e-12), ahead = dot(up, ray);
        double rise = sqrt(max(radius * radius / square - 0.25, 0));
        rise = ahead > 0 ? rise : ahead < 0 ? -rise : 0;
        place->x = (a.x + b.x) / 2 + rise * up.x, place->y = (a.y + b.y) / 2 + rise * up.y;
        return 1;
    }
    const Side *side = &e->side[upper - e->discs];
    if (lower < e->discs) {
        Place centre = e->centre[lower];
        double out = radius + (side->out - dot(side->normal, centre));
        double half = sqrt(max(radius * radius - out * out, 0));
        Place foot = {centre.x + out * side->normal.x, centre.y + out * side->normal.y};
        Place one = {foot.x + half * side->along.x, foot.y + half * side->along.y};
        Place other = {foot.x - half * side->along.x, foot.y - half * side->along.y};
        double off = fabs(one.x * ray.y - one.y * ray.x);
        *place = off <= fabs(other.x * ray.y - other.y * ray.x) ? one : other;
        return is_alongside(side, *place);
    }
    const Side *one = &e->side[lower - e->discs];
    double turn = one->normal.x * side->normal.y - one->normal.y * side->normal.x;
    double far = radius + one->out, beyond = radius + side->out;
    if (turn == 0) return 0;
    place->x = (far * side->normal.y - beyond * one->normal.y) / turn;
    place->y = (beyond * one->normal.x - far * side->normal.x) / turn;
    return is_alongside(one, *place) && is_alongside(side, *place);
}

/* Heap sort by angle. */
static void sift(Vertex *v, int64_t at, int64_t count) {
    Vertex moved = v[at];
    for (int64_t child; (child = 2 * at + 1) < count; at = child) {
        if (child + 1 < count && v[child + 1].angle > v[child].angle) child++;
        if (!(v[child].angle > moved.angle)) break;
        v[at] = v[child];
    }
    v[at] = moved;
}

static void sort_by_angle(Vertex *v, int64_t count) {
    for (int64_t at = count / 2; at-- > 0;) sift(v, at, count);
    for (int64_t last = count - 1; last > 0; last--) {
        Vertex swapped = v[0];
        v[0] = v[last], v[last] = swapped;
        sift(v, 0, last);
    }
}

/* An angle rounded to eight decimals. */
static double round8(double angle) { return rounded(angle * 1e8) / 1e8; }

/* The curvature of an outline at b, from a to c; that of a disc at a concave corner. */
static double curvature(Place a, Place b, Place c, double radius) {
    double x = b.x - a.x, y = b.y - a.y, to_x = c.x - b.x, to_y = c.y - b.y;
    double before = norm(x, y), after = norm(to_x, to_y);
    double both = before * after * (before + after) / 2;
    double bent = (x * to_y - y * to_x) / max(both, 1e-300);
    return min(max(bent, -INWARD * bent), 1 / radius);
}

/* Move an outline's vertices outward along their rays to compensate the area lost by chords.
 *
 * An arc of curvature k encloses k * l^3 / 12 more than its chord of length l; the curvature at a
 * point is the turn between the chords there, that of a disc at a concave corner. Half of a
 * chord's loss is compensated at each end. `place` is memory for the vertices. */
static void compensate_chords(Vertex *vertex, Place *place, int64_t count, double radius) {
    for (int64_t i = 0; i < count; i++) {
        Place ray = ray_at(vertex[i].angle);
        place[i] = (Place){vertex[i].leave * ray.x, vertex[i].leave * ray.y};
    }
    if (count < 3) return;
    double bend = curvature(place[count - 2], place[count - 1], place[0], radius), before = 0;
    for (int64_t i = -1; i < count; i++) { /* the chord before the first is the last */
        Place past = place[(i + count - 1) % count], from = place[(i + count) % count];
        Place to = place[(i + 1) % count], beyond = place[(i + 2) % count];
        double length = norm(to.x - from.x, to.y - from.y);
        double next_bend = curvature(from, to, beyond, radius);
        double lost = length * length * length * (bend + next_bend) / 24;
        if (i >= 0) {
            Place ray = ray_at(vertex[i].angle);
            double across = ray.x * (to.y - past.y) - ray.y * (to.x - past.x);
            vertex[i].leave += (before + lost) / max(across, 1e-300);
        }
        before = lost, bend = next_bend;
    }
}

/* Find an outline's vertices at one radius, in order (`sorted`); their number, -1 if out of memory. */
static int64_t trace(const Envelope *e, double radius, int64_t rays, Workspace *work) {
    int64_t traced = 0, gaps = 0, piece = 0, before = 0;
    if (rays + 1 > work->vertices) return -1;
    for (int64_t i = 0; i <= rays; i++) {
        double angle = (double)i * (2 * PI / (double)rays);
        double reach = leave(e, ray_at(angle), radius, &piece);
        if (i && piece != before) {
            if (gaps == work->gaps) return -1;
            work->gap[gaps++] = (Gap){work->traced[i - 1].angle, angle, work->traced[i - 1].leave,
                                      reach, before, piece};
        }
        work->traced[traced++] = (Vertex){angle, reach};
        before = piece;
    }
    for (int turn = 0; gaps; turn++) {
        int64_t open = 0;
        for (int64_t i = 0; i < gaps; i++) {
            Gap gap = work->gap[i];
            if (!may_hold_corner(e, &gap, radius)) continue;
            double middle = (gap.low + gap.high) / 2, angle = middle, meet = -1;
            Place place;
            if (!(turn > FREE_ROUNDS && turn % 2)
                && meeting(e, &gap, radius, ray_at(middle), &place)) {
                double at = angle_of(place.y, place.x);
                at += 2 * PI * rounded((middle - at) / (2 * PI));
                if (at > gap.low - 1e-9 && at < gap.high + 1e-9)
                    angle = at, meet = norm(place.x, place.y);
            }
            piece = gap.first;
            double reach = leave(e, ray_at(angle), radius, &piece);
            if (traced == work->vertices || open + 2 > work->gaps) return -1;
            work->traced[traced++] = (Vertex){angle, reach};
            if (meet >= 0 && fabs(meet - reach) <= SAME * radius) continue;
            work->next[open++] = (Gap){gap.low, angle, gap.low_m, reach, gap.first, piece};
            work->next[open++] = (Gap){angle, gap.high, reach, gap.high_m, piece, gap.second};
        }
        Gap *done = work->gap;
        work->gap = work->next, work->next = done;
        gaps = open;
    }
    Vertex *ray = work->traced, *corner = work->traced + rays + 1;
    int64_t corners = traced - rays - 1, count = 0;
    sort_by_angle(corner, corners);
    for (int64_t i = 0, j = 0; i <= rays || j < corners;) { /* without duplicates */
        int first = j == corners || (i <= rays && round8(ray[i].angle) <= round8(corner[j].angle));
        Vertex next = first ? ray[i++] : corner[j++];
        next.angle = round8(next.angle);
        if (!count || next.angle != work->sorted[count - 1].angle) work->sorted[count++] = next;
    }
    count--; /* the last ray is the first */
    compensate_chords(work->sorted, (Place *)work->traced, count, radius);
    return count;
}

/* Compute the pieces of the edges whose vertices are in the workspace. */
static Envelope build_envelope(const Workspace *work) {
    int64_t count = work->edges, groups = (count + GROUP - 1) / GROUP;
    const Place *vertex = work->vertex;
    for (int64_t i = 0; i < count; i++) {
        Place a = vertex[i], b = vertex[work->following[i]], along = {b.x - a.x, b.y - a.y};
        double length = sqrt(dot(along, along));
        work->square[i] = dot(a, a);
        for (int back = 0; back < 2; back++) {
            Side side = {.ends = {i, work->following[i]}};
            if (length > 0) {
                double sign = back ? -length : length;
                side.along = (Place){along.x / sign, along.y / sign};
                side.normal = (Place){side.along.y, -side.along.x};
                side.out = dot(side.normal, a);
                double one = dot(side.along, a), other = dot(side.along, b);
                side.begin = min(one, other), side.finish = max(one, other);
            }
            work->side[i + back * count] = side;
        }
    }
    for (int64_t g = 0; g < groups; g++) {
        int64_t first = g * GROUP, end = first + GROUP < count ? first + GROUP : count;
        Place low = vertex[first], high = low;
        for (int64_t i = first; i < end; i++) {
            Place next = vertex[work->following[i]];
            low.x = min(low.x, min(vertex[i].x, next.x));
            low.y = min(low.y, min(vertex[i].y, next.y));
            high.x = max(high.x, max(vertex[i].x, next.x));
            high.y = max(high.y, max(vertex[i].y, next.y));
        }
        Place middle = {(low.x + high.x) / 2, (low.y + high.y) / 2};
        double reach = norm(high.x - low.x, high.y - low.y) / 2;
        work->group[g] = (Group){middle, reach, dot(middle, middle)};
    }
    return (Envelope){count, groups, vertex, work->square, work->side, work->group};
}

/* A request: the radii; the output for the outlines' vertices (degrees), at most `most` in total, and
 * for the cumulative count of vertices at the end of each. */
typedef struct {
    int64_t radii, most;
    const double *radius_m;
    double *outline_deg;
    int64_t *outline_end;
} Request;

/* The outlines about the vertices in the workspace; returns 1, 0 or -1 as below. */
static int32_t find_outlines(const Middle *middle, double farthest, Workspace *work,
                      const Request *request) {
    int64_t written = 0;
    if (work->edges < 1) return 0;
    Envelope envelope = build_envelope(work);
    for (int64_t r = 0; r < request->radii; r++) {
        double radius = request->radius_m[r], rays = RAYS * (1 + farthest / radius), reach = 0;
        if (!(farthest < radius)) return 0;
        int64_t count = (int64_t)rays;
        if ((double)count < rays) count++;
        int64_t traced = trace(&envelope, radius, count, work);
        if (traced < 0 || written + traced > request->most) return -1;
        for (int64_t i = 0; i < traced; i++, written++) {
            Place ray = ray_at(work->sorted[i].angle);
            double length = work->sorted[i].leave, *deg = request->outline_deg + 2 * written;
            place_deg(middle, length * ray.x, length * ray.y, &deg[0], &deg[1]);
            reach = max(reach, length);
        }
        if (!((90 - fabs(middle->lat_deg)) * 113000 >= reach * 1.1)) return 0; /* the pole */
        request->outline_end[r] = written;
    }
    return 1;
}

/* The outlines in degrees of the buffers of closed rings in degrees, each ring's first vertex repeated
 * at its end (`ring_end`: one past that). `farthest_m` is the greatest distance of a vertex from the
 * middle of their bounds. Returns 1; 0 if the kernel is not applicable; -1 if out of memory; -2 if a
 * vertex is farther than `largest_m`. */
EXPORT int32_t outlines_of_rings(double semi_major_m, double flattening, const double *deg,
                                 const int64_t *ring_end, int64_t rings, double largest_m,
                                 Workspace *work, const Request *request, double *farthest_m) {
    double west = 1e300, east = -1e300, south = 1e300, north = -1e300, farthest2 = 0;
    int64_t all = rings ? ring_end[rings - 1] : 0, vertices = 0;
    for (int64_t i = 0; i < all; i++) {
        west = min(west, deg[2 * i]), east = max(east, deg[2 * i]);
        south = min(south, deg[2 * i + 1]), north = max(north, deg[2 * i + 1]);
    }
    Middle middle;
    if (!middle_at(&middle, semi_major_m, flattening, (west + east) / 2, (south + north) / 2))
        return 0;
    for (int64_t ring = 0, at = 0; ring < rings; ring++) {
        int64_t first = vertices;
        if (ring_end[ring] - 1 - at > work->edges - vertices) return -1;
        for (; at < ring_end[ring] - 1; at++, vertices++) {
            Place *place = &work->vertex[vertices];
            if (!plane_m(&middle, deg[2 * at], deg[2 * at + 1], &place->x, &place->y)) return 0;
            farthest2 = max(farthest2, dot(*place, *place));
            work->following[vertices] = vertices + 1;
        }
        if (vertices > first) work->following[vertices - 1] = first;
        at++; /* the repeated first vertex */
    }
    *farthest_m = sqrt(farthest2);
    if (!(*farthest_m <= largest_m)) return -2;
    work->edges = vertices;
    return find_outlines(&middle, *farthest_m, work, request);
}

/* Put edges in degrees (alternating starts and ends, two numbers each) into the workspace, in the plane
 * at the middle of their bounds. Returns the greatest distance of a vertex from it, or below 0. */
static double take_edges(Middle *middle, double semi_major_m, double flattening, const double *deg,
                         int64_t edges, Workspace *work) {
    double west = 1e300, east = -1e300, south = 1e300, north = -1e300, farthest2 = 0;
    int64_t vertices = 0, first = 0;
    for (int64_t i = 0; i < 2 * edges; i++) {
        west = min(west, deg[2 * i]), east = max(east, deg[2 * i]);
        south = min(south, deg[2 * i + 1]), north = max(north, deg[2 * i + 1]);
    }
    if (!middle_at(middle, semi_major_m, flattening, (west + east) / 2, (south + north) / 2))
        return -1;
    for (int64_t i = 0; i < edges; i++) {
        const double *start = deg + 4 * i, *end = start + 2, *next = start + 4;
        Place *place = &work->vertex[vertices];
        if (!plane_m(middle, start[0], start[1], &place->x, &place->y)) return -1;
        farthest2 = max(farthest2, dot(*place, *place));
        work->following[vertices] = vertices + 1, vertices++;
        if (i + 1 < edges && next[0] == end[0] && next[1] == end[1]) continue;
        place = &work->vertex[vertices];
        if (!plane_m(middle, end[0], end[1], &place->x, &place->y)) return -1;
        farthest2 = max(farthest2, dot(*place, *place));
        if (place->x == work->vertex[first].x && place->y == work->vertex[first].y)
            work->following[vertices - 1] = first;
        else
            work->following[vertices] = vertices, vertices++;
        first = vertices;
    }
    work->edges = vertices;
    return farthest2 >= 0 ? sqrt(farthest2) : -1;
}

/* The outlines in degrees of the buffers of several pieces, each at one radius, edges in degrees up to
 * `piece_end`: rings, or open lines, one after the other. A piece for which the kernel is not
 * applicable has an outline without vertices. Returns 1; -1 if out of memory. */
EXPORT int32_t outlines_of_pieces(double semi_major_m, double flattening, const double *deg,
                                  const int64_t *piece_end, int64_t pieces, double radius_m,
                                  Workspace *work, const Request *request) {
    int64_t capacity = work->edges, written = 0;
    for (int64_t piece = 0, at = 0; piece < pieces; at = piece_end[piece++]) {
        int64_t edges = piece_end[piece] - at, end = 0;
        if (2 * edges > capacity) return -1;
        Middle middle;
        double farthest = take_edges(&middle, semi_major_m, flattening, deg + 4 * at, edges, work);
        Request one = {1, request->most - written, &radius_m, request->outline_deg + 2 * written, &end};
        int32_t result = farthest >= 0 ? find_outlines(&middle, farthest, work, &one) : 0;
        if (result < 0) return result;
        if (result) written += end;
        request->outline_end[piece] = written;
    }
    return 1;
}
