// What is taken of a picture's bytes before a decoder sees them: what makes its pixels,
// and nothing else. Pure; any thread.
#ifndef PLATFORM_PICTURE_H
#define PLATFORM_PICTURE_H

#include "base/arena.h"

// The PNG in `arena` with only the chunks that make pixels (IHDR, PLTE, tRNS, IDAT,
// IEND): packed texts and colour profiles, which may unpack to anything, are left out
// unread. false: a chunk is cut or unknown and critical, or one of those has a wrong CRC.
NODISCARD bool picture_plain_png(struct arena *arena, struct str bytes,
                                 struct str *out_png);
// false: more scans than any encoder writes; each costs as much as the whole picture.
NODISCARD bool picture_jpeg_has_few_scans(struct str bytes);

#endif
