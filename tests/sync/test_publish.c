// From the publisher's writer to the kiosk: what travels when one record changes.
#include <criterion/criterion.h>
#include <string.h>

#include "press.h"
#include "publish/writer.h"

enum { COUNT = 1000 };

static struct press press;
static struct sync_result result;

static void setup(void)
{
    press_open(&press);
}

static void teardown(void)
{
    press_close(&press);
}

TestSuite(publish, .init = setup, .fini = teardown, .timeout = 60);

static void write_pack(int64_t altered, int64_t now_s)
{
    struct content_record *records =
        ARENA_ARRAY(&press.arena, struct content_record, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct content_error error = {""};
        const struct str json =
            arena_printf(&press.arena,
                         "{\"id\":\"story-%06d\",\"kind\":\"story\","
                         "\"title\":{\"en\":\"Story %d\"},\"summary\":{\"en\":\"%d\"}}",
                         i, i, i == altered ? 2 : 1);
        cr_assert(content_record_parse(&press.arena, json, &records[i], &error), "%s",
                  error.message);
    }
    const struct pack pack = {.id = STR("test-feed"), .records = records, .count = COUNT};
    const struct publish_options options = {.now_s = now_s};
    const struct publish_signers signers = {&press.secret, 1};
    struct publish_result published;
    cr_assert(publish_write(&pack, press.feed, &signers, &options, &published), "%s",
              published.error);
    press.version = published.version;
}

Test(publish, one_changed_record_moves_five_files)
{
    write_pack(-1, PRESS_NOW);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    const int64_t first = result.bytes;
    write_pack(500, PRESS_NOW + 60);
    hostile_forget(press.server);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    cr_assert_eq(hostile_requests(press.server), 5,
                 "latest, index, signature, node, chunk");
    cr_assert_str_eq(hostile_request(press.server, 0), "GET /latest 200");
    cr_assert_lt(result.bytes * 2, first);
    cr_assert_eq(press_trusted(&press), press.version);
    write_pack(500, PRESS_NOW + 120);
    cr_assert_eq(press_sync(&press, &result), SYNC_CURRENT,
                 "unchanged, so not published");
    cr_assert_eq(result.requests, 1);
}
