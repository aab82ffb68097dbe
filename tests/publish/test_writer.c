#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "conformance.h"
#include "feed/reader.h"
#include "publish/writer.h"

enum { NOW = 1800000000, RECORDS = 300, DAY = 86400 };

static struct arena arena;
static char folder[] = "/tmp/foyer-writer-XXXXXX";
static const char *feed;
static struct minisign_secret secret;
static const struct publish_signers signers = {&secret, 1};
static struct minisign_public public;
static struct content_record *records;
static struct pack pack;

static struct content_record make_record(int number, int revision)
{
    struct content_record record;
    struct content_error error;
    cr_assert(
        content_record_parse(
            &arena,
            arena_printf(&arena,
                         "{\"id\":\"tale-%04d\",\"kind\":\"story\",\"title\":{\"en\":"
                         "\"Tale %d\"},\"summary\":{\"en\":\"Revision %d\"}}",
                         number, number, revision),
            &record, &error),
        "%s", error.message);
    return record;
}

static void add_medium(void)
{
    struct content_media *item = ARENA_NEW(&arena, struct content_media);
    struct pack_media *media = ARENA_NEW(&arena, struct pack_media);
    item->file = STR("media/lab.png");
    item->size_bytes = 5;
    *media = (struct pack_media){.file = item->file,
                                 .type = STR("image/png"),
                                 .size_bytes = 5,
                                 .width_px = 4,
                                 .height_px = 3};
    const char *path = path_join(&arena, folder, "lab.png");
    cr_assert(file_write(path, STR("image")));
    media->path = str_from_cstr(path);
    pack.media = media;
    pack.media_count = 1;
    records[7].media.items = item;
    records[7].media.count = 1;
    records[9].media = records[7].media;
}

static void setup(void)
{
    arena_init(&arena, 0);
    cr_assert_not_null(mkdtemp(folder));
    feed = path_join(&arena, folder, "feed");
    cr_assert(minisign_keygen(&secret, &public));
    records = ARENA_ARRAY(&arena, struct content_record, RECORDS + 1);
    for (int i = 0; i < RECORDS; i++) {
        records[i] = make_record(i, 0);
    }
    pack = (struct pack){.id = STR("test-pack"), .records = records, .count = RECORDS};
    add_medium();
}

static void teardown(void)
{
    cr_assert(folder_remove(folder));
    arena_finish(&arena);
}

TestSuite(writer, .init = setup, .fini = teardown);

static struct publish_result publish_at(const char *to, int64_t now_s)
{
    const struct publish_options options = {.now_s = now_s};
    struct publish_result result;
    cr_assert(publish_write(&pack, to, &signers, &options, &result), "%s", result.error);
    return result;
}

static struct str get(const char *at, const char *path)
{
    struct str bytes;
    cr_assert(file_read(&arena, path_join(&arena, at, path), 1 << 24, &bytes), "%s",
              path);
    return bytes;
}

static enum feed_reason fetch(void *context, const struct feed_ref *ref,
                              struct arena *into, struct str *out_bytes)
{
    char path[FEED_PATH_SIZE];
    feed_object_path(&ref->hash, path);
    return file_read(into, path_join(&arena, context, path), 1 << 24, out_bytes)
               ? FEED_OK
               : FEED_MISSING;
}

// Reads the feed in folder `at` as a kiosk does; the number of records.
static size_t read_feed(const char *at, struct feed_index *out_index)
{
    char index_path[FEED_PATH_SIZE], signature_path[FEED_PATH_SIZE];
    struct feed_files files;
    const struct feed_verified *release;
    const struct content_record *record = NULL;
    const struct feed_trust trust = {.keys = {.items = &public, .count = 1},
                                     .feed_id = STR("test-pack"),
                                     .now_s = NOW};
    struct feed_pointer latest;
    cr_assert_eq(feed_pointer_parse(get(at, "latest"), &latest), FEED_OK);
    files.name = latest.stable;
    feed_index_path(&files.name, index_path);
    feed_signature_path(&files.name, signature_path);
    files.index = get(at, index_path);
    files.signature = get(at, signature_path);
    cr_assert_eq(feed_verify(&arena, &trust, &files, &release), FEED_OK);
    char *context = arena_cstr(&arena, str_from_cstr(at));
    struct feed_reader *reader =
        feed_reader_create(release, (struct feed_source){fetch, context});
    size_t count = 0;
    enum feed_reason reason;
    while ((reason = feed_reader_next(reader, &record)) == FEED_OK && record) {
        for (size_t i = 0; i < record->media.count; i++) {
            struct feed_ref ref;
            struct str bytes;
            cr_assert(feed_media_ref(&record->media.items[i], &ref));
            cr_assert_eq(fetch(context, &ref, &arena, &bytes), FEED_OK);
            cr_assert_eq(feed_object_check(&ref, bytes), FEED_OK);
        }
        count++;
    }
    cr_assert_eq(reason, FEED_OK, "%s", feed_reader_detail(reader));
    feed_reader_destroy(reader);
    *out_index = *feed_verified_index(release);
    return count;
}

// Every file below `at` with its bytes, as one text.
static void describe_tree(struct buffer *buffer, const char *at, const char *name)
{
    struct folder_list list;
    const char *path = name[0] ? path_join(&arena, at, name) : at;
    struct stat info;
    cr_assert_eq(stat(path, &info), 0);
    if (!S_ISDIR(info.st_mode)) {
        buffer_printf(buffer, "%s %.*s\n", name, STR_ARG(get(at, name)));
        return;
    }
    cr_assert(folder_read(&arena, path, &list));
    for (size_t i = 0; i < list.count; i++) {
        describe_tree(buffer, at,
                      name[0] ? path_join(&arena, name, list.names[i].ptr)
                              : list.names[i].ptr);
    }
}

static struct str tree(const char *at)
{
    struct buffer buffer;
    buffer_init(&buffer, 0);
    describe_tree(&buffer, at, "");
    const struct str text = arena_str(&arena, buffer_view(&buffer));
    buffer_finish(&buffer);
    return text;
}

Test(writer, writes_a_feed_that_a_kiosk_reads)
{
    const struct publish_result result = publish_at(feed, NOW);
    struct feed_index index;
    struct stat info;
    cr_assert_eq(read_feed(feed, &index), RECORDS);
    cr_assert_eq(index.version, NOW);
    cr_assert_eq(index.expires, NOW + PUBLISH_EXPIRES_DAYS * DAY);
    cr_assert_eq(index.media_count, 1);
    cr_assert_eq(index.media_bytes, 5);
    cr_assert_eq(result.version, NOW);
    cr_assert_eq(result.records, RECORDS);
    cr_assert_eq(result.media_written, 1);
    cr_assert_eq(result.objects_written, result.objects);
    cr_assert_eq(stat(path_join(&arena, feed, "latest"), &info), 0);
    cr_assert_eq(info.st_mtime, NOW);
    cr_assert_eq(info.st_size, 65);
}

Test(writer, unchanged_content_is_published_again_only_in_its_second_half)
{
    const int64_t half = PUBLISH_EXPIRES_DAYS * DAY / 2;
    publish_at(feed, NOW);
    const struct str before = tree(feed);
    struct publish_result result = publish_at(feed, NOW + half);
    cr_assert(result.unchanged);
    cr_assert_eq(result.version, NOW);
    cr_assert_eq(result.objects_written + result.media_written, 0);
    cr_assert_eq(result.bytes_written, 0);
    cr_assert(str_equal(before, tree(feed)));
    result = publish_at(feed, NOW + half + 1);
    cr_assert_not(result.unchanged);
    cr_assert_eq(result.version, NOW + half + 1);
    cr_assert_eq(result.objects_written, 0, "index, signature and pointer only");
}

Test(writer, the_version_rises_even_when_the_clock_falls)
{
    publish_at(feed, NOW);
    records[0] = make_record(0, 1);
    cr_assert_eq(publish_at(feed, NOW).version, NOW + 1);
    records[0] = make_record(0, 2);
    cr_assert_eq(publish_at(feed, NOW - 5000).version, NOW + 2);
    records[0] = make_record(0, 3);
    cr_assert_eq(publish_at(feed, NOW + 100).version, NOW + 100);
}

Test(writer, the_same_content_and_time_give_the_same_bytes)
{
    const char *other = path_join(&arena, folder, "other");
    publish_at(feed, NOW);
    publish_at(other, NOW);
    cr_assert(str_equal(tree(feed), tree(other)));
    const char *third = path_join(&arena, folder, "third");
    publish_at(third, NOW + 1);
    cr_assert_not(str_equal(tree(feed), tree(third)), "the control");
}

Test(writer, one_changed_record_costs_one_chunk_one_node_and_the_index)
{
    publish_at(feed, NOW);
    records[150] = make_record(150, 1);
    const struct publish_result result = publish_at(feed, NOW + 60);
    cr_assert_eq(result.objects_written, 2);
    cr_assert_eq(result.media_written, 0);
    struct feed_index index;
    cr_assert_eq(read_feed(feed, &index), RECORDS);
}

Test(writer, a_dry_run_writes_nothing)
{
    const struct publish_options options = {.now_s = NOW, .dry_run = true};
    struct publish_result dry;
    cr_assert(publish_write(&pack, feed, &signers, &options, &dry));
    cr_assert_not(file_exists(feed));
    const struct publish_result real = publish_at(feed, NOW);
    cr_assert_str_eq(dry.index_hex, real.index_hex);
    cr_assert_eq(dry.objects_written, real.objects_written);
    cr_assert_eq(dry.bytes_written, real.bytes_written);
}

Test(writer, a_lost_object_is_written_again)
{
    publish_at(feed, NOW);
    cr_assert(folder_remove(path_join(&arena, feed, "o")));
    const struct publish_result result = publish_at(feed, NOW + 1);
    cr_assert(result.unchanged);
    cr_assert_eq(result.objects_written, result.objects);
    struct feed_index index;
    cr_assert_eq(read_feed(feed, &index), RECORDS);
}

Test(writer, a_damaged_object_is_written_again)
{
    const struct str image = STR("image");
    const struct sha256 name = sha256_of(image);
    char path[FEED_PATH_SIZE];
    feed_object_path(&name, path);
    publish_at(feed, NOW);
    cr_assert(file_write(path_join(&arena, feed, path), STR("imagf")));
    cr_assert_eq(publish_at(feed, NOW + 1).media_written, 1);
    cr_assert(str_equal(get(feed, path), image));
    cr_assert_eq(publish_at(feed, NOW + 2).media_written, 0, "the control");
}

Test(writer, another_key_counts_the_version_and_publishes)
{
    publish_at(feed, NOW);
    cr_assert(minisign_keygen(&secret, &public));
    const struct publish_result result = publish_at(feed, NOW);
    cr_assert_not(result.unchanged);
    cr_assert_eq(result.version, NOW + 1);
    struct feed_index index;
    cr_assert_eq(read_feed(feed, &index), RECORDS);
}

Test(writer, refuses_what_it_cannot_publish_and_leaves_latest_alone)
{
    publish_at(feed, NOW);
    const struct str before = get(feed, "latest");
    struct publish_options options = {.now_s = NOW + 10};
    struct publish_result result;
    records[1].id = records[0].id;
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    cr_assert_gt(strlen(result.error), 10);
    records[1] = make_record(1, 1);
    pack.id = STR("../x");
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    pack.id = STR("other-pack");
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    cr_assert_not_null(strstr(result.error, "test-pack"));
    pack.id = STR("test-pack");
    pack.media[0].size_bytes = 6;
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    pack.media[0].size_bytes = 5;
    options.now_s = 0;
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    options.now_s = NOW + 10;
    options.expires_days = -1;
    cr_assert_not(publish_write(&pack, feed, &signers, &options, &result));
    cr_assert(str_equal(before, get(feed, "latest")));
    options.expires_days = 1;
    cr_assert(publish_write(&pack, feed, &signers, &options, &result), "the control");
    cr_assert_eq(result.expires, NOW + 10 + DAY);
}

struct seen {
    size_t calls, last, total;
};

static void see(void *context, const struct publish_progress *progress)
{
    struct seen *seen = context;
    cr_assert_geq(progress->done, seen->last);
    cr_assert_leq(progress->done, progress->total);
    seen->calls++;
    seen->last = progress->done;
    seen->total = progress->total;
}

Test(writer, tells_how_far_it_is)
{
    struct seen seen = {0};
    const struct publish_options options = {
        .now_s = NOW, .progress = see, .context = &seen};
    struct publish_result result;
    cr_assert(publish_write(&pack, feed, &signers, &options, &result));
    cr_assert_geq(seen.calls, 3);
    cr_assert_eq(seen.last, seen.total);
}

// What minisign says about the newest index of `feed`; 127 when it is not installed.
static int ask_minisign(const char *public_path, const char *index_path)
{
    const pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout)) {
            execlp("minisign", "minisign", "-V", "-H", "-q", "-p", public_path, "-m",
                   index_path, (char *)NULL);
        }
        _exit(127);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

Test(writer, the_real_minisign_verifies_the_index)
{
    CONFORMANCE("C01");
    char path[FEED_PATH_SIZE];
    struct feed_pointer latest;
    const char *public_path = path_join(&arena, folder, "k.pub");
    cr_assert(file_write(public_path, minisign_public_write(&arena, &public)));
    publish_at(feed, NOW);
    cr_assert_eq(feed_pointer_parse(get(feed, "latest"), &latest), FEED_OK);
    feed_index_path(&latest.stable, path);
    const char *index_path = path_join(&arena, feed, path);
    const int status = ask_minisign(public_path, index_path);
    if (status == 127) {
        cr_skip_test(
            "minisign is not installed: the check with the real tool did NOT run");
    }
    cr_assert_eq(status, 0);
    cr_assert(file_write(index_path, STR("{}")));
    cr_assert_neq(ask_minisign(public_path, index_path), 0, "the control");
}

Test(writer, the_real_minisign_verifies_the_first_of_several_signatures)
{
    char path[FEED_PATH_SIZE];
    struct feed_pointer latest;
    struct minisign_secret both[] = {secret, {{0}, {0}}};
    struct minisign_public other;
    cr_assert(minisign_keygen(&both[1], &other));
    const struct publish_signers two = {both, 2};
    const struct publish_options options = {.now_s = NOW};
    struct publish_result result;
    const char *public_path = path_join(&arena, folder, "k.pub");
    cr_assert(publish_write(&pack, feed, &two, &options, &result), "%s", result.error);
    cr_assert_eq(feed_pointer_parse(get(feed, "latest"), &latest), FEED_OK);
    feed_index_path(&latest.stable, path);
    const char *index_path = path_join(&arena, feed, path);
    cr_assert(file_write(public_path, minisign_public_write(&arena, &public)));
    const int status = ask_minisign(public_path, index_path);
    if (status == 127) {
        cr_skip_test(
            "minisign is not installed: the check with the real tool did NOT run");
    }
    cr_assert_eq(status, 0);
    cr_assert(file_write(public_path, minisign_public_write(&arena, &other)));
    cr_assert_neq(ask_minisign(public_path, index_path), 0,
                  "the control: it looks at the first only");
    const struct minisign_public keys[] = {other, public};
    const struct feed_keys set = {.threshold = 2, .items = keys, .count = 2};
    feed_signature_path(&latest.stable, path);
    cr_assert_eq(
        feed_keys_check(&set, get(feed, index_path + strlen(feed) + 1), get(feed, path)),
        FEED_OK);
}

Test(writer, key_files_are_private_and_never_overwritten)
{
    char error[300] = "";
    struct stat info;
    struct minisign_secret loaded;
    const char *path = path_join(&arena, folder, "key");
    const char *public_path = path_join(&arena, folder, "key.pub");
    cr_assert(publish_keygen(path, error), "%s", error);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_mode & 0777, 0600);
    cr_assert(publish_key_load(path, &loaded, error), "%s", error);
    struct minisign_public of_file;
    cr_assert_eq(minisign_public_parse(get(folder, "key.pub"), &of_file), MINISIGN_OK);
    const struct minisign_public of_secret = minisign_public_of(&loaded);
    cr_assert_eq(memcmp(&of_file, &of_secret, sizeof(of_file)), 0);
    const struct str before = get(folder, "key");
    cr_assert_not(publish_keygen(path, error));
    cr_assert_not_null(strstr(error, "already there"));
    cr_assert(str_equal(before, get(folder, "key")));
    cr_assert_eq(unlink(path), 0);
    cr_assert_not(publish_keygen(path, error), "the public key is there still");
    cr_assert_not(file_exists(path));
    cr_assert_not(publish_key_load(public_path, &loaded, error));
    cr_assert_not(publish_key_load(path, &loaded, error));
}
