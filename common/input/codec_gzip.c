/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "common/input/codec.h"

#include <limits.h>
#include <zlib.h>

/* zlib checks CRC and size of a gzip member itself when it is asked to expect its header. */
enum { GZIP_WINDOW = 16 + MAX_WBITS };

static LbStatus gzip_open(void **state, LbError *err)
{
    z_stream *z = lb_mem_zeroed(1, sizeof *z);
    *state      = NULL;
    if (z == NULL || inflateInit2(z, GZIP_WINDOW) != Z_OK) {
        free(z);
        return lb_error_nomem(err, sizeof *z);
    }
    *state = z;
    return LB_OK;
}

static LbStatus gzip_begin(void *state, LbError *err)
{
    if (inflateReset(state) == Z_OK) return LB_OK;
    return lb_error_set(err, LB_EINTERNAL, 0, "zlib cannot begin a member");
}

static uInt at_most(size_t n)
{
    return n < UINT_MAX ? (uInt)n : UINT_MAX;
}

static LbStatus gzip_run(void *state, LbCodecBuffers *buffers, bool *ended, LbError *err)
{
    z_stream *z   = state;
    uInt      in  = at_most(buffers->n_in);
    uInt      out = at_most(buffers->n_out);
    z->next_in    = buffers->in;
    z->avail_in   = in;
    z->next_out   = buffers->out;
    z->avail_out  = out;
    int result    = inflate(z, Z_NO_FLUSH);
    buffers->in += in - z->avail_in;
    buffers->n_in -= in - z->avail_in;
    buffers->out += out - z->avail_out;
    buffers->n_out -= out - z->avail_out;
    *ended = result == Z_STREAM_END;
    if (*ended || result == Z_OK || result == Z_BUF_ERROR) return LB_OK;
    if (result == Z_MEM_ERROR) return lb_error_nomem(err, 0);
    return lb_error_set(err, LB_EDATA, result, "%s", z->msg != NULL ? z->msg : "invalid data");
}

static void gzip_close(void *state)
{
    if (state != NULL) (void)inflateEnd(state);
    free(state);
}

const LbCodec lb_codec_gzip = {"gzip", 0x1f, gzip_open, gzip_begin, gzip_run, gzip_close};
