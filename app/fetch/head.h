// The head of one answer, line by line; pure.
#ifndef FETCH_HEAD_H
#define FETCH_HEAD_H

#include "fetch/fetch.h"

struct head {
    int64_t limit_bytes, limit_lines;
    int64_t now_s;        // for a Retry-After that names a date
    int64_t bytes, lines; // of all heads of this exchange
    int status;           // 0: no status line yet
    int64_t length;       // -1: not said
    bool chunked, encoded, page, bad;
    bool has_range;
    int64_t range_from, range_to, range_total; // of Content-Range
    int64_t retry_after_s;
    char etag[128];
};

void head_init(struct head *head, int64_t limit_bytes, int64_t limit_lines,
               int64_t now_s);
// One line as received, with its line end. false: the head is refused (head->bad).
NODISCARD bool head_add(struct head *head, struct str line);

// What may stand in If-None-Match: a quoted tag, perhaps weak, of visible characters.
bool head_etag_valid(struct str etag);

#endif
