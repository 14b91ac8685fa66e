/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/moments.h"

#include <math.h>

enum { PARTS = 64, LANES = 4 };

typedef struct Job {
    const float *value;
    int64_t      n;
    double       mean;
    float        least[PARTS], greatest[PARTS];
    double       sum[PARTS];
} Job;

static int64_t begin_of(const Job *job, int64_t part)
{
    return lb_pool_part_begin(job->n, part, PARTS);
}

static float smaller(float a, float b)
{
    return b < a ? b : a;
}

static float greater(float a, float b)
{
    return b > a ? b : a;
}

/* Lanes do not wait for each other. */
static void sum_part(void *ctx, int64_t part, int thread)
{
    Job         *job = ctx;
    int64_t      n = begin_of(job, part + 1) - begin_of(job, part), i = 0;
    const float *value = job->value + begin_of(job, part);
    float        least[LANES], greatest[LANES];
    double       sum[LANES] = {0};
    (void)thread;
    for (int k = 0; k < LANES; k++)
        least[k] = greatest[k] = job->value[0];
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) {
            least[k]    = smaller(least[k], value[i + k]);
            greatest[k] = greater(greatest[k], value[i + k]);
            sum[k] += (double)value[i + k];
        }
    for (; i < n; i++) {
        least[0]    = smaller(least[0], value[i]);
        greatest[0] = greater(greatest[0], value[i]);
        sum[0] += (double)value[i];
    }
    job->least[part] = smaller(smaller(least[0], least[1]), smaller(least[2], least[3]));
    job->greatest[part] =
        greater(greater(greatest[0], greatest[1]), greater(greatest[2], greatest[3]));
    job->sum[part] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static void square_part(void *ctx, int64_t part, int thread)
{
    Job         *job = ctx;
    int64_t      n = begin_of(job, part + 1) - begin_of(job, part), i = 0;
    const float *value      = job->value + begin_of(job, part);
    double       sum[LANES] = {0}, distance;
    (void)thread;
    for (; i + LANES <= n; i += LANES)
        for (int k = 0; k < LANES; k++) {
            distance = (double)value[i + k] - job->mean;
            sum[k] += distance * distance;
        }
    for (; i < n; i++) {
        distance = (double)value[i] - job->mean;
        sum[0] += distance * distance;
    }
    job->sum[part] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static double total(const Job *job)
{
    double sum = 0;
    for (int part = 0; part < PARTS; part++)
        sum += job->sum[part];
    return sum;
}

/* Index of the first of them; there is one. */
static int64_t first_of(const float *value, float wanted)
{
    int64_t i = 0;
    while (value[i] != wanted)
        i++;
    return i;
}

LbMoments lb_moments_of(const float *value, int64_t n, LbPool *pool)
{
    Job       job = {.value = value, .n = n};
    LbMoments out = {0};
    lb_pool_run(pool, PARTS, sum_part, &job);
    float least = job.least[0], greatest = job.greatest[0];
    for (int part = 1; part < PARTS; part++) {
        least    = smaller(least, job.least[part]);
        greatest = greater(greatest, job.greatest[part]);
    }
    out.low  = first_of(value, least);
    out.high = first_of(value, greatest);
    out.mean = job.mean = total(&job) / (double)n;
    lb_pool_run(pool, PARTS, square_part, &job);
    out.std = n > 1 ? sqrt(total(&job) / (double)(n - 1)) : 0;
    return out;
}
