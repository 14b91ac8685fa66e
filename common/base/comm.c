/* SPDX-License-Identifier: MIT */
#include "common/base/comm.h"

#include "common/base/mem.h"

#include <string.h>

int lb_comm_rank(const LbComm *comm)
{
    return comm != NULL ? comm->rank : 0;
}

int lb_comm_size(const LbComm *comm)
{
    return comm != NULL ? comm->size : 1;
}

bool lb_comm_is_first(const LbComm *comm)
{
    return lb_comm_rank(comm) == 0;
}

void lb_comm_split(const LbComm *comm, int64_t *first, int64_t n)
{
    int size = lb_comm_size(comm);
    for (int r = 0; r <= size; r++)
        first[r] = n / size * r + n % size * r / size;
}

static void count(LbComm *comm, int64_t bytes)
{
    comm->n_calls++;
    comm->n_bytes += bytes;
}

LbStatus lb_comm_gather(LbComm *comm, void *rows, int64_t row_bytes, const int64_t *first,
                        LbError *err)
{
    int64_t at[LB_COMM_MOST + 1];
    int     size = lb_comm_size(comm);
    if (size == 1) return LB_OK;
    for (int r = 0; r <= size; r++)
        at[r] = first[r] * row_bytes;
    count(comm, at[size] - (at[comm->rank + 1] - at[comm->rank]));
    return comm->ops->gather(comm, rows, at, err);
}

LbStatus lb_comm_broadcast(LbComm *comm, void *bytes, int64_t n, LbError *err)
{
    if (lb_comm_size(comm) == 1) return LB_OK;
    count(comm, comm->rank > 0 ? n : 0);
    return comm->ops->broadcast(comm, bytes, n, err);
}

LbStatus lb_comm_exchange(LbComm *comm, const void *from, const int64_t *from_at, void *to,
                          const int64_t *to_at, LbError *err)
{
    count(comm, to_at[comm->size] - to_at[0] - (to_at[comm->rank + 1] - to_at[comm->rank]));
    return comm->ops->exchange(comm, from, from_at, to, to_at, err);
}

/* Each rank adds up one part of the numbers. */
LbStatus lb_comm_sum(LbComm *comm, int64_t *number, int64_t n, LbError *err)
{
    LbStatus st                        = LB_OK;
    int      size                      = lb_comm_size(comm);
    int64_t *parts                     = NULL;
    int64_t  first[LB_COMM_MOST + 1]   = {0};
    int64_t  from_at[LB_COMM_MOST + 1] = {0};
    int64_t  to_at[LB_COMM_MOST + 1]   = {0};
    if (size == 1) return LB_OK;
    lb_comm_split(comm, first, n);
    int64_t *own = number + first[comm->rank], n_own = first[comm->rank + 1] - first[comm->rank];
    for (int r = 0; r <= size; r++) {
        from_at[r] = first[r] * (int64_t)sizeof *number;
        to_at[r]   = r * n_own * (int64_t)sizeof *parts;
    }
    LB_ALLOC(parts, (size_t)size * (size_t)n_own);
    LB_TRY(lb_comm_exchange(comm, number, from_at, parts, to_at, err));
    for (int64_t i = 0; i < n_own; i++) {
        own[i] = 0;
        for (int r = 0; r < size; r++)
            own[i] += parts[r * n_own + i];
    }
    LB_TRY(lb_comm_gather(comm, number, sizeof *number, first, err));
cleanup:
    free(parts);
    return st;
}

LbStatus lb_comm_compare(LbComm *comm, const void *bytes, size_t n, const char *what, LbError *err)
{
    LbStatus st   = LB_OK;
    int      size = lb_comm_size(comm);
    char    *all  = NULL;
    int64_t  first[LB_COMM_MOST + 1];
    if (size == 1) return LB_OK;
    LB_ALLOC(all, lb_mem_product(n, (size_t)size));
    memcpy(all + (size_t)comm->rank * n, bytes, n);
    lb_comm_split(comm, first, size);
    LB_TRY(lb_comm_gather(comm, all, (int64_t)n, first, err));
    for (int r = 1; r < size; r++)
        if (memcmp(all, all + (size_t)r * n, n) != 0)
            LB_FAIL(LB_EDATA, r,
                    "%s of rank %d of %d differ from those of rank 0: all machines need the same "
                    "files, options and version",
                    what, r, size);
cleanup:
    free(all);
    return st;
}
