/* SPDX-License-Identifier: MIT */
#include "common/base/block_sum.h"

#include "common/base/mem.h"

#include <assert.h>
#include <string.h>

/* Strips for the threads; numbers that are too few for threads, and to travel twice. */
enum { STRIPS = 16, FEW = 4096 };

/* Nodes of the tree that somebody has: the one at place b is the sum of blocks [b, b + size[b]). */
typedef struct Nodes {
    int n_blocks;
    int size[LB_BLOCK_SUM_MOST]; /* 0 = none */
} Nodes;

LbBlockRange lb_block_sum_share(int rank, int size, int n_blocks)
{
    return (LbBlockRange){n_blocks * rank / size, n_blocks * (rank + 1) / size};
}

LbBlockRange lb_block_sum_range(LbPool *pool, int n_blocks)
{
    const LbComm *comm = lb_pool_comm(pool);
    return lb_block_sum_share(lb_comm_rank(comm), lb_comm_size(comm), n_blocks);
}

/* Add up what can be: at[b] is the row of node b. Only halves of a whole subtree are a pair. */
static void combine(Nodes *nodes, double *const *at, size_t begin, size_t end)
{
    for (int step = 1; step < nodes->n_blocks; step *= 2)
        for (int b = 0; b < nodes->n_blocks; b += 2 * step) {
            if (nodes->size[b] != step || nodes->size[b + step] != step) continue;
            for (size_t i = begin; i < end; i++)
                at[b][i] += at[b + step][i];
            nodes->size[b]        = 2 * step;
            nodes->size[b + step] = 0;
        }
}

static Nodes leaves_of(LbBlockRange range, int n_blocks)
{
    Nodes nodes = {.n_blocks = n_blocks};
    for (int b = range.first; b < range.end; b++)
        nodes.size[b] = 1;
    return nodes;
}

/* What a rank has left when its blocks are added up. */
static Nodes nodes_of(const LbComm *comm, int rank, int n_blocks)
{
    Nodes nodes = leaves_of(lb_block_sum_share(rank, comm->size, n_blocks), n_blocks);
    combine(&nodes, NULL, 0, 0);
    return nodes;
}

static int count_nodes(const Nodes *nodes)
{
    int n = 0;
    for (int b = 0; b < nodes->n_blocks; b++)
        n += nodes->size[b] > 0;
    return n;
}

typedef struct Sum {
    Nodes   nodes;
    double *at[LB_BLOCK_SUM_MOST];
    size_t  width;
} Sum;

static void combine_strip(void *ctx, int64_t strip, int thread)
{
    const Sum *sum   = ctx;
    Nodes      nodes = sum->nodes;
    (void)thread;
    combine(&nodes, sum->at, sum->width * (size_t)strip / STRIPS,
            sum->width * (size_t)(strip + 1) / STRIPS);
}

/* What each rank gets of this one's nodes: its strip of them, node by node. */
static void pack(double *to, const Sum *sum, const int64_t *strip, int size)
{
    for (int r = 0; r < size; r++)
        for (int b = 0; b < sum->nodes.n_blocks; b++) {
            size_t n = (size_t)(strip[r + 1] - strip[r]);
            if (sum->nodes.size[b] == 0 || n == 0) continue;
            memcpy(to, sum->at[b] + strip[r], n * sizeof *to);
            to += n;
        }
}

/* All ranks' nodes of one strip, in the order of the ranks, and so of the blocks. */
static void place(Sum *all, double *from, const LbComm *comm, size_t width)
{
    for (int r = 0; r < comm->size; r++) {
        Nodes nodes = nodes_of(comm, r, all->nodes.n_blocks);
        for (int b = 0; b < nodes.n_blocks; b++) {
            if (nodes.size[b] == 0) continue;
            all->nodes.size[b] = nodes.size[b];
            all->at[b]         = from;
            from += width;
        }
    }
}

/* Each rank adds up one strip. */
static LbStatus scatter(double *out, const Sum *sum, const int64_t *strip, LbComm *comm,
                        LbError *err)
{
    LbStatus st       = LB_OK;
    int      n_blocks = sum->nodes.n_blocks;
    double  *from = NULL, *to = NULL;
    int64_t  from_at[LB_COMM_MOST + 1], to_at[LB_COMM_MOST + 1];
    Sum      all  = {.nodes = {.n_blocks = n_blocks}};
    int64_t  mine = strip[comm->rank + 1] - strip[comm->rank], n_mine = count_nodes(&sum->nodes);
    to_at[0] = 0;
    for (int r = 0; r < comm->size; r++) {
        Nodes theirs = nodes_of(comm, r, n_blocks);
        from_at[r]   = strip[r] * n_mine * (int64_t)sizeof *from;
        to_at[r + 1] = to_at[r] + count_nodes(&theirs) * mine * (int64_t)sizeof *to;
    }
    from_at[comm->size] = strip[comm->size] * n_mine * (int64_t)sizeof *from;
    LB_ALLOC(from, (size_t)strip[comm->size] * (size_t)n_mine);
    LB_ALLOC(to, (size_t)to_at[comm->size] / sizeof *to);
    pack(from, sum, strip, comm->size);
    LB_TRY(lb_comm_exchange(comm, from, from_at, to, to_at, err));
    place(&all, to, comm, (size_t)mine);
    combine(&all.nodes, all.at, 0, (size_t)mine);
    if (mine > 0 && all.at[0] != NULL)
        memcpy(out + strip[comm->rank], all.at[0], (size_t)mine * sizeof *out);
cleanup:
    free(from);
    free(to);
    return st;
}

/* Each rank has all nodes, and adds up all. */
static LbStatus gather(double *out, const Sum *sum, LbComm *comm, LbError *err)
{
    LbStatus st                      = LB_OK;
    double  *rows                    = NULL, *next;
    int64_t  first[LB_COMM_MOST + 1] = {0};
    Sum      all                     = {.nodes = {.n_blocks = sum->nodes.n_blocks}};
    for (int r = 0; r < comm->size; r++) {
        Nodes theirs = nodes_of(comm, r, sum->nodes.n_blocks);
        first[r + 1] = first[r] + count_nodes(&theirs);
    }
    LB_ALLOC(rows, (size_t)first[comm->size] * sum->width);
    next = rows + (size_t)first[comm->rank] * sum->width;
    for (int b = 0; b < sum->nodes.n_blocks; b++) {
        if (sum->nodes.size[b] == 0) continue;
        memcpy(next, sum->at[b], sum->width * sizeof *next);
        next += sum->width;
    }
    LB_TRY(lb_comm_gather(comm, rows, (int64_t)(sum->width * sizeof *rows), first, err));
    place(&all, rows, comm, sum->width);
    combine(&all.nodes, all.at, 0, sum->width);
    if (all.at[0] != NULL) memcpy(out, all.at[0], sum->width * sizeof *out);
cleanup:
    free(rows);
    return st;
}

/* Add up this rank's blocks. */
static Sum sum_own(double *partial, int n_blocks, size_t width, LbPool *pool)
{
    LbBlockRange range = lb_block_sum_range(pool, n_blocks);
    Sum          sum   = {.nodes = leaves_of(range, n_blocks), .width = width};
    assert(n_blocks <= LB_BLOCK_SUM_MOST && (n_blocks & (n_blocks - 1)) == 0);
    for (int b = range.first; b < range.end; b++)
        sum.at[b] = partial + (size_t)(b - range.first) * width;
    lb_pool_run(width > FEW ? pool : NULL, STRIPS, combine_strip, &sum);
    combine(&sum.nodes, NULL, 0, 0);
    return sum;
}

LbStatus lb_block_sum_parts(double *partial, int n_blocks, const int64_t *part, LbPool *pool,
                            LbError *err)
{
    LbComm *comm = lb_pool_comm(pool);
    Sum     sum  = sum_own(partial, n_blocks, (size_t)part[lb_comm_size(comm)], pool);
    return lb_comm_size(comm) > 1 ? scatter(partial, &sum, part, comm, err) : LB_OK;
}

LbStatus lb_block_sum(double *partial, int n_blocks, size_t width, LbPool *pool, LbError *err)
{
    LbComm *comm = lb_pool_comm(pool);
    int64_t strip[LB_COMM_MOST + 1];
    Sum     sum = sum_own(partial, n_blocks, width, pool);
    if (lb_comm_size(comm) == 1) return LB_OK;
    if (width <= FEW) return gather(partial, &sum, comm, err);
    lb_comm_split(comm, strip, (int64_t)width);
    LbStatus st = scatter(partial, &sum, strip, comm, err);
    return st == LB_OK ? lb_comm_gather(comm, partial, sizeof *partial, strip, err) : st;
}
