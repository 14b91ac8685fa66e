/* SPDX-License-Identifier: MIT */
/* For scripts/bench: a part of lbrec-train by itself, so that its processor time can be set beside a
 * rival's.
 * usage: lbrec-part read RATINGS.csv           reads and numbers the ids
 *        lbrec-part svd MATRIX RANK            singular values of a matrix of scripts/rivals/matrix.py
 * Prints one JSON object: seconds, processor seconds, and values or counts. */
#include "common/base/clock.h"
#include "common/base/mem.h"
#include "trainer/ingest/ratings.h"
#include "trainer/svd/blas.h"
#include "trainer/svd/factors.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Lap {
    double  wall;
    clock_t processor;
} Lap;

static Lap now(void)
{
    return (Lap){lb_clock_seconds(), clock()};
}

static void print_since(Lap begin)
{
    Lap end = now();
    printf("{\"seconds\": %.4f, \"processor\": %.4f", end.wall - begin.wall,
           (double)(end.processor - begin.processor) / CLOCKS_PER_SEC);
}

static LbStatus read_ratings(const char *path, LbPool *pool, LbError *err)
{
    LbRatings        *ratings = NULL;
    LbRatingsSettings set     = lb_ratings_defaults();
    Lap               begin   = now();
    LbStatus          st      = lb_ratings_read(&ratings, LB_ONE_PATH(path), &set, pool, NULL, err);
    if (st != LB_OK) return st;
    print_since(begin);
    printf(", \"rows\": %lld}\n", (long long)ratings->rows);
    lb_ratings_free(ratings);
    return LB_OK;
}

static bool take(void *to, size_t size, int64_t n, FILE *file)
{
    return n >= 0 && fread(to, size, (size_t)n, file) == (size_t)n;
}

/* As scripts/rivals/matrix.py writes it: rows, columns, entries; starts; columns; values. */
static LbStatus load(LbCsr *csr, const char *path, LbError *err)
{
    LbStatus st      = LB_OK;
    int64_t  size[3] = {0};
    FILE    *file    = fopen(path, "rb");
    if (file == NULL || !take(size, sizeof *size, 3, file))
        LB_FAIL(LB_ENOINPUT, 0, "cannot read %s", path);
    *csr = (LbCsr){.n_rows = (int32_t)size[0], .n_cols = (int32_t)size[1], .n = size[2]};
    LB_ALLOC(csr->start, size[0] + 1);
    LB_ALLOC(csr->col, size[2]);
    LB_ALLOC(csr->value, size[2]);
    if (!take(csr->start, sizeof *csr->start, size[0] + 1, file) ||
        !take(csr->col, sizeof *csr->col, size[2], file) ||
        !take(csr->value, sizeof *csr->value, size[2], file))
        LB_FAIL(LB_EDATA, 0, "%s is too short", path);
cleanup:
    if (file != NULL) (void)fclose(file);
    return st;
}

static LbStatus solve(const char *path, int32_t rank, LbPool *pool, LbError *err)
{
    LbStatus         st      = LB_OK;
    LbCsr            csr     = {0};
    LbFactors        factors = {0};
    LbFactorSettings set     = {.svd = lb_svd_defaults()};
    set.svd.rank             = rank;
    LB_TRY(load(&csr, path, err));
    Lap begin = now();
    LB_TRY(lb_factors_solve(&factors, &csr, &set, pool, NULL, err));
    print_since(begin);
    printf(", \"values\": [");
    for (int32_t i = 0; i < factors.rank; i++)
        printf("%s%.17g", i > 0 ? ", " : "", factors.values[i]);
    printf("]}\n");
cleanup:
    lb_factors_clear(&factors);
    lb_csr_clear(&csr);
    return st;
}

int main(int argc, char **argv)
{
    LbStatus st   = LB_EUSAGE;
    LbError  err  = {.message = "usage: lbrec-part read RATINGS.csv | svd MATRIX RANK"};
    LbPool  *pool = NULL;
    LB_TRY(lb_blas_start(&err));
    LB_TRY(lb_pool_new(&pool, 0, &err));
    if (argc == 3 && strcmp(argv[1], "read") == 0)
        st = read_ratings(argv[2], pool, &err);
    else if (argc == 4 && strcmp(argv[1], "svd") == 0)
        st = solve(argv[2], (int32_t)strtol(argv[3], NULL, 10), pool, &err);
    else
        st = LB_EUSAGE;
cleanup:
    if (st != LB_OK) fprintf(stderr, "lbrec-part: %s\n", err.message);
    lb_pool_free(pool);
    return lb_error_exit_code(st);
}
