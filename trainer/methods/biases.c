/* SPDX-License-Identifier: MIT */
#include "trainer/methods/biases.h"

#include "common/base/mem.h"

#include <math.h>
#include <string.h>

/* Users or films. */
typedef struct Side {
    double        *bias;  /* [n] */
    const int32_t *index; /* [entries] */
    int64_t       *count; /* [n] */
    int32_t        n;
} Side;

typedef struct Sweeps {
    const LbTriplets *triplets;
    LbBiases         *out;
    Side              users, films;
    double            unit; /* 1 / the last place of a sum */
    int64_t          *sum;  /* [the longer side] */
} Sweeps;

static LbStatus count_entries(Side *side, const LbTriplets *triplets, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(side->count, side->n);
    for (int64_t e = 0; e < triplets->n; e++)
        side->count[side->index[e]]++;
    LB_TRY(lb_comm_sum(triplets->spread, side->count, side->n, err));
cleanup:
    return st; /* the caller frees */
}

/* bias[i] = sum of (r - mean - other) over the entries of i / (ridge + their number). Sums are in
 * whole numbers, and so the same in any order, whoever has the ratings. */
static LbStatus sweep(const Sweeps *sweeps, Side side, Side other, LbError *err)
{
    LbStatus          st       = LB_OK;
    const LbTriplets *triplets = sweeps->triplets;
    memset(sweeps->sum, 0, (size_t)side.n * sizeof *sweeps->sum);
    for (int64_t e = 0; e < triplets->n; e++) {
        double left  = (double)triplets->stars[e] - sweeps->out->mean - other.bias[other.index[e]];
        double units = left * sweeps->unit;
        sweeps->sum[side.index[e]] += (int64_t)(units + copysign(0.5, units));
    }
    LB_TRY(lb_comm_sum(triplets->spread, sweeps->sum, side.n, err));
    for (int32_t i = 0; i < side.n; i++) {
        double n     = sweeps->out->ridge + (double)side.count[i];
        side.bias[i] = n > 0 ? (double)sweeps->sum[i] / sweeps->unit / n : 0;
    }
cleanup:
    return st;
}

/* Room for the most ratings of a user or film, each below 2^7 stars; no more than 36 places. */
static double choose_unit(const Sweeps *sweeps)
{
    int     exponent = 0;
    int64_t most     = 1;
    for (int32_t u = 0; u < sweeps->users.n; u++)
        most = sweeps->users.count[u] > most ? sweeps->users.count[u] : most;
    for (int32_t f = 0; f < sweeps->films.n; f++)
        most = sweeps->films.count[f] > most ? sweeps->films.count[f] : most;
    (void)frexp((double)most, &exponent);
    return ldexp(1, exponent < 20 ? 36 : 56 - exponent);
}

static LbStatus run_sweeps(Sweeps *sweeps, int n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(sweeps->sum, sweeps->users.n > sweeps->films.n ? sweeps->users.n : sweeps->films.n);
    LB_TRY(count_entries(&sweeps->users, sweeps->triplets, err));
    LB_TRY(count_entries(&sweeps->films, sweeps->triplets, err));
    sweeps->unit = choose_unit(sweeps);
    for (int i = 0; i < n; i++) {
        LB_TRY(sweep(sweeps, sweeps->films, sweeps->users, err));
        LB_TRY(sweep(sweeps, sweeps->users, sweeps->films, err));
    }
cleanup:
    free(sweeps->sum);
    free(sweeps->users.count);
    free(sweeps->films.count);
    return st;
}

LbStatus lb_biases_fit(LbBiases *out, const LbTriplets *train, double mean, double ridge,
                       int sweeps, LbError *err)
{
    LbStatus st = LB_OK;
    *out        = (LbBiases){.mean = mean, .ridge = ridge};
    LB_ALLOC_ZEROED(out->user, train->n_users);
    LB_ALLOC_ZEROED(out->film, train->n_films);
    Sweeps all = {.triplets = train,
                  .out      = out,
                  .users    = {.bias = out->user, .index = train->user, .n = train->n_users},
                  .films    = {.bias = out->film, .index = train->film, .n = train->n_films}};
    LB_TRY(run_sweeps(&all, sweeps, err));
cleanup:
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
