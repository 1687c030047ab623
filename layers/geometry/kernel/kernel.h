/* The kernel: the most expensive parts of a drag step, over arrays that the caller owns.
 *
 * Nothing is allocated here and no library is called, not even libm: the sine, cosine and arc tangent
 * below are sums and products only, so that every machine gives the same digits (compiled without
 * contraction of products and sums). Angles are in radians and lengths in metres unless a name states
 * otherwise. __init__.py checks every index that a caller passes.
 */
#ifndef ZONEWRIGHT_KERNEL_H
#define ZONEWRIGHT_KERNEL_H

#include <stdint.h>

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define PI 3.14159265358979323846
#define DEGREE (PI / 180)

#define sqrt(x) __builtin_sqrt(x)
#define fabs(x) __builtin_fabs(x)

static inline double norm(double x, double y) { return sqrt(x * x + y * y); }
static inline double min(double a, double b) { return a < b ? a : b; }
static inline double max(double a, double b) { return a > b ? a : b; }

/* The nearest integer, for |x| < 2^51. */
static inline double rounded(double x) { return x + 6755399441055744.0 - 6755399441055744.0; }

/* A longitude (degrees) shifted by whole turns to within 180 of another. */
static inline double nearest_turn_deg(double lon, double reference) {
    double turns = (lon - reference) / 360;
    return fabs(turns) <= 0.5 ? lon : lon - 360 * rounded(turns);
}

/* Sine and cosine of |x| < 1e5 by Taylor's series on an eighth of the circle to either side, reduced
 * to the nearest quarter with pi / 2 in three parts. The error is about one unit in the last place. */
static inline void sine_cosine(double x, double *sine, double *cosine) {
    double quarters = rounded(x * (2 / PI));
    double r = ((x - quarters * 0x1.921fb544p0) - quarters * 0x1.0b4611a6p-34)
               - quarters * 0x1.3198a2e037073p-69;
    double z = r * r;
    double odd = -1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z * (1.0 / 362880
                 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800 + z * (-1.0 / 1307674368000
                 + z * (1.0 / 355687428096000)))))));
    double even = 1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 + z * (-1.0 / 3628800
                  + z * (1.0 / 479001600 + z * (-1.0 / 87178291200
                  + z * (1.0 / 20922789888000))))));
    double s = r + r * z * odd, half = 0.5 * z, near = 1 - half;
    double c = near + (((1 - near) - half) + z * z * even);
    switch ((int64_t)quarters & 3) {
    case 0: *sine = s, *cosine = c; break;
    case 1: *sine = c, *cosine = -s; break;
    case 2: *sine = -s, *cosine = -c; break;
    default: *sine = -c, *cosine = s; break;
    }
}

/* The angle of (x, y), from -pi to pi; 0 for (0, 0). By the arc tangent's series about the nearest
 * quarter of a slope of at most 1: its argument is then at most 1/8. */
static inline double angle_of(double y, double x) {
    static const double high[5] = {0.0, 0x1.f5b75f92c80ddp-3, 0x1.dac670561bb4fp-2,
                                   0x1.4978fa3269ee1p-1, 0x1.921fb54442d18p-1};
    static const double low[5] = {0.0, 0x1.8ab6e3cf7afbdp-57, 0x1.a2b7f222f65e2p-56,
                                  0x1.2419a87f2a458p-56, 0x1.1a62633145c07p-55};
    double ax = fabs(x), ay = fabs(y);
    int steep = ay > ax;
    double most = steep ? ay : ax, least = steep ? ax : ay;
    if (!(most > 0)) return 0.0;
    double quarters = rounded(4 * (least / most)), step = quarters * 0.25;
    int at = quarters > 0 && quarters <= 4 ? (int)quarters : 0;
    double r = (least - step * most) / (most + step * least), z = r * r;
    double more = z * (-1.0 / 3 + z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11
                  + z * (1.0 / 13 + z * (-1.0 / 15 + z * (1.0 / 17 + z * (-1.0 / 19)))))))));
    double angle = high[at] + (r + (r * more + low[at]));
    if (steep) angle = 0x1.921fb54442d18p0 - (angle - 0x1.1a62633145c07p-54);
    if (x < 0) angle = 0x1.921fb54442d18p1 - (angle - 0x1.1a62633145c07p-53);
    return y < 0 ? -angle : angle;
}

#endif
