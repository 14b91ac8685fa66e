/* SPDX-License-Identifier: MIT */
#include "query/profile/blocks.h"

#include "common/base/mem.h"

#include <string.h>

enum { BLOCK_BYTES = 8192 };

struct LbBlocks {
    struct LbBlocks *older;
    size_t           used, cap;
    char             text[];
};

static LbBlocks *new_block(LbBlocks *older, size_t need)
{
    size_t cap = need > BLOCK_BYTES ? need : BLOCK_BYTES;
    if (cap > SIZE_MAX - sizeof(LbBlocks)) return NULL;
    LbBlocks *block = lb_mem_array(1, sizeof *block + cap);
    if (block != NULL) *block = (LbBlocks){.older = older, .cap = cap};
    return block;
}

LbStatus lb_blocks_copy(LbBlocks **blocks, const char **out, LbSlice text, LbError *err)
{
    LbBlocks *block = *blocks;
    if (block == NULL || block->cap - block->used <= text.len) {
        block = new_block(*blocks, text.len + 1);
        if (block == NULL) return lb_error_nomem(err, text.len + 1);
        *blocks = block;
    }
    char *copy = block->text + block->used;
    if (text.len > 0) memcpy(copy, text.text, text.len);
    copy[text.len] = '\0';
    block->used += text.len + 1;
    *out = copy;
    return LB_OK;
}

void lb_blocks_free(LbBlocks *blocks)
{
    while (blocks != NULL) {
        LbBlocks *older = blocks->older;
        free(blocks);
        blocks = older;
    }
}
