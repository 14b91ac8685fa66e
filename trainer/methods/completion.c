/* SPDX-License-Identifier: MIT */
#include "trainer/methods/completion.h"

#include "common/base/mem.h"

#include <math.h>
#include <string.h>

typedef struct Work {
    LbGram                     *gram;
    const LbCompletionSettings *settings;
    const LbReporter           *reporter;
    LbCompletionInfo            info;
    float                      *original; /* [entries] */
    LbSlab                      cols;     /* of the vectors, over the ranks */
    double       *start; /* [n_cols x LB_STARTS] for the next SVD; NULL before the first */
    LbCompletion *z;
} Work;

LbCompletionSettings lb_completion_defaults(void)
{
    return (LbCompletionSettings){
        .rank = 20, .threshold = 12.5, .passes = 15, .tolerance = 1e-4, .svd_tolerance = 1e-3};
}

static LbStatus new_result(LbCompletion **out, const LbGram *gram, int32_t rank, LbError *err)
{
    LbStatus      st = LB_OK;
    LbCompletion *z  = NULL;
    *out             = NULL;
    LB_ALLOC_ZEROED(z, 1);
    z->n_rows = lb_gram_rows(gram);
    z->n_cols = lb_gram_cols(gram);
    z->rank   = rank;
    LB_ALLOC(z->left, (size_t)z->n_rows * (size_t)rank);
    LB_ALLOC(z->right, (size_t)z->n_cols * (size_t)rank);
    LB_ALLOC(z->values, rank);
    *out = z;
    z    = NULL;
cleanup:
    lb_completion_free(z);
    return st;
}

void lb_completion_free(LbCompletion *result)
{
    if (result == NULL) return;
    free(result->left);
    free(result->right);
    free(result->values);
    free(result);
}

/* Singular values above the threshold. */
static int32_t surviving_rank(const LbSvd *svd, double threshold)
{
    int32_t rank = 0;
    while (rank < svd->rank && svd->values[rank] > threshold)
        rank++;
    return rank;
}

/* Z = U diag(s - threshold) V' from the SVD of the matrix that `gram` stands for: U s = A V. */
static LbStatus shrink(Work *work, const LbSvd *svd, LbCompletion **out, LbError *err)
{
    LbStatus      st   = LB_OK;
    int32_t       rank = surviving_rank(svd, work->settings->threshold);
    double       *v    = NULL; /* this rank's of [n_cols x rank], row-major */
    float        *right;
    LbCompletion *z = NULL;
    LB_TRY(new_result(&z, work->gram, rank, err));
    LB_ALLOC(v, (size_t)svd->n * (size_t)rank);
    right = z->right + (size_t)work->cols.first * (size_t)rank;
    for (int32_t j = 0; j < rank; j++) {
        z->values[j] = svd->values[j] - work->settings->threshold;
        for (int32_t c = 0; c < svd->n; c++)
            v[(size_t)c * (size_t)rank + (size_t)j] =
                svd->vectors[(size_t)j * (size_t)svd->n + (size_t)c];
    }
    for (size_t i = 0; i < (size_t)svd->n * (size_t)rank; i++)
        right[i] = (float)v[i];
    LB_TRY(lb_slab_gather(&work->cols, z->right, (size_t)rank * sizeof *right, err));
    LB_TRY(lb_gram_multiply(work->gram, v, rank, z->left, err));
    for (size_t r = 0; r < (size_t)z->n_rows; r++)
        for (size_t j = 0; j < (size_t)rank; j++)
            z->left[r * (size_t)rank + j] *= (float)(z->values[j] / svd->values[j]);
    *out = z;
    z    = NULL;
cleanup:
    free(v);
    lb_completion_free(z);
    return st;
}

/* Sums of the wanted vectors are a start that has a share in each of them. */
static LbStatus keep_start(Work *work, const LbSvd *svd, LbError *err)
{
    LbStatus st = LB_OK;
    size_t   n  = (size_t)svd->n;
    double  *own;
    if (work->start == NULL) LB_ALLOC(work->start, (size_t)work->cols.n * LB_STARTS);
    own = work->start + (size_t)work->cols.first * LB_STARTS;
    memset(own, 0, n * LB_STARTS * sizeof *own);
    for (size_t j = 0; j < (size_t)svd->rank; j++)
        for (size_t c = 0; c < n; c++)
            own[c * LB_STARTS + j % LB_STARTS] += svd->vectors[j * n + c];
    LB_TRY(lb_slab_gather(&work->cols, work->start, LB_STARTS * sizeof *own, err));
cleanup:
    return st;
}

static LbStatus one_pass(Work *work, LbError *err)
{
    LbStatus      st   = LB_OK;
    LbOperator    op   = lb_gram_operator(work->gram);
    LbSvd        *svd  = NULL;
    LbSvdInfo     info = {0};
    LbCompletion *next = NULL;
    LbSvdSettings set  = lb_svd_defaults();
    set.rank           = work->settings->rank;
    set.tolerance      = work->settings->svd_tolerance;
    set.seed           = work->settings->seed + (uint64_t)work->info.passes;
    set.start          = work->start;
    set.is_step        = true;
    LB_TRY(lb_svd_solve(&svd, &info, &op, &set, work->reporter, err));
    work->info.products += info.products;
    LB_TRY(keep_start(work, svd, err));
    LB_TRY(shrink(work, svd, &next, err));
    LB_TRY(lb_gram_set_low_rank(work->gram, next->left, next->right, next->rank, err));
    lb_completion_free(work->z);
    work->z = next;
    next    = NULL;
cleanup:
    lb_svd_result_free(svd);
    lb_completion_free(next);
    return st;
}

/* Set the residual of the present Z, and find the objective. */
static LbStatus measure(Work *work, LbError *err)
{
    double   nuclear = 0, squares = 0;
    LbStatus st = lb_gram_set_residual(work->gram, work->original, &squares, err);
    for (int32_t j = 0; j < work->z->rank; j++)
        nuclear += work->z->values[j];
    work->info.objective = 0.5 * squares + work->settings->threshold * nuclear;
    return st;
}

static LbStatus iterate(Work *work, LbError *err)
{
    LbStatus st       = LB_OK;
    double   previous = INFINITY;
    for (int32_t pass = 0; pass < work->settings->passes; pass++) {
        LB_TRY(one_pass(work, err));
        work->info.passes = pass + 1;
        LB_TRY(measure(work, err));
        if (work->z->rank == 0) break;
        if (previous - work->info.objective <= work->settings->tolerance * work->info.objective)
            break;
        previous = work->info.objective;
    }
cleanup:
    return st;
}

LbStatus lb_completion_solve(LbCompletion **out, LbCompletionInfo *info, LbGram *gram,
                             const LbCompletionSettings *settings, const LbReporter *reporter,
                             LbError *err)
{
    LbStatus   st   = LB_OK;
    size_t     n    = (size_t)lb_gram_entries(gram);
    Work       work = {.gram = gram, .settings = settings, .reporter = reporter};
    LbOperator op   = lb_gram_operator(gram);
    work.cols       = lb_slab_of(op.n, op.pool);
    *out            = NULL;
    lb_gram_clear_low_rank(gram);
    LB_ALLOC(work.original, n);
    memcpy(work.original, lb_gram_values(gram), n * sizeof *work.original);
    LB_TRY(iterate(&work, err));
    *out   = work.z;
    work.z = NULL;
cleanup:
    if (work.original != NULL) memcpy(lb_gram_values(gram), work.original, n * sizeof(float));
    lb_gram_clear_low_rank(gram);
    if (info != NULL) *info = work.info;
    lb_completion_free(work.z);
    free(work.original);
    free(work.start);
    return st;
}
