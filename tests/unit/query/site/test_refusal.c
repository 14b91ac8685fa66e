/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "query/site/refusal.h"

typedef struct Case {
    const char   *html; /* NULL: no body that was read */
    LbReplyInfo   reply;
    bool          is_refusal;
    LbPageVerdict verdict;
    const char   *reason;
} Case;

static void check(const Case *c)
{
    LbError       err         = {0};
    LbPageVerdict verdict     = LB_VERDICT_LIST;
    LbXmlTree    *tree        = NULL;
    char          reason[100] = "";
    if (c->html != NULL) LB_ASSERT_OK(lb_xmltree_read_html(&tree, c->html, strlen(c->html), &err));
    const LbXmlNode *root = tree != NULL ? lb_xmltree_root(tree) : NULL;
    bool is_refusal       = lb_refusal_judge(&verdict, reason, sizeof reason, root, &c->reply);
    if (is_refusal != c->is_refusal || verdict != c->verdict)
        fail_msg("'%s', HTTP %d: %d, verdict %d", c->html != NULL ? c->html : "",
                 c->reply.http_status, is_refusal, (int)verdict);
    assert_string_equal(reason, c->reason);
    lb_xmltree_free(tree);
}

#define PRIVATE "<title>Letterboxd - Forbidden</title>"
#define OWNED   "<body data-owner='ada'><section class='message'>This list is private.</section>"

static void refusal__is_told_by_the_surest_sign(void **state)
{
    (void)state;
    static const Case cases[] = {
        /* the headers come before everything */
        {PRIVATE, {200, "Challenge", NULL}, true, LB_VERDICT_BLOCKED, ""},
        {PRIVATE, {429, NULL, NULL}, true, LB_VERDICT_RATE_LIMITED, ""},
        {PRIVATE, {426, NULL, NULL}, true, LB_VERDICT_RATE_LIMITED, ""},
        /* then what a person would read */
        {PRIVATE, {404, NULL, NULL}, true, LB_VERDICT_PRIVATE, ""},
        {"<title>Just a moment...</title>", {404, NULL, NULL}, true, LB_VERDICT_BLOCKED, ""},
        {"<h2>You are being rate limited</h2>",
         {200, NULL, NULL},
         true,
         LB_VERDICT_RATE_LIMITED,
         ""},
        {"<body class='error'><section class='message'>Sorry, we can't find the page</section>",
         {200, NULL, NULL},
         true,
         LB_VERDICT_NO_USER,
         ""},
        {"<body><section class='message'>Sorry, we can't find the page</section>",
         {200, NULL, NULL},
         false,
         LB_VERDICT_LIST,
         ""},
        /* on a page of a member only together with an error */
        {OWNED, {200, NULL, NULL}, false, LB_VERDICT_LIST, ""},
        {OWNED, {403, NULL, NULL}, true, LB_VERDICT_PRIVATE, ""},
        /* and last the status */
        {"<body></body>", {404, NULL, NULL}, true, LB_VERDICT_NO_USER, ""},
        {NULL, {410, NULL, NULL}, true, LB_VERDICT_NO_USER, ""},
        {NULL, {451, NULL, NULL}, true, LB_VERDICT_BLOCKED, "HTTP status 451"},
        {NULL, {401, NULL, NULL}, true, LB_VERDICT_PRIVATE, ""},
        {NULL, {403, NULL, NULL}, true, LB_VERDICT_BLOCKED, ""},
        {NULL, {200, "other", NULL}, true, LB_VERDICT_BLOCKED, ""},
        {NULL, {500, NULL, NULL}, true, LB_VERDICT_CHANGED, "HTTP status 500"},
        {NULL, {302, NULL, NULL}, true, LB_VERDICT_CHANGED, "HTTP status 302"},
        {NULL, {204, NULL, NULL}, false, LB_VERDICT_LIST, ""},
        {NULL, {0, NULL, NULL}, false, LB_VERDICT_LIST, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(&cases[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusal__is_told_by_the_surest_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
