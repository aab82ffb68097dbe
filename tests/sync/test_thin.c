// N19: 30 % loss, 300 ms, 64 kbit/s. In ctest a small content; FOYER_THIN_RECORDS=2000
// takes minutes and says what it takes. And a server that swallows everything: the screen
// starts all the same (Anthias #1964).
#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "conformance.h"
#include "press.h"
#include "program.h"
#include "relay.h"

enum { RECORDS = 40, RUNS_MAX = 60, FRAMES_MAX = 20000, FRAME_30_FPS_US = 33333 };

// 300 ms there and back.
static const struct relay_shape bad_line = {.delay_ms = 150,
                                            .bytes_per_s = 8000,
                                            .loss_percent = 30,
                                            .timeout_ms = 600,
                                            .seed = 7};

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

TestSuite(thin, .init = setup, .fini = teardown, .timeout = 280);

static int64_t records(void)
{
    const char *asked = getenv("FOYER_THIN_RECORDS");
    return asked ? strtoll(asked, NULL, 10) : RECORDS;
}

static void publish(int64_t count, int64_t revision, int64_t media)
{
    press_publish(&press, (struct press_edition){
                              .count = count, .revision = revision, .media = media});
}

// Runs until it is done; *out_runs: how many it took. What was shown stays meanwhile.
static void sync_until_done(struct relay *relay, int64_t count, int64_t *out_runs)
{
    struct sync_options options = press_options(&press);
    const int64_t shown = press_shown(&press, count);
    bool taken = false, whole = false;
    options.url = str_from_cstr(relay_url(relay));
    for (*out_runs = 0; !whole && *out_runs < RUNS_MAX; ++*out_runs) {
        cr_assert(taken || press_shown(&press, count) == shown);
        taken |= sync_run_once(&options, &result) == SYNC_DONE;
        whole = result.outcome != SYNC_KEPT && !result.media_missing;
    }
    cr_assert(whole, "after %lld runs: %.*s", (long long)*out_runs,
              STR_ARG(feed_reason_name(result.reason)));
}

Test(thin, a_bad_line_brings_it_in_the_end)
{
    CONFORMANCE("N19");
    int64_t runs = 0;
    const int64_t count = records();
    publish(count, 1, 0);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    publish(count, 2, 1);
    press.fetch = fetch_settings_default(); // those of a kiosk
    struct relay *relay = relay_start(hostile_port(press.server), bad_line);
    cr_assert_not_null(relay);
    const time_t before = time(NULL);
    sync_until_done(relay, count, &runs);
    cr_assert_eq(press_shown(&press, count), 2);
    cr_assert_gt(relay_losses(relay), 0, "the control: segments were lost");
    fprintf(stderr,
            "N19: %lld records, %lld bytes, %lld lost segments, %lld resets: %lld runs, "
            "%lld s\n",
            (long long)count, (long long)relay_bytes(relay),
            (long long)relay_losses(relay), (long long)relay_resets(relay),
            (long long)runs, (long long)(time(NULL) - before));
    relay_stop(relay);
}

// A line that breaks every few thousand bytes: what came is not asked for again.
Test(thin, a_line_that_breaks_again_and_again_resumes)
{
    CONFORMANCE("N19", "N02");
    enum { COUNT = 400, MEDIA = 4, BREAK = 2500 };
    int64_t runs = 0, resumed = 0;
    publish(COUNT, 1, MEDIA);
    struct relay *whole =
        relay_start(hostile_port(press.server), (struct relay_shape){.seed = 1});
    sync_until_done(whole, COUNT, &runs);
    cr_assert_eq(runs, 1, "the control: unbroken, it is one run");
    const int64_t needed = relay_bytes(whole);
    cr_assert_gt(needed, 4 * BREAK);
    relay_stop(whole);
    cr_assert(folder_remove(press.data) && folder_make(press.data));
    hostile_forget(press.server);
    struct relay *relay = relay_start(hostile_port(press.server),
                                      (struct relay_shape){.reset_after = BREAK});
    sync_until_done(relay, COUNT, &runs);
    cr_assert_eq(press_shown(&press, COUNT), 1);
    for (int64_t i = 0; i < hostile_requests(press.server); i++) {
        resumed += strstr(hostile_request(press.server, i), " 206") != NULL;
    }
    cr_assert_gt(resumed, 0);
    cr_assert_gt(relay_resets(relay), 3);
    // Each run begins with three small files.
    cr_assert_lt(relay_bytes(relay), needed + runs * BREAK, "%lld of %lld",
                 (long long)relay_bytes(relay), (long long)needed);
    relay_stop(relay);
}

// ---- the screen meanwhile ----
static char folder[160], script[160], said[160], config[160];

static pid_t start_foyer(const char *const *words)
{
    const pid_t child = fork();
    if (child == 0) {
        char path[512], *arguments[16] = {path};
        const char *bin = getenv("FOYER_BIN");
        (void)snprintf(path, sizeof(path), "%s/foyer",
                       bin ? bin : FOYER_BINARY_DIR "/bin");
        for (size_t i = 0; i < 14 && words[i]; i++) {
            arguments[i + 1] = strdup(words[i]);
        }
        const int file = open(said, O_WRONLY | O_CREAT | O_TRUNC, 0644);
        (void)dup2(file, STDOUT_FILENO);
        (void)dup2(file, STDERR_FILENO);
        (void)setenv("FOYER_LOG", "debug", 1);
        execv(path, arguments);
        _exit(126);
    }
    return child;
}

static void name_files(void)
{
    (void)snprintf(folder, sizeof(folder), "%s/shots", press.root);
    (void)snprintf(script, sizeof(script), "%s/visit.script", press.root);
    (void)snprintf(said, sizeof(said), "%s/said", press.root);
    (void)snprintf(config, sizeof(config), "%s/foyer.yaml", press.root);
}

static int compare_numbers(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// CPU of every frame that the screen drew, sorted.
static size_t frames(int64_t *out_us)
{
    struct str text = {0}, line;
    size_t count = 0;
    cr_assert(file_read(&press.arena, said, 1 << 24, &text));
    while (str_cut(&text, '\n', &line) && count < FRAMES_MAX) {
        const size_t at = str_find(line, STR("frame: "), 0);
        if (at != SIZE_MAX) {
            out_us[count++] = strtoll(line.ptr + at + 7, NULL, 10);
        }
    }
    qsort(out_us, count, sizeof(*out_us), compare_numbers);
    return count;
}

// The network is another process: the screen scrolls as ever while it struggles.
Test(thin, the_screen_keeps_its_pace)
{
    CONFORMANCE("N19");
    static int64_t us[FRAMES_MAX];
    int64_t runs = 0;
    const char *words[] = {"--headless", "--size",   "1280x800", "--data",
                           press.data,   "--script", script,     "--shots",
                           folder,       "--start",  "home",     NULL};
    name_files();
    publish(RECORDS, 1, 0);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    publish(RECORDS, 2, 0);
    struct buffer text;
    buffer_init(&text, 0);
    for (int i = 0; i < 12; i++) {
        buffer_printf(&text, "drag 640,700 640,200 400\ndrag 640,200 640,700 400\n");
    }
    cr_assert(file_write(script, buffer_view(&text)));
    buffer_finish(&text);
    struct relay *relay = relay_start(hostile_port(press.server), bad_line);
    press.fetch = fetch_settings_default();
    const pid_t child = start_foyer(words);
    sync_until_done(relay, RECORDS, &runs);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%s",
              program_output(&press.arena, said));
    const size_t count = frames(us);
    cr_assert_gt(count, 50, "the control: it drew, %zu", count);
    fprintf(stderr,
            "N19: %zu frames meanwhile, CPU of a frame: median %lld us, 99 %% under "
            "%lld us, worst %lld us\n",
            count, (long long)us[count / 2], (long long)us[count * 99 / 100],
            (long long)us[count - 1]);
#if !defined(__SANITIZE_ADDRESS__)
    cr_assert_lt(us[count / 2], FRAME_30_FPS_US);
#endif
    relay_stop(relay);
}

// Anthias #1964: start-up waited for a host that did not answer.
Test(thin, the_screen_starts_while_the_server_swallows_everything)
{
    CONFORMANCE("N01");
    const char *words[] = {"--headless", "--size", "1280x800", "--config", config, NULL};
    name_files();
    publish(RECORDS, 1, 0);
    cr_assert_eq(press_sync(&press, &result), SYNC_DONE);
    hostile_rule(press.server, (struct hostile_rule){.how = HOSTILE_SILENT});
    hostile_forget(press.server);
    char key[128];
    (void)snprintf(key, sizeof(key), "%s/key.pub", press.root);
    cr_assert(file_write(key, minisign_public_write(&press.arena, &press.public)));
    cr_assert(file_write(config,
                         arena_printf(&press.arena,
                                      "data: %s\nfeeds:\n  - id: test-feed\n    url: %s\n"
                                      "    trust: [key.pub]\n    allow_private: true\n",
                                      press.data, hostile_url(press.server))));
    const pid_t child = start_foyer(words);
    cr_assert(program_says(&press.arena, said, "first complete frame"), "%s",
              program_output(&press.arena, said));
    for (int i = 0; i < 1500 && !hostile_requests(press.server); i++) {
        program_rest(20);
    }
    cr_assert_gt(hostile_requests(press.server), 0, "the control: it was asked");
    cr_assert_eq(waitpid(child, NULL, WNOHANG), 0, "and it goes on");
    cr_assert_eq(press_shown(&press, RECORDS), 1);
    cr_assert_eq(kill(child, SIGTERM), 0);
    (void)program_finish(child);
}
