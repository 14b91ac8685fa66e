/* SPDX-License-Identifier: MIT */
#include "common/program/ui.h"

#include "common/base/clock.h"
#include "common/base/interrupt.h"
#include "common/base/mem.h"
#include "common/text/json.h"
#include "common/text/text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { BAR_COLUMNS = 24, NAME_MAX_COLUMNS = 16, TEXT_MAX = 1024 };
static const double  REDRAW_SECONDS = 0.1;
static const int64_t DATE_MOST      = INT64_C(253402300799); /* the end of the year 9999 */

struct LbUi {
    LbUiSettings settings;
    LbReporter   reporter;
    bool         draws_bar;
    bool         bar_is_up; /* the last line of the terminal is ours */
    char         phase[64];
    double       phase_start, last_draw;
    double       done, total;
};

static void on_signal(int number)
{
    if (lb_interrupt_note() == 0) return;
    signal(number, SIG_DFL); /* asked twice: do not wait for the clean end */
    raise(number);
}

static bool term_is_dumb(void)
{
    const char *term = getenv("TERM");
    return term == NULL || *term == '\0' || strcmp(term, "dumb") == 0;
}

static void clear_bar(LbUi *ui)
{
    if (ui->bar_is_up) fputs("\r\x1b[K", stderr);
    ui->bar_is_up = false;
}

static void log_json(const LbUi *ui, const char *level, const char *text)
{
    char      stamp[32];
    time_t    seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", &utc);
    LbJson *doc  = lb_json_new();
    char   *line = NULL;
    if (doc == NULL) return;
    LbJsonValue *root = lb_json_root(doc);
    lb_json_text(doc, root, "time", stamp);
    lb_json_text(doc, root, "program", ui->settings.program);
    lb_json_text(doc, root, "level", level);
    lb_json_text(doc, root, "message", text);
    if (lb_json_dump(doc, false, &line, NULL) == LB_OK) fprintf(stderr, "%s\n", line);
    free(line);
    lb_json_free(doc);
}

static void print_line(LbUi *ui, const char *level, const char *prefix, const char *text)
{
    char clean[TEXT_MAX];
    lb_text_clean(clean, sizeof clean, (LbSlice){text, strlen(text)});
    clear_bar(ui);
    if (ui->settings.log_format == LB_LOG_JSON)
        log_json(ui, level, clean);
    else
        fprintf(stderr, "%s: %s%s\n", ui->settings.program, prefix, clean);
}

static void on_message(void *ctx, LbLevel level, const char *text)
{
    static const char *const names[]    = {"warning", "info", "detail", "trace"};
    static const char *const prefixes[] = {"warning: ", "", "", ""};
    LbUi                    *ui         = ctx;
    static const int         needed[]   = {-1, 0, 1, 2}; /* verbosity */
    if (ui->settings.verbosity < needed[level]) return;
    print_line(ui, names[level], prefixes[level], text);
}

/* "read      [##########              ]  42 %  3.1 s" */
static void draw_bar(LbUi *ui, double now)
{
    double share = ui->total > 0 ? ui->done / ui->total : 0;
    if (share > 1) share = 1;
    int  filled = (int)(share * (double)BAR_COLUMNS);
    char bar[BAR_COLUMNS + 1];
    memset(bar, '-', BAR_COLUMNS);
    memset(bar, '#', (size_t)filled);
    bar[BAR_COLUMNS] = '\0';
    if (ui->total > 0)
        fprintf(stderr, "\r\x1b[K%-*s [%s] %3d %%  %.1f s", NAME_MAX_COLUMNS, ui->phase, bar,
                (int)(share * 100), now - ui->phase_start);
    else
        fprintf(stderr, "\r\x1b[K%-*s %.0f  %.1f s", NAME_MAX_COLUMNS, ui->phase, ui->done,
                now - ui->phase_start);
    fflush(stderr);
    ui->bar_is_up = true;
    ui->last_draw = now;
}

/* Without a bar, -v gets one line a phase when it ends. */
static void end_phase(LbUi *ui, double now)
{
    if (ui->phase[0] == '\0') return;
    clear_bar(ui);
    if (!ui->draws_bar && ui->settings.verbosity >= 1) {
        char text[128];
        snprintf(text, sizeof text, "%s: %.2f s", ui->phase, now - ui->phase_start);
        print_line(ui, "info", "", text);
    }
    ui->phase[0] = '\0';
}

static void on_progress(void *ctx, const char *phase, double done, double total)
{
    LbUi  *ui  = ctx;
    double now = lb_clock_seconds();
    if (phase == NULL || strcmp(phase, ui->phase) != 0) {
        end_phase(ui, now);
        if (phase == NULL) return;
        snprintf(ui->phase, sizeof ui->phase, "%s", phase);
        ui->phase_start = now;
        ui->last_draw   = now;
    }
    ui->done  = done;
    ui->total = total;
    if (ui->draws_bar && now - ui->last_draw >= REDRAW_SECONDS) draw_bar(ui, now);
}

static bool on_interrupted(void *ctx)
{
    (void)ctx;
    return lb_interrupt_is_pending();
}

static bool wants_bar(const LbUiSettings *settings)
{
    if (settings->verbosity < 0 || settings->log_format == LB_LOG_JSON) return false;
    if (settings->progress != LB_WHEN_AUTO) return settings->progress == LB_WHEN_ALWAYS;
    return isatty(STDERR_FILENO) != 0 && !term_is_dumb();
}

LbStatus lb_ui_new(LbUi **out, const LbUiSettings *settings, LbError *err)
{
    LbStatus st = LB_OK;
    LbUi    *ui = NULL;
    *out        = NULL;
    LB_ALLOC_ZEROED(ui, 1);
    ui->settings            = *settings;
    ui->draws_bar           = wants_bar(settings);
    ui->reporter            = (LbReporter){on_message, on_progress, on_interrupted, ui};
    struct sigaction action = {.sa_handler = on_signal}; /* no SA_RESTART: waits end at once */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    *out = ui;
cleanup:
    return st;
}

void lb_ui_free(LbUi *ui)
{
    if (ui == NULL) return;
    clear_bar(ui);
    free(ui);
}

const LbReporter *lb_ui_reporter(LbUi *ui)
{
    return &ui->reporter;
}

void lb_ui_fail(LbUi *ui, const LbError *err, const char *hint)
{
    const char *text = err->message[0] != '\0' ? err->message : lb_error_status_text(err->status);
    print_line(ui, "error", "", text);
    if (hint != NULL) print_line(ui, "hint", "", hint);
}

bool lb_ui_color(const LbUi *ui, FILE *stream)
{
    if (ui->settings.color != LB_WHEN_AUTO) return ui->settings.color == LB_WHEN_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && *no_color != '\0') return false;
    return !term_is_dumb() && isatty(fileno(stream)) != 0;
}

int lb_ui_width(FILE *stream)
{
    int64_t        columns = 0;
    const char    *text    = getenv("COLUMNS");
    struct winsize size;
    if (text != NULL && lb_slice_to_int((LbSlice){text, strlen(text)}, &columns) && columns >= 20 &&
        columns <= 10000)
        return (int)columns;
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
    return 80;
}

/* Asked of the stream itself: the errno of an earlier write is gone. */
static bool has_reader_left(FILE *stream)
{
    struct pollfd poll_out = {.fd = fileno(stream), .events = POLLOUT};
    return poll(&poll_out, 1, 0) == 1 && (poll_out.revents & POLLERR) != 0;
}

LbStatus lb_ui_finish_stdout(LbError *err)
{
    bool failed = ferror(stdout) != 0;
    errno       = 0;
    if (fflush(stdout) != 0) failed = true;
    if (!failed || errno == EPIPE || has_reader_left(stdout)) return LB_OK;
    return lb_error_set(err, LB_EIO, errno, "cannot write standard output: %s",
                        errno != 0 ? strerror(errno) : "an earlier write failed");
}

/* $variable/tail, else $HOME/fallback/tail. */
static LbStatus base_folder(char **out, const char *variable, const char *fallback,
                            const char *tail, LbError *err)
{
    LbStatus    st   = LB_OK;
    const char *base = getenv(variable);
    const char *home = getenv("HOME");
    *out             = NULL;
    bool given       = base != NULL && base[0] == '/'; /* the specification: absolute, or ignored */
    if (!given && (home == NULL || home[0] == '\0'))
        LB_FAIL(LB_EUSAGE, 0, "neither $%s nor $HOME is set; name the file by an option", variable);
    size_t len = strlen(given ? base : home) + strlen(fallback) + strlen(tail) + 3;
    LB_ALLOC(*out, len);
    if (given)
        snprintf(*out, len, "%s/%s", base, tail);
    else
        snprintf(*out, len, "%s/%s/%s", home, fallback, tail);
cleanup:
    return st;
}

LbStatus lb_ui_source_date(int64_t *date, LbError *err)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    *date            = -1;
    if (text == NULL || *text == '\0') return LB_OK;
    if (lb_slice_to_int((LbSlice){text, strlen(text)}, date) && *date >= 0 && *date <= DATE_MOST)
        return LB_OK;
    return lb_error_set(err, LB_EUSAGE, 0,
                        "$SOURCE_DATE_EPOCH: expected seconds since 1970, got '%s'", text);
}

LbStatus lb_ui_model_path(char **out, const char *given, LbError *err)
{
    LbStatus    st   = LB_OK;
    const char *path = given != NULL ? given : getenv("LBREC_MODEL");
    if (path == NULL || *path == '\0')
        return base_folder(out, "XDG_DATA_HOME", ".local/share", "lbrec/model.h5", err);
    *out = NULL;
    LB_STRDUP(*out, path);
cleanup:
    return st;
}

LbStatus lb_ui_config_folder(char **out, LbError *err)
{
    return base_folder(out, "XDG_CONFIG_HOME", ".config", "lbrec", err);
}

const char *lb_ui_home(void)
{
    return getenv("HOME");
}

LbStatus lb_ui_cache_folder(char **out, LbError *err)
{
    return base_folder(out, "XDG_CACHE_HOME", ".cache", "lbrec", err);
}

int lb_ui_inherited_socket(void)
{
    enum { FIRST = 3 }; /* SD_LISTEN_FDS_START */
    const char *process = getenv("LISTEN_PID"), *sockets = getenv("LISTEN_FDS");
    int64_t     pid, count;
    if (process == NULL || sockets == NULL ||
        !lb_slice_to_int((LbSlice){process, strlen(process)}, &pid) ||
        !lb_slice_to_int((LbSlice){sockets, strlen(sockets)}, &count))
        return -1;
    return pid == (int64_t)getpid() && count >= 1 ? FIRST : -1;
}
