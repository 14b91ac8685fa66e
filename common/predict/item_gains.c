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

/* Rows of codes that are added in one pass: what a pass costs beside them is the sums' way to and
 * from memory. */
enum { ROWS = 8 };

typedef struct Rows {
    const int8_t *code[ROWS];
    float         factor[ROWS];
    int           n;
} Rows;

LB_INLINE float cubed(int8_t code)
{
    float value = (float)code;
    return value * value * value;
}

/* sum[i] += factor[0] * code[0][i]^3, then that of row 1, ...: the same sums, in the same order, for
 * any number of rows in a pass. */
LB_CLONES_WIDE static void add_eight(float *restrict sum, const Rows *rows, int32_t n)
{
    const int8_t *a = rows->code[0], *b = rows->code[1], *c = rows->code[2], *d = rows->code[3];
    const int8_t *e = rows->code[4], *f = rows->code[5], *g = rows->code[6], *h = rows->code[7];
    const float  *w = rows->factor;
    for (int32_t i = 0; i < n; i++) {
        float value = sum[i];
        value += w[0] * cubed(a[i]);
        value += w[1] * cubed(b[i]);
        value += w[2] * cubed(c[i]);
        value += w[3] * cubed(d[i]);
        value += w[4] * cubed(e[i]);
        value += w[5] * cubed(f[i]);
        value += w[6] * cubed(g[i]);
        value += w[7] * cubed(h[i]);
        sum[i] = value;
    }
}

LB_CLONES static void add_one(float *restrict sum, const int8_t *code, float factor, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        sum[i] += factor * cubed(code[i]);
}

static void add_rows(float *sum, Rows *rows, int32_t n)
{
    if (rows->n == ROWS)
        add_eight(sum, rows, n);
    else
        for (int i = 0; i < rows->n; i++)
            add_one(sum, rows->code[i], rows->factor[i], n);
    rows->n = 0;
}

bool lb_item_gains_fill(float *gain, float *scratch, const LbModel *model, const int32_t *film,
                        const float *weight, int32_t n)
{
    const LbItemHead *head = &model->items;
    Rows              rows = {.n = 0};
    memset(gain, 0, (size_t)model->films.n_films * sizeof *gain);
    memset(scratch, 0, (size_t)head->n * sizeof *scratch);
    for (int32_t j = 0; j < n; j++) {
        int32_t row = lb_item_gains_row(head, film[j]);
        if (row < 0) continue;
        float unit = head->row_scale[row] * head->root[row] / (CODE_MAX * CODE_MAX * CODE_MAX);
        rows.code[rows.n]   = head->code + (int64_t)row * head->n;
        rows.factor[rows.n] = weight[j] * unit;
        if (++rows.n == ROWS) add_rows(scratch, &rows, head->n);
    }
    add_rows(scratch, &rows, head->n);
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
