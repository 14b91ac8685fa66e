/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/csr.h"

#include "common/base/mem.h"

#include <string.h>

LbStatus lb_csr_copy(LbCsr *out, const LbCsr *csr, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n = (size_t)csr->n, n_starts = (size_t)csr->n_rows + 1;
    *out = (LbCsr){.n_rows    = csr->n_rows,
                   .n_cols    = csr->n_cols,
                   .n         = csr->n,
                   .spread    = csr->spread,
                   .elsewhere = csr->elsewhere};
    LB_ALLOC(out->start, n_starts);
    LB_ALLOC(out->col, n);
    LB_ALLOC(out->value, n);
    memcpy(out->start, csr->start, n_starts * sizeof *out->start);
    memcpy(out->col, csr->col, n * sizeof *out->col);
    memcpy(out->value, csr->value, n * sizeof *out->value);
cleanup:
    if (st != LB_OK) lb_csr_clear(out);
    return st;
}

void lb_csr_clear(LbCsr *csr)
{
    free(csr->start);
    free(csr->col);
    free(csr->value);
    free(csr->whole);
    *csr = (LbCsr){0};
}
