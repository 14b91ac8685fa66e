/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/moments.h"

#include <math.h>

enum { PARTS = 64, LANES = 4, PLACES = 27, GROUP = 128, EXPONENT_MOST = 127 - PLACES };

typedef struct Search {
    const float *value;
    int64_t      n;
    float        least[PARTS], greatest[PARTS];
} Search;

static float smaller(float a, float b)
{
    return b < a ? b : a;
}

static float greater(float a, float b)
{
    return b > a ? b : a;
}

/* Lanes do not wait for each other. */
static void search_part(void *ctx, int64_t part, int thread)
{
    Search      *search = ctx;
    int64_t      begin = lb_pool_part_begin(search->n, part, PARTS), i = 0;
    int64_t      n     = lb_pool_part_begin(search->n, part + 1, PARTS) - begin;
    const float *value = search->value + begin;
    float        least[LANES], greatest[LANES];
    (void)thread;
    for (int k = 0; k < LANES; k++)
        least[k] = greatest[k] = search->value[0];
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) {
            least[k]    = smaller(least[k], value[i + k]);
            greatest[k] = greater(greatest[k], value[i + k]);
        }
    for (; i < n; i++) {
        least[0]    = smaller(least[0], value[i]);
        greatest[0] = greater(greatest[0], value[i]);
    }
    search->least[part] = smaller(smaller(least[0], least[1]), smaller(least[2], least[3]));
    search->greatest[part] =
        greater(greater(greatest[0], greatest[1]), greater(greatest[2], greatest[3]));
}

/* Index of the first of them; there is one. */
static int64_t first_of(const float *value, float wanted)
{
    int64_t i = 0;
    while (value[i] != wanted)
        i++;
    return i;
}

LbExtremes lb_moments_extremes(const float *value, int64_t n, LbPool *pool)
{
    Search     search = {.value = value, .n = n};
    LbExtremes out    = {.least = value[0], .greatest = value[0]};
    lb_pool_run(pool, PARTS, search_part, &search);
    for (int part = 0; part < PARTS; part++) {
        out.least    = smaller(out.least, search.least[part]);
        out.greatest = greater(out.greatest, search.greatest[part]);
    }
    out.low  = first_of(value, out.least);
    out.high = first_of(value, out.greatest);
    return out;
}

void lb_moments_join_extremes(LbExtremes *all, bool is_first, const LbExtremes *part,
                              int64_t before)
{
    if (is_first || part->least < all->least) {
        all->least = part->least;
        all->low   = before + part->low;
    }
    if (is_first || part->greatest > all->greatest) {
        all->greatest = part->greatest;
        all->high     = before + part->high;
    }
}

/* Distances from a whole number of units, and their squares, which are longer than a word. */
typedef struct Sums {
    int64_t n, sum;
    int64_t high, low; /* the squares: 2^32 high + low, low below 2^32 */
} Sums;

typedef struct Job {
    const float *value;
    int64_t      n;
    float        unit;
    int32_t      from; /* what distances are taken from */
    Sums         part[PARTS];
} Job;

/* A value in units, at the nearest whole number: half a unit would be too much where floats have no
 * room for it. */
static int32_t units_of(float value, float unit)
{
    float units = value * unit;
    return (int32_t)(units + copysignf(0x1.fffffep-2F, units));
}

static void add_square(Sums *sums, uint64_t square)
{
    sums->high += (int64_t)(square >> 32);
    sums->low += (int64_t)(square & UINT32_MAX);
    sums->high += sums->low >> 32;
    sums->low &= UINT32_MAX;
}

/* Distances are below 2^28: the squares of a group fit a word. */
static void add_group(Sums *sums, const float *value, int64_t n, float unit, int32_t from)
{
    uint64_t squares = 0;
    int64_t  sum     = 0;
    for (int64_t i = 0; i < n; i++) {
        int32_t  distance = units_of(value[i], unit) - from;
        uint32_t size     = distance < 0 ? (uint32_t)-distance : (uint32_t)distance;
        sum += distance;
        squares += (uint64_t)size * size;
    }
    sums->n += n;
    sums->sum += sum;
    add_square(sums, squares);
}

static void sum_part(void *ctx, int64_t part, int thread)
{
    Job    *job  = ctx;
    int64_t end  = lb_pool_part_begin(job->n, part + 1, PARTS);
    Sums    sums = {0};
    (void)thread;
    for (int64_t i = lb_pool_part_begin(job->n, part, PARTS); i < end; i += GROUP)
        add_group(&sums, job->value + i, end - i < GROUP ? end - i : GROUP, job->unit, job->from);
    job->part[part] = sums;
}

static void add(Sums *to, const Sums *from)
{
    to->n += from->n;
    to->sum += from->sum;
    to->high += from->high;
    add_square(to, (uint64_t)from->low);
}

static LbStatus add_up(Sums *out, Job *job, LbPool *pool, LbComm *comm, LbError *err)
{
    Sums    of[LB_COMM_MOST] = {{0}};
    Sums   *own              = &of[lb_comm_rank(comm)];
    int64_t first[LB_COMM_MOST + 1];
    lb_pool_run(pool, PARTS, sum_part, job);
    for (int part = 0; part < PARTS; part++)
        add(own, &job->part[part]);
    lb_comm_split(comm, first, lb_comm_size(comm));
    LbStatus st = lb_comm_gather(comm, of, sizeof *of, first, err);
    *out        = of[0];
    for (int r = 1; r < lb_comm_size(comm); r++)
        add(out, &of[r]);
    return st;
}

LbStatus lb_moments_of(LbMoments *out, const float *value, int64_t n, double bound, LbPool *pool,
                       LbComm *comm, LbError *err)
{
    LbStatus st       = LB_OK;
    int      exponent = 0;
    Sums     sums;
    (void)frexp(bound, &exponent); /* bound < 2^exponent */
    if (exponent < -EXPONENT_MOST) exponent = -EXPONENT_MOST;
    if (exponent > EXPONENT_MOST) exponent = EXPONENT_MOST; /* floats end a little above */
    Job job = {.value = value, .n = n, .unit = ldexpf(1, PLACES - exponent)};
    *out    = (LbMoments){0};
    LB_TRY(add_up(&sums, &job, pool, comm, err));
    double mean = (double)sums.sum / (double)sums.n;
    out->mean   = mean / (double)job.unit;
    job.from    = (int32_t)mean;
    LB_TRY(add_up(&sums, &job, pool, comm, err));
    double squares = (double)sums.high * 4294967296.0 + (double)sums.low;
    double off     = (double)sums.sum / (double)sums.n;
    double spread  = squares - off * (double)sums.sum;
    if (sums.n > 1 && spread > 0) out->std = sqrt(spread / (double)(sums.n - 1)) / (double)job.unit;
cleanup:
    return st;
}
