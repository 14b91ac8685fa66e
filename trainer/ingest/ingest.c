/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/ingest.h"

#include "common/base/mem.h"
#include "trainer/ingest/joint.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* -1 when one has no size of its own. */
static int64_t bytes_of(const char *path)
{
    struct stat info;
    if (strcmp(path, "-") == 0 || stat(path, &info) != 0 || !S_ISREG(info.st_mode)) return -1;
    return (int64_t)info.st_size;
}

static int64_t bytes_of_all(LbPaths paths)
{
    int64_t sum = 0;
    for (int i = 0; i < paths.n && sum >= 0; i++) {
        int64_t bytes = bytes_of(paths.path[i]);
        sum           = bytes < 0 ? -1 : sum + bytes;
    }
    return sum;
}

/* "uid, film and score", or without the rating. */
static void name_columns(char *text, size_t cap, const LbRatingHeader *header, bool is_rated)
{
    if (is_rated)
        (void)snprintf(text, cap, "%s, %s and %s", header->user, header->film, header->rating);
    else
        (void)snprintf(text, cap, "%s and %s", header->user, header->film);
}

/* Ids of other tables may be in columns of other names. Files without header have none to compare,
 * those of users and films alone no rating. */
static void look_at_columns(const LbIngest *ingest, const LbRatingsFile *file,
                            const LbReporter *reporter)
{
    const LbRatingsFile *first = &ingest->files[0];
    bool is_rated              = first->header.rating[0] != '\0' && file->header.rating[0] != '\0';
    char theirs[3 * LB_COLUMN_NAME + 8], ours[sizeof theirs];
    if (first->header.n == 0 || file->header.n == 0) return;
    name_columns(theirs, sizeof theirs, &first->header, is_rated);
    name_columns(ours, sizeof ours, &file->header, is_rated);
    if (strcmp(theirs, ours) == 0) return;
    lb_reporter_message(
        reporter, LB_LEVEL_WARNING,
        "%s: its columns are %s, those of %s %s: ids must mean the same in all files", file->name,
        ours, first->name, theirs);
}

/* What several ranks cannot read together each reads alone. */
static LbStatus read_one(LbIngest *ingest, LbRatingsFile *file, const char *path, LbJoint *joint,
                         const LbReadingHow *how, LbError *err)
{
    LbStatus st      = LB_OK;
    bool     is_read = false;
    if (joint != NULL) LB_TRY(lb_joint_add(joint, ingest, file, &is_read, err));
    if (is_read) goto cleanup;
    LB_TRY(lb_reading_add(ingest, file, path, how, err));
cleanup:
    return st;
}

static LbStatus read_files(LbIngest *ingest, LbPaths paths, const LbReadingHow *how, LbError *err)
{
    LbStatus st    = LB_OK;
    LbJoint *joint = NULL;
    if (lb_comm_size(lb_pool_comm(how->pool)) > 1) LB_TRY(lb_joint_new(&joint, paths, how, err));
    for (int i = 0; i < paths.n; i++) {
        LbRatingsFile *file = &ingest->files[i];
        ingest->n_files     = i + 1;
        LB_TRY(read_one(ingest, file, paths.path[i], joint, how, err));
        ingest->n_rows = file->first_row + file->n_rows;
        if (ingest->bytes >= 0) ingest->bytes_before += bytes_of(paths.path[i]);
        look_at_columns(ingest, file, how->reporter);
        if (paths.n > 1 && file->n_rows == 0)
            lb_reporter_message(how->reporter, LB_LEVEL_WARNING, "%s: it holds no ratings",
                                file->name);
    }
    if (joint != NULL) LB_TRY(lb_joint_spread(joint, ingest, err));
cleanup:
    lb_joint_free(joint);
    return st;
}

LbStatus lb_ingest_read(LbIngest *ingest, LbPaths paths, const LbReadingHow *how, LbError *err)
{
    LbStatus st = LB_OK;
    *ingest     = (LbIngest){.bytes = paths.n > 1 ? bytes_of_all(paths) : -1};
    LB_ALLOC_ZEROED(ingest->files, paths.n);
    LB_TRY(lb_idmap_new(&ingest->users, err));
    LB_TRY(lb_idmap_new(&ingest->films, err));
    LB_TRY(read_files(ingest, paths, how, err));
cleanup:
    if (st != LB_OK) lb_ingest_clear(ingest);
    return st;
}

const LbRatingsFile *lb_ingest_file_of(const LbIngest *ingest, int64_t row)
{
    int i = ingest->n_files - 1;
    while (i > 0 && ingest->files[i].first_row > row)
        i--;
    return &ingest->files[i];
}

void lb_ingest_name(const LbIngest *ingest, char *text, size_t cap)
{
    int others = ingest->n_files - 1;
    if (others == 0)
        (void)snprintf(text, cap, "%s", ingest->files[0].name);
    else
        (void)snprintf(text, cap, "%s and %d other file%s", ingest->files[0].name, others,
                       others > 1 ? "s" : "");
}

LbStatus lb_ingest_hash(const LbIngest *ingest, char out[LB_HASH_TEXT], LbError *err)
{
    LbStatus st                 = LB_OK;
    char(*hashes)[LB_HASH_TEXT] = NULL;
    LB_ALLOC(hashes, ingest->n_files);
    for (int i = 0; i < ingest->n_files; i++)
        memcpy(hashes[i], ingest->files[i].hash, LB_HASH_TEXT);
    LB_TRY(lb_hash_join(out, hashes, ingest->n_files, err));
cleanup:
    free(hashes);
    return st;
}

void lb_ingest_clear(LbIngest *ingest)
{
    lb_rows_clear(&ingest->rows);
    lb_idmap_free(ingest->users);
    lb_idmap_free(ingest->films);
    for (int i = 0; i < ingest->n_files; i++)
        free(ingest->files[i].name);
    free(ingest->files);
    *ingest = (LbIngest){0};
}
