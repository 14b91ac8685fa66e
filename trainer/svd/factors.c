/* SPDX-License-Identifier: MIT */
#include "trainer/svd/factors.h"

#include "common/base/mem.h"
#include "trainer/svd/gram.h"

#include <math.h>
#include <string.h>

/* Earlier vectors on the side that the solver works on, from those on the film side. */
typedef struct Turned {
    LbGram          *gram;
    const LbEarlier *films;
    bool             is_transposed;
    double          *whole;  /* [n_films x LB_PANEL] */
    double          *turned; /* [n_users x LB_PANEL], where users are the shorter side */
} Turned;

/* V, or AV. What is new among the films and users is in that, and less amiss where it counts most. */
static LbStatus read_turned(void *ctx, double *panel, int32_t p, LbError *err)
{
    const Turned *turned = ctx;
    LbOperator    op     = lb_gram_operator(turned->gram);
    LbSlab        slab   = lb_slab_of(op.n, op.pool);
    const double *from   = turned->is_transposed ? turned->turned : turned->whole;
    LbStatus      st     = turned->films->read(turned->films->ctx, turned->whole, p, err);
    if (st == LB_OK && turned->is_transposed)
        st = lb_gram_multiply_turned(turned->gram, turned->whole, LB_PANEL, turned->turned, err);
    if (st != LB_OK) return st;
    memcpy(panel, from + (size_t)slab.first * LB_PANEL,
           (size_t)lb_slab_count(&slab) * LB_PANEL * sizeof *panel);
    return LB_OK;
}

static LbStatus turn(LbEarlier *out, Turned *turned, int32_t n_films, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  cost = turned->is_transposed ? LB_PANEL / 2 : 0; /* a pass of the two */
    *out          = (LbEarlier){.n_panels = turned->films->n_panels,
                                .cost     = turned->films->cost + cost,
                                .read     = read_turned,
                                .ctx      = turned};
    LB_ALLOC(turned->whole, (size_t)n_films * LB_PANEL);
    if (turned->is_transposed)
        LB_ALLOC(turned->turned, (size_t)lb_gram_cols(turned->gram) * LB_PANEL);
cleanup:
    return st;
}

enum { SIGN_COLS = 16 }; /* a cache line of each row */

typedef struct Signs {
    float *v; /* [n x k] row-major */
    size_t n, k;
} Signs;

/* In each of some columns make the entry of largest magnitude positive. */
static void fix_columns(void *ctx, int64_t block, int thread)
{
    const Signs *signs = ctx;
    size_t       k = signs->k, first = (size_t)block * SIGN_COLS;
    size_t       count              = k - first < SIGN_COLS ? k - first : SIGN_COLS;
    float        largest[SIGN_COLS] = {0}, *part = signs->v + first;
    (void)thread;
    for (size_t i = 0; i < signs->n * k; i += k)
        for (size_t j = 0; j < count; j++)
            if (fabsf(part[i + j]) > fabsf(largest[j])) largest[j] = part[i + j];
    for (size_t i = 0; i < signs->n * k; i += k)
        for (size_t j = 0; j < count; j++)
            part[i + j] = largest[j] < 0 ? -part[i + j] : part[i + j];
}

static void fix_signs(float *v, size_t n, size_t k, LbPool *pool)
{
    lb_pool_run(pool, (int64_t)((k + SIGN_COLS - 1) / SIGN_COLS), fix_columns, &(Signs){v, n, k});
}

/* The film factors: the solver's own vectors when it worked on the films, else A'U / s. */
static LbStatus film_factors(float *factors, LbGram *gram, bool is_transposed, const LbSvd *svd,
                             LbError *err)
{
    LbStatus   st   = LB_OK;
    LbOperator op   = lb_gram_operator(gram);
    LbSlab     slab = lb_slab_of(op.n, op.pool);
    size_t     n = (size_t)svd->n, k = (size_t)svd->rank;
    double    *scaled = NULL;
    if (!is_transposed) {
        float *own = factors + (size_t)slab.first * k;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < k; j++)
                own[i * k + j] = (float)svd->vectors[j * n + i];
        return lb_slab_gather(&slab, factors, k * sizeof *factors, err);
    }
    LB_ALLOC(scaled, n * k);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < k; j++)
            scaled[i * k + j] = svd->vectors[j * n + i] / svd->values[j];
    LB_TRY(lb_gram_multiply(gram, scaled, svd->rank, factors, err));
cleanup:
    free(scaled);
    return st;
}

/* The rank that can be computed of a matrix of this shape. */
static int32_t clamp_rank(int32_t rank, const LbCsr *csr, const LbReporter *reporter)
{
    int32_t largest = csr->n_rows < csr->n_cols ? csr->n_rows : csr->n_cols;
    if (rank <= largest) return rank;
    lb_reporter_message(reporter, LB_LEVEL_WARNING,
                        "rank %d is more than %d users and %d films allow: trained with rank %d",
                        rank, csr->n_rows, csr->n_cols, largest);
    return largest;
}

static LbStatus copy_result(LbFactors *out, LbGram *gram, bool is_transposed, const LbSvd *svd,
                            LbPool *pool, LbError *err)
{
    LbStatus st   = LB_OK;
    size_t   rank = (size_t)svd->rank;
    out->rank     = svd->rank;
    LB_ALLOC(out->factors, (size_t)out->n_films * rank);
    LB_ALLOC(out->values, rank);
    LB_TRY(film_factors(out->factors, gram, is_transposed, svd, err));
    fix_signs(out->factors, (size_t)out->n_films, rank, pool);
    for (size_t j = 0; j < rank; j++)
        out->values[j] = svd->values[j];
cleanup:
    return st;
}

LbStatus lb_factors_solve(LbFactors *out, LbCsr *csr, const LbFactorSettings *settings,
                          LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbStatus      st            = LB_OK;
    LbGram       *gram          = NULL;
    LbSvd        *svd           = NULL;
    LbEarlier     earlier       = {0};
    Turned        turned        = {0};
    LbSvdSettings set           = settings->svd;
    bool          is_transposed = false;
    *out                        = (LbFactors){.n_films = csr->n_cols};
    set.rank = clamp_rank(set.rank, csr, settings->is_own_rank ? NULL : reporter);
    LB_TRY(lb_gram_new(&gram, &is_transposed, csr, pool, err));
    lb_csr_clear(csr);
    if (settings->warm != NULL) {
        turned = (Turned){.gram = gram, .films = settings->warm, .is_transposed = is_transposed};
        LB_TRY(turn(&earlier, &turned, out->n_films, err));
        set.earlier = &earlier;
    }
    LbOperator op = lb_gram_operator(gram);
    LB_TRY(lb_svd_solve(&svd, &out->info, &op, &set, reporter, err));
    if (svd->rank == 0) LB_FAIL(LB_EDATA, 0, "the matrix has no entries other than zero");
    if (svd->rank < set.rank)
        lb_reporter_message(reporter, LB_LEVEL_WARNING,
                            "the ratings have rank %d: %d of %d factors are left out", svd->rank,
                            set.rank - svd->rank, set.rank);
    LB_TRY(copy_result(out, gram, is_transposed, svd, pool, err));
cleanup:
    lb_svd_result_free(svd);
    lb_gram_free(gram);
    free(turned.whole);
    free(turned.turned);
    if (st != LB_OK) lb_factors_clear(out);
    return st;
}

void lb_factors_clear(LbFactors *factors)
{
    free(factors->factors);
    free(factors->values);
    *factors = (LbFactors){.info = factors->info};
}
