#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static struct arena arena;
static char folder[64];

static void make_folder(void)
{
    arena_init(&arena, 0);
    snprintf(folder, sizeof(folder), "/tmp/foyer-file-XXXXXX");
    cr_assert(mkdtemp(folder));
}

static void drop_folder(void)
{
    cr_assert(folder_remove(folder));
    cr_assert_not(file_exists(folder));
    arena_finish(&arena);
}

TestSuite(file, .init = make_folder, .fini = drop_folder);

Test(file, is_written_whole_and_leaves_no_temporary)
{
    const char *path = path_join(&arena, folder, "a");
    cr_assert(file_write(path, STR("one")));
    cr_assert(file_write(path, STR("second")));
    struct str bytes;
    cr_assert(file_read(&arena, path, 100, &bytes));
    cr_assert(str_equal(bytes, STR("second")));
    cr_assert(file_write_passing(path, STR("third")));
    cr_assert(file_read(&arena, path, 100, &bytes));
    cr_assert(str_equal(bytes, STR("third")));
    struct folder_list list;
    cr_assert(folder_read(&arena, folder, &list));
    cr_assert_eq(list.count, 1);
}

Test(file, keeps_the_old_content_when_it_cannot_write)
{
    const char *path = path_join(&arena, folder, "a");
    cr_assert(file_write(path, STR("old")));
    cr_assert_not(file_write(path_join(&arena, folder, "none/a"), STR("x")));
    cr_assert_eq(errno, ENOENT);
    struct str bytes;
    cr_assert(file_read(&arena, path, 100, &bytes));
    cr_assert(str_equal(bytes, STR("old")));
}

Test(file, refuses_to_read_more_than_the_limit_or_a_folder)
{
    const char *path = path_join(&arena, folder, "a");
    struct str bytes;
    cr_assert(file_write(path, STR("12345")));
    cr_assert_not(file_read(&arena, path, 4, &bytes));
    cr_assert_eq(errno, EFBIG);
    cr_assert_not(file_read(&arena, folder, 4000, &bytes));
    cr_assert_eq(errno, EISDIR);
    cr_assert_not(file_read(&arena, path_join(&arena, folder, "none"), 4, &bytes));
    cr_assert_eq(errno, ENOENT);
}

Test(file, gives_a_secret_its_mode)
{
    const char *path = path_join(&arena, folder, "key");
    struct stat facts;
    cr_assert(file_write_mode(path, STR("secret"), 0600));
    cr_assert_eq(stat(path, &facts), 0);
    cr_assert_eq(facts.st_mode & 0777, 0600);
}

Test(file, folders_are_made_with_parents_and_removed_without_following_links)
{
    const char *deep = path_join(&arena, folder, "a/b/c");
    cr_assert(folder_make(deep));
    cr_assert(folder_make(deep));
    const char *keep = path_join(&arena, folder, "keep");
    cr_assert(folder_make(keep));
    cr_assert(file_write(path_join(&arena, keep, "file"), STR("x")));
    cr_assert_eq(symlink(keep, path_join(&arena, folder, "a/link")), 0);
    cr_assert(folder_remove(path_join(&arena, folder, "a")));
    cr_assert(file_exists(path_join(&arena, keep, "file")));
}

Test(file, a_lock_is_held_by_one)
{
    const char *path = path_join(&arena, folder, "lock");
    int first = -1, second = -1;
    cr_assert(file_lock(path, &first));
    cr_assert_not(file_lock(path, &second));
    file_unlock(first);
    cr_assert(file_lock(path, &second));
    file_unlock(second);
}
