// The outbox: whatever happens to line, server or program, every object arrives once and
// is let go only then.
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "conformance.h"
#include "hostile.h"
#include "kill.h"
#include "sync/upload.h"

static char root[64], data[80], shelf[80];
static struct hostile *server;
static struct fetch_session *session;
static struct upload_result result;
static struct arena arena;

static void drop_line(void *context, enum log_level level, const char *line)
{
    (void)context, (void)level, (void)line;
}

static void setup(void)
{
    (void)snprintf(root, sizeof(root), "/tmp/foyer-upload-XXXXXX");
    cr_assert_not_null(mkdtemp(root));
    (void)snprintf(data, sizeof(data), "%s/data", root);
    (void)snprintf(shelf, sizeof(shelf), "%s/server", root);
    cr_assert(folder_make(data) && folder_make(shelf));
    server = hostile_start(shelf);
    cr_assert_not_null(server);
    struct fetch_settings settings = fetch_settings_default();
    settings.connect_ms = 4000;
    settings.total_ms = 3000;
    settings.low_speed_s = 2;
    session = fetch_session_create(settings);
    arena_init(&arena, 0);
    if (!getenv("FOYER_LOG")) {
        log_set_sink(drop_line, NULL);
    }
}

static void teardown(void)
{
    fetch_session_destroy(session);
    arena_finish(&arena);
    hostile_stop(server);
    (void)!folder_remove(root);
}

TestSuite(upload, .init = setup, .fini = teardown, .timeout = 110);

static struct str text_of(int64_t number)
{
    return arena_printf(&arena, "{\"result\":%lld}\n", (long long)number);
}

static void fill(int64_t count)
{
    for (int64_t i = 1; i <= count; i++) {
        int64_t seq = 0;
        cr_assert_eq(upload_put(data, text_of(i), &seq), OUTBOX_DONE);
        cr_assert_eq(seq, i);
    }
}

static struct upload_options options(void)
{
    return (struct upload_options){
        .data_folder = data,
        .url = arena_str(&arena, str_from_cstr(hostile_url(server))),
        .session = session,
    };
}

static bool drain(void)
{
    const struct upload_options now = options();
    return upload_drain(&now, &result);
}

static size_t count_of(enum upload_place place)
{
    struct upload_list list;
    cr_assert(upload_list(&arena, data, place, &list));
    return list.count;
}

static struct str at_server(const char *name)
{
    struct str bytes = {0};
    const char *path = path_join(&arena, shelf, name);
    return file_read(&arena, path, UPLOAD_OBJECT_MAX, &bytes) ? bytes : STR("");
}

// All of 1..count are there, each with its own bytes, and nothing else is.
static bool all_arrived(int64_t count)
{
    struct folder_list list = {0};
    const char *folder = path_join(&arena, shelf, "outbox");
    if (!folder_read(&arena, folder, &list) || (int64_t)list.count != count) {
        return false;
    }
    for (int64_t i = 1; i <= count; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "outbox/%08lld", (long long)i);
        if (!str_equal(at_server(name), text_of(i))) {
            return false;
        }
    }
    return true;
}

Test(upload, sends_all_in_order_and_lets_go)
{
    fill(5);
    cr_assert(drain(), "%s", result.why);
    cr_assert_eq(result.sent, 5);
    cr_assert(all_arrived(5));
    cr_assert_eq(count_of(UPLOAD_WAITING), 0);
    cr_assert_eq(count_of(UPLOAD_SENT), 5);
    int64_t puts = 0;
    for (int64_t i = 0; i < hostile_requests(server); i++) {
        const char *line = hostile_request(server, i);
        puts += str_starts_with(str_from_cstr(line), STR("PUT "));
        if (line[0] == 'P') {
            cr_assert_eq(strtoll(strstr(line, "outbox/") + 7, NULL, 10), puts);
        }
    }
    cr_assert_eq(puts, 5);
    cr_assert_eq(hostile_requests(server), 11, "a look first, then two each");
    hostile_forget(server);
    cr_assert(drain());
    cr_assert_eq(hostile_requests(server), 0, "an empty outbox asks nobody");
}

Test(upload, the_same_bytes_again_are_the_same_object)
{
    int64_t first = 0, again = 0, sent = 0, other = 0;
    cr_assert_eq(upload_put(data, STR("{\"a\":1}"), &first), OUTBOX_DONE);
    cr_assert_eq(upload_put(data, STR("{\"a\":1}"), &again), OUTBOX_DONE);
    cr_assert_eq(again, first);
    cr_assert(drain());
    cr_assert_eq(upload_put(data, STR("{\"a\":1}"), &sent), OUTBOX_DONE);
    cr_assert_eq(sent, first);
    cr_assert_eq(count_of(UPLOAD_WAITING), 0);
    cr_assert_eq(upload_put(data, STR("{\"a\":2}"), &other), OUTBOX_DONE);
    cr_assert_eq(other, first + 1, "the control: numbers go on after what was sent");
}

Test(upload, refuses_what_could_never_be_confirmed)
{
    char *bytes = calloc(1, UPLOAD_OBJECT_MAX + 1);
    memset(bytes, 'x', UPLOAD_OBJECT_MAX + 1);
    cr_assert_eq(upload_put(data, STR(""), NULL), OUTBOX_UNFIT);
    cr_assert_eq(upload_put(data, STR(" \n<html>"), NULL), OUTBOX_UNFIT);
    cr_assert_eq(upload_put(data, (struct str){bytes, UPLOAD_OBJECT_MAX + 1}, NULL),
                 OUTBOX_UNFIT);
    cr_assert_eq(upload_put(data, (struct str){bytes, UPLOAD_OBJECT_MAX}, NULL),
                 OUTBOX_DONE, "the control");
    cr_assert(drain(), "%s", result.why);
    cr_assert_eq(at_server("outbox/00000001").len, UPLOAD_OBJECT_MAX);
    free(bytes);
}

Test(upload, an_answer_lost_after_the_body_was_stored_doubles_nothing)
{
    fill(3);
    // Twice: libcurl itself tries once more on a new connection.
    hostile_rule(server, (struct hostile_rule){.path = "PUT /outbox/00000002",
                                               .how = HOSTILE_STORE_RESET,
                                               .times = 2});
    cr_assert_not(drain());
    cr_assert_eq(result.sent, 1);
    cr_assert_eq(result.left, 2);
    cr_assert_eq(count_of(UPLOAD_WAITING), 2, "nobody knows, so nothing is let go");
    hostile_forget(server);
    cr_assert(drain(), "%s", result.why);
    cr_assert_eq(result.sent, 2);
    cr_assert(all_arrived(3));
    cr_assert_str_eq(hostile_request(server, 0), "GET /outbox/00000002 200");
    cr_assert_str_eq(hostile_request(server, 1), "PUT /outbox/00000003 201",
                     "it is not sent twice");
}

Test(upload, a_lost_confirmation_is_asked_for_again)
{
    fill(2);
    hostile_rule(server, (struct hostile_rule){.path = "GET /outbox/00000001",
                                               .how = HOSTILE_HONEST,
                                               .times = 1});
    hostile_rule(server, (struct hostile_rule){.path = "GET /", .how = HOSTILE_RESET});
    cr_assert_not(drain());
    cr_assert_eq(result.sent, 0);
    cr_assert_eq(count_of(UPLOAD_WAITING), 2);
    hostile_honest(server);
    cr_assert(drain());
    cr_assert(all_arrived(2));
}

// Whatever stage the connection is cut at.
Test(upload, a_cut_at_any_byte_loses_nothing)
{
    static const enum hostile_how hows[] = {
        HOSTILE_RESET,      HOSTILE_RESET_PUT,  HOSTILE_STORE_RESET, HOSTILE_SILENT,
        HOSTILE_RESET_HEAD, HOSTILE_RESET_BODY, HOSTILE_CUT_BODY,    HOSTILE_FLIP,
        HOSTILE_LENGTH,     HOSTILE_STORE_PART, HOSTILE_STORE_NONE,
    };
    int64_t number = 0, failed = 0;
    for (size_t i = 0; i < sizeof(hows) / sizeof(*hows); i++) {
        for (int64_t at = 0; at < 14; at += 6) {
            hostile_honest(server);
            hostile_rule(server,
                         (struct hostile_rule){.how = hows[i], .number = at, .times = 3});
            cr_assert_eq(upload_put(data, text_of(++number), NULL), OUTBOX_DONE);
            failed += !drain();
            cr_assert_leq(result.sent, 1);
            hostile_honest(server);
            // A server that keeps half of what it says it has is found out, and a person
            // must act: here, by removing what it has.
            if (hows[i] == HOSTILE_STORE_PART) {
                char name[64];
                (void)snprintf(name, sizeof(name), "outbox/%08lld", (long long)number);
                cr_assert_lt(at_server(name).len, text_of(number).len);
                (void)unlink(path_join(&arena, shelf, name));
            }
            cr_assert(drain(), "%zu at %lld: %s", i, (long long)at, result.why);
            cr_assert_eq(result.aside, 0);
        }
    }
    cr_assert(all_arrived(number));
    cr_assert_gt(failed, 20, "the control: most of them were felt, %lld",
                 (long long)failed);
}

Test(upload, a_server_that_stores_nothing_is_found_out)
{
    fill(2);
    hostile_rule(server, (struct hostile_rule){.path = "PUT", .how = HOSTILE_STORE_NONE});
    cr_assert_not(drain());
    cr_assert_str_eq(result.why, "unread");
    cr_assert(result.slow);
    cr_assert_eq(count_of(UPLOAD_WAITING), 2);
    hostile_honest(server);
    cr_assert(drain());
    cr_assert(all_arrived(2));
}

Test(upload, a_portal_takes_nothing_away)
{
    fill(1);
    hostile_rule(server, (struct hostile_rule){.how = HOSTILE_RAW,
                                               .text = "HTTP/1.1 200 OK\r\nContent-Type: "
                                                       "text/html\r\n\r\n<html>Welcome"});
    cr_assert_not(drain());
    cr_assert_str_eq(result.why, "portal");
    hostile_honest(server);
    hostile_rule(server, (struct hostile_rule){
                             .path = "PUT",
                             .how = HOSTILE_RAW,
                             .text = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
                                     "Welcome"});
    cr_assert_not(drain());
    cr_assert_eq(count_of(UPLOAD_WAITING), 1);
    cr_assert_eq(result.aside, 0);
}

static void write_at_server(const char *name, struct str bytes)
{
    cr_assert(folder_make(path_join(&arena, shelf, "outbox")));
    cr_assert(file_write(path_join(&arena, shelf, name), bytes));
}

Test(upload, other_bytes_of_the_same_number_are_a_conflict_and_both_stay)
{
    fill(3);
    write_at_server("outbox/00000002", STR("{\"result\":\"of another kiosk\"}"));
    cr_assert(drain(), "%s", result.why);
    cr_assert_eq(result.sent, 2, "the others go on");
    cr_assert_eq(result.aside, 1);
    cr_assert_eq(count_of(UPLOAD_ASIDE), 1);
    cr_assert(str_equal(at_server("outbox/00000002"),
                        STR("{\"result\":\"of another kiosk\"}")));
    int64_t count = 0;
    cr_assert_eq(upload_requeue(data, 1, &count), OUTBOX_DONE);
    cr_assert_eq(count, 1);
    cr_assert(drain());
    cr_assert_eq(result.aside, 0);
    cr_assert(str_equal(at_server("outbox/00000004"), text_of(2)));
}

Test(upload, a_conflict_amid_a_drain_is_found_by_the_server)
{
    fill(2);
    write_at_server("outbox/00000002", STR("{}"));
    cr_assert(drain());
    cr_assert_eq(result.aside, 1);
    cr_assert(str_equal(at_server("outbox/00000002"), STR("{}")));
}

Test(upload, spoilt_bytes_are_never_sent)
{
    fill(2);
    struct upload_list list;
    cr_assert(upload_list(&arena, data, UPLOAD_WAITING, &list));
    cr_assert(file_write(
        path_join(&arena, path_join(&arena, data, "outbox"), list.entries[0].name),
        STR("{\"result\":7}\n")));
    cr_assert(drain());
    cr_assert_eq(result.aside, 1);
    cr_assert_eq(at_server("outbox/00000001").len, 0);
    cr_assert_eq(at_server("outbox/00000002").len, text_of(2).len, "the control");
}

#define ANSWER(status) "HTTP/1.1 " status " X\r\nContent-Length: 0\r\n\r\n"

Test(upload, a_refusal_is_named_and_nothing_is_lost)
{
    static const struct {
        const char *text, *why;
        bool slow;
    } answers[] = {
        {ANSWER("500"), "status", false}, {ANSWER("502"), "status", false},
        {ANSWER("503"), "busy", false},   {ANSWER("429"), "busy", false},
        {ANSWER("507"), "full", true},    {ANSWER("401"), "login", true},
        {ANSWER("403"), "login", true},   {ANSWER("404"), "missing", true},
        {ANSWER("405"), "status", false},
    };
    fill(2);
    for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
        hostile_honest(server);
        hostile_forget(server);
        hostile_rule(server, (struct hostile_rule){.path = "PUT",
                                                   .how = HOSTILE_RAW,
                                                   .text = answers[i].text});
        cr_assert_not(drain());
        cr_assert_str_eq(result.why, answers[i].why, "%s: %s", answers[i].text,
                         result.why);
        cr_assert_eq(result.slow, answers[i].slow, "%s", answers[i].text);
        cr_assert_eq(hostile_requests(server), 2, "one try, not one for each object");
        cr_assert_eq(count_of(UPLOAD_WAITING), 2);
    }
    hostile_honest(server);
    cr_assert(drain(), "the control");
    cr_assert(all_arrived(2));
}

Test(upload, waits_as_long_as_it_is_asked_to)
{
    fill(1);
    hostile_rule(server,
                 (struct hostile_rule){.path = "PUT",
                                       .how = HOSTILE_RAW,
                                       .text = "HTTP/1.1 503 X\r\nRetry-After: 1200\r\n"
                                               "Content-Length: 0\r\n\r\n"});
    cr_assert_not(drain());
    cr_assert_eq(result.retry_after_s, 1200);
    cr_assert_eq(upload_backoff_ms(&result, 1, 0, 0.5), 1200 * 1000);
    result = (struct upload_result){.slow = true};
    cr_assert_eq(upload_backoff_ms(&result, 1, 0, 0.5), UPLOAD_SLOW_S * 1000);
    result = (struct upload_result){.slow = false};
    cr_assert_eq(upload_backoff_ms(&result, 1, 0, 0.5), 15 * 1000);
    cr_assert_neq(upload_backoff_ms(&result, 1, 0, 0.1), 15 * 1000, "jitter");
}

// garlic-player #31: one bad item must not hang all others.
Test(upload, one_object_that_is_never_taken_keeps_back_no_other)
{
    fill(4);
    hostile_rule(server, (struct hostile_rule){.path = "PUT /outbox/00000002",
                                               .how = HOSTILE_RAW,
                                               .text = ANSWER("413")});
    cr_assert(drain());
    cr_assert_eq(result.sent, 3);
    cr_assert_eq(result.unfit, 1);
    cr_assert_eq(result.left, 1);
    hostile_honest(server);
    cr_assert(drain(), "the control");
    cr_assert(all_arrived(4));
}

Test(upload, a_server_that_takes_nothing_is_not_asked_for_each)
{
    fill(40);
    hostile_rule(server, (struct hostile_rule){
                             .path = "PUT", .how = HOSTILE_RAW, .text = ANSWER("400")});
    cr_assert_not(drain());
    cr_assert_str_eq(result.why, "unfit");
    cr_assert_lt(hostile_requests(server), 8);
    cr_assert_eq(count_of(UPLOAD_WAITING), 40);
}

// As some S3-compatible stores do; then each object is looked for before it is sent.
Test(upload, a_server_that_knows_no_condition_is_looked_at_first)
{
    fill(3);
    write_at_server("outbox/00000002", STR("{}"));
    hostile_rule(server,
                 (struct hostile_rule){.path = "PUT", .how = HOSTILE_UNCONDITIONAL});
    cr_assert(drain(), "%s", result.why);
    cr_assert_eq(result.sent, 2);
    cr_assert_eq(result.aside, 1);
    cr_assert(str_equal(at_server("outbox/00000002"), STR("{}")), "the control");
    cr_assert(str_equal(at_server("outbox/00000003"), text_of(3)));
}

// Weeks without a network, then all of it, in order, and what was sent does not pile up.
Test(upload, a_long_time_offline_drains_afterwards)
{
    const struct str alive = arena_str(&arena, str_from_cstr(hostile_url(server)));
    struct upload_options now = options();
    enum { MANY = UPLOAD_SENT_KEPT + 40 };
    fill(MANY);
    now.url = arena_printf(&arena, "http://127.0.0.1:%d/", hostile_dead_port());
    cr_assert_not(upload_drain(&now, &result));
    cr_assert_str_eq(result.why, "offline");
    cr_assert_eq(result.left, MANY);
    now.url = alive;
    cr_assert(upload_drain(&now, &result), "%s", result.why);
    cr_assert_eq(result.sent, MANY);
    cr_assert(all_arrived(MANY));
    cr_assert_eq(count_of(UPLOAD_SENT), UPLOAD_SENT_KEPT);
    int64_t next = 0;
    cr_assert_eq(upload_put(data, STR("{}"), &next), OUTBOX_DONE);
    cr_assert_eq(next, MANY + 1);
}

Test(upload, a_full_outbox_says_so_and_drops_nothing)
{
    fill(1);
    // Names are enough: what counts is how many there are.
    for (int64_t i = 2; i <= UPLOAD_OUTBOX_MAX; i++) {
        const char *path =
            arena_cstr(&arena, arena_printf(&arena, "%s/outbox/%08lld-%064d", data,
                                            (long long)i, 0));
        const int file = open(path, O_WRONLY | O_CREAT, 0644);
        cr_assert_geq(file, 0);
        close(file);
    }
    cr_assert_eq(upload_put(data, STR("{}"), NULL), OUTBOX_FULL);
    cr_assert_eq(count_of(UPLOAD_WAITING), UPLOAD_OUTBOX_MAX);
    struct upload_list list;
    cr_assert(upload_list(&arena, data, UPLOAD_WAITING, &list));
    cr_assert_eq(unlink(path_join(&arena, path_join(&arena, data, "outbox"),
                                  list.entries[5].name)),
                 0);
    cr_assert_eq(upload_put(data, STR("{}"), NULL), OUTBOX_DONE, "the control");
}

static bool stop_at_third(void *context)
{
    int64_t *asked = context;
    return ++*asked > 2;
}

Test(upload, ends_when_it_is_told_to)
{
    int64_t asked = 0;
    struct upload_options now = options();
    fill(5);
    now.stopped = stop_at_third;
    now.context = &asked;
    cr_assert_not(upload_drain(&now, &result));
    cr_assert_str_eq(result.why, "stopped");
    cr_assert(result.sent >= 1 && result.sent < 5);
    cr_assert(drain(), "the control");
    cr_assert(all_arrived(5));
}

Test(upload, a_second_drain_leaves_the_first_alone)
{
    CONFORMANCE("S10");
    int lock = -1;
    fill(1);
    cr_assert(file_lock(path_join(&arena, data, "outbox/drain.lock"), &lock));
    cr_assert_not(drain());
    cr_assert_str_eq(result.why, "busy");
    cr_assert_eq(hostile_requests(server), 0);
    file_unlock(lock);
    cr_assert(drain(), "the control");
}

Test(upload, a_status_replaces_the_one_before)
{
    struct upload_options now = options();
    cr_assert(folder_make(path_join(&arena, data, "status")));
    cr_assert(upload_status(&now, "sync.json", &result));
    cr_assert_eq(hostile_requests(server), 0, "nothing there, nothing to do");
    for (int64_t i = 1; i < 4; i++) {
        const char *file = path_join(&arena, data, "status/sync.json");
        cr_assert(file_write(file, text_of(i)));
        cr_assert(upload_status(&now, "sync.json", &result), "%s", result.why);
        cr_assert(str_equal(at_server("status/sync.json"), text_of(i)));
    }
    hostile_rule(server,
                 (struct hostile_rule){.how = HOSTILE_RAW, .text = ANSWER("401")});
    cr_assert_not(upload_status(&now, "sync.json", &result));
    cr_assert_str_eq(result.why, "login");
    cr_assert(result.slow);
}

// ---- kill -9 ----
enum { KILL_COUNT = 3 };

static void rewind_all(void)
{
    cr_assert(folder_remove(data) && folder_make(data));
    cr_assert(folder_remove(shelf) && folder_make(shelf));
    fill(KILL_COUNT);
}

// No object is gone from here that is not there, and the next drain ends it all.
static void expect_none_lost(const char *where, int64_t number)
{
    struct upload_list sent;
    cr_assert(upload_list(&arena, data, UPLOAD_SENT, &sent));
    for (size_t i = 0; i < sent.count; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "outbox/%08lld",
                       (long long)sent.entries[i].seq);
        cr_assert(str_equal(at_server(name), text_of(sent.entries[i].seq)),
                  "%s %lld: %s is lost", where, (long long)number, name);
    }
    cr_assert_eq(sent.count + count_of(UPLOAD_WAITING), KILL_COUNT, "%s %lld", where,
                 (long long)number);
    hostile_forget(server);
    cr_assert(drain(), "%s %lld: %s", where, (long long)number, result.why);
    cr_assert(all_arrived(KILL_COUNT), "%s %lld", where, (long long)number);
    cr_assert_eq(count_of(UPLOAD_ASIDE), 0);
    for (int64_t i = 0; i < hostile_requests(server); i++) {
        cr_assert_null(strstr(hostile_request(server, i), " 412"), "sent twice: %s",
                       hostile_request(server, i));
    }
}

static void drain_child(void *context)
{
    struct upload_options now = options();
    now.step = kill_step;
    now.context = context;
    struct fetch_settings settings = fetch_settings_default();
    now.session = fetch_session_create(settings);
    (void)upload_drain(&now, &result);
    fetch_session_destroy(now.session);
}

Test(upload, killed_at_every_step_loses_and_doubles_nothing)
{
    CONFORMANCE("N20");
    int64_t step = 1;
    for (bool killed = true; killed; step++) {
        rewind_all();
        killed = kill_at_step(drain_child, step);
        expect_none_lost("step", step);
    }
    cr_assert_gt(step, 4 * KILL_COUNT, "the control: there are steps");
}

Test(upload, killed_at_every_change_of_the_disk_loses_and_doubles_nothing)
{
    CONFORMANCE("N20");
    int64_t number = 1, waiting = 0;
    for (bool killed = true; killed; number++) {
        rewind_all();
        if (!kill_at_call(drain_child, number, &killed)) {
            cr_skip_test("ptrace is not allowed here");
        }
        waiting += count_of(UPLOAD_WAITING) > 0;
        expect_none_lost("call", number);
    }
    cr_assert(number > 20 && waiting > 10 && waiting < number,
              "the control: it was cut here and there, %lld of %lld", (long long)waiting,
              (long long)number);
}

static void put_child(void *context)
{
    (void)context;
    (void)!upload_put(data, text_of(KILL_COUNT + 1), NULL);
}

Test(upload, killed_amid_a_put_it_is_there_or_not)
{
    int64_t number = 1, there = 0;
    for (bool killed = true; killed; number++) {
        rewind_all();
        if (!kill_at_call(put_child, number, &killed)) {
            cr_skip_test("ptrace is not allowed here");
        }
        there += count_of(UPLOAD_WAITING) == KILL_COUNT + 1;
        int64_t seq = 0;
        cr_assert_eq(upload_put(data, text_of(KILL_COUNT + 1), &seq), OUTBOX_DONE);
        cr_assert_eq(seq, KILL_COUNT + 1);
        cr_assert(drain(), "%s", result.why);
        cr_assert(all_arrived(KILL_COUNT + 1));
        struct folder_list list = {0};
        cr_assert(folder_read(&arena, path_join(&arena, data, "outbox"), &list));
        for (size_t i = 0; i < list.count; i++) {
            cr_assert_not(str_ends_with(list.names[i], STR(".tmp")));
        }
    }
    cr_assert(there > 0 && there < number - 1, "the control: %lld of %lld",
              (long long)there, (long long)number);
}
