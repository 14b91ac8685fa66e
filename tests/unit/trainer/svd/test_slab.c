/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "tests/unit/thread_ranks.h"
#include "tests/unit/trainer/matrices.h"
#include "trainer/svd/dense_eigen.h"
#include "trainer/svd/gram.h"
#include "trainer/svd/krylov.h"
#include "trainer/svd/rayleigh.h"

#include <math.h>
#include <stdalign.h>

enum {
    ROWS     = 200,
    COLS     = 90,
    CAPACITY = 40,
    WANTED   = 10,
    LOW_RANK = 3,
    ROUGH    = LB_ROUGH_PANELS * LB_PANEL
};

/* What a rank finds; vectors are gathered to whole ones [COLS x WANTED] row-major. */
typedef struct Found {
    bool      is_ok;
    LbSvdInfo info;
    double    value[WANTED], vector[COLS * WANTED], outside;
    double    rough[COLS * ROUGH]; /* two panels of products, a row of both for each column */
} Found;

static pthread_mutex_t one_at_a_time =
    PTHREAD_MUTEX_INITIALIZER; /* BLAS's threads are set for all */

static const LbCsr *matrix(void)
{
    static double dense[ROWS * COLS];
    static LbCsr  csr;
    if (csr.start == NULL) csr = random_csr(ROWS, COLS, 0.3, 5, dense);
    return &csr;
}

static LbStatus small_svd(LbSvd **small, LbKrylov *space, LbError *err)
{
    LbSvdInfo     info = {0};
    LbSvdSettings set  = {.rank = WANTED + 2};
    LbOperator    op   = lb_krylov_operator(space);
    (void)pthread_mutex_lock(&one_at_a_time);
    LbStatus st = lb_dense_eigen_solve(small, &info, &op, &set, NULL, err);
    (void)pthread_mutex_unlock(&one_at_a_time);
    return st;
}

/* A space that was full once, what it holds, and a second look at the operator merged into that. */
static LbStatus search(LbSvd **svd, Found *found, const LbOperator *op, LbError *err)
{
    LbStatus  st    = LB_OK;
    LbKrylov *space = NULL;
    LbSvd    *small = NULL, *more = NULL;
    LB_TRY(lb_krylov_new(&space, op, false, CAPACITY, NULL, 5, err));
    while (lb_krylov_dimension(space) < CAPACITY)
        LB_TRY(lb_krylov_grow(space, &found->info, err));
    LB_TRY(small_svd(&small, space, err));
    LB_TRY(lb_krylov_expand(&more, space, small, 2, err));
    LB_TRY(lb_krylov_restart(space, small, err));
    LB_TRY(lb_krylov_grow(space, &found->info, err));
    lb_svd_result_free(small);
    small = NULL;
    LB_TRY(small_svd(&small, space, err));
    LB_TRY(lb_krylov_expand(svd, space, small, WANTED, err));
    found->outside = lb_krylov_outside(space);
    LB_TRY(lb_rayleigh_merge(svd, &found->info, op, more, WANTED, err));
cleanup:
    lb_krylov_free(space);
    lb_svd_result_free(small);
    lb_svd_result_free(more);
    return st;
}

static LbStatus keep(Found *found, const LbSvd *svd, const LbSlab *rows, LbError *err)
{
    assert_int_equal(svd->n, lb_slab_count(rows));
    assert_int_equal(svd->rank, WANTED);
    for (int32_t j = 0; j < WANTED; j++) {
        found->value[j] = svd->values[j];
        for (int32_t i = 0; i < svd->n; i++)
            found->vector[(rows->first + i) * WANTED + j] = svd->vectors[j * svd->n + i];
    }
    found->info.operator_seconds = 0;
    return lb_slab_gather(rows, found->vector, WANTED * sizeof(double), err);
}

static LbStatus multiply_roughly(Found *found, const LbOperator *op, const LbSlab *rows,
                                 LbError *err)
{
    alignas(64) double x[COLS * ROUGH] = {0}, y[COLS * ROUGH];
    size_t             n               = (size_t)lb_slab_count(rows);
    for (size_t p = 0; p < LB_ROUGH_PANELS; p++)
        for (size_t i = 0; i < n * LB_PANEL; i++)
            x[p * n * LB_PANEL + i] =
                sin((double)(i + (size_t)rows->first * LB_PANEL + p * COLS * LB_PANEL));
    LbStatus st = op->apply_rough(op->ctx, x, y, err);
    for (size_t p = 0; p < LB_ROUGH_PANELS && st == LB_OK; p++)
        for (size_t i = 0; i < n; i++)
            memcpy(found->rough + ((size_t)rows->first + i) * ROUGH + p * LB_PANEL,
                   y + (p * n + i) * LB_PANEL, LB_PANEL * sizeof *y);
    return st == LB_OK ? lb_slab_gather(rows, found->rough, ROUGH * sizeof *y, err) : st;
}

static LbStatus find(Found *found, LbPool *pool, LbError *err)
{
    LbStatus st   = LB_OK;
    LbGram  *gram = NULL;
    LbSvd   *svd  = NULL;
    float    left[ROWS * LOW_RANK], right[COLS * LOW_RANK];
    bool     flip;
    for (int i = 0; i < ROWS * LOW_RANK; i++)
        left[i] = (float)(i % 11) / 50;
    for (int i = 0; i < COLS * LOW_RANK; i++)
        right[i] = (float)(i % 7) / 30;
    LB_TRY(lb_gram_new(&gram, &flip, matrix(), pool, err));
    LB_TRY(lb_gram_set_low_rank(gram, left, right, LOW_RANK, err));
    LbOperator op   = lb_gram_operator(gram);
    LbSlab     rows = lb_slab_of(op.n, op.pool);
    LB_TRY(search(&svd, found, &op, err));
    LB_TRY(keep(found, svd, &rows, err));
    lb_gram_clear_low_rank(gram);
    LB_TRY(multiply_roughly(found, &op, &rows, err));
cleanup:
    lb_svd_result_free(svd);
    lb_gram_free(gram);
    return st;
}

static void find_as_rank(void *ctx, LbComm *comm)
{
    Found  *found = ctx;
    LbPool *pool  = NULL;
    LbError err   = {0};
    *found        = (Found){.is_ok = false};
    if (lb_pool_new(&pool, 1, &err) != LB_OK) return;
    lb_pool_set_comm(pool, comm->size > 1 ? comm : NULL);
    found->is_ok = find(found, pool, &err) == LB_OK;
    lb_pool_free(pool);
}

static void slab__gives_the_same_bits_for_any_number_of_ranks(void **state)
{
    static Found alone, found[RANKS_MAX];
    void        *ctx[RANKS_MAX];
    (void)state;
    (void)matrix();
    for (int r = 0; r < RANKS_MAX; r++)
        ctx[r] = &found[r];
    run_as_ranks(find_as_rank, ctx, 1);
    alone = found[0];
    assert_true(alone.is_ok && alone.outside > 0 && alone.rough[ROUGH - 1] != 0);
    for (int size = 2; size <= RANKS_MAX; size += size < 5 ? 1 : 7) {
        run_as_ranks(find_as_rank, ctx, size);
        for (int r = 0; r < size; r++)
            assert_memory_equal(&found[r], &alone, sizeof alone);
    }
}

static void slab__belongs_to_one_rank_each(void **state)
{
    (void)state;
    for (int size = 1; size <= RANKS_MAX; size++) {
        int64_t part[RANKS_MAX + 1];
        for (int32_t n = 0; n < 40; n++) {
            int32_t next = 0;
            for (int r = 0; r < size; r++) {
                LbComm  comm = {.rank = r, .size = size};
                LbPool *pool = NULL;
                LbError err  = {0};
                LB_ASSERT_OK(lb_pool_new(&pool, 1, &err));
                lb_pool_set_comm(pool, &comm);
                LbSlab rows = lb_slab_of(n, pool);
                assert_int_equal(rows.first, next);
                next = rows.end;
                assert_int_equal(lb_slab_begin(&rows, rows.own.first), 0);
                assert_int_equal(lb_slab_begin(&rows, rows.own.end), lb_slab_count(&rows));
                lb_slab_parts(&rows, part, 3);
                assert_int_equal(part[r], 3 * rows.first);
                lb_pool_free(pool);
            }
            assert_int_equal(next, n);
            assert_int_equal(part[size], 3 * n);
        }
    }
}

typedef struct Product {
    bool   is_ok;
    double y[LB_PANEL];
} Product;

static void multiply_as_rank(void *ctx, LbComm *comm)
{
    Product           *product     = ctx;
    LbPool            *pool        = NULL;
    LbGram            *gram        = NULL;
    LbError            err         = {0};
    int64_t            start[]     = {0, 1, 2, 3};
    int32_t            col[3]      = {0};
    float              value[]     = {1, 2, 3};
    LbCsr              csr         = {.n_rows = 3, .n_cols = 1, .n = 3, .start = start, .col = col};
    alignas(64) double x[LB_PANEL] = {1, 2, 3, 4}, y[LB_PANEL] = {0};
    bool               flip;
    csr.value      = value;
    product->is_ok = false;
    if (lb_pool_new(&pool, 1, &err) != LB_OK) return;
    lb_pool_set_comm(pool, comm);
    if (lb_gram_new(&gram, &flip, &csr, pool, &err) == LB_OK) {
        LbOperator op   = lb_gram_operator(gram);
        LbSlab     slab = lb_slab_of(op.n, pool);
        product->is_ok  = op.apply_panel(op.ctx, x, y, &err) == LB_OK;
        memset(product->y, 0, sizeof product->y);
        memcpy(product->y, y, (size_t)lb_slab_count(&slab) * sizeof y);
    }
    lb_gram_free(gram);
    lb_pool_free(pool);
}

/* Also that one does not wait for others that have nothing. */
static void slab__may_be_one_ranks_alone(void **state)
{
    static Product product[RANKS_MAX];
    void          *ctx[RANKS_MAX];
    (void)state;
    for (int r = 0; r < RANKS_MAX; r++)
        ctx[r] = &product[r];
    for (int size = 1; size <= RANKS_MAX; size++) {
        double sum = 0;
        run_as_ranks(multiply_as_rank, ctx, size);
        for (int r = 0; r < size; r++) {
            assert_true(product[r].is_ok);
            sum += product[r].y[3];
        }
        assert_true(sum == (1 + 4 + 9) * 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slab__belongs_to_one_rank_each),
        cmocka_unit_test(slab__may_be_one_ranks_alone),
        cmocka_unit_test(slab__gives_the_same_bits_for_any_number_of_ranks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
