/* SPDX-License-Identifier: MIT */
#include "query/source/export_people.h"

#include "common/base/mem.h"
#include "query/source/export.h"
#include "query/source/profile_build.h"

#include <string.h>

/* What a file has of a person. */
enum { HAS_RATINGS = 1, HAS_SEEN = 2, HAS_LIKES = 4, HAS_WISHES = 8, HAS_DIARY = 16 };

/* A file, and the person that it belongs to. */
typedef struct Owned {
    LbExport *file; /* NULL: it could not be read */
    bool      is_borrowed;
    LbError   error;
    int32_t   person;
} Owned;

struct LbExportPeople {
    Owned  *files; /* [n] */
    int     n;
    int32_t n_people;
};

static unsigned parts_of_file(const LbFilmFile *file)
{
    unsigned parts = 0;
    if (file->is_diary) return HAS_DIARY;
    if (file->role == LB_ROLE_LIKED) return HAS_LIKES;
    for (size_t i = 0; i < file->records.n; i++) {
        LbEntry entry = lb_film_file_entry(file, &file->records.items[i]);
        if (entry.watchlist) parts |= HAS_WISHES;
        if (entry.watched && !(entry.stars > 0)) parts |= HAS_SEEN;
    }
    /* Films of a file of ratings that have none are seen, and no part of their own. */
    return file->has_ratings ? HAS_RATINGS | (parts & HAS_WISHES) : parts;
}

static unsigned parts_of(const LbExport *export)
{
    unsigned parts = 0;
    for (int i = 0; i < export->n; i++)
        parts |= parts_of_file(&export->files[i]);
    return parts;
}

static LbSource source_of(const LbExport *export)
{
    return export->n > 0 ? export->files[0].source : LB_SOURCE_FILES;
}

/* What the person has so far; no parts for one who cannot be joined. */
typedef struct Current {
    unsigned parts;
    LbSource source;
    bool     is_open;
} Current;

static bool joins(const Current *current, const LbExport *file, unsigned parts)
{
    if (!current->is_open || file == NULL || !file->is_loose) return false;
    return parts == 0 || (source_of(file) == current->source && (parts & current->parts) == 0);
}

/* Give each file to a person. */
static void share_out(LbExportPeople *people, bool is_one, const LbReporter *reporter)
{
    Current current = {0};
    for (int i = 0; i < people->n; i++) {
        const LbExport *file  = people->files[i].file;
        unsigned        parts = file != NULL ? parts_of(file) : 0;
        bool            same  = i > 0 && (is_one || joins(&current, file, parts));
        if (!same) {
            people->n_people++;
            current = (Current){.is_open = file != NULL && file->is_loose};
            if (file != NULL) current.source = source_of(file);
        } else if (!is_one) {
            lb_reporter_message(reporter, LB_LEVEL_NOTE,
                                "%s: taken for the same person's as %s (account exports are a "
                                "person's each)",
                                file->name, people->files[i - 1].file->name);
        }
        current.parts |= parts;
        people->files[i].person = people->n_people - 1;
    }
}

static int64_t rows_of(const LbExport *export)
{
    int64_t n = 0;
    for (int i = 0; i < export->n; i++)
        n += (int64_t) export->files[i].records.n;
    return n;
}

LbStatus lb_export_people_open(LbExportPeople **out, const LbExportPeopleSettings *settings,
                               const LbReporter *reporter, LbError *err)
{
    LbStatus        st     = LB_OK;
    LbExportPeople *people = NULL;
    int64_t         rows   = 0;
    *out                   = NULL;
    LB_ALLOC_ZEROED(people, 1);
    LB_ALLOC_ZEROED(people->files, settings->n + settings->n_ready);
    for (; people->n < settings->n; people->n++) {
        Owned      *owned   = &people->files[people->n];
        const char *name    = settings->names != NULL ? settings->names[people->n] : NULL;
        LbStatus    read    = lb_export_open(&owned->file, settings->paths[people->n], name,
                                             &settings->file, reporter, &owned->error);
        owned->error.status = read;
        if (read == LB_ENOMEM || read == LB_EINTR) LB_TRY(lb_error_copy(err, &owned->error));
        if (owned->file != NULL) rows += rows_of(owned->file);
        if (rows > LB_EXPORT_ROWS) {
            people->n++;
            LB_FAIL(LB_EDATA, 0, "%s: more than %d rows in this and the files before it",
                    owned->file->name, LB_EXPORT_ROWS);
        }
    }
    for (int i = 0; i < settings->n_ready; i++)
        people->files[people->n++] = (Owned){.file = settings->ready[i], .is_borrowed = true};
    share_out(people, settings->is_one, reporter);
    *out   = people;
    people = NULL;
cleanup:
    lb_export_people_close(people);
    return st;
}

void lb_export_people_close(LbExportPeople *people)
{
    if (people == NULL) return;
    for (int i = 0; i < people->n; i++)
        if (!people->files[i].is_borrowed) lb_export_free(people->files[i].file);
    free(people->files);
    free(people);
}

int32_t lb_export_people_count(const LbExportPeople *people)
{
    return people->n_people;
}

/* "ann" of "exports/ann.zip" and of the folder "exports/ann/". */
static LbSlice name_by_path(const char *path)
{
    size_t end = strlen(path), start;
    while (end > 1 && path[end - 1] == '/')
        end--;
    for (start = end; start > 0 && path[start - 1] != '/'; start--) {
    }
    size_t len = strcspn(path + start, ".");
    return (LbSlice){path + start, len < end - start ? len : end - start};
}

LbSlice lb_export_people_name(const LbExportPeople *people, int32_t index)
{
    for (int i = 0; i < people->n; i++) {
        const Owned *owned = &people->files[i];
        if (owned->person == index && owned->file != NULL && owned->file->user[0] != '\0')
            return (LbSlice){owned->file->user, strlen(owned->file->user)};
    }
    for (int i = 0; i < people->n; i++) {
        const Owned *owned = &people->files[i];
        if (owned->person == index && owned->file != NULL) return name_by_path(owned->file->name);
    }
    return (LbSlice){"", 0};
}

LbStatus lb_export_people_profile(LbProfile **out, const LbExportPeople *people, int32_t index,
                                  const LbReporter *reporter, LbError *err)
{
    LbStatus         st   = LB_OK;
    const LbExport **mine = NULL;
    int              n    = 0;
    *out                  = NULL;
    LB_ALLOC(mine, people->n);
    for (int i = 0; i < people->n; i++) {
        if (people->files[i].person != index) continue;
        if (people->files[i].file == NULL) LB_TRY(lb_error_copy(err, &people->files[i].error));
        mine[n++] = people->files[i].file;
    }
    LB_TRY(lb_profile_build(out, mine, n, reporter, err));
cleanup:
    free(mine);
    return st;
}
