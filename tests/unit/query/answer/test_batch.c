/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/answer/batch.h"
#include "tests/unit/query/scene.h"

#include <pthread.h>

enum { PEOPLE = 20, THREADS = 4, ROUNDS = 50 };

/* Person i has rated film i mod 8, known by its title, and the next but two, by its slug. */
static LbStatus make_profile(LbProfile **out, int32_t i, LbError *err)
{
    int32_t a = i % SMALL_FILMS, b = (i + 3) % SMALL_FILMS;
    LbEntry by_title = {.slug = "", .title = small_titles[a], .year = small_year[a], .stars = 5};
    LbEntry by_slug  = {.slug = small_slugs[b], .title = "", .stars = (float)(i % 5 + 1)};
    char    name[16];
    snprintf(name, sizeof name, "person%d", (int)i);
    LbStatus st = lb_profile_new(out, name, LB_SOURCE_EXPORT, err);
    if (st == LB_OK) st = lb_profile_add(*out, &by_title, err);
    if (st == LB_OK) st = lb_profile_add(*out, &by_slug, err);
    if (st == LB_OK) return st;
    lb_profile_free(*out);
    *out = NULL;
    return st;
}

static LbStatus add(LbBatch *batch, int32_t i, LbError *err)
{
    LbProfile *profile = NULL;
    LbStatus   st      = make_profile(&profile, i, err);
    return st == LB_OK ? lb_batch_add(batch, profile, err) : st;
}

static bool same_picks(const LbPicks *a, const LbPicks *b)
{
    if (a->n != b->n) return false;
    for (int32_t i = 0; i < a->n; i++)
        if (a->items[i].film != b->items[i].film || a->items[i].score != b->items[i].score)
            return false;
    return true;
}

static void batch__answers_do_not_depend_on_the_company(void **state)
{
    (void)state;
    LbError           err = {0};
    SmallModel        small;
    LbSession         session;
    LbRequest         request;
    LbRequestSettings settings = lb_request_defaults();
    LbPool           *pool     = NULL;
    LbBatch          *many = NULL, *one = NULL;
    scene_session(&session, &small);
    settings.pick = 3;
    settings.seed = 7;
    LB_ASSERT_OK(lb_request_open(&request, &session, &settings, NULL, &err));
    LB_ASSERT_OK(lb_pool_new(&pool, 3, &err));
    LB_ASSERT_OK(lb_batch_new(&many, &request, PEOPLE, pool, &err));
    LB_ASSERT_OK(lb_batch_new(&one, &request, 1, NULL, &err));
    for (int32_t i = 0; i < PEOPLE; i++)
        LB_ASSERT_OK(add(many, i, &err));
    LB_ASSERT_OK(lb_batch_answer(many, &err));
    assert_int_equal(lb_batch_count(many), PEOPLE);
    for (int32_t i = 0; i < PEOPLE; i++) {
        LB_ASSERT_OK(add(one, i, &err));
        LB_ASSERT_OK(lb_batch_answer(one, &err));
        LbAnswer alone = lb_batch_at(one, 0), among = lb_batch_at(many, i);
        assert_int_equal(alone.picks->n, 3);
        assert_string_equal(lb_profile_user(among.profile), lb_profile_user(alone.profile));
        assert_true(same_picks(alone.picks, among.picks));
        lb_batch_clear(one);
        assert_int_equal(lb_batch_count(one), 0);
    }
    lb_batch_free(one);
    lb_batch_free(many);
    lb_pool_free(pool);
    lb_request_close(&request);
    lb_session_close(&session);
}

/* What one thread of a server does, again and again. */
typedef struct Client {
    const LbSession *session;
    const LbPicks   *expected; /* [PEOPLE] */
    int              first, wrong;
} Client;

static LbStatus ask(const Client *client, int32_t i, bool *is_right, LbError *err)
{
    LbStatus          st       = LB_OK;
    LbRequest         request  = {0};
    LbBatch          *batch    = NULL;
    LbRequestSettings settings = lb_request_defaults();
    settings.recommend.count   = i % 8 + 1;
    LB_TRY(lb_request_open(&request, client->session, &settings, NULL, err));
    LB_TRY(lb_batch_new(&batch, &request, 1, NULL, err));
    LB_TRY(add(batch, i, err));
    LB_TRY(lb_batch_answer(batch, err));
    LbAnswer answer = lb_batch_at(batch, 0);
    *is_right       = client->expected == NULL || same_picks(answer.picks, &client->expected[i]);
cleanup:
    lb_batch_free(batch);
    lb_request_close(&request);
    return st;
}

static void *client_main(void *ctx)
{
    Client *client = ctx;
    for (int round = 0; round < ROUNDS; round++) {
        LbError err      = {0};
        bool    is_right = false;
        int32_t i        = (client->first + round) % PEOPLE;
        if (ask(client, i, &is_right, &err) != LB_OK || !is_right) client->wrong++;
    }
    return NULL;
}

/* The expected answers come from another session, so that the threads build the index of titles. */
static void batch__threads_answer_from_one_session(void **state)
{
    (void)state;
    LbError    err = {0};
    SmallModel small, other;
    LbSession  session, reference;
    LbBatch   *batches[PEOPLE]  = {NULL};
    LbRequest  requests[PEOPLE] = {{0}};
    LbPicks    expected[PEOPLE];
    pthread_t  threads[THREADS];
    Client     clients[THREADS];
    scene_session(&reference, &other);
    scene_session(&session, &small);
    for (int32_t i = 0; i < PEOPLE; i++) {
        LbRequestSettings settings = lb_request_defaults();
        settings.recommend.count   = i % 8 + 1;
        LB_ASSERT_OK(lb_request_open(&requests[i], &reference, &settings, NULL, &err));
        LB_ASSERT_OK(lb_batch_new(&batches[i], &requests[i], 1, NULL, &err));
        LB_ASSERT_OK(add(batches[i], i, &err));
        LB_ASSERT_OK(lb_batch_answer(batches[i], &err));
        expected[i] = *lb_batch_at(batches[i], 0).picks;
        assert_true(expected[i].n > 0);
    }
    for (int t = 0; t < THREADS; t++) {
        clients[t] = (Client){.session = &session, .expected = expected, .first = 5 * t};
        assert_int_equal(pthread_create(&threads[t], NULL, client_main, &clients[t]), 0);
    }
    for (int t = 0; t < THREADS; t++) {
        pthread_join(threads[t], NULL);
        assert_int_equal(clients[t].wrong, 0);
    }
    for (int32_t i = 0; i < PEOPLE; i++) {
        lb_batch_free(batches[i]);
        lb_request_close(&requests[i]);
    }
    lb_session_close(&reference);
    lb_session_close(&session);
}

static LbStatus try_asking(LbError *err)
{
    SmallModel small;
    LbSession  session  = {.model = small_model(&small)};
    Client     client   = {.session = &session};
    bool       is_right = false;
    LbStatus   st       = lb_resolver_new(&session.resolver, &small.model.films, err);
    if (st == LB_OK) st = ask(&client, 1, &is_right, err);
    lb_session_close(&session);
    return st;
}

static void batch__survives_a_lack_of_memory(void **state)
{
    (void)state;
    LbError err = {0};
    LB_ASSERT_SURVIVES_NOMEM(try_asking(&err), (void)0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(batch__answers_do_not_depend_on_the_company),
        cmocka_unit_test(batch__threads_answer_from_one_session),
        cmocka_unit_test(batch__survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
