/* SPDX-License-Identifier: MIT */
#include "query/blocks.h"

#include "common/mem.h"

#include <string.h>

enum { BLOCK_BYTES = 8192 };

struct LbBlocks {
    struct LbBlocks *older;
    size_t           used, cap;
    char             text[];
};

static LbStatus add_block(LbBlocks **blocks, size_t need, LbError *err)
{
    size_t cap = need > BLOCK_BYTES ? need : BLOCK_BYTES;
    if (cap > SIZE_MAX - sizeof(LbBlocks)) return lb_error_nomem(err, SIZE_MAX);
    LbBlocks *block = lb_array(1, sizeof *block + cap);
    if (block == NULL) return lb_error_nomem(err, sizeof *block + cap);
    *block  = (LbBlocks){.older = *blocks, .cap = cap};
    *blocks = block;
    return LB_OK;
}

LbStatus lb_blocks_copy(LbBlocks **blocks, const char **out, LbSlice text, LbError *err)
{
    if (*blocks == NULL || (*blocks)->cap - (*blocks)->used <= text.len) {
        LbStatus st = add_block(blocks, text.len + 1, err);
        if (st != LB_OK) return st;
    }
    char *copy = (*blocks)->text + (*blocks)->used;
    if (text.len > 0) memcpy(copy, text.text, text.len);
    copy[text.len] = '\0';
    (*blocks)->used += text.len + 1;
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
