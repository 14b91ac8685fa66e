/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "common/program/process.h"
#include "common/program/ui.h"
#include "query/answer/dismissals.h"
#include "query/options/apply.h"
#include "query/options/config.h"
#include "query/report/model_info.h"
#include "query/serve/service.h"
#include "query/serve/token.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* The local date, yyyymmdd; 0 when the clock does not tell. */
static int32_t today(void)
{
    time_t    now = time(NULL);
    struct tm local;
    if (now == (time_t)-1 || localtime_r(&now, &local) == NULL) return 0;
    return (int32_t)((local.tm_year + 1900) * 10000 + (local.tm_mon + 1) * 100 + local.tm_mday);
}

/* Where what a person is not interested in is kept: the file that is named, or the usual one. */
static LbStatus find_dismissals(char **out, const LbQueryOptions *options, LbError *err)
{
    static const char name[] = "not-interested.txt";
    LbStatus          st     = LB_OK;
    char             *folder = NULL;
    *out                     = NULL;
    if (options->not_interested.n > 0) {
        LB_STRDUP(*out, options->not_interested.items[0]);
        goto cleanup;
    }
    LB_TRY(lb_ui_config_folder(&folder, err));
    size_t len = strlen(folder) + sizeof name + 1;
    LB_ALLOC(*out, len);
    snprintf(*out, len, "%s/%s", folder, name);
cleanup:
    free(folder);
    return st;
}

static LbStatus change_dismissals(const LbQueryOptions *options, const char *model, LbUi *ui,
                                  LbError *err)
{
    LbStatus           st      = LB_OK;
    char              *path    = NULL;
    LbSession          session = {0};
    LbDismissalsChange change  = {.add      = options->dismiss.items,
                                  .n_add    = options->dismiss.n,
                                  .remove   = options->undismiss.items,
                                  .n_remove = options->undismiss.n};
    LB_TRY(find_dismissals(&path, options, err));
    LB_TRY(lb_session_open(&session, model, false, err));
    LB_TRY(lb_dismissals_change(path, &change, &session, lb_ui_reporter(ui), err));
cleanup:
    lb_session_close(&session);
    free(path);
    return st;
}

/* The usual file is about the person at the keyboard, and not about those of a ratings file. */
static LbStatus add_dismissals(LbRunSettings *settings, char **path, const LbQueryOptions *options,
                               LbError *err)
{
    LbError no_folder = {0};
    if (options->not_interested.n > 0 || options->ratings != NULL) return LB_OK;
    LbStatus st = find_dismissals(path, options, &no_folder);
    if (st == LB_EUSAGE || (st == LB_OK && access(*path, F_OK) != 0)) return LB_OK;
    if (st != LB_OK) return lb_error_copy(err, &no_folder);
    settings->request.not_interested   = (const char *const *)path;
    settings->request.n_not_interested = 1;
    return LB_OK;
}

static LbStatus recommend(const LbQueryOptions *options, const char *const *users, int n_users,
                          LbUi *ui, LbError *err)
{
    LbStatus st = LB_OK;
    LbError  no_cache;
    char    *model = NULL, *cache = NULL, *dismissals = NULL;
    bool     changes  = options->dismiss.n + options->undismiss.n > 0;
    bool     is_asked = n_users > 0 || lb_query_options_has_task(options);
    LB_TRY(lb_ui_model_path(&model, options->model, err));
    if (changes) LB_TRY(change_dismissals(options, model, ui, err));
    if (!is_asked) goto cleanup;
    if (n_users > 0 && lb_ui_cache_folder(&cache, &no_cache) != LB_OK)
        lb_reporter_message(lb_ui_reporter(ui), LB_LEVEL_WARNING, "profiles are not kept: %s",
                            no_cache.message);
    LbRunSettings settings       = lb_apply_options(options, today());
    settings.model_path          = model;
    settings.people.users        = users;
    settings.people.n_users      = n_users;
    settings.people.cache_folder = cache;
    settings.report.out          = stdout;
    settings.report.width        = lb_ui_width(stdout);
    settings.report.color        = lb_ui_color(ui, stdout);
    LB_TRY(add_dismissals(&settings, &dismissals, options, err));
    LB_TRY(lb_run(&settings, lb_ui_reporter(ui), err));
cleanup:
    free(model);
    free(cache);
    free(dismissals);
    return st;
}

static LbStatus print_model_info(const LbQueryOptions *options, LbError *err)
{
    char    *path = NULL;
    LbStatus st   = lb_ui_model_path(&path, options->model, err);
    if (st == LB_OK)
        st = lb_model_info_print(stdout, path, options->format == LB_OUTPUT_JSON,
                                 (int64_t)time(NULL), err);
    free(path);
    return st;
}

static LbStatus serve(const LbQueryOptions *options, LbUi *ui, LbError *err)
{
    LbStatus          st    = LB_OK;
    char             *model = NULL, *cache = NULL, *token = NULL, *dismissals = NULL;
    LbError           no_cache = {0}, no_folder = {0};
    LbServiceSettings settings = {
        .given = options, .listener = {.fd = -1}, .threads = (int)options->threads, .today = today};
    LB_TRY(lb_ui_model_path(&model, options->model, err));
    if (options->allow_users && lb_ui_cache_folder(&cache, &no_cache) != LB_OK)
        lb_reporter_message(lb_ui_reporter(ui), LB_LEVEL_WARNING, "profiles are not kept: %s",
                            no_cache.message);
    if (options->not_interested.n == 0 && options->ratings == NULL &&
        find_dismissals(&dismissals, options, &no_folder) == LB_OK)
        settings.dismissals = dismissals;
    if (options->serve_token != NULL) LB_TRY(lb_token_read(&token, options->serve_token, err));
    LB_TRY(lb_listener_open(&settings.listener, options->serve, lb_ui_inherited_socket(), err));
    settings.model_path   = model;
    settings.cache_folder = cache;
    settings.token        = token;
    LB_TRY(lb_service_run(&settings, lb_ui_reporter(ui), err));
cleanup:
    lb_listener_close(&settings.listener);
    free(model);
    free(cache);
    free(token);
    free(dismissals);
    return st;
}

static LbStatus act(const LbQueryOptions *options, const char *const *users, int n_users, LbUi *ui,
                    LbError *err)
{
    if (lb_cli_is_asked(&options->asked))
        lb_cli_tell(lb_query_options_cli(), &options->asked, options->verbosity, stdout,
                    lb_ui_width(stdout));
    else if (options->print_config)
        lb_config_print(stdout, options);
    else if (options->model_info)
        return print_model_info(options, err);
    else if (options->serve != NULL)
        return serve(options, ui, err);
    else
        return recommend(options, users, n_users, ui, err);
    return LB_OK;
}

/* Results that cannot be written are the failure to tell, whatever else there was; results that
 * nobody wants to read any more are none. */
static LbStatus finish(LbStatus st, LbError *err)
{
    LbError  output   = {0};
    LbStatus finished = lb_ui_finish_stdout(&output);
    if (finished == LB_OK) return st == LB_EIO && ferror(stdout) != 0 ? LB_OK : st;
    *err = output;
    return finished;
}

static LbStatus run(const LbQueryOptions *options, const char *const *users, int n_users, LbUi *ui,
                    LbError *err)
{
    return finish(act(options, users, n_users, ui, err), err);
}

static LbStatus parse(LbQueryOptions *options, int argc, char **argv, const char **operands,
                      int *n_users, LbError *err)
{
    LbError          no_folder = {0};
    char            *folder    = NULL;
    LbStatus         st        = lb_ui_config_folder(&folder, &no_folder);
    LbConfigSettings settings  = {.folder = folder, .home = lb_ui_home()};
    if (st == LB_OK || st == LB_EUSAGE)
        st = lb_config_parse(options, &settings, argc, argv, operands, n_users, err);
    else
        st = lb_error_copy(err, &no_folder);
    free(folder);
    return st;
}

int main(int argc, char **argv)
{
    if (!lb_process_begin("lbrec-query")) return lb_process_end(lb_error_exit_code(LB_EIO));
    LbError        err      = {0}, no_ui;
    LbUi          *ui       = NULL;
    const char   **operands = calloc((size_t)argc + 1, sizeof *operands);
    int            n_users  = 0;
    LbStatus       st       = operands != NULL ? LB_OK : lb_error_nomem(&err, (size_t)argc);
    LbQueryOptions options;
    lb_query_options_init(&options);
    if (st == LB_OK) st = parse(&options, argc, argv, operands, &n_users, &err);
    LbUiSettings settings = {.program    = "lbrec-query",
                             .verbosity  = options.verbosity,
                             .progress   = options.progress,
                             .color      = options.color,
                             .log_format = options.log_format};
    if (lb_ui_new(&ui, &settings, &no_ui) != LB_OK) {
        fprintf(stderr, "lbrec-query: %s\n", no_ui.message);
        st = no_ui.status;
    } else {
        if (st == LB_OK) st = run(&options, operands, n_users, ui, &err);
        if (st != LB_OK) lb_ui_fail(ui, &err, st == LB_EUSAGE ? "try 'lbrec-query --help'" : NULL);
    }
    lb_ui_free(ui);
    lb_query_options_clear(&options);
    free(operands);
    return lb_process_end(lb_error_exit_code(st));
}
