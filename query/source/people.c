/* SPDX-License-Identifier: MIT */
#include "query/source/people.h"

#include "common/base/mem.h"
#include "query/site/member.h"
#include "query/source/cache.h"
#include "query/source/export_people.h"
#include "query/source/ratings_source.h"
#include "query/source/saved_page.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct LbPeople {
    LbPeopleSettings  settings;
    const LbReporter *reporter;
    LbExportPeople   *exports;     /* NULL: another source */
    LbRatingsSource  *ratings;     /* likewise */
    char (*users)[LB_MEMBER_NAME]; /* [settings.n_users] members, "" for what is no name */
    LbHttp *http;                  /* NULL until the network is needed */
    int32_t first;                 /* of settings.only; 0 without */
};

/* A folder with the account export, whatever member may have its name. */
static bool is_export(const char *text)
{
    static const char *const files[] = {"ratings.csv", "watched.csv"};
    struct stat              info;
    char                     path[4096];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        int len = snprintf(path, sizeof path, "%s/%s", text, files[i]);
        if (len > 0 && len < (int)sizeof path && stat(path, &info) == 0) return true;
    }
    return false;
}

static LbStatus name_users(LbPeople *people, LbError *err)
{
    LbStatus    st = LB_OK;
    struct stat info;
    LB_ALLOC_ZEROED(people->users, people->settings.n_users);
    for (int i = 0; i < people->settings.n_users; i++) {
        const char *text = people->settings.users[i];
        if (!lb_member_find_name(people->users[i], text) && stat(text, &info) == 0)
            LB_FAIL(LB_EUSAGE, 0, "'%s' is a file and no user name: read it with --export %s", text,
                    text);
        if (is_export(text))
            LB_FAIL(LB_EUSAGE, 0,
                    "'%s' is a folder with an export: read it with --export %s (a member of that "
                    "name is given as @%s)",
                    text, text, text);
    }
cleanup:
    return st;
}

static LbStatus open_exports(LbPeople *people, LbError *err)
{
    const LbPeopleSettings *settings = &people->settings;
    LbExportPeopleSettings  exports  = {.paths   = settings->exports,
                                        .names   = settings->export_names,
                                        .n       = settings->n_exports,
                                        .is_one  = settings->is_one_person,
                                        .ready   = settings->ready,
                                        .n_ready = settings->n_ready};
    if (settings->scale_is_given) exports.file.scale = settings->scale;
    return lb_export_people_open(&people->exports, &exports, people->reporter, err);
}

/* How many people each kind of source has, in the order in which they are answered. */
typedef struct Shares {
    int32_t exports, saved, ratings, members;
} Shares;

static Shares shares_of(const LbPeople *people)
{
    const LbPeopleSettings *settings = &people->settings;
    Shares shares = {.saved = settings->n_saved_pages > 0, .members = settings->n_users};
    if (people->exports != NULL) shares.exports = lb_export_people_count(people->exports);
    if (people->ratings != NULL)
        shares.ratings = lb_idmap_count(lb_ratings_source_users(people->ratings));
    return shares;
}

/* Exports and ratings files are there without the other sources when one person is looked for. */
static LbStatus find_only(LbPeople *people, LbError *err)
{
    const char *name   = people->settings.only;
    Shares      shares = shares_of(people);
    for (people->first = 0; people->first < shares.exports; people->first++)
        if (name[0] != '\0' &&
            lb_slice_is_nocase(lb_export_people_name(people->exports, people->first), name))
            return LB_OK;
    int32_t user = shares.ratings > 0 ? lb_idmap_find(lb_ratings_source_users(people->ratings),
                                                      (LbSlice){name, strlen(name)})
                                      : -1;
    if (user < 0) return lb_error_set(err, LB_ENOINPUT, 0, "nobody here is called '%s'", name);
    people->first = shares.exports + shares.saved + user;
    return LB_OK;
}

LbStatus lb_people_open(LbPeople **out, const LbPeopleSettings *settings,
                        const LbReporter *reporter, LbError *err)
{
    LbStatus                st      = LB_OK;
    LbPeople               *people  = NULL;
    LbRatingsSourceSettings ratings = {.columns        = settings->columns,
                                       .scale          = settings->scale,
                                       .scale_is_given = settings->scale_is_given,
                                       .needs_rating   = true};
    *out                            = NULL;
    LB_ALLOC_ZEROED(people, 1);
    people->settings = *settings;
    people->reporter = reporter;
    LB_TRY(name_users(people, err));
    if (settings->n_exports + settings->n_ready > 0) LB_TRY(open_exports(people, err));
    if (settings->ratings != NULL)
        LB_TRY(
            lb_ratings_source_read(&people->ratings, settings->ratings, &ratings, reporter, err));
    if (settings->only != NULL) LB_TRY(find_only(people, err));
    *out   = people;
    people = NULL;
cleanup:
    lb_people_close(people);
    return st;
}

void lb_people_close(LbPeople *people)
{
    if (people == NULL) return;
    lb_export_people_close(people->exports);
    free(people->users);
    lb_ratings_source_free(people->ratings);
    lb_http_free(people->http);
    free(people);
}

int32_t lb_people_count(const LbPeople *people)
{
    if (people->settings.only != NULL) return 1;
    Shares shares = shares_of(people);
    return shares.exports + shares.saved + shares.ratings + shares.members;
}

bool lb_people_are_at_hand(const LbPeople *people)
{
    Shares shares = shares_of(people);
    return shares.ratings > 0 && shares.exports + shares.saved + shares.members == 0;
}

LbSlice lb_people_name(const LbPeople *people, int32_t index)
{
    Shares  shares = shares_of(people);
    int32_t rated  = people->first + index - shares.exports - shares.saved;
    if (rated < 0) return (LbSlice){"", 0};
    if (rated < shares.ratings)
        return lb_idmap_text(lb_ratings_source_users(people->ratings), rated);
    int32_t     member = rated - shares.ratings;
    const char *user   = people->users[member];
    if (user[0] == '\0') user = people->settings.users[member];
    return (LbSlice){user, strlen(user)};
}

static LbStatus open_network(LbPeople *people, LbError *err)
{
    if (people->http != NULL) return LB_OK;
    return lb_http_new(&people->http, &people->settings.http, people->reporter, err);
}

static bool has_diary(const LbProfile *profile)
{
    for (int32_t i = 0; i < lb_profile_count(profile); i++)
        if (lb_profile_at(profile, i)->diary_rank > 0) return true;
    return false;
}

/* How much of a member is read when nothing fails. */
static LbCacheExtent wanted_extent(const LbPeopleSettings *settings)
{
    return settings->member.source == LB_MEMBER_RSS ? LB_CACHE_FEED : LB_CACHE_WHOLE;
}

/* What is kept of a member and fresh enough; *out stays NULL when the network is to be asked. */
static LbStatus load_kept(LbProfile **out, const LbPeople *people, const char *user, LbError *err)
{
    const LbPeopleSettings *settings = &people->settings;
    double                  age      = 0;
    const LbCacheWanted     wanted   = {
              .base_url        = settings->http.base_url,
              .max_age_seconds = settings->offline ? -1.0 : settings->max_age_seconds,
              .least           = wanted_extent(settings),
    };
    if (settings->cache_folder == NULL || settings->refresh) return LB_OK;
    LbStatus st = lb_cache_load(out, &age, settings->cache_folder, user, &wanted, err);
    if (st != LB_OK || *out == NULL) return st;
    if (settings->member.recent > 0 && !settings->offline && !has_diary(*out)) {
        lb_profile_free(*out); /* kept by a run that did not ask for the diary */
        *out = NULL;
        return LB_OK;
    }
    lb_profile_set_source(*out, LB_SOURCE_CACHE);
    lb_reporter_message(people->reporter, LB_LEVEL_DETAIL,
                        "%s: as kept %.1f hours ago; --refresh reads it again", user, age / 3600);
    return LB_OK;
}

/* Keep what was read; that this fails spoils nothing but the next run's speed. */
static void keep(const LbPeople *people, const LbProfile *profile, LbCacheExtent extent)
{
    LbError problem = {0};
    if (people->settings.cache_folder == NULL) return;
    LbStatus st = lb_cache_store(profile, people->settings.cache_folder,
                                 people->settings.http.base_url, extent, &problem);
    if (st != LB_OK)
        lb_reporter_message(people->reporter, LB_LEVEL_WARNING, "the profile is not kept: %s",
                            problem.message);
}

static LbStatus read_member(LbProfile **out, LbPeople *people, const char *user, LbError *err)
{
    LbStatus                st       = LB_OK;
    LbProfile              *profile  = NULL;
    const LbPeopleSettings *settings = &people->settings;
    if (!lb_member_is_name(user))
        return lb_error_set(err, LB_EUSAGE, 0,
                            "'%s' is no user name: expected letters, digits and '_', or the "
                            "address of a member's page",
                            user);
    LB_TRY(load_kept(&profile, people, user, err));
    if (profile == NULL && settings->offline)
        LB_FAIL(LB_ENOINPUT, 0, "%s: nothing is kept of this member: run once without --offline",
                user);
    if (profile == NULL) {
        LB_TRY(open_network(people, err));
        lb_http_restart(people->http);
        LbFetcher fetcher = lb_http_fetcher(people->http);
        st = lb_member_read(&profile, user, &fetcher, &settings->member, people->reporter, err);
        if (profile != NULL)
            keep(people, profile, st == LB_OK ? wanted_extent(settings) : LB_CACHE_PART);
        if (st != LB_OK) goto cleanup;
    }
    *out    = profile;
    profile = NULL;
cleanup:
    lb_profile_free(profile);
    return st;
}

LbStatus lb_people_profile(LbProfile **out, LbPeople *people, int32_t index, LbError *err)
{
    const LbPeopleSettings *settings = &people->settings;
    Shares                  shares   = shares_of(people);
    *out                             = NULL;
    index += people->first;
    if (index < shares.exports)
        return lb_export_people_profile(out, people->exports, index, people->reporter, err);
    index -= shares.exports;
    if (index < shares.saved)
        return lb_saved_page_read(out, settings->saved_pages, settings->n_saved_pages,
                                  people->reporter, err);
    index -= shares.saved;
    if (index < shares.ratings) return lb_ratings_source_profile(out, people->ratings, index, err);
    index -= shares.ratings;
    const char *user = people->users[index];
    return read_member(out, people, user[0] != '\0' ? user : settings->users[index], err);
}
