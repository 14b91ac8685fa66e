/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/joint.h"

#include "common/base/mem.h"
#include "trainer/ingest/spread.h"
#include "trainer/ingest/triplets.h"

#include <string.h>

enum { GROUP = 64 };

/* This rank's part of a file. */
typedef struct Part {
    LbIngest      own; /* numbered by itself */
    LbRatingsFile file;
    LbFilePart    what;
} Part;

/* What all ranks know of each one's part. */
typedef struct Facts {
    int64_t        is_good, is_range, end; /* end: of the file, as the rank sees it */
    int64_t        rows, runs, lines;
    int64_t        users, films, users_bytes, films_bytes;
    char           hash[LB_HASH_TEXT];
    LbRatingHeader header;
    LbExtremes     extremes;
} Facts;

struct LbJoint {
    LbPaths           paths;
    LbComm           *comm;
    const LbReporter *reporter;
    Part             *parts; /* [n_parts] of the files */
    Facts            *facts; /* [n_parts x ranks] */
    int               n_parts, next;
    bool              keeps_parts; /* all are good: rows stay in the parts until they are spread */
};

/* Its ids have got their numbers. */
static void drop_ids(Part *part)
{
    lb_idmap_free(part->own.users);
    lb_idmap_free(part->own.films);
    part->own.users = part->own.films = NULL;
}

static void part_clear(Part *part)
{
    lb_rows_clear(&part->own.rows);
    drop_ids(part);
    *part = (Part){0};
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
    mine->header   = part->file.header;
    mine->extremes = part->file.extremes;
    lb_comm_split(comm, first, comm->size);
    return lb_comm_gather(comm, facts, sizeof *facts, first, err);
}

static bool all_are_good(const Facts *facts, int size)
{
    for (int r = 0; r < size; r++)
        if (!facts[r].is_good || facts[r].is_range != facts[0].is_range ||
            facts[r].end != facts[0].end)
            return false;
    return true;
}

/* Of each file what its readers know. */
static LbStatus share_facts(LbJoint *joint, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC(joint->facts, (size_t)joint->n_parts * (size_t)joint->comm->size);
    for (int i = 0; i < joint->n_parts; i++) {
        Facts *facts = joint->facts + (size_t)i * (size_t)joint->comm->size;
        LB_TRY(gather_facts(facts, &joint->parts[i], joint->comm, err));
        if (!all_are_good(facts, joint->comm->size)) joint->keeps_parts = false;
    }
cleanup:
    return st;
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
    joint->n_parts     = paths.n;
    joint->keeps_parts = true;
    for (int i = 0; i < paths.n; i++) {
        Part *part = &joint->parts[i];
        part->what = (LbFilePart){.rank = comm->rank, .size = comm->size, .turn = i};
        LB_TRY(lb_idmap_new(&part->own.users, err));
        LB_TRY(lb_idmap_new(&part->own.films, err));
        LB_TRY(lb_reading_add_part(&part->own, &part->file, paths.path[i], how, &part->what, err));
    }
    LB_TRY(share_facts(joint, err));
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
    free(joint->facts);
    free(joint);
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

static LbStatus join_runs(LbRows *all, int64_t first_row, const LbRows *own, const Facts *facts,
                          LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  row[LB_COMM_MOST + 1], run[LB_COMM_MOST + 1], line[LB_COMM_MOST + 1];
    ADD_UP(row, facts, rows, comm);
    ADD_UP(run, facts, runs, comm);
    ADD_UP(line, facts, lines, comm);
    LB_TRY(LB_GROW(&all->runs, &all->run_cap, (size_t)(all->n_runs + run[comm->size]), err));
    for (int64_t i = 0; i < own->n_runs; i++) {
        LbRun *to = &all->runs[all->n_runs + run[comm->rank] + i];
        memset(to, 0, sizeof *to);
        to->row  = first_row + row[comm->rank] + own->runs[i].row;
        to->line = line[comm->rank] + own->runs[i].line;
    }
    LB_TRY(lb_comm_gather(comm, all->runs + all->n_runs, sizeof *all->runs, run, err));
    all->n_runs += run[comm->size];
    all->n_numbered = all->n_runs;
cleanup:
    return st;
}

static LbStatus join_rows(LbRows *all, LbRows *own, const Facts *facts, LbComm *comm, LbError *err)
{
    LbStatus st = LB_OK;
    int64_t  row[LB_COMM_MOST + 1];
    ADD_UP(row, facts, rows, comm);
    size_t need = (size_t)(all->n + row[comm->size]), at = (size_t)(all->n + row[comm->rank]);
    LB_TRY(LB_GROW(&all->user, &all->user_cap, need, err));
    LB_TRY(LB_GROW(&all->film, &all->film_cap, need, err));
    LB_TRY(LB_GROW(&all->rating, &all->rating_cap, need, err));
    if (own->n > 0) {
        memcpy(all->user + at, own->user, (size_t)own->n * sizeof *own->user);
        memcpy(all->film + at, own->film, (size_t)own->n * sizeof *own->film);
        memcpy(all->rating + at, own->rating, (size_t)own->n * sizeof *own->rating);
    }
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

/* Extremes of all parts: the first of equal ones counts. */
static void join_extremes(LbRatingsFile *file, const Facts *facts, int size)
{
    file->n_rows = 0;
    for (int r = 0; r < size; file->n_rows += facts[r++].rows)
        if (facts[r].rows > 0)
            lb_moments_join_extremes(&file->extremes, file->n_rows == 0, &facts[r].extremes,
                                     file->n_rows);
}

static LbStatus describe_file(LbRatingsFile *file, const Facts *facts, const Part *part,
                              const char *path, const LbJoint *joint, LbError *err)
{
    LbStatus st    = LB_OK;
    int      whose = part->what.is_range ? 0 : part->what.turn % joint->comm->size;
    LB_STRDUP(file->name, path);
    file->header = facts[whose].header;
    memcpy(file->hash, facts[whose].hash, sizeof file->hash);
    join_extremes(file, facts, joint->comm->size);
    if (part->what.is_range) LB_TRY(hash_ranges(file->hash, facts, part, path, joint, err));
cleanup:
    return st;
}

/* From the numbers of a part to those of all. */
static void number_rows(LbRows *own, const int32_t *user, const int32_t *film)
{
    for (int64_t i = 0; i < own->n; i++) {
        own->user[i] = user[own->user[i]];
        own->film[i] = film[own->film[i]];
    }
}

static LbStatus join_numbers(LbIngest *all, Part *part, const Facts *facts, LbComm *comm,
                             LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t *user = NULL, *film = NULL;
    Ids      users = {0}, films = {0};
    ADD_UP(users.first, facts, users, comm);
    ADD_UP(users.byte, facts, users_bytes, comm);
    ADD_UP(films.first, facts, films, comm);
    ADD_UP(films.byte, facts, films_bytes, comm);
    LB_TRY(join_ids(all->users, &users, part->own.users, &user, comm, err));
    LB_TRY(join_ids(all->films, &films, part->own.films, &film, comm, err));
    number_rows(&part->own.rows, user, film);
    drop_ids(part);
cleanup:
    free(user);
    free(film);
    return st;
}

LbStatus lb_joint_add(LbJoint *joint, LbIngest *all, LbRatingsFile *file, bool *is_good,
                      LbError *err)
{
    LbStatus     st    = LB_OK;
    LbComm      *comm  = joint->comm;
    Part        *part  = &joint->parts[joint->next];
    const Facts *facts = joint->facts + (size_t)joint->next * (size_t)comm->size;
    const char  *path  = joint->paths.path[joint->next++];
    *is_good           = all_are_good(facts, comm->size);
    if (!*is_good) goto cleanup;
    file->first_row = all->n_rows;
    LB_TRY(describe_file(file, facts, part, path, joint, err));
    LB_TRY(join_numbers(all, part, facts, comm, err));
    LB_TRY(join_runs(&all->rows, file->first_row, &part->own.rows, facts, comm, err));
    if (joint->keeps_parts) return LB_OK;
    LB_TRY(join_rows(&all->rows, &part->own.rows, facts, comm, err));
cleanup:
    part_clear(part);
    return st;
}

LbStatus lb_joint_spread(LbJoint *joint, LbIngest *all, LbError *err)
{
    LbStatus st      = LB_OK;
    LbRows **parts   = NULL;
    bool     by_film = lb_rows_are_films(lb_idmap_count(all->users), lb_idmap_count(all->films));
    all->spread      = joint->comm;
    if (!joint->keeps_parts) {
        lb_spread_keep(&all->rows, by_film, joint->comm);
        return LB_OK;
    }
    LB_ALLOC(parts, joint->n_parts);
    for (int i = 0; i < joint->n_parts; i++)
        parts[i] = &joint->parts[i].own.rows;
    LB_TRY(lb_spread_rows(&all->rows, parts, joint->n_parts, by_film, joint->comm, err));
cleanup:
    free(parts);
    return st;
}
