#include "content/colour.h"

#include <math.h>
#include <string.h>

bool content_colour_parse(struct str text, uint32_t *out_rgb)
{
    static const char digits[] = "0123456789abcdef";
    if (text.len != 7 || text.ptr[0] != '#') {
        return false;
    }
    uint32_t value = 0;
    for (size_t i = 1; i < text.len; i++) {
        const char c = text.ptr[i];
        const char *found =
            memchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c, 16);
        if (!found) {
            return false;
        }
        value = value << 4 | (uint32_t)(found - digits);
    }
    *out_rgb = value;
    return true;
}

// WCAG 2.2, "relative luminance".
static double luminance(uint32_t rgb)
{
    static const double share[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        const double part = (double)(rgb >> (16 - 8 * i) & 0xFF) / 255;
        sum += share[i] *
               (part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double content_contrast(uint32_t one, uint32_t two)
{
    const double a = luminance(one), b = luminance(two);
    return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}
