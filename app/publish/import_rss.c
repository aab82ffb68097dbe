#include "import_internal.h"
bool import_read_rss(struct import *import, struct str bytes)
{
    (void)bytes;
    return import_fail(import, "not yet");
}
