/* SPDX-License-Identifier: MIT */
#include "trainer/methods/biases.h"

#include "common/base/mem.h"

/* Users or films. */
typedef struct Side {
    double        *bias;  /* [n] */
    const int32_t *index; /* [entries] */
    int32_t        n;
} Side;

/* bias[i] = sum of (r - mean - other) over the entries of i / (ridge + their number). */
static void sweep(Side side, Side other, double *count, const LbTriplets *triplets,
                  const LbBiases *settings)
{
    for (int32_t i = 0; i < side.n; i++) {
        side.bias[i] = 0;
        count[i]     = settings->ridge;
    }
    for (int64_t e = 0; e < triplets->n; e++) {
        side.bias[side.index[e]] +=
            (double)triplets->stars[e] - settings->mean - other.bias[other.index[e]];
        count[side.index[e]]++;
    }
    for (int32_t i = 0; i < side.n; i++)
        side.bias[i] = count[i] > 0 ? side.bias[i] / count[i] : 0;
}

LbStatus lb_biases_fit(LbBiases *out, const LbTriplets *train, double mean, double ridge,
                       int sweeps, LbError *err)
{
    LbStatus st    = LB_OK;
    double  *count = NULL;
    int32_t  most  = train->n_users > train->n_films ? train->n_users : train->n_films;
    *out           = (LbBiases){.mean = mean, .ridge = ridge};
    LB_ALLOC_ZEROED(out->user, train->n_users);
    LB_ALLOC_ZEROED(out->film, train->n_films);
    LB_ALLOC(count, most);
    Side users = {out->user, train->user, train->n_users};
    Side films = {out->film, train->film, train->n_films};
    for (int i = 0; i < sweeps; i++) {
        sweep(films, users, count, train, out);
        sweep(users, films, count, train, out);
    }
cleanup:
    free(count);
    if (st != LB_OK) lb_biases_clear(out);
    return st;
}

void lb_biases_clear(LbBiases *biases)
{
    free(biases->user);
    free(biases->film);
    *biases = (LbBiases){0};
}

double lb_biases_fold(const LbBiases *biases, const int32_t *film, const float *stars, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += (double)stars[i] - biases->mean - biases->film[film[i]];
    return n > 0 ? sum / (biases->ridge + n) : 0;
}
