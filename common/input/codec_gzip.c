/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "common/input/codec.h"

#include <limits.h>
#include <stdint.h>
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

LbStatus lb_codec_gzip_pack(char **out, size_t *out_len, const void *bytes, size_t len,
                            LbError *err)
{
    LbStatus st = LB_OK;
    z_stream z  = {0};
    char    *to = NULL;
    bool     on = false;
    *out        = NULL;
    if (len > UINT_MAX / 2) return lb_error_nomem(err, len);
    on = deflateInit2(&z, 5, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!on) LB_FAIL(LB_ENOMEM, 0, "no memory to compress");
    size_t most = deflateBound(&z, (uLong)len);
    LB_ALLOC(to, most);
    z.next_in   = (Bytef *)(uintptr_t)bytes;
    z.avail_in  = (uInt)len;
    z.next_out  = (Bytef *)to;
    z.avail_out = (uInt)most;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END)
        LB_FAIL(LB_EINTERNAL, 0, "zlib needs more room than it said");
    *out_len = most - z.avail_out;
    *out     = to;
    to       = NULL;
cleanup:
    free(to);
    if (on) (void)deflateEnd(&z);
    return st;
}
