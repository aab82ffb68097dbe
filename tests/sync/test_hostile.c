// Every fault of the network against every kind of file: the last good content stays, the
// reason is named, and the same kiosk takes the new edition once the server is honest.
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "store/state.h"

#define HEAD "HTTP/1.1 200 OK\r\n"
#define RAW(bytes)                                                                       \
    {                                                                                    \
        .how = HOSTILE_RAW, .text = bytes                                                \
    }

static struct press press;
static int64_t revision;
static struct press_edition edition = {.count = 80, .media = 1};

static void publish(void)
{
    edition.revision = ++revision;
    press_publish(&press, edition);
}

static void setup(void)
{
    struct sync_result result;
    press_open(&press);
    revision = 0;
    publish();
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(hostile, .init = setup, .fini = teardown, .timeout = 280);

static const enum press_kind vital[] = {PRESS_LATEST, PRESS_INDEX, PRESS_SIGNATURE,
                                        PRESS_NODE, PRESS_CHUNK};
static const char *const kind_names[] = {"latest", "index", "signature",
                                         "node",   "chunk", "media"};

static bool is_one_of(enum feed_reason reason, const enum feed_reason *wanted)
{
    bool found = false;
    for (size_t i = 0; i < 3; i++) {
        found |= wanted[i] != FEED_OK && wanted[i] == reason;
    }
    return found;
}

struct attack {
    const char *what;
    struct hostile_rule rule;
    enum feed_reason reasons[3]; // any of these
};

// A new edition under attack; then, as the control, without.
static void attack_kind(const struct attack *attack, enum press_kind kind)
{
    struct sync_result result;
    struct hostile_rule rule = attack->rule;
    char name[128], part[256];
    (void)snprintf(name, sizeof(name), "%s on %s", attack->what, kind_names[kind]);
    publish();
    const struct str before = press_current(&press);
    const int64_t trusted = press_trusted(&press);
    rule.path = press_find(&press, kind, 0)->path;
    hostile_honest(press.server);
    cr_assert(hostile_rule(press.server, rule));
    cr_expect_eq(press_sync(&press, &result), SYNC_KEPT, "%s", name);
    cr_expect(is_one_of(result.reason, attack->reasons), "%s: reason %.*s", name,
              STR_ARG(feed_reason_name(result.reason)));
    cr_expect(str_equal(before, press_current(&press)), "%s: current changed", name);
    cr_expect_eq(press_trusted(&press), trusted, "%s: trust moved", name);
    cr_expect_eq(press_shown(&press, edition.count), revision - 1, "%s", name);
    (void)snprintf(part, sizeof(part), "%s/feeds/test-feed/%s", press.data, rule.path);
    cr_expect_not(file_exists(part), "%s: kept", name);
    hostile_honest(press.server);
    cr_expect_eq(press_sync(&press, &result), SYNC_DONE, "%s: control: %.*s", name,
                 STR_ARG(feed_reason_name(result.reason)));
    cr_expect_eq(press_shown(&press, edition.count), revision, "%s: control", name);
}

static void attack_all(const struct attack *attacks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < sizeof(vital) / sizeof(*vital); k++) {
            attack_kind(&attacks[i], vital[k]);
        }
    }
}
#define ATTACK_ALL(attacks) attack_all((attacks), sizeof(attacks) / sizeof(*(attacks)))

Test(hostile, no_link)
{
    CONFORMANCE("N01");
    struct sync_result result;
    struct sync_options options = press_options(&press);
    char url[64];
    const struct str before = press_current(&press);
    options.feed_id = STR("test-feed");
    (void)snprintf(url, sizeof(url), "http://127.0.0.1:%d/", hostile_dead_port());
    options.url = str_from_cstr(url);
    cr_assert_eq(sync_run_once(&options, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_UNREACHABLE);
    options.url = STR("http://nowhere.invalid/");
    cr_assert_eq(sync_run_once(&options, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_UNREACHABLE);
    struct store_feed_state state;
    cr_assert(store_feed_state_read(press.data, STR("test-feed"), &state));
    cr_expect_str_eq(state.last_error, "unreachable");
    cr_expect(str_equal(before, press_current(&press)));
    cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT, "the control");
}

Test(hostile, silence)
{
    CONFORMANCE("N01");
    static const struct attack attacks[] = {
        {"silence", {.how = HOSTILE_SILENT}, {FEED_TIMEOUT, FEED_SLOW}},
    };
    attack_kind(&attacks[0], PRESS_LATEST);
    attack_kind(&attacks[0], PRESS_CHUNK);
}

Test(hostile, resets)
{
    CONFORMANCE("N02");
    static const struct attack attacks[] = {
        {"reset at once", {.how = HOSTILE_RESET}, {FEED_UNREACHABLE}},
        {"reset in the head", {.how = HOSTILE_RESET_HEAD}, {FEED_UNREACHABLE}},
        {"reset in the body", {.how = HOSTILE_RESET_BODY, .number = 30}, {FEED_SHORT}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, portals)
{
    CONFORMANCE("N03", "N04");
    static const struct attack attacks[] = {
        {"HTML",
         RAW(HEAD "Content-Type: text/html\r\n\r\n<!DOCTYPE html><p>Log in"),
         {FEED_PORTAL}},
        {"HTML as bytes",
         RAW(HEAD "Content-Type: application/octet-stream\r\n\r\n<html>"),
         {FEED_PORTAL}},
        {"words as HTML",
         RAW(HEAD "Content-Type: text/html\r\n\r\nPlease log in first."),
         {FEED_PORTAL, FEED_SHORT}},
        {"302",
         RAW("HTTP/1.1 302 F\r\nLocation: http://portal.invalid/\r\n\r\n"),
         {FEED_PORTAL}},
        {"511", RAW("HTTP/1.1 511 N\r\n\r\n<html>"), {FEED_PORTAL}},
        {"407", RAW("HTTP/1.1 407 P\r\n\r\n<html>"), {FEED_PROXY}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, redirects)
{
    CONFORMANCE("N05");
    static const struct attack attacks[] = {
        {"loop", RAW("HTTP/1.1 302 F\r\nLocation: ?\r\n\r\n"), {FEED_REDIRECT}},
        {"file",
         RAW("HTTP/1.1 302 F\r\nLocation: file:///etc/passwd\r\n\r\n"),
         {FEED_REDIRECT}},
        {"ftp",
         RAW("HTTP/1.1 301 M\r\nLocation: ftp://127.0.0.1/\r\n\r\n"),
         {FEED_REDIRECT}},
        {"another port",
         RAW("HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:9/\r\n\r\n"),
         {FEED_REDIRECT}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, endless_bodies)
{
    CONFORMANCE("N06", "N07");
    static char filler[1001], chunk[1024];
    memset(filler, 'x', 1000);
    (void)snprintf(chunk, sizeof(chunk), "3d4\r\n%.980s\r\n", filler);
    static const struct attack attacks[] = {
        {"chunked",
         {.how = HOSTILE_ENDLESS,
          .text = HEAD "Transfer-Encoding: chunked\r\n\r\n",
          .filler = chunk},
         {FEED_LARGE}},
        {"close-delimited",
         {.how = HOSTILE_ENDLESS, .text = HEAD "\r\n", .filler = filler},
         {FEED_LARGE}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, wrong_lengths)
{
    CONFORMANCE("N08", "N09");
    static const struct attack attacks[] = {
        {"longer than sent", {.how = HOSTILE_LENGTH, .number = 5}, {FEED_SHORT}},
        {"two lengths",
         RAW(HEAD "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
         {FEED_HEADER}},
    };
    ATTACK_ALL(attacks);
    static const struct attack shorter = {
        "shorter than the body", {.how = HOSTILE_LENGTH, .number = -5}, {FEED_SHORT}};
    attack_kind(&shorter, PRESS_NODE);
    attack_kind(&shorter, PRESS_CHUNK);
    static const struct attack cut = {"shorter than the body",
                                      {.how = HOSTILE_LENGTH, .number = -5},
                                      {FEED_FORMAT, FEED_HASH, FEED_SIGNATURE}};
    attack_kind(&cut, PRESS_LATEST);
    attack_kind(&cut, PRESS_INDEX);
    attack_kind(&cut, PRESS_SIGNATURE);
}

Test(hostile, compression)
{
    CONFORMANCE("N10");
    static const struct attack attacks[] = {
        {"gzip bomb", {.how = HOSTILE_BOMB, .number = 200000}, {FEED_HEADER}},
        {"br", RAW(HEAD "Content-Encoding: br\r\n\r\nx"), {FEED_HEADER}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, a_trickle)
{
    CONFORMANCE("N11");
    static const struct attack slow = {
        "trickle",
        {.how = HOSTILE_DRIP, .text = HEAD "\r\n", .filler = "0", .pause_ms = 200},
        {FEED_SLOW}};
    attack_kind(&slow, PRESS_LATEST);
    attack_kind(&slow, PRESS_CHUNK);
}

Test(hostile, heads)
{
    CONFORMANCE("N12");
    static char line[1001];
    memset(line, 'a', 1000);
    static const struct attack attacks[] = {
        {"one endless line",
         {.how = HOSTILE_ENDLESS, .text = HEAD "X: ", .filler = line},
         {FEED_HEADER}},
        {"10,000 lines",
         {.how = HOSTILE_ENDLESS, .text = HEAD, .filler = "X: y\r\n"},
         {FEED_HEADER}},
        {"NUL", RAW(HEAD "X: a\001b\r\n\r\nx"), {FEED_HEADER}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, statuses)
{
    CONFORMANCE("N13");
    static const struct attack attacks[] = {
        {"500", RAW("HTTP/1.1 500 I\r\n\r\n"), {FEED_STATUS}},
        {"503", RAW("HTTP/1.1 503 U\r\nRetry-After: 315360000\r\n\r\n"), {FEED_STATUS}},
        {"408", RAW("HTTP/1.1 408 T\r\n\r\n"), {FEED_STATUS}},
        {"429", RAW("HTTP/1.1 429 T\r\n\r\n"), {FEED_STATUS}},
        {"404", RAW("HTTP/1.1 404 N\r\n\r\n"), {FEED_MISSING}},
    };
    ATTACK_ALL(attacks);
    struct sync_result result;
    publish();
    hostile_rule(press.server, attacks[1].rule);
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect_eq(result.retry_after_s, 3600);
}

Test(hostile, parts_that_nobody_asked_for)
{
    CONFORMANCE("N14");
    static const struct attack part = {
        "206",
        RAW("HTTP/1.1 206 P\r\nContent-Range: bytes 0-0/1\r\n\r\nx"),
        {FEED_HEADER}};
    attack_all(&part, 1);
    static const struct attack same = {
        "304 to a plain GET", RAW("HTTP/1.1 304 N\r\n\r\n"), {FEED_STATUS}};
    attack_kind(&same, PRESS_INDEX);
    attack_kind(&same, PRESS_SIGNATURE);
    attack_kind(&same, PRESS_NODE);
    attack_kind(&same, PRESS_CHUNK);
}

Test(hostile, a_304_for_who_has_nothing)
{
    CONFORMANCE("N14");
    struct sync_result result;
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    hostile_rule(press.server,
                 (struct hostile_rule){.path = "latest",
                                       .how = HOSTILE_RAW,
                                       .text = "HTTP/1.1 304 N\r\nETag: \"x\"\r\n\r\n"});
    cr_assert_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_STATUS);
    hostile_honest(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE, "a full fetch");
}

Test(hostile, nothing)
{
    CONFORMANCE("N15");
    static const struct attack attacks[] = {
        {"204", RAW("HTTP/1.1 204 N\r\n\r\n"), {FEED_SHORT}},
        {"empty 200", RAW(HEAD "Content-Length: 0\r\n\r\n"), {FEED_SHORT}},
        {"empty close", RAW(HEAD "\r\n"), {FEED_SHORT}},
    };
    ATTACK_ALL(attacks);
}

Test(hostile, one_bit_turned_on_the_way)
{
    CONFORMANCE("N17", "C06");
    static const enum feed_reason reasons[][3] = {
        [PRESS_LATEST] = {FEED_MISSING, FEED_FORMAT},
        [PRESS_INDEX] = {FEED_HASH},
        [PRESS_SIGNATURE] = {FEED_FORMAT, FEED_SIGNATURE, FEED_KEY},
        [PRESS_NODE] = {FEED_HASH},
        [PRESS_CHUNK] = {FEED_HASH},
    };
    for (int64_t bit = 0; bit < 520; bit += 87) {
        for (size_t k = 0; k < sizeof(vital) / sizeof(*vital); k++) {
            // The first line of a signature is a comment that nobody signs.
            const int64_t from = vital[k] == PRESS_SIGNATURE ? 450 : 0;
            struct attack flip = {
                "flip", {.how = HOSTILE_FLIP, .number = from + bit}, {FEED_OK}};
            memcpy(flip.reasons, reasons[vital[k]], sizeof(flip.reasons));
            attack_kind(&flip, vital[k]);
        }
    }
}

// A picture alone never holds a version back, but a lost link does: it comes again.
Test(hostile, pictures)
{
    CONFORMANCE("C06", "N17");
    static const struct attack attacks[] = {
        {"flip", {.how = HOSTILE_FLIP, .number = 77}, {FEED_HASH}},
        {"404", RAW("HTTP/1.1 404 N\r\n\r\n"), {FEED_MISSING}},
        {"403", RAW("HTTP/1.1 403 F\r\n\r\n"), {FEED_MISSING}},
        {"500", RAW("HTTP/1.1 500 I\r\n\r\n"), {FEED_STATUS}},
        {"short", {.how = HOSTILE_CUT_BODY, .number = 9}, {FEED_SHORT}},
        {"long", RAW(HEAD "Content-Length: 3001\r\n\r\nx"), {FEED_SHORT, FEED_LARGE}},
        {"trickle",
         {.how = HOSTILE_DRIP, .text = HEAD "\r\n", .filler = "0", .pause_ms = 200},
         {FEED_SLOW}},
    };
    struct sync_result result;
    for (size_t i = 0; i < sizeof(attacks) / sizeof(*attacks); i++) {
        cr_assert(folder_remove(press.data) && folder_make(press.data));
        hostile_honest(press.server);
        struct hostile_rule rule = attacks[i].rule;
        rule.path = press_find(&press, PRESS_MEDIA, 0)->path;
        hostile_rule(press.server, rule);
        cr_expect_eq(press_sync(&press, &result), SYNC_DONE, "%s", attacks[i].what);
        cr_expect_eq(result.media_missing, 1, "%s", attacks[i].what);
        cr_expect(is_one_of(result.media_reason, attacks[i].reasons), "%s: %.*s",
                  attacks[i].what, STR_ARG(feed_reason_name(result.media_reason)));
        cr_expect_eq(press_shown(&press, edition.count), revision);
        hostile_honest(press.server);
        cr_expect_eq(press_sync(&press, &result), SYNC_CURRENT);
        cr_expect_eq(result.media_missing, 0, "%s: it is fetched again", attacks[i].what);
    }
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    hostile_rule(press.server,
                 (struct hostile_rule){.path = press_find(&press, PRESS_MEDIA, 0)->path,
                                       .how = HOSTILE_RESET});
    cr_expect_eq(press_sync(&press, &result), SYNC_KEPT);
    cr_expect_eq(result.reason, FEED_UNREACHABLE);
}
