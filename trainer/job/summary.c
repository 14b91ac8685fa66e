/* SPDX-License-Identifier: MIT */
#include "trainer/job/summary.h"

#include "common/base/mem.h"

#include <sys/resource.h>
#include <sys/time.h>

LbTrainSummary lb_summary_begin(const LbTrainSettings *settings)
{
    return (LbTrainSummary){.method    = settings->method,
                            .tolerance = settings->svd.tolerance,
                            .chosen    = lb_settings_for_fit(settings)};
}

static double peak_mb(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / 1024 : 0;
}

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

static double processor_seconds(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return 0;
    return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

LbStatus lb_summary_add_ratings(LbTrainSummary *summary, const LbRatings *ratings, LbPool *pool,
                                LbError *err)
{
    summary->rows           = ratings->rows;
    summary->ratings        = lb_triplets_count(&ratings->triplets);
    summary->duplicates     = ratings->duplicates;
    summary->skipped        = ratings->skipped;
    summary->users          = ratings->triplets.n_users;
    summary->films          = ratings->triplets.n_films;
    summary->scale          = ratings->scale;
    summary->mean           = ratings->mean;
    summary->std            = ratings->std;
    LbStatus st             = lb_ratings_count_stars(ratings, summary->stars_count, pool, err);
    summary->processor_read = processor_seconds();
    return st;
}

LbStatus lb_summary_add_fit(LbTrainSummary *summary, const LbFit *fit, LbError *err)
{
    LbStatus st             = LB_OK;
    summary->n_values       = fit->taste.rank;
    summary->rank           = fit->taste.rank > 0 ? fit->taste.rank : fit->stars.rank;
    summary->svd            = fit->svd;
    summary->seconds.matrix = fit->matrix_seconds;
    summary->seconds.svd    = fit->svd_seconds;
    LB_ALLOC(summary->singular_values, summary->n_values);
    for (int32_t i = 0; i < summary->n_values; i++)
        summary->singular_values[i] = fit->taste.singular_values[i];
cleanup:
    return st;
}

LbStatus lb_summary_add_ranks(LbTrainSummary *summary, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  first[LB_COMM_MOST + 1];
    if (comm == NULL) return LB_OK;
    LB_ALLOC_ZEROED(summary->ranks, comm->size);
    summary->n_ranks           = comm->size;
    summary->ranks[comm->rank] = (LbRankSummary){.read           = summary->seconds.read,
                                                 .evaluate       = summary->seconds.evaluate,
                                                 .fit            = summary->seconds.fit,
                                                 .processor      = processor_seconds(),
                                                 .processor_read = summary->processor_read,
                                                 .peak_mb        = peak_mb(),
                                                 .received_bytes = comm->n_bytes,
                                                 .calls          = comm->n_calls};
    lb_comm_split(comm, first, comm->size);
    LB_TRY(lb_comm_gather(comm, summary->ranks, sizeof *summary->ranks, first, err));
cleanup:
    return st;
}

void lb_summary_end(LbTrainSummary *summary, double seconds)
{
    summary->seconds.total = seconds;
    summary->peak_mb       = peak_mb();
}

void lb_summary_clear(LbTrainSummary *summary)
{
    free(summary->singular_values);
    free(summary->ranks);
    summary->singular_values = NULL;
    summary->ranks           = NULL;
}
