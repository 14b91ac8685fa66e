/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/joint.h"

#include "common/base/mem.h"

#include <string.h>

enum { GROUP = 64 };

/* This rank's part of a file. */
typedef struct Part {
    LbIngest      own; /* numbered by itself */
    LbRatingsFile file;
    LbFilePart    what;
} Part;

struct LbJoint {
    LbPaths           paths;
    LbComm           *comm;
    const LbReporter *reporter;
    Part             *parts; /* [n_parts] of the files */
    int               n_parts, next;
};

/* What all ranks know of each one's part. */
typedef struct Facts {
    int64_t        is_good, is_range, end; /* end: of the file, as the rank sees it */
    int64_t        rows, runs, lines;
    int64_t        users, films, users_bytes, films_bytes;
    char           hash[LB_HASH_TEXT];
    LbRatingHeader header;
} Facts;

static void part_clear(Part *part)
{
    lb_rows_clear(&part->own.rows);
    lb_idmap_free(part->own.users);
    lb_idmap_free(part->own.films);
    *part = (Part){0};
}

LbStatus lb_joint_new(LbJoint **out, LbPaths paths, const LbReadingHow *how, LbError *err)
{
    LbStatus st    = LB_OK;
    LbJoint *joint = NULL;
    LbComm  *comm  = lb_pool_comm(how->pool);
    *out           = NULL;
    LB_ALLOC_ZEROED(joint, 1);
    joint->paths    = paths;
    joint->comm     = comm;
    joint->reporter = how->reporter;
    LB_ALLOC_ZEROED(joint->parts, paths.n);
    joint->n_parts = paths.n;
    for (int i = 0; i < paths.n; i++) {
        Part *part = &joint->parts[i];
        part->what = (LbFilePart){.rank = comm->rank, .size = comm->size, .turn = i};
        LB_TRY(lb_idmap_new(&part->own.users, err));
        LB_TRY(lb_idmap_new(&part->own.films, err));
        LB_TRY(lb_reading_add_part(&part->own, &part->file, paths.path[i], how, &part->what, err));
    }
    *out  = joint;
    joint = NULL;
cleanup:
    lb_joint_free(joint);
    return st;
}

void lb_joint_free(LbJoint *joint)
{
    if (joint == NULL) return;
    for (int i = 0; i < joint->n_parts; i++)
        part_clear(&joint->parts[i]);
    free(joint->parts);
    free(joint);
}

static int64_t bytes_of(const LbIdMap *ids)
{
    const char    *text;
    const int64_t *start;
    lb_idmap_strings(ids, &text, &start);
    return start[lb_idmap_count(ids)];
}

static LbStatus gather_facts(Facts *facts, const Part *part, LbComm *comm, LbError *err)
{
    int64_t          first[LB_COMM_MOST + 1];
    const LbIngest  *own  = &part->own;
    const LbFilePart what = part->what;
    Facts           *mine = &facts[comm->rank];
    memset(mine, 0, sizeof *mine);
    mine->is_good     = what.is_good;
    mine->is_range    = what.is_range;
    mine->end         = what.at[what.size];
    mine->rows        = own->rows.n;
    mine->runs        = own->rows.n_runs;
    mine->lines       = what.lines;
    mine->users       = lb_idmap_count(own->users);
    mine->films       = lb_idmap_count(own->films);
    mine->users_bytes = bytes_of(own->users);
    mine->films_bytes = bytes_of(own->films);
    memcpy(mine->hash, part->file.hash, sizeof mine->hash);
    mine->header = part->file.header;
    lb_comm_split(comm, first, comm->size);
    return lb_comm_gather(comm, facts, sizeof *facts, first, err);
}

/* first[r] = sum over the ranks before r of a number of the facts. */
static void add_up(int64_t *first, const Facts *facts, size_t offset, int size)
{
    first[0] = 0;
    for (int r = 0; r < size; r++)
        first[r + 1] =
            first[r] + *(const int64_t *)(const void *)((const char *)&facts[r] + offset);
}

#define ADD_UP(first, facts, member, comm)                                                         \
    add_up((first), (facts), offsetof(Facts, member), (comm)->size)

/* Ids of all ranks, of one kind. */
typedef struct Ids {
    int64_t   first[LB_COMM_MOST + 1]; /* of a rank's ids among those of all */
    int64_t   byte[LB_COMM_MOST + 1];  /* of their text */
    uint16_t *len;
    char     *text;
} Ids;

static LbStatus gather_ids(Ids *ids, const LbIdMap *own, LbComm *comm, LbError *err)
{
    LbStatus       st = LB_OK;
    int            r  = comm->rank;
    const char    *text;
    const int64_t *start;
    lb_idmap_strings(own, &text, &start);
    LB_ALLOC(ids->len, ids->first[comm->size]);
    LB_ALLOC(ids->text, ids->byte[comm->size]);
    for (int64_t i = 0; i < ids->first[r + 1] - ids->first[r]; i++)
        ids->len[ids->first[r] + i] = (uint16_t)(start[i + 1] - start[i]);
    if (ids->byte[r + 1] > ids->byte[r])
        memcpy(ids->text + ids->byte[r], text, (size_t)(ids->byte[r + 1] - ids->byte[r]));
    LB_TRY(lb_comm_gather(comm, ids->len, sizeof *ids->len, ids->first, err));
    LB_TRY(lb_comm_gather(comm, ids->text, 1, ids->byte, err));
cleanup:
    return st;
}

/* Number the ids of all ranks in order: a range comes before the next one in the file.
 * @param[out] number  [own ids] */
static LbStatus number_ids(LbIdMap *all, const Ids *ids, int32_t *number, LbComm *comm,
                           LbError *err)
{
    LbStatus    st   = LB_OK;
    const char *text = ids->text;
    int64_t     own = ids->first[comm->rank], own_end = ids->first[comm->rank + 1];
    for (int64_t i = 0; i < ids->first[comm->size]; i += GROUP) {
        LbSlice id[GROUP];
        int32_t index[GROUP];
        int64_t left = ids->first[comm->size] - i;
        size_t  n    = left < GROUP ? (size_t)left : GROUP;
        for (size_t k = 0; k < n; k++) {
            id[k] = (LbSlice){text, ids->len[i + (int64_t)k]};
            text += id[k].len;
        }
        LB_TRY(lb_idmap_add_many(all, id, n, index, err));
        for (int64_t k = 0; k < (int64_t)n; k++)
            if (i + k >= own && i + k < own_end) number[i + k - own] = index[k];
    }
cleanup:
    return st;
}

static LbStatus join_ids(LbIdMap *all, Ids *ids, const LbIdMap *own, int32_t **number, LbComm *comm,
                         LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(*number, lb_idmap_count(own));
    LB_TRY(gather_ids(ids, own, comm, err));
    LB_TRY(number_ids(all, ids, *number, comm, err));
cleanup:
    free(ids->len);
    free(ids->text);
    return st;
}

static LbStatus join_runs(LbRows *all, const LbRows *own, const Facts *facts, const int64_t *row,
                          LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  run[LB_COMM_MOST + 1], line[LB_COMM_MOST + 1];
    ADD_UP(run, facts, runs, comm);
    ADD_UP(line, facts, lines, comm);
    LB_TRY(LB_GROW(&all->runs, &all->run_cap, (size_t)(all->n_runs + run[comm->size]), err));
    for (int64_t i = 0; i < own->n_runs; i++) {
        LbRun *to = &all->runs[all->n_runs + run[comm->rank] + i];
        memset(to, 0, sizeof *to);
        to->row  = all->n + row[comm->rank] + own->runs[i].row;
        to->line = line[comm->rank] + own->runs[i].line;
    }
    LB_TRY(lb_comm_gather(comm, all->runs + all->n_runs, sizeof *all->runs, run, err));
    all->n_runs += run[comm->size];
    all->n_numbered = all->n_runs;
cleanup:
    return st;
}

static LbStatus join_rows(LbRows *all, LbRows *own, const Facts *facts, const int32_t *user,
                          const int32_t *film, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  row[LB_COMM_MOST + 1];
    ADD_UP(row, facts, rows, comm);
    size_t need = (size_t)(all->n + row[comm->size]), at = (size_t)(all->n + row[comm->rank]);
    LB_TRY(join_runs(all, own, facts, row, comm, err));
    LB_TRY(LB_GROW(&all->user, &all->user_cap, need, err));
    LB_TRY(LB_GROW(&all->film, &all->film_cap, need, err));
    LB_TRY(LB_GROW(&all->rating, &all->rating_cap, need, err));
    for (int64_t i = 0; i < own->n; i++) {
        all->user[at + (size_t)i] = user[own->user[i]];
        all->film[at + (size_t)i] = film[own->film[i]];
    }
    if (own->n > 0) memcpy(all->rating + at, own->rating, (size_t)own->n * sizeof *own->rating);
    lb_rows_clear(own);
    LB_TRY(lb_comm_gather(comm, all->user + all->n, sizeof *all->user, row, err));
    LB_TRY(lb_comm_gather(comm, all->film + all->n, sizeof *all->film, row, err));
    LB_TRY(lb_comm_gather(comm, all->rating + all->n, sizeof *all->rating, row, err));
    all->n += row[comm->size];
cleanup:
    return st;
}

/* Fingerprint of the file, by rank 0; the ranges that the others have read are those of its file. */
static LbStatus hash_ranges(char out[LB_HASH_TEXT], const Facts *facts, const Part *part,
                            const char *path, const LbJoint *joint, LbError *err)
{
    LbStatus st                 = LB_OK;
    char(*ranges)[LB_HASH_TEXT] = NULL;
    LbComm *comm                = joint->comm;
    if (comm->rank == 0) {
        LB_ALLOC(ranges, comm->size);
        LB_TRY(lb_hash_ranges(out, ranges, path, part->what.at, comm->size, joint->reporter, err));
        for (int r = 0; r < comm->size; r++)
            if (strcmp(ranges[r], facts[r].hash) != 0)
                LB_FAIL(
                    LB_EDATA, r,
                    "%s: what rank %d of %d has read is not what rank 0 sees: all machines need "
                    "the same file, and nobody may write to it",
                    path, r, comm->size);
    }
    LB_TRY(lb_comm_broadcast(comm, out, LB_HASH_TEXT, err));
cleanup:
    free(ranges);
    return st;
}

static bool all_are_good(const Facts *facts, int size)
{
    for (int r = 0; r < size; r++)
        if (!facts[r].is_good || facts[r].is_range != facts[0].is_range ||
            facts[r].end != facts[0].end)
            return false;
    return true;
}

static LbStatus describe_file(LbRatingsFile *file, const Facts *facts, const Part *part,
                              const char *path, const LbJoint *joint, LbError *err)
{
    LbStatus st    = LB_OK;
    int      whose = part->what.is_range ? 0 : part->what.turn % joint->comm->size;
    LB_STRDUP(file->name, path);
    file->header = facts[whose].header;
    memcpy(file->hash, facts[whose].hash, sizeof file->hash);
    if (part->what.is_range) LB_TRY(hash_ranges(file->hash, facts, part, path, joint, err));
cleanup:
    return st;
}

LbStatus lb_joint_add(LbJoint *joint, LbIngest *all, LbRatingsFile *file, bool *is_good,
                      LbError *err)
{
    LbStatus    st    = LB_OK;
    LbComm     *comm  = joint->comm;
    Part       *part  = &joint->parts[joint->next];
    const char *path  = joint->paths.path[joint->next++];
    Facts      *facts = NULL;
    int32_t    *user = NULL, *film = NULL;
    Ids         users = {0}, films = {0};
    LB_ALLOC(facts, comm->size);
    LB_TRY(gather_facts(facts, part, comm, err));
    *is_good = all_are_good(facts, comm->size);
    if (!*is_good) goto cleanup;
    file->first_row = all->rows.n;
    LB_TRY(describe_file(file, facts, part, path, joint, err));
    ADD_UP(users.first, facts, users, comm);
    ADD_UP(users.byte, facts, users_bytes, comm);
    ADD_UP(films.first, facts, films, comm);
    ADD_UP(films.byte, facts, films_bytes, comm);
    LB_TRY(join_ids(all->users, &users, part->own.users, &user, comm, err));
    LB_TRY(join_ids(all->films, &films, part->own.films, &film, comm, err));
    LB_TRY(join_rows(&all->rows, &part->own.rows, facts, user, film, comm, err));
cleanup:
    part_clear(part);
    free(facts);
    free(user);
    free(film);
    return st;
}
