/* SPDX-License-Identifier: MIT */
/** @file arena.h
 *  Memory of a library that does not stand being refused some. Its work runs with the hooks below
 *  as its allocator: they never give NULL, but break the work off; and all its blocks are released
 *  at once, whatever state it left them in. (libxml2 2.9 goes round in circles where it is refused
 *  memory.) */
#ifndef LB_QUERY_SITE_ARENA_H
#define LB_QUERY_SITE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/** A ring of blocks; also the head of each block. */
typedef struct LbArena {
    struct LbArena *before, *behind;
} LbArena;

void lb_arena_init(LbArena *arena);

/** Run `work(ctx)` on this thread; what it allocates through the hooks belongs to the arena. Not to
 *  be nested.
 *  @return false: memory was refused; `work` was left in the middle by longjmp() */
bool lb_arena_run(LbArena *arena, void (*work)(void *ctx), void *ctx);

/** Free all its blocks. */
void lb_arena_release(LbArena *arena);

/** The hooks. Outside of lb_arena_run() they are malloc() and so on. */
void *lb_arena_malloc(size_t size);
void *lb_arena_realloc(void *old, size_t size);
char *lb_arena_strdup(const char *text);
void  lb_arena_free(void *bytes);

#endif
