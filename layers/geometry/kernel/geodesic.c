#include "geodesic.h"

#define ORDER 6

/* A geodesic, given by the sine and cosine of its azimuth at the equator. */
typedef struct {
    double sin_azimuth, cos_azimuth;
    double a1, c1[ORDER + 1]; /* from arc to distance: A1, C1 */
    double a3, c3[ORDER];     /* from arc to longitude: f sin(azimuth) A3, C3 */
} Geodesic;

static void normalize(double *a, double *b) {
    double length = norm(*a, *b);
    *a /= length, *b /= length;
}

/* The sum of c[k] sin 2k x for k from 1 to n by Clenshaw's method, from sin x and cos x. */
static double sine_series(const double *c, int n, double sine, double cosine) {
    double twice = 2 * (cosine - sine) * (cosine + sine), one = 0, before = 0;
    for (int k = n; k > 0; k--) {
        double next = c[k] + twice * one - before;
        before = one, one = next;
    }
    return 2 * sine * cosine * one;
}

static double small_of(double cos_azimuth, double second_e2) {
    double k2 = cos_azimuth * cos_azimuth * second_e2;
    return k2 / (2 * (1 + sqrt(1 + k2)) + k2);
}

static Geodesic geodesic(const Middle *m, double sin_azimuth, double cos_azimuth) {
    Geodesic g = {.sin_azimuth = sin_azimuth, .cos_azimuth = cos_azimuth};
    double e = small_of(cos_azimuth, m->second_e2), e2 = e * e, n = m->third;
    double power = e;
    g.a1 = (1 + e2 * (1.0 / 4 + e2 * (1.0 / 64 + e2 / 256))) / (1 - e);
    g.c1[1] = power * (-1.0 / 2 + e2 * (3.0 / 16 - e2 / 32));
    g.c3[1] = power * ((1 - n) / 4 + e * ((1 - n * n) / 8 + e * ((3 + 3 * n - n * n) / 64
              + e * ((5 + 2 * n) / 128 + e * 3 / 128))));
    power *= e;
    g.c1[2] = power * (-1.0 / 16 + e2 * (1.0 / 32 - e2 * 9 / 2048));
    g.c3[2] = power * ((2 - 3 * n + n * n) / 32 + e * ((3 - 2 * n - 3 * n * n) / 64
              + e * ((3 + n) / 128 + e * 5 / 256)));
    power *= e;
    g.c1[3] = power * (-1.0 / 48 + e2 * 3 / 256);
    g.c3[3] = power * ((5 - 9 * n + 5 * n * n) / 192 + e * ((9 - 10 * n) / 384 + e * 7 / 512));
    power *= e;
    g.c1[4] = power * (-5.0 / 512 + e2 * 3 / 512);
    g.c3[4] = power * ((7 - 14 * n) / 512 + e * 7 / 512);
    power *= e;
    g.c1[5] = power * -7.0 / 1280;
    g.c3[5] = power * 21.0 / 2560;
    g.c1[6] = power * e * -7.0 / 2048;
    g.a3 = 1 - e * ((1 - n) / 2 + e * ((2 + n - 3 * n * n) / 8 + e * ((1 + 3 * n + n * n) / 16
           + e * ((3 + 2 * n) / 64 + e * 3 / 128))));
    g.a3 *= m->flattening * sin_azimuth;
    return g;
}

/* The inverse of the series C1: from distance to arc. */
static void reverse_series(double e, double *c) {
    double e2 = e * e, power = e;
    c[1] = power * (1.0 / 2 + e2 * (-9.0 / 32 + e2 * 205 / 1536));
    power *= e;
    c[2] = power * (5.0 / 16 + e2 * (-37.0 / 96 + e2 * 1335 / 4096));
    power *= e;
    c[3] = power * (29.0 / 96 - e2 * 75 / 128);
    power *= e;
    c[4] = power * (539.0 / 1536 - e2 * 2391 / 2560);
    power *= e;
    c[5] = power * 3467 / 7680;
    c[6] = power * e * 38081 / 61440;
}

int middle_at(Middle *m, double semi_major_m, double flattening, double lon_deg, double lat_deg) {
    double sine, cosine;
    if (!(semi_major_m > 0) || !(fabs(flattening) < 0.02) || !(fabs(lat_deg) < 89.9)
        || !(fabs(lon_deg) < 1e4)) return 0;
    m->lon_deg = lon_deg, m->lat_deg = lat_deg;
    m->flattening = flattening, m->third = flattening / (2 - flattening);
    m->semi_minor_m = semi_major_m * (1 - flattening);
    m->second_e2 = flattening * (2 - flattening) / ((1 - flattening) * (1 - flattening));
    sine_cosine(lat_deg * DEGREE, &sine, &cosine);
    m->sin_beta = sine * (1 - flattening), m->cos_beta = cosine;
    normalize(&m->sin_beta, &m->cos_beta);
    if (fabs(m->sin_beta) < 1e-100) m->sin_beta = 0; /* it is squared */
    return 1;
}

void place_deg(const Middle *m, double x, double y, double *lon_deg, double *lat_deg) {
    double length = norm(x, y), c[ORDER + 1], s, k;
    *lon_deg = m->lon_deg, *lat_deg = m->lat_deg;
    if (!(length > 0) || !(length < 1e8)) return;
    double sin_start = x / length, cos_start = y / length;
    double sin_azimuth = sin_start * m->cos_beta;
    double cos_azimuth = norm(cos_start, sin_start * m->sin_beta);
    Geodesic g = geodesic(m, sin_azimuth, cos_azimuth);
    reverse_series(small_of(cos_azimuth, m->second_e2), c);
    double sin_arc = m->sin_beta, cos_arc = cos_start * m->cos_beta;
    if (sin_arc == 0 && cos_arc == 0) cos_arc = 1;
    double sin_lon = sin_azimuth * sin_arc, cos_lon = cos_arc; /* on the sphere, at the start */
    normalize(&sin_arc, &cos_arc);
    double first = sine_series(g.c1, ORDER, sin_arc, cos_arc);
    sine_cosine(first, &s, &k);
    double sin_tau = sin_arc * k + cos_arc * s, cos_tau = cos_arc * k - sin_arc * s;
    double tau = length / (m->semi_minor_m * g.a1);
    sine_cosine(tau, &s, &k);
    double arc = tau + first + sine_series(c, ORDER, sin_tau * k + cos_tau * s,
                                           cos_tau * k - sin_tau * s);
    sine_cosine(arc, &s, &k);
    double sin_end = sin_arc * k + cos_arc * s, cos_end = cos_arc * k - sin_arc * s;
    double sin_beta = cos_azimuth * sin_end;
    double cos_beta = norm(sin_azimuth, cos_azimuth * cos_end);
    double sin_there = sin_azimuth * sin_end;
    double turned = angle_of(sin_there * cos_lon - cos_end * sin_lon,
                             cos_end * cos_lon + sin_there * sin_lon);
    double less = g.a3 * (arc + sine_series(g.c3, ORDER - 1, sin_end, cos_end)
                          - sine_series(g.c3, ORDER - 1, sin_arc, cos_arc));
    *lon_deg = nearest_turn_deg(m->lon_deg + (turned - less) / DEGREE, m->lon_deg);
    *lat_deg = angle_of(sin_beta, (1 - m->flattening) * cos_beta) / DEGREE;
}

/* The spherical minus the ellipsoidal longitude for a spherical longitude; and plane coordinates. */
static double longitude_excess(const Middle *m, double sin_beta, double cos_beta, double turned,
                               double *x, double *y) {
    double s, k;
    sine_cosine(turned, &s, &k);
    double half_s, half_k;
    sine_cosine(turned / 2, &half_s, &half_k);
    double east = cos_beta * s;
    /* cos beta1 sin beta2 - sin beta1 cos beta2 cos w, without cancellation */
    double rise = sin_beta * m->cos_beta - m->sin_beta * cos_beta;
    double north = rise + 2 * m->sin_beta * cos_beta * half_s * half_s;
    double sin_way = norm(east, north);
    double cos_way = m->sin_beta * sin_beta + m->cos_beta * cos_beta * k;
    if (!(sin_way > 0)) return *x = *y = 0;
    double sin_start = east / sin_way, cos_start = north / sin_way;
    double sin_azimuth = sin_start * m->cos_beta;
    double cos_azimuth = norm(cos_start, sin_start * m->sin_beta);
    Geodesic g = geodesic(m, sin_azimuth, cos_azimuth);
    double sin_arc = m->sin_beta, cos_arc = cos_start * m->cos_beta;
    if (sin_arc == 0 && cos_arc == 0) cos_arc = 1;
    normalize(&sin_arc, &cos_arc);
    double sin_end = sin_arc * cos_way + cos_arc * sin_way;
    double cos_end = cos_arc * cos_way - sin_arc * sin_way;
    double arc = angle_of(sin_way, cos_way);
    double length = m->semi_minor_m * g.a1
                    * (arc + sine_series(g.c1, ORDER, sin_end, cos_end)
                       - sine_series(g.c1, ORDER, sin_arc, cos_arc));
    *x = length * sin_start, *y = length * cos_start;
    return g.a3 * (arc + sine_series(g.c3, ORDER - 1, sin_end, cos_end)
                   - sine_series(g.c3, ORDER - 1, sin_arc, cos_arc));
}

int plane_m(const Middle *m, double lon_deg, double lat_deg, double *x, double *y) {
    double sin_beta, cos_beta;
    if (!(fabs(lat_deg) <= 90) || !(fabs(lon_deg) < 1e4)) return 0;
    sine_cosine(lat_deg * DEGREE, &sin_beta, &cos_beta);
    sin_beta *= 1 - m->flattening;
    normalize(&sin_beta, &cos_beta);
    double ahead = (nearest_turn_deg(lon_deg, m->lon_deg) - m->lon_deg) * DEGREE;
    double turned = ahead, before = ahead, excess_before = 0, slope = 0;
    for (int pass = 0; pass < 40; pass++) { /* nearly linear: the secant method needs four */
        double excess = longitude_excess(m, sin_beta, cos_beta, turned, x, y);
        if (pass > 0 && turned != before) slope = (excess - excess_before) / (turned - before);
        double step = (ahead + excess - turned) / (1 - slope);
        if (!(fabs(turned + step) <= PI)) return 0;
        if (fabs(step) <= 1e-15 * fabs(turned) + 1e-18) return 1;
        before = turned, excess_before = excess, turned += step;
    }
    return 0;
}
