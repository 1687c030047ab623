/* Whether rings cross, and which ring contains which, by a line sweep over their vertices (Shamos and
 * Hoey 1976). Touching rings and cases that rounding leaves undecided are left to the caller: an
 * answer is certain. */
#include "kernel.h"

#define NONE (-1)

/* Rings by their vertices, each once: an edge runs from its vertex to the one `after` it. `order` has
 * the vertices by x, then y, and `rank` their positions in it; `before` is the inverse of `after`.
 * The edges that cross the sweep line form a tree (`up`, `low`, `high`) and a list (`below`, `above`),
 * and `region` is the ring that contains the land above an edge. */
typedef struct {
    int64_t vertices;
    const double *x, *y;
    const int64_t *after, *before, *ring, *order, *rank;
    int64_t *up, *low, *high, *below, *above, *region;
    int64_t *around;   /* per ring: the ring around it; -2 if not yet visited, -1 if none */
    int64_t *crossing; /* two edges that cross */
    int64_t root, first;
} Rings;

/* The side of the line from a to b on which c lies: 1 left, -1 right, 0 if uncertain. */
static int side(const Rings *r, int64_t a, int64_t b, int64_t c) {
    double left = (r->x[b] - r->x[a]) * (r->y[c] - r->y[a]);
    double right = (r->y[b] - r->y[a]) * (r->x[c] - r->x[a]);
    double sum = fabs(left) + fabs(right), least = 4e-16 * sum + 1e-290;
    return left - right > least ? 1 : right - left > least ? -1 : 0;
}

static int64_t other_end(const Rings *r, int64_t edge, int64_t vertex) {
    return edge == vertex ? r->after[edge] : edge;
}

static int is_apart(double a, double b, double c, double d) {
    return max(a, b) < min(c, d) || max(c, d) < min(a, b);
}

/* Whether two neighbours on the sweep line have nothing in common but a vertex: 1 yes, -1 they cross,
 * 0 uncertain. Of two that share a vertex, neither lies on the other: its vertex would have been
 * detected there when the sweep reached it. */
static int apart(Rings *r, int64_t e, int64_t f) {
    if (e == NONE || f == NONE) return 1;
    int64_t a = e, b = r->after[e], c = f, d = r->after[f];
    if (b == c || d == a) return 1;
    if (is_apart(r->x[a], r->x[b], r->x[c], r->x[d])) return 1;
    if (is_apart(r->y[a], r->y[b], r->y[c], r->y[d])) return 1;
    int of_c = side(r, a, b, c), of_d = side(r, a, b, d);
    if (of_c && of_c == of_d) return 1;
    int of_a = side(r, c, d, a), of_b = side(r, c, d, b);
    if (of_a && of_a == of_b) return 1;
    if (!of_a || !of_b || !of_c || !of_d) return 0;
    r->crossing[0] = e, r->crossing[1] = f;
    return -1;
}

static uint64_t weight(int64_t edge) {
    uint64_t mixed = ((uint64_t)edge + 1) * 0x9E3779B97F4A7C15u;
    mixed ^= mixed >> 29, mixed *= 0xBF58476D1CE4E5B9u;
    return mixed ^ (mixed >> 32);
}

static void put_under(Rings *r, int64_t parent, int64_t old, int64_t edge) {
    if (parent == NONE) r->root = edge;
    else if (r->low[parent] == old) r->low[parent] = edge;
    else r->high[parent] = edge;
    if (edge != NONE) r->up[edge] = parent;
}

/* Rotate an edge above its parent in the tree. */
static void rotate_up(Rings *r, int64_t edge) {
    int64_t parent = r->up[edge], grandparent = r->up[parent];
    int is_low = r->low[parent] == edge;
    int64_t inner = is_low ? r->high[edge] : r->low[edge];
    if (is_low) r->low[parent] = inner, r->high[edge] = parent;
    else r->high[parent] = inner, r->low[edge] = parent;
    if (inner != NONE) r->up[inner] = parent;
    put_under(r, grandparent, parent, edge);
    r->up[parent] = edge;
}

static void insert_above(Rings *r, int64_t under, int64_t edge) {
    int64_t over = under == NONE ? r->first : r->above[under];
    r->low[edge] = r->high[edge] = r->up[edge] = NONE;
    r->below[edge] = under, r->above[edge] = over;
    if (under == NONE) r->first = edge;
    else r->above[under] = edge;
    if (over != NONE) r->below[over] = edge;
    if (under != NONE && r->high[under] == NONE) r->high[under] = edge, r->up[edge] = under;
    else if (over != NONE) r->low[over] = edge, r->up[edge] = over;
    else r->root = edge;
    while (r->up[edge] != NONE && weight(edge) > weight(r->up[edge])) rotate_up(r, edge);
}

static void remove_edge(Rings *r, int64_t edge) {
    for (;;) {
        int64_t low = r->low[edge], high = r->high[edge];
        if (low == NONE || high == NONE) {
            put_under(r, r->up[edge], edge, low == NONE ? high : low);
            break;
        }
        rotate_up(r, weight(low) > weight(high) ? low : high);
    }
    if (r->below[edge] == NONE) r->first = r->above[edge];
    else r->above[r->below[edge]] = r->above[edge];
    if (r->above[edge] != NONE) r->below[r->above[edge]] = r->below[edge];
}

/* Replace an edge by the one that starts at its end. */
static void replace_edge(Rings *r, int64_t old, int64_t edge) {
    put_under(r, r->up[old], old, edge);
    r->low[edge] = r->low[old], r->high[edge] = r->high[old];
    if (r->low[edge] != NONE) r->up[r->low[edge]] = edge;
    if (r->high[edge] != NONE) r->up[r->high[edge]] = edge;
    r->below[edge] = r->below[old], r->above[edge] = r->above[old];
    if (r->below[edge] == NONE) r->first = edge;
    else r->above[r->below[edge]] = edge;
    if (r->above[edge] != NONE) r->below[r->above[edge]] = edge;
    r->region[edge] = r->region[old];
}

/* Insert two edges that both start at a vertex. */
static int begin_two(Rings *r, int64_t vertex, int64_t e, int64_t f) {
    int64_t under = NONE, over = NONE, at = r->root;
    while (at != NONE) {
        int64_t end = r->after[at], left = r->rank[at] < r->rank[end] ? at : end;
        int where = side(r, left, other_end(r, at, left), vertex);
        if (!where) return 0;
        if (where > 0) under = at, at = r->high[at];
        else over = at, at = r->low[at];
    }
    int turn = side(r, vertex, other_end(r, e, vertex), other_end(r, f, vertex));
    if (!turn) return 0;
    int64_t lower = turn > 0 ? e : f, upper = turn > 0 ? f : e;
    int64_t ring = r->ring[vertex], region = under == NONE ? NONE : r->region[under];
    if (r->around[ring] == -2) r->around[ring] = region;
    r->region[lower] = region == ring ? r->around[ring] : ring, r->region[upper] = region;
    insert_above(r, under, lower);
    insert_above(r, lower, upper);
    int result = apart(r, under, lower);
    return result == 1 ? apart(r, upper, over) : result;
}

/* Whether edges have nothing in common but shared vertices: 1 yes (then `around` is set), -1 two cross
 * (those in `crossing`), 0 uncertain. */
EXPORT int32_t sweep_rings(Rings *r) {
    r->root = r->first = NONE;
    for (int64_t i = 0; i < r->vertices; i++) {
        int64_t vertex = r->order[i], last = i ? r->order[i - 1] : NONE;
        if (i && r->x[vertex] == r->x[last] && r->y[vertex] == r->y[last]) return 0;
        int64_t e = vertex, f = r->before[vertex];
        int e_begins = r->rank[r->after[e]] > i, f_begins = r->rank[f] > i, result;
        if (e_begins && f_begins) {
            result = begin_two(r, vertex, e, f);
        } else if (e_begins || f_begins) {
            int64_t old = e_begins ? f : e, edge = e_begins ? e : f;
            replace_edge(r, old, edge);
            result = apart(r, r->below[edge], edge);
            if (result == 1) result = apart(r, edge, r->above[edge]);
        } else {
            int64_t lower = r->above[e] == f ? e : f, upper = lower == e ? f : e;
            if (r->above[lower] != upper) return 0;
            int64_t under = r->below[lower], over = r->above[upper];
            remove_edge(r, lower);
            remove_edge(r, upper);
            result = apart(r, under, over);
        }
        if (result != 1) return result;
    }
    return 1;
}
