/* SPDX-License-Identifier: MIT */
#include "common/base/topk.h"

#include "common/base/mem.h"

#include <math.h>

/* a is worse than b: lower score, or the same score and a later film. */
static int is_worse(LbScored a, LbScored b)
{
    return a.score < b.score || (a.score == b.score && a.film > b.film);
}

LbStatus lb_topk_init(LbTopK *top, int32_t k, LbError *err)
{
    LbStatus st = LB_OK;
    *top        = (LbTopK){.k = k > 0 ? k : 0};
    LB_ALLOC(top->heap, top->k);
cleanup:
    return st;
}

void lb_topk_clear(LbTopK *top)
{
    free(top->heap);
    *top = (LbTopK){0};
}

float lb_topk_threshold(const LbTopK *top)
{
    if (top->k == 0) return INFINITY;
    return top->n < top->k ? -INFINITY : top->heap[0].score;
}

static void sift_down(LbScored *heap, int32_t n, int32_t at)
{
    LbScored item = heap[at];
    for (;;) {
        int32_t child = 2 * at + 1;
        if (child >= n) break;
        if (child + 1 < n && is_worse(heap[child + 1], heap[child])) child++;
        if (!is_worse(heap[child], item)) break;
        heap[at] = heap[child];
        at       = child;
    }
    heap[at] = item;
}

static void sift_up(LbScored *heap, int32_t at)
{
    LbScored item = heap[at];
    while (at > 0) {
        int32_t parent = (at - 1) / 2;
        if (!is_worse(item, heap[parent])) break;
        heap[at] = heap[parent];
        at       = parent;
    }
    heap[at] = item;
}

void lb_topk_offer(LbTopK *top, float score, int32_t film)
{
    LbScored item = {score, film};
    if (isnan(score) || top->k == 0) return;
    if (top->n < top->k) {
        top->heap[top->n] = item;
        sift_up(top->heap, top->n++);
    } else if (is_worse(top->heap[0], item)) {
        top->heap[0] = item;
        sift_down(top->heap, top->n, 0);
    }
}

int32_t lb_topk_finish(LbTopK *top)
{
    for (int32_t n = top->n - 1; n > 0; n--) {
        LbScored worst = top->heap[0];
        top->heap[0]   = top->heap[n];
        top->heap[n]   = worst;
        sift_down(top->heap, n, 0);
    }
    return top->n;
}
