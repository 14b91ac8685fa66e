/* SPDX-License-Identifier: MIT */
#include "query/serve/token.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/base/slice.h"

enum { TOKEN_MIN = 16, TOKEN_MAX = 256, FILE_MAX = 4096 };

static bool is_token(LbSlice text)
{
    if (text.len < TOKEN_MIN || text.len > TOKEN_MAX) return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.text[i] <= ' ' || text.text[i] > '~' || text.text[i] == ';') return false;
    return true;
}

LbStatus lb_token_read(char **out, const char *path, LbError *err)
{
    LbStatus st    = LB_OK;
    LbBuf    bytes = {0};
    *out           = NULL;
    lb_buf_init(&bytes, FILE_MAX);
    LB_TRY(lb_buf_read_file(&bytes, path, err));
    LbSlice text = lb_slice_trim((LbSlice){lb_buf_text(&bytes), bytes.len});
    if (!is_token(text))
        LB_FAIL(LB_EDATA, 0,
                "%s: expected a secret of %d to %d visible ASCII characters on one line", path,
                TOKEN_MIN, TOKEN_MAX);
    LB_ALLOC_ZEROED(*out, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        (*out)[i] = text.text[i];
cleanup:
    lb_buf_clear(&bytes);
    return st;
}
