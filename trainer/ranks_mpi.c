/* SPDX-License-Identifier: MIT */
#include "trainer/ranks.h"

#include "common/base/clock.h"
#include "common/base/interrupt.h"
#include "common/base/mem.h"
#include "trainer/guard.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Bytes that travel at a time. */
enum { STAGE = 1 << 23 };
/* Of messages on the second communicator, which are awaited by nobody in particular. */
enum { TAG_FAILURE = 1, TAG_THROUGH = 2 };
/* While others are waited for: looks before the processor is given away, and before sleeping, which
 * is for longer the longer it has taken. */
enum { LOOKS = 200, YIELDS = 300, NAP_NS = 20000, NAP_MOST_NS = 1000000 };
/* Seconds that rank 0 waits after a failure for the others to be through. */
static const double PATIENCE = 5;

/* All messages begin and end in memory of this, which stays when a rank fails: MPI may still write
 * to what it was given, and the caller's arrays are freed then. */
typedef struct Ranks {
    LbComm   comm;
    MPI_Comm data, control;
    char    *in, *out; /* [STAGE] */
    int      in_counts[LB_COMM_MOST], in_offsets[LB_COMM_MOST];
    int      out_counts[LB_COMM_MOST], out_offsets[LB_COMM_MOST];
    int64_t  longest;
    int      guard;
    LbError  failure; /* of some rank */
    bool     has_failed;
} Ranks;

const char *lb_ranks_program(void)
{
    return "lbrec-train-mpi";
}

static LbStatus check(int code, const char *what, LbError *err)
{
    char text[MPI_MAX_ERROR_STRING] = "";
    int  len                        = 0;
    if (code == MPI_SUCCESS) return LB_OK;
    (void)MPI_Error_string(code, text, &len);
    return lb_error_set(err, LB_EINTERNAL, code, "MPI failed: %s: %s", what, text);
}

/* Whether some rank has said that it failed. */
static bool look_for_failure(Ranks *ranks)
{
    int        is_there = 0;
    MPI_Status status;
    if (ranks->has_failed) return true;
    if (MPI_Iprobe(MPI_ANY_SOURCE, TAG_FAILURE, ranks->control, &is_there, &status) !=
            MPI_SUCCESS ||
        !is_there)
        return false;
    if (MPI_Recv(&ranks->failure, sizeof ranks->failure, MPI_BYTE, status.MPI_SOURCE, TAG_FAILURE,
                 ranks->control, MPI_STATUS_IGNORE) != MPI_SUCCESS)
        return false;
    ranks->failure.message[sizeof ranks->failure.message - 1] = '\0';
    ranks->has_failed                                         = true;
    return true;
}

static void wait_a_little(int64_t looks)
{
    int64_t         ns  = NAP_NS + (looks - YIELDS) * (NAP_NS / 50);
    struct timespec nap = {.tv_nsec = ns < NAP_MOST_NS ? (long)ns : NAP_MOST_NS};
    if (looks < LOOKS) return;
    if (looks < YIELDS)
        (void)sched_yield();
    else
        (void)nanosleep(&nap, NULL);
}

/* Until the request is done, some rank has failed, or this one is to stop. A rank that has failed
 * takes part in nothing any more. */
static LbStatus wait_for(Ranks *ranks, MPI_Request request, LbError *err)
{
    for (int64_t looks = 0;; looks++) {
        int      is_done = 0;
        LbStatus st =
            check(MPI_Test(&request, &is_done, MPI_STATUS_IGNORE), "waiting for other ranks", err);
        if (st != LB_OK || is_done) return st;
        if (looks % 16 == 15) {
            if (lb_interrupt_is_pending()) return lb_error_set(err, LB_EINTR, 0, "interrupted");
            if (look_for_failure(ranks)) return lb_error_copy(err, &ranks->failure);
        }
        wait_a_little(looks);
    }
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Bytes of a part that goes through a slot in this round. */
static int round_of(const int64_t *at, int r, int64_t done, int64_t slot)
{
    int64_t left = at[r + 1] - at[r] - done;
    return left <= 0 ? 0 : (int)smaller(left, slot);
}

/* Counts and offsets of a round, one part behind the other. @return the bytes in all */
static int set_round(const LbComm *comm, const int64_t *at, int64_t done, int *counts, int *offsets)
{
    int bytes = 0;
    for (int r = 0; r < comm->size; r++) {
        counts[r]  = round_of(at, r, done, STAGE / comm->size);
        offsets[r] = bytes;
        bytes += counts[r];
    }
    return bytes;
}

static LbStatus mpi_broadcast(LbComm *comm, void *bytes, int64_t n, LbError *err)
{
    LbStatus st    = LB_OK;
    Ranks   *ranks = comm->ctx;
    for (int64_t at = 0; at < n; at += STAGE) {
        MPI_Request request;
        int         len = (int)smaller(n - at, STAGE);
        if (comm->rank == 0) memcpy(ranks->in, (char *)bytes + at, (size_t)len);
        LB_TRY(check(MPI_Ibcast(ranks->in, len, MPI_BYTE, 0, ranks->data, &request), "broadcast",
                     err));
        LB_TRY(wait_for(ranks, request, err));
        if (comm->rank > 0) memcpy((char *)bytes + at, ranks->in, (size_t)len);
    }
cleanup:
    return st;
}

static LbStatus mpi_gather(LbComm *comm, void *bytes, const int64_t *at, LbError *err)
{
    LbStatus st     = LB_OK;
    Ranks   *ranks  = comm->ctx;
    int     *counts = ranks->in_counts, *offsets = ranks->in_offsets, own = comm->rank;
    for (int64_t done = 0; set_round(comm, at, done, counts, offsets) > 0;
         done += STAGE / comm->size) {
        MPI_Request request;
        if (counts[own] > 0)
            memcpy(ranks->in + offsets[own], (char *)bytes + at[own] + done, (size_t)counts[own]);
        LB_TRY(check(MPI_Iallgatherv(MPI_IN_PLACE, 0, MPI_BYTE, ranks->in, counts, offsets,
                                     MPI_BYTE, ranks->data, &request),
                     "gather", err));
        LB_TRY(wait_for(ranks, request, err));
        for (int r = 0; r < comm->size; r++)
            if (r != own && counts[r] > 0)
                memcpy((char *)bytes + at[r] + done, ranks->in + offsets[r], (size_t)counts[r]);
    }
cleanup:
    return st;
}

/* The parts of a round between the caller's array and the stage. */
static void pack(char *stage, const char *from, const int64_t *at, int64_t done, const int *counts,
                 int size)
{
    for (int r = 0; r < size; stage += counts[r], r++)
        if (counts[r] > 0) memcpy(stage, from + at[r] + done, (size_t)counts[r]);
}

static void unpack(char *to, const char *stage, const int64_t *at, int64_t done, const int *counts,
                   int size)
{
    for (int r = 0; r < size; stage += counts[r], r++)
        if (counts[r] > 0) memcpy(to + at[r] + done, stage, (size_t)counts[r]);
}

/* Parts of any rank to any other at most: all go through as many rounds. */
static LbStatus longest_part(Ranks *ranks, const int64_t *from_at, int64_t *longest, LbError *err)
{
    MPI_Request request;
    ranks->longest = 0;
    for (int r = 0; r < ranks->comm.size; r++)
        if (from_at[r + 1] - from_at[r] > ranks->longest)
            ranks->longest = from_at[r + 1] - from_at[r];
    LbStatus st = check(MPI_Iallreduce(MPI_IN_PLACE, &ranks->longest, 1, MPI_INT64_T, MPI_MAX,
                                       ranks->data, &request),
                        "exchange", err);
    if (st == LB_OK) st = wait_for(ranks, request, err);
    *longest = ranks->longest;
    return st;
}

static LbStatus mpi_exchange(LbComm *comm, const void *from, const int64_t *from_at, void *to,
                             const int64_t *to_at, LbError *err)
{
    LbStatus st      = LB_OK;
    Ranks   *ranks   = comm->ctx;
    int64_t  longest = 0;
    LB_TRY(longest_part(ranks, from_at, &longest, err));
    for (int64_t done = 0; done < longest; done += STAGE / comm->size) {
        MPI_Request request;
        (void)set_round(comm, from_at, done, ranks->out_counts, ranks->out_offsets);
        (void)set_round(comm, to_at, done, ranks->in_counts, ranks->in_offsets);
        pack(ranks->out, from, from_at, done, ranks->out_counts, comm->size);
        LB_TRY(check(MPI_Ialltoallv(ranks->out, ranks->out_counts, ranks->out_offsets, MPI_BYTE,
                                    ranks->in, ranks->in_counts, ranks->in_offsets, MPI_BYTE,
                                    ranks->data, &request),
                     "exchange", err));
        LB_TRY(wait_for(ranks, request, err));
        unpack(to, ranks->in, to_at, done, ranks->in_counts, comm->size);
    }
cleanup:
    return st;
}

static const LbCommOps operations = {mpi_gather, mpi_exchange, mpi_broadcast};

/* Ranks on this machine share its processors. */
static LbStatus count_neighbours(Ranks *ranks, LbError *err)
{
    LbStatus st = LB_OK;
    MPI_Comm here;
    LB_TRY(check(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here),
                 "start", err));
    LB_TRY(check(MPI_Comm_size(here, &ranks->comm.n_here), "start", err));
    LB_TRY(check(MPI_Comm_free(&here), "start", err));
cleanup:
    return st;
}

static void ranks_free(Ranks *ranks)
{
    if (ranks == NULL) return;
    free(ranks->in);
    free(ranks->out);
    free(ranks);
}

LbStatus lb_ranks_join(LbComm **comm, LbError *err)
{
    LbStatus st       = LB_OK;
    Ranks   *ranks    = NULL;
    int      provided = 0;
    *comm             = NULL;
    LB_ALLOC_ZEROED(ranks, 1);
    LB_TRY(lb_guard_start(&ranks->guard, err));
    LB_TRY(check(MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided), "start", err));
    LB_TRY(check(MPI_Comm_dup(MPI_COMM_WORLD, &ranks->data), "start", err));
    LB_TRY(check(MPI_Comm_dup(MPI_COMM_WORLD, &ranks->control), "start", err));
    LB_TRY(check(MPI_Comm_set_errhandler(ranks->data, MPI_ERRORS_RETURN), "start", err));
    LB_TRY(check(MPI_Comm_set_errhandler(ranks->control, MPI_ERRORS_RETURN), "start", err));
    LB_TRY(check(MPI_Comm_rank(ranks->data, &ranks->comm.rank), "start", err));
    LB_TRY(check(MPI_Comm_size(ranks->data, &ranks->comm.size), "start", err));
    if (ranks->comm.size > LB_COMM_MOST)
        LB_FAIL(LB_EUSAGE, 0, "%d ranks: at most %d work together", ranks->comm.size, LB_COMM_MOST);
    LB_TRY(count_neighbours(ranks, err));
    LB_ALLOC(ranks->in, STAGE);
    LB_ALLOC(ranks->out, STAGE);
    ranks->comm.ops = &operations;
    ranks->comm.ctx = ranks;
    *comm           = &ranks->comm;
    ranks           = NULL;
cleanup:
    ranks_free(ranks);
    return st;
}

LbStatus lb_ranks_watch(LbComm *comm, const char *path, LbError *err)
{
    return comm->rank == 0 ? lb_guard_watch(((Ranks *)comm->ctx)->guard, path, err) : LB_OK;
}

/* Every other rank is told, for it may wait for this one. */
static void tell_failure(Ranks *ranks)
{
    for (int r = 0; r < ranks->comm.size; r++) {
        MPI_Request request;
        if (r != ranks->comm.rank &&
            MPI_Isend(&ranks->failure, sizeof ranks->failure, MPI_BYTE, r, TAG_FAILURE,
                      ranks->control, &request) == MPI_SUCCESS)
            (void)MPI_Request_free(&request);
    }
}

/* Rank 0 is told by each of the others that it is through: then nobody is at work any more. */
static void wait_for_others(Ranks *ranks)
{
    double until = lb_clock_seconds() + PATIENCE;
    int    n     = 1;
    for (int64_t looks = LOOKS; n < ranks->comm.size && lb_clock_seconds() < until; looks++) {
        int        is_there = 0;
        MPI_Status status;
        if (MPI_Iprobe(MPI_ANY_SOURCE, TAG_THROUGH, ranks->control, &is_there, &status) ==
                MPI_SUCCESS &&
            is_there &&
            MPI_Recv(NULL, 0, MPI_BYTE, status.MPI_SOURCE, TAG_THROUGH, ranks->control,
                     MPI_STATUS_IGNORE) == MPI_SUCCESS)
            n++;
        else
            wait_a_little(looks);
    }
}

static void fail_together(Ranks *ranks, const LbError *err)
{
    MPI_Request request;
    if (!look_for_failure(ranks)) {
        ranks->failure    = *err;
        ranks->has_failed = true;
        tell_failure(ranks);
    }
    if (ranks->comm.rank == 0)
        wait_for_others(ranks);
    else if (MPI_Isend(NULL, 0, MPI_BYTE, 0, TAG_THROUGH, ranks->control, &request) == MPI_SUCCESS)
        (void)MPI_Request_free(&request);
}

LbStatus lb_ranks_agree(LbComm *comm, LbStatus st, LbError *err)
{
    Ranks      *ranks = comm != NULL ? comm->ctx : NULL;
    MPI_Request request;
    if (ranks == NULL) return st;
    if (st == LB_OK) st = check(MPI_Ibarrier(ranks->data, &request), "end", err);
    if (st == LB_OK) st = wait_for(ranks, request, err);
    if (st != LB_OK) fail_together(ranks, err);
    return st;
}

/* MPI_Finalize() waits for what was begun and will not end. */
static void end_all(const LbComm *comm, int code)
{
    if (comm == NULL || comm->rank == 0) (void)MPI_Abort(MPI_COMM_WORLD, code);
    while (comm != NULL && !lb_interrupt_is_pending()) {
        int is_there;
        (void)MPI_Iprobe(MPI_ANY_SOURCE, TAG_THROUGH, ((Ranks *)comm->ctx)->control, &is_there,
                         MPI_STATUS_IGNORE);
        wait_a_little(YIELDS);
    }
}

bool lb_ranks_leave(LbComm *comm, int code)
{
    int is_begun = 0;
    if (MPI_Initialized(&is_begun) != MPI_SUCCESS || !is_begun) return true;
    if (code != 0) {
        end_all(comm, code);
        return false;
    }
    (void)MPI_Finalize();
    if (comm != NULL) ranks_free(comm->ctx);
    return true;
}
