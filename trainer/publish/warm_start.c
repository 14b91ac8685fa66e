/* SPDX-License-Identifier: MIT */
#include "trainer/publish/warm_start.h"

#include "common/base/mem.h"
#include "common/model/model_file.h"
#include "common/predict/factor_rows.h"
#include "trainer/svd/svd_settings.h"

LbStatus lb_warm_start_load(double **out, const char *path, const LbIdMap *films,
                            const LbReporter *reporter, LbError *err)
{
    LbStatus       st   = LB_OK;
    LbModelFile   *file = NULL;
    const LbModel *old  = NULL;
    double        *sums = NULL;
    LbFactorRows   rows;
    float          room[LB_RANK_MAX];
    int32_t        known = 0, n = lb_idmap_count(films);
    *out = NULL;
    LB_TRY(lb_model_file_open(&file, &old, path, false, NULL, err));
    rows = lb_factor_rows_of_taste(&old->taste);
    LB_ALLOC_ZEROED(sums, (size_t)n * LB_STARTS);
    for (int32_t f = 0; f < n; f++) {
        int32_t old_number = lb_model_find_film(&old->films, lb_idmap_text(films, f));
        if (old_number < 0) continue;
        const float *factors = lb_factor_rows_get(&rows, old_number, 1, room);
        for (int32_t k = 0; k < old->taste.rank; k++)
            sums[f * LB_STARTS + k % LB_STARTS] += (double)factors[k];
        known++;
    }
    lb_reporter_message(reporter, LB_LEVEL_DETAIL, "starting from '%s': it knows %d of %d films",
                        path, known, n);
    *out = sums;
    sums = NULL;
cleanup:
    free(sums);
    lb_model_file_close(file);
    return st;
}
