#include "head.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

#define HEAD_RETRY_MAX_S 3600

void head_init(struct head *head, int64_t limit_bytes, int64_t limit_lines, int64_t now_s)
{
    *head = (struct head){
        .limit_bytes = limit_bytes,
        .limit_lines = limit_lines,
        .now_s = now_s,
        .length = -1,
    };
}

// A new status line forgets the answer before it but not the count, so that an endless
// row of informational answers comes to an end.
static bool head_begin(struct head *head, struct str line)
{
    const int64_t bytes = head->bytes, lines = head->lines;
    const size_t space = str_find(line, STR(" "), 0);
    int64_t status = 0;
    if ((!str_starts_with(line, STR("HTTP/1.1 ")) &&
         !str_starts_with(line, STR("HTTP/1.0 "))) ||
        !str_to_int64(str_slice(line, space + 1, space + 4), &status) || status < 100) {
        return false;
    }
    head_init(head, head->limit_bytes, head->limit_lines, head->now_s);
    head->bytes = bytes;
    head->lines = lines;
    head->status = (int)status;
    return true;
}

static bool equal_ignoring_case(struct str a, struct str b)
{
    return a.len == b.len && (!a.len || strncasecmp(a.ptr, b.ptr, a.len) == 0);
}

// Digits only, saturating; false for anything else.
static bool parse_digits(struct str value, int64_t *out_number)
{
    int64_t number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9') {
            return false;
        }
        const int digit = value.ptr[i] - '0';
        number = number > (INT64_MAX - digit) / 10 ? INT64_MAX : number * 10 + digit;
    }
    *out_number = number;
    return value.len > 0;
}

static bool take_length(struct head *head, struct str value)
{
    // Two lengths, or a length beside chunks, let two readers see two bodies.
    return head->length < 0 && !head->chunked && parse_digits(value, &head->length);
}

static bool take_transfer(struct head *head, struct str value)
{
    const bool good =
        !head->chunked && head->length < 0 && equal_ignoring_case(value, STR("chunked"));
    head->chunked = true;
    return good;
}

static bool take_coding(struct head *head, struct str value)
{
    head->encoded = value.len > 0 && !equal_ignoring_case(value, STR("identity"));
    return true;
}

static bool take_type(struct head *head, struct str value)
{
    struct str type = {0};
    (void)str_cut(&value, ';', &type);
    type = str_trim(type);
    head->page = equal_ignoring_case(type, STR("text/html")) ||
                 equal_ignoring_case(type, STR("application/xhtml+xml"));
    return true;
}

static bool take_range(struct head *head, struct str value)
{
    struct str unit = {0}, from = {0}, to = {0};
    if (head->has_range) {
        return false;
    }
    head->has_range = str_cut(&value, ' ', &unit) && str_equal(unit, STR("bytes")) &&
                      str_cut(&value, '-', &from) && str_cut(&value, '/', &to) &&
                      parse_digits(from, &head->range_from) &&
                      parse_digits(to, &head->range_to) &&
                      parse_digits(value, &head->range_total);
    return true; // a range that cannot be read counts as none, and 206 needs one
}

static bool take_retry(struct head *head, struct str value)
{
    char date[64];
    int64_t seconds = 0;
    if (!parse_digits(value, &seconds) && str_to_cstr(value, date, sizeof(date))) {
        const time_t then = curl_getdate(date, NULL);
        seconds = then < 0 ? 0 : (int64_t)then - head->now_s;
    }
    seconds = seconds < 0 ? 0 : seconds;
    head->retry_after_s = seconds > HEAD_RETRY_MAX_S ? HEAD_RETRY_MAX_S : seconds;
    return true;
}

static bool take_etag(struct head *head, struct str value)
{
    if (!head_etag_valid(value) || !str_to_cstr(value, head->etag, sizeof(head->etag))) {
        head->etag[0] = '\0';
    }
    return true;
}

bool head_etag_valid(struct str etag)
{
    struct str tag = etag;
    if (str_starts_with(tag, STR("W/"))) {
        tag = str_slice(tag, 2, tag.len);
    }
    if (tag.len < 2 || etag.len > 127 || tag.ptr[0] != '"' ||
        tag.ptr[tag.len - 1] != '"') {
        return false;
    }
    for (size_t i = 1; i + 1 < tag.len; i++) {
        if (tag.ptr[i] <= ' ' || tag.ptr[i] >= 127 || tag.ptr[i] == '"') {
            return false;
        }
    }
    return true;
}

static const struct {
    struct str name;
    bool (*take)(struct head *head, struct str value);
} head_fields[] = {
    {{"content-length", 14}, take_length},
    {{"transfer-encoding", 17}, take_transfer},
    {{"content-encoding", 16}, take_coding},
    {{"content-type", 12}, take_type},
    {{"content-range", 13}, take_range},
    {{"retry-after", 11}, take_retry},
    {{"etag", 4}, take_etag},
};

static bool head_take(struct head *head, struct str line)
{
    struct str name = {0};
    (void)str_cut(&line, ':', &name);
    for (size_t i = 0; i < sizeof(head_fields) / sizeof(*head_fields); i++) {
        if (equal_ignoring_case(name, head_fields[i].name)) {
            return head_fields[i].take(head, str_trim(line));
        }
    }
    return true;
}

bool head_add(struct head *head, struct str line)
{
    head->bytes += (int64_t)line.len;
    head->lines++;
    const bool fits =
        head->bytes <= head->limit_bytes && head->lines <= head->limit_lines;
    const bool clean = !line.len || !memchr(line.ptr, '\0', line.len);
    const bool taken = fits && clean &&
                       (str_starts_with(line, STR("HTTP/")) ? head_begin(head, line)
                                                            : head_take(head, line));
    head->bad = head->bad || !taken;
    return taken;
}
