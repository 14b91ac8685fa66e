/* SPDX-License-Identifier: MIT */
#include "query/source/cache.h"

#include "common/base/ascii.h"
#include "common/base/atomic_file.h"
#include "common/base/buf.h"
#include "common/base/hash.h"
#include "common/base/mem.h"
#include "common/base/path.h"
#include "common/text/json.h"
#include "query/site/member.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CACHE_VERSION = 2, FILE_MAX_BYTES = 64 << 20, PATH_MAX_BYTES = 1 << 16 };

/* An entry begins with the checksum of everything behind it: no bit of it can change unseen. */
#define SEAL "{\"checksum\":\"xxh3_64:%016" PRIx64 "\","

enum { SEAL_BYTES = sizeof "{\"checksum\":\"xxh3_64:0123456789abcdef\"," - 1 };

/* FOLDER/USER.json, the name in lower case; a name that could lead elsewhere is refused. */
static LbStatus entry_path(LbBuf *path, const char *folder, const char *user, LbError *err)
{
    if (!lb_member_is_name(user))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "\"%s\" is no user name (letters, digits, '_'): it cannot be cached",
                            user);
    LbStatus st = lb_buf_printf(path, err, "%s/%s.json", folder, user);
    if (st != LB_OK) return st;
    for (char *p = path->data + strlen(folder); *p != '\0'; p++)
        *p = lb_to_lower(*p);
    return LB_OK;
}

static void write_int(LbJson *doc, LbJsonValue *film, const char *key, int64_t value)
{
    if (value != 0) lb_json_int(doc, film, key, value);
}

static void write_flag(LbJson *doc, LbJsonValue *film, const char *key, bool value)
{
    if (value) lb_json_bool(doc, film, key, true);
}

/* What is unknown is left out. */
static void write_film(LbJson *doc, LbJsonValue *films, const LbEntry *entry)
{
    LbJsonValue *film = lb_json_push_object(doc, films);
    if (entry->slug[0] != '\0') lb_json_text(doc, film, "slug", entry->slug);
    if (entry->title[0] != '\0') lb_json_text(doc, film, "title", entry->title);
    if (entry->original_title != NULL && entry->original_title[0] != '\0')
        lb_json_text(doc, film, "original_title", entry->original_title);
    write_int(doc, film, "id", entry->id);
    write_int(doc, film, "imdb_id", entry->imdb_id);
    write_int(doc, film, "tmdb_id", entry->tmdb_id);
    write_int(doc, film, "year", entry->year);
    if (entry->stars > 0) lb_json_real(doc, film, "stars", (double)entry->stars);
    write_flag(doc, film, "watched", entry->watched);
    write_flag(doc, film, "liked", entry->liked);
    write_flag(doc, film, "rewatched", entry->rewatched);
    write_flag(doc, film, "watchlist", entry->watchlist);
    write_int(doc, film, "date", entry->date);
    write_int(doc, film, "watchlist_date", entry->watchlist_date);
    write_int(doc, film, "watchlist_rank", entry->watchlist_rank);
    write_int(doc, film, "diary_rank", entry->diary_rank);
}

/* A number of `max` at most; anything else makes the entry a corrupt one. */
static int64_t read_int(const LbJsonValue *film, const char *key, int64_t max, bool *is_good)
{
    int64_t value = lb_json_get_int(film, key, 0);
    if (value < 0 || value > max) *is_good = false;
    return *is_good ? value : 0;
}

static LbStatus read_film(LbProfile *profile, const LbJsonValue *film, LbError *err)
{
    bool    is_good = true;
    double  stars   = lb_json_get_real(film, "stars", 0);
    LbEntry entry   = {
          .slug           = lb_json_get_text(film, "slug", ""),
          .title          = lb_json_get_text(film, "title", ""),
          .original_title = lb_json_get_text(film, "original_title", NULL),
          .id             = read_int(film, "id", INT64_MAX, &is_good),
          .imdb_id        = (int32_t)read_int(film, "imdb_id", INT32_MAX, &is_good),
          .tmdb_id        = (int32_t)read_int(film, "tmdb_id", INT32_MAX, &is_good),
          .year           = (int16_t)read_int(film, "year", INT16_MAX, &is_good),
          .stars          = (float)stars,
          .watched        = lb_json_get_bool(film, "watched", false),
          .liked          = lb_json_get_bool(film, "liked", false),
          .rewatched      = lb_json_get_bool(film, "rewatched", false),
          .watchlist      = lb_json_get_bool(film, "watchlist", false),
          .date           = (int32_t)read_int(film, "date", INT32_MAX, &is_good),
          .watchlist_date = (int32_t)read_int(film, "watchlist_date", INT32_MAX, &is_good),
          .watchlist_rank = (int32_t)read_int(film, "watchlist_rank", INT32_MAX, &is_good),
          .diary_rank     = (int32_t)read_int(film, "diary_rank", INT32_MAX, &is_good),
    };
    if (!is_good || !(stars >= 0 && stars <= 5) ||
        (entry.slug[0] == '\0' && entry.title[0] == '\0' && entry.id == 0 && entry.imdb_id == 0 &&
         entry.tmdb_id == 0))
        return lb_error_set(err, LB_EDATA, 0, "not a film");
    return lb_profile_add(profile, &entry, err);
}

static LbStatus read_profile(LbProfile **out, const char *user, const LbJsonValue *root,
                             LbError *err)
{
    LbStatus           st      = LB_OK;
    LbProfile         *profile = NULL;
    const LbJsonValue *films = lb_json_get(root, "films"), *gaps = lb_json_get(root, "gaps");
    if ((int64_t)lb_json_count(films) != lb_json_get_int(root, "count", -1))
        LB_FAIL(LB_EDATA, 0, "not as many films as it says");
    LB_TRY(lb_profile_new(&profile, user, LB_SOURCE_CACHE, err));
    for (size_t i = 0; i < lb_json_count(films); i++)
        LB_TRY(read_film(profile, lb_json_at(films, i), err));
    for (size_t i = 0; i < lb_json_count(gaps); i++) {
        const char *text = lb_json_as_text(lb_json_at(gaps, i));
        if (text == NULL) LB_FAIL(LB_EDATA, 0, "not a text");
        LB_TRY(lb_profile_add_gap(profile, text, err));
    }
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    return st;
}

static bool is_sealed(const LbBuf *text)
{
    char seal[SEAL_BYTES + 1];
    if (text->len < SEAL_BYTES) return false;
    (void)snprintf(seal, sizeof seal, SEAL,
                   lb_hash_bytes(text->data + SEAL_BYTES, text->len - SEAL_BYTES));
    return memcmp(text->data, seal, SEAL_BYTES) == 0;
}

static LbCacheExtent extent_of(const LbJsonValue *root)
{
    if (!lb_json_get_bool(root, "complete", false)) return LB_CACHE_PART;
    return lb_json_get_bool(root, "feed", false) ? LB_CACHE_FEED : LB_CACHE_WHOLE;
}

/* LB_EDATA: not one of our entries. A NULL profile: one that does not fit now. */
static LbStatus read_entry(LbProfile **out, double *age_seconds, const LbBuf *text,
                           const char *user, const LbCacheWanted *wanted, LbError *err)
{
    LbStatus st  = LB_OK;
    LbJson  *doc = NULL;
    if (!is_sealed(text)) LB_FAIL(LB_EDATA, 0, "not what was written");
    LB_TRY(lb_json_parse(&doc, lb_buf_text(text), text->len, err));
    const LbJsonValue *root = lb_json_root(doc);
    if (lb_json_get_int(root, "version", 0) != CACHE_VERSION ||
        strcasecmp(lb_json_get_text(root, "user", ""), user) != 0)
        LB_FAIL(LB_EDATA, 0, "not an entry of this version and user");
    /* A clock that was wrong, then or now, must not keep an entry fresh for ever. */
    double age     = fabs((double)time(NULL) - lb_json_get_real(root, "fetched", 0));
    bool   any_age = wanted->max_age_seconds < 0;
    if (strcmp(lb_json_get_text(root, "base_url", ""), wanted->base_url) == 0 &&
        (any_age || (age <= wanted->max_age_seconds && extent_of(root) >= wanted->least))) {
        LB_TRY(read_profile(out, user, root, err));
        *age_seconds = age;
    }
cleanup:
    lb_json_free(doc);
    return st;
}

LbStatus lb_cache_load(LbProfile **profile, double *age_seconds, const char *folder,
                       const char *user, const LbCacheWanted *wanted, LbError *err)
{
    LbStatus st = LB_OK;
    LbBuf    path, text;
    LbError  why = {0};
    *profile     = NULL;
    lb_buf_init(&path, PATH_MAX_BYTES);
    lb_buf_init(&text, FILE_MAX_BYTES);
    LB_TRY(entry_path(&path, folder, user, err));
    LbStatus found = lb_buf_read_file(&text, path.data, &why);
    if (found == LB_OK) found = read_entry(profile, age_seconds, &text, user, wanted, &why);
    if (found == LB_EDATA) unlink(path.data); /* fails only where storing will fail and tell, too */
    if (found == LB_ENOMEM) LB_FAIL(LB_ENOMEM, 0, "%s", why.message);
cleanup:
    lb_buf_clear(&path);
    lb_buf_clear(&text);
    return st;
}

static LbJson *make_document(const LbProfile *profile, const char *base_url, LbCacheExtent extent)
{
    LbJson *doc = lb_json_new();
    if (doc == NULL) return NULL;
    LbJsonValue *root = lb_json_root(doc);
    lb_json_int(doc, root, "version", CACHE_VERSION);
    lb_json_text(doc, root, "user", lb_profile_user(profile));
    lb_json_text(doc, root, "base_url", base_url);
    lb_json_text(doc, root, "source", lb_profile_source_name(lb_profile_source(profile)));
    lb_json_int(doc, root, "fetched", (int64_t)time(NULL));
    lb_json_bool(doc, root, "complete", extent != LB_CACHE_PART);
    write_flag(doc, root, "feed", extent == LB_CACHE_FEED);
    lb_json_int(doc, root, "count", lb_profile_count(profile));
    LbJsonValue *gaps = lb_json_array(doc, root, "gaps");
    for (int32_t i = 0; i < lb_profile_gaps(profile); i++)
        lb_json_push_text(doc, gaps, lb_profile_gap(profile, i));
    LbJsonValue *films = lb_json_array(doc, root, "films");
    for (int32_t i = 0; i < lb_profile_count(profile); i++)
        write_film(doc, films, lb_profile_at(profile, i));
    return doc;
}

static LbStatus write_entry(const char *folder, const char *path, const LbJson *doc, LbError *err)
{
    LbStatus     st   = LB_OK;
    char        *text = NULL;
    LbAtomicFile file = {.fd = -1};
    char         seal[SEAL_BYTES + 1];
    LB_TRY(lb_json_dump(doc, false, &text, err));
    const char *rest = text + 1; /* behind the brace */
    size_t      len  = strlen(rest);
    (void)snprintf(seal, sizeof seal, SEAL, lb_hash_bytes(rest, len));
    LB_TRY(lb_path_create_folder(folder, S_IRWXU, err));
    LB_TRY(lb_atomic_file_open(&file, path, S_IRUSR | S_IWUSR, err));
    LB_TRY(lb_atomic_file_write(&file, seal, SEAL_BYTES, err));
    LB_TRY(lb_atomic_file_write(&file, rest, len, err));
    LB_TRY(lb_atomic_file_publish(&file, err));
cleanup:
    lb_atomic_file_discard(&file);
    free(text);
    return st;
}

LbStatus lb_cache_store(const LbProfile *profile, const char *folder, const char *base_url,
                        LbCacheExtent extent, LbError *err)
{
    LbStatus    st    = LB_OK;
    const char *user  = lb_profile_user(profile);
    LbProfile  *whole = NULL;
    double      age   = 0;
    LbJson     *doc   = NULL;
    LbBuf       path;
    lb_buf_init(&path, PATH_MAX_BYTES);
    LB_TRY(entry_path(&path, folder, user, err));
    if (extent == LB_CACHE_PART) {
        const LbCacheWanted more = {base_url, (double)INFINITY, LB_CACHE_FEED};
        LB_TRY(lb_cache_load(&whole, &age, folder, user, &more, err));
    }
    if (whole != NULL) goto cleanup;
    doc = make_document(profile, base_url, extent);
    if (doc == NULL) LB_FAIL_NOMEM(0);
    LB_TRY(write_entry(folder, path.data, doc, err));
cleanup:
    lb_profile_free(whole);
    lb_json_free(doc);
    lb_buf_clear(&path);
    return st;
}
