/* SPDX-License-Identifier: MIT */
#include "trainer/publish/warm_start.h"

#include "common/base/mem.h"
#include "common/model/model_file.h"
#include "common/predict/factor_rows.h"
#include "trainer/svd/operator.h"

#include <string.h>

struct LbWarmStart {
    LbModelFile *file; /* NULL on other ranks */
    LbFactorRows rows;
    int32_t     *number; /* [n] of each film in the model, or -1 */
    int32_t      n;
    LbComm      *comm;
    LbEarlier    factors;
};

/* Panel p on the first rank, and from there on all. */
static LbStatus read_panel(void *ctx, double *panel, int32_t p, LbError *err)
{
    const LbWarmStart *warm = ctx;
    size_t             size = (size_t)warm->n * LB_PANEL;
    for (size_t i = 0; warm->file != NULL && i < size; i++) {
        int32_t film = warm->number[i / LB_PANEL], k = p * LB_PANEL + (int32_t)(i % LB_PANEL);
        panel[i] = film < 0 ? 0 : (double)lb_factor_rows_entry(&warm->rows, film, k);
    }
    return lb_comm_broadcast(warm->comm, panel, (int64_t)(size * sizeof *panel), err);
}

static LbStatus load(LbWarmStart *warm, const char *path, const LbIdMap *films,
                     const LbReporter *reporter, LbError *err)
{
    LbStatus       st    = LB_OK;
    const LbModel *old   = NULL;
    int32_t        known = 0;
    LB_TRY(lb_model_file_open(&warm->file, &old, path, false, NULL, err));
    warm->rows = lb_factor_rows_of_taste(&old->taste);
    LB_ALLOC(warm->number, warm->n);
    for (int32_t f = 0; f < warm->n; f++) {
        warm->number[f] = lb_model_find_film(&old->films, lb_idmap_text(films, f));
        known += warm->number[f] >= 0;
    }
    lb_reporter_message(reporter, LB_LEVEL_DETAIL, "starting from '%s': it knows %d of %d films",
                        path, known, warm->n);
cleanup:
    return st;
}

LbStatus lb_warm_start_open(LbWarmStart **out, const char *path, const LbIdMap *films,
                            int32_t n_films, LbComm *comm, const LbReporter *reporter, LbError *err)
{
    LbStatus     st   = LB_OK;
    LbWarmStart *warm = NULL;
    *out              = NULL;
    LB_ALLOC_ZEROED(warm, 1);
    warm->n       = n_films;
    warm->comm    = comm;
    warm->factors = (LbEarlier){.read = read_panel, .ctx = warm};
    if (path != NULL) LB_TRY(load(warm, path, films, reporter, err));
    warm->factors.n_panels = warm->rows.rank / LB_PANEL;
    LB_TRY(lb_comm_broadcast(comm, &warm->factors.n_panels, sizeof warm->factors.n_panels, err));
    *out = warm;
    warm = NULL;
cleanup:
    lb_warm_start_close(warm);
    return st;
}

void lb_warm_start_close(LbWarmStart *warm)
{
    if (warm == NULL) return;
    lb_model_file_close(warm->file);
    free(warm->number);
    free(warm);
}

const LbEarlier *lb_warm_start_factors(const LbWarmStart *warm)
{
    return &warm->factors;
}
