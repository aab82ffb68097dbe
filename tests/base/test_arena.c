#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <string.h>

#include "base/arena.h"

Test(arena, gives_zeroed_and_aligned_memory_across_blocks)
{
    struct arena arena;
    arena_init(&arena, 0);
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        unsigned char *memory = arena_alloc(&arena, size);
        cr_assert_eq((uintptr_t)memory % alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            cr_assert_eq(memory[i], 0);
        }
        memset(memory, 0xAA, size);
    }
    arena_finish(&arena);
}

Test(arena, reset_keeps_one_block_and_hands_out_zeroes_again)
{
    struct arena arena;
    arena_init(&arena, 0);
    memset(arena_alloc(&arena, 20000), 0xAA, 20000);
    arena_alloc(&arena, 200000);
    arena_reset(&arena);
    cr_assert_leq(arena.total_bytes, 64 * 1024);
    const unsigned char *memory = arena_alloc(&arena, 20000);
    cr_assert_eq(memory[0] + memory[19999], 0);
    arena_finish(&arena);
}

Test(arena, formats_and_copies_views)
{
    struct arena arena;
    arena_init(&arena, 0);
    const struct str text = arena_printf(&arena, "%s-%d", "id", 7);
    cr_assert(str_equal(text, STR("id-7")));
    cr_assert_str_eq(arena_cstr(&arena, STR("abc")), "abc");
    arena_finish(&arena);
}

Test(arena, says_whether_a_size_fits_its_limit)
{
    struct arena arena;
    arena_init(&arena, 100000);
    cr_assert(arena_would_fit(&arena, 100000));
    arena_alloc(&arena, 60000);
    cr_assert_not(arena_would_fit(&arena, 60000));
    arena_finish(&arena);
}

Test(arena, ends_the_program_rather_than_overflow, .signal = SIGABRT)
{
    struct arena arena;
    arena_init(&arena, 0);
    arena_array(&arena, SIZE_MAX / 4, 8);
}
