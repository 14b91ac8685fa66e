/* SPDX-License-Identifier: MIT */
#include "query/site/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Before the bytes of each block. */
typedef struct Head {
    alignas(max_align_t) LbArena ring;
} Head;

typedef struct Run {
    LbArena *arena;
    jmp_buf  escape;
} Run;

/* A library's hooks are given nothing: this is how they know for whom it works. */
static _Thread_local Run *current;

static Head *head_of(void *bytes)
{
    return (Head *)bytes - 1;
}

static void take_out(LbArena *block)
{
    block->before->behind = block->behind;
    block->behind->before = block->before;
}

/* Into the ring of whoever runs; alone where nobody does. */
static void put_in(LbArena *block)
{
    lb_arena_init(block);
    if (current == NULL) return;
    block->before         = current->arena;
    block->behind         = current->arena->behind;
    block->before->behind = block;
    block->behind->before = block;
}

static void *refuse(void)
{
    if (current != NULL) longjmp(current->escape, 1);
    return NULL;
}

void lb_arena_init(LbArena *arena)
{
    *arena = (LbArena){arena, arena};
}

bool lb_arena_run(LbArena *arena, void (*work)(void *ctx), void *ctx)
{
    Run run = {.arena = arena};
    current = &run;
    if (setjmp(run.escape) != 0) {
        current = NULL;
        return false;
    }
    work(ctx);
    current = NULL;
    return true;
}

void lb_arena_release(LbArena *arena)
{
    LbArena *block = arena->behind;
    lb_arena_init(arena);
    while (block != arena) {
        LbArena *next = block->behind;
        free((void *)block);
        block = next;
    }
}

void *lb_arena_malloc(size_t size)
{
    Head *head = size <= SIZE_MAX - sizeof *head ? malloc(sizeof *head + size) : NULL;
    if (head == NULL) return refuse();
    put_in(&head->ring);
    return head + 1;
}

void *lb_arena_realloc(void *old, size_t size)
{
    if (old == NULL) return lb_arena_malloc(size);
    Head *head = head_of(old), *grown = NULL;
    take_out(&head->ring);
    if (size <= SIZE_MAX - sizeof *head) grown = realloc(head, sizeof *head + size);
    put_in(grown != NULL ? &grown->ring : &head->ring);
    return grown != NULL ? grown + 1 : refuse();
}

char *lb_arena_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char  *copy = lb_arena_malloc(size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

void lb_arena_free(void *bytes)
{
    if (bytes == NULL) return;
    Head *head = head_of(bytes);
    take_out(&head->ring);
    free(head);
}
