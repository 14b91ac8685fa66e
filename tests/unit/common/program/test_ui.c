/* SPDX-License-Identifier: MIT */
#include "tests/lb_test.h"

#include "common/program/ui.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Standard error into a file while `act` runs; what it wrote, NUL-terminated, in `out`. */
static void capture(void (*act)(void), char *out, size_t cap)
{
    char name[] = "/tmp/lb_ui_XXXXXX";
    int  file   = mkstemp(name);
    int  kept   = dup(STDERR_FILENO);
    assert_true(file >= 0 && kept >= 0);
    fflush(stderr);
    assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
    act();
    fflush(stderr);
    dup2(kept, STDERR_FILENO);
    ssize_t len            = pread(file, out, cap - 1, 0);
    out[len > 0 ? len : 0] = '\0';
    close(file);
    close(kept);
    unlink(name);
}

static LbUi *new_ui(LbUiSettings settings)
{
    LbError err      = {0};
    LbUi   *ui       = NULL;
    settings.program = "lbrec-test";
    LB_ASSERT_OK(lb_ui_new(&ui, &settings, &err));
    return ui;
}

static void say_all_levels(LbUiSettings settings)
{
    LbUi *ui = new_ui(settings);
    for (int level = LB_LEVEL_WARNING; level <= LB_LEVEL_TRACE; level++)
        lb_reporter_message(lb_ui_reporter(ui), (LbLevel)level, "level %d \x1b[31m", level);
    lb_ui_free(ui);
}

static void say_errors(void)
{
    say_all_levels((LbUiSettings){.verbosity = -2});
}

static void say_quiet(void)
{
    say_all_levels((LbUiSettings){.verbosity = -1});
}

static void say_normal(void)
{
    say_all_levels((LbUiSettings){.verbosity = 0});
}

static void say_much(void)
{
    say_all_levels((LbUiSettings){.verbosity = 2});
}

static void say_json(void)
{
    say_all_levels((LbUiSettings){.log_format = LB_LOG_JSON});
}

static void ui__levels_follow_verbosity_and_text_is_cleaned(void **state)
{
    (void)state;
    char text[2000];
    capture(say_errors, text, sizeof text);
    assert_string_equal(text, "");
    capture(say_quiet, text, sizeof text);
    assert_string_equal(text, "lbrec-test: warning: level 0  [31m\n");
    capture(say_normal, text, sizeof text);
    assert_string_equal(text, "lbrec-test: warning: level 0  [31m\nlbrec-test: level 1  [31m\n");
    capture(say_much, text, sizeof text);
    assert_non_null(strstr(text, "level 3"));
    capture(say_json, text, sizeof text);
    assert_non_null(strstr(text, "\"level\":\"warning\",\"message\":\"level 0  [31m\"}\n"));
}

static void run_phases(LbUiSettings settings)
{
    LbUi *ui = new_ui(settings);
    lb_reporter_progress(lb_ui_reporter(ui), "read", 0, 10);
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
    lb_reporter_progress(lb_ui_reporter(ui), "read", 5, 10);
    lb_reporter_progress(lb_ui_reporter(ui), NULL, 0, 0);
    lb_ui_free(ui);
}

static void phases_with_bar(void)
{
    run_phases((LbUiSettings){.progress = LB_WHEN_ALWAYS});
}

static void phases_in_a_file(void)
{
    run_phases((LbUiSettings){.progress = LB_WHEN_AUTO, .verbosity = 1});
}

static void ui__progress_is_a_bar_only_on_a_terminal(void **state)
{
    (void)state;
    char text[2000];
    capture(phases_with_bar, text, sizeof text);
    assert_non_null(strstr(text, "read"));
    assert_non_null(strstr(text, "############------------]  50 %"));
    capture(phases_in_a_file, text, sizeof text);
    assert_null(strchr(text, '#'));
    assert_non_null(strstr(text, "lbrec-test: read: 0."));
}

static void ui__an_interrupt_is_seen(void **state)
{
    (void)state;
    LbUi *ui = new_ui((LbUiSettings){0});
    assert_false(lb_reporter_interrupted(lb_ui_reporter(ui)));
    raise(SIGINT);
    assert_true(lb_reporter_interrupted(lb_ui_reporter(ui)));
    lb_ui_free(ui);
}

static void ui__colour_follows_the_rules(void **state)
{
    (void)state;
    LbUi *always    = new_ui((LbUiSettings){.color = LB_WHEN_ALWAYS});
    LbUi *automatic = new_ui((LbUiSettings){.color = LB_WHEN_AUTO});
    assert_true(lb_ui_color(always, stdout));
    setenv("NO_COLOR", "1", 1);
    assert_true(lb_ui_color(always, stdout));
    assert_false(lb_ui_color(automatic, stdout));
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    assert_false(lb_ui_color(automatic, stdout));
    lb_ui_free(always);
    lb_ui_free(automatic);
}

static void ui__paths_follow_the_environment(void **state)
{
    (void)state;
    LbError err  = {0};
    char   *path = NULL;
    setenv("HOME", "/home/x", 1);
    unsetenv("XDG_DATA_HOME");
    unsetenv("LBREC_MODEL");
    LB_ASSERT_OK(lb_ui_model_path(&path, NULL, &err));
    assert_string_equal(path, "/home/x/.local/share/lbrec/model.h5");
    free(path);
    setenv("XDG_DATA_HOME", "/data", 1);
    LB_ASSERT_OK(lb_ui_model_path(&path, NULL, &err));
    assert_string_equal(path, "/data/lbrec/model.h5");
    free(path);
    setenv("LBREC_MODEL", "m.h5", 1);
    LB_ASSERT_OK(lb_ui_model_path(&path, NULL, &err));
    assert_string_equal(path, "m.h5");
    free(path);
    LB_ASSERT_OK(lb_ui_model_path(&path, "given.h5", &err));
    assert_string_equal(path, "given.h5");
    free(path);
    setenv("XDG_CACHE_HOME", "relative", 1);
    LB_ASSERT_OK(lb_ui_cache_folder(&path, &err));
    assert_string_equal(path, "/home/x/.cache/lbrec");
    free(path);
    unsetenv("HOME");
    LB_ASSERT_FAILS(lb_ui_cache_folder(&path, &err), LB_EUSAGE, "HOME");
    assert_null(path);
}

static void ui__width_is_sane(void **state)
{
    (void)state;
    setenv("COLUMNS", "123", 1);
    assert_int_equal(lb_ui_width(stdout), 123);
    setenv("COLUMNS", "-5", 1);
    assert_true(lb_ui_width(stdout) >= 20);
    unsetenv("COLUMNS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ui__levels_follow_verbosity_and_text_is_cleaned),
        cmocka_unit_test(ui__progress_is_a_bar_only_on_a_terminal),
        cmocka_unit_test(ui__colour_follows_the_rules),
        cmocka_unit_test(ui__paths_follow_the_environment),
        cmocka_unit_test(ui__width_is_sane),
        cmocka_unit_test(ui__an_interrupt_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
