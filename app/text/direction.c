#include <unicode/uchar.h>

#include "text/text.h"

enum side { SIDE_NONE, SIDE_LEFT, SIDE_RIGHT };

static enum side side_of(uint32_t c)
{
    if (c < 0x80) {
        const uint32_t letter = c | 0x20;
        return letter >= 'a' && letter <= 'z' ? SIDE_LEFT : SIDE_NONE;
    }
    const UCharDirection direction = u_charDirection((UChar32)c);
    return direction == U_LEFT_TO_RIGHT ? SIDE_LEFT
           : direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC
               ? SIDE_RIGHT
               : SIDE_NONE;
}

bool text_right_to_left(struct str text, bool usual)
{
    enum side first = SIDE_NONE;
    for (size_t at = 0; at < text.len;) {
        const enum side side = side_of(utf8_next(text, &at));
        first = first == SIDE_NONE ? side : first;
        if (side == SIDE_RIGHT && (usual || first == SIDE_RIGHT)) {
            return true;
        }
        if (first == SIDE_LEFT && !usual) {
            return false;
        }
    }
    return first == SIDE_NONE ? usual : first == SIDE_RIGHT;
}
