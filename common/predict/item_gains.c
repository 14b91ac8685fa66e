/* SPDX-License-Identifier: MIT */
#include "common/predict/item_gains.h"

#include "common/dense/simd.h"

#include <math.h>
#include <string.h>

static const float CODE_MAX = 127;

int32_t lb_item_gains_row(const LbItemHead *head, int32_t film)
{
    int32_t row = head->n > 0 ? head->place[film] : -1;
    return row < head->n ? row : -1;
}

static double cube(double x)
{
    return x * x * x;
}

double lb_item_gains_correlation(const LbItemHead *head, int32_t a, int32_t b)
{
    int32_t row = lb_item_gains_row(head, a), col = lb_item_gains_row(head, b);
    if (row < 0 || col < 0) return 0;
    return (double)head->row_scale[row] *
           cube(head->code[(int64_t)row * head->n + col] / (double)CODE_MAX);
}

double lb_item_gains_weight(const LbItemHead *head, int32_t seen, int32_t film)
{
    int32_t row = lb_item_gains_row(head, seen), col = lb_item_gains_row(head, film);
    if (row < 0 || col < 0) return 0;
    return lb_item_gains_correlation(head, seen, film) * (double)head->root[row] /
           (double)head->root[col];
}

/* sum[i] += factor * code[i]^3 */
LB_CLONES static void add_cubes(float *restrict sum, const int8_t *code, float factor, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        float value = (float)code[i];
        sum[i] += factor * (value * value * value);
    }
}

bool lb_item_gains_fill(float *gain, float *scratch, const LbModel *model, const int32_t *film,
                        const float *weight, int32_t n)
{
    const LbItemHead *head = &model->items;
    memset(gain, 0, (size_t)model->films.n_films * sizeof *gain);
    memset(scratch, 0, (size_t)head->n * sizeof *scratch);
    for (int32_t j = 0; j < n; j++) {
        int32_t row = lb_item_gains_row(head, film[j]);
        if (row < 0) continue;
        float unit = head->row_scale[row] * head->root[row] / (CODE_MAX * CODE_MAX * CODE_MAX);
        add_cubes(scratch, head->code + (int64_t)row * head->n, weight[j] * unit, head->n);
    }
    bool are_numbers = true;
    for (int32_t i = 0; i < head->n; i++) {
        float value = scratch[i] / head->root[i];
        are_numbers = are_numbers && isfinite(value) && isfinite(head->root[i]);
        if (head->film[i] >= 0 && head->film[i] < model->films.n_films) gain[head->film[i]] = value;
    }
    return are_numbers;
}

double lb_item_gains_share(const LbItemHead *head, double n)
{
    double few = n > 0 ? head->half_films / n : 0;
    return head->gain / (1 + few * few * few * few);
}
