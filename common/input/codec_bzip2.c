/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "common/input/codec.h"

#include <bzlib.h>
#include <limits.h>

typedef struct Bzip2 {
    bz_stream bz;
    bool      is_begun;
} Bzip2;

static LbStatus bzip2_open(void **state, LbError *err)
{
    *state = lb_mem_zeroed(1, sizeof(Bzip2));
    return *state != NULL ? LB_OK : lb_error_nomem(err, sizeof(Bzip2));
}

static void bzip2_end(Bzip2 *bzip2)
{
    if (bzip2->is_begun) (void)BZ2_bzDecompressEnd(&bzip2->bz);
    bzip2->is_begun = false;
}

static LbStatus bzip2_begin(void *state, LbError *err)
{
    Bzip2 *bzip2 = state;
    bzip2_end(bzip2);
    bzip2->is_begun = BZ2_bzDecompressInit(&bzip2->bz, 0, 0) == BZ_OK;
    return bzip2->is_begun ? LB_OK : lb_error_nomem(err, 0);
}

static unsigned at_most(size_t n)
{
    return n < UINT_MAX ? (unsigned)n : UINT_MAX;
}

static LbStatus bzip2_run(void *state, LbCodecBuffers *buffers, bool *ended, LbError *err)
{
    bz_stream *bz  = &((Bzip2 *)state)->bz;
    unsigned   in  = at_most(buffers->n_in);
    unsigned   out = at_most(buffers->n_out);
    bz->next_in    = (char *)buffers->in;
    bz->avail_in   = in;
    bz->next_out   = (char *)buffers->out;
    bz->avail_out  = out;
    int result     = BZ2_bzDecompress(bz);
    buffers->in += in - bz->avail_in;
    buffers->n_in -= in - bz->avail_in;
    buffers->out += out - bz->avail_out;
    buffers->n_out -= out - bz->avail_out;
    *ended = result == BZ_STREAM_END;
    if (*ended || result == BZ_OK) return LB_OK;
    if (result == BZ_MEM_ERROR) return lb_error_nomem(err, 0);
    return lb_error_set(err, LB_EDATA, result, "%s",
                        result == BZ_DATA_ERROR_MAGIC ? "incorrect header"
                                                      : "incorrect data check");
}

static void bzip2_close(void *state)
{
    if (state != NULL) bzip2_end(state);
    free(state);
}

const LbCodec lb_codec_bzip2 = {"bzip2", 'B', bzip2_open, bzip2_begin, bzip2_run, bzip2_close};
