/* SPDX-License-Identifier: MIT */
#include "query/options/config.h"

#include "common/base/buf.h"
#include "common/base/mem.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20, LINE_MAX_LEN = 4096, NAME_CAP = 64, LIST_MAX = 400 };

static const char file_name[] = "query.conf";

/* What a line is, and where. */
typedef struct Line {
    LbSlice name, value; /* value.text NULL: none */
    bool    is_section;  /* then `name` is its name */
    int     number;
} Line;

typedef struct Config {
    const char             *path;
    LbSlice                 text;
    const LbConfigSettings *settings;
} Config;

/* Options about the file itself, and those that do something once. */
static bool is_barred(LbSlice name)
{
    static const char *const names[] = {"config", "preset",       "print-config", "dismiss",
                                        "help",   "help-options", "version",      "undismiss"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (lb_slice_is(name, names[i])) return true;
    return false;
}

/* The next line that says something; false at the end. */
static bool next_line(LbSlice *rest, Line *line)
{
    LbSlice text;
    while (lb_slice_next_line(&text, rest)) {
        text = lb_slice_trim(text);
        line->number++;
        if (text.len == 0 || text.text[0] == '#') continue;
        LbSlice section  = lb_slice_inside(text, '[', ']');
        line->is_section = section.len < text.len;
        line->value      = (LbSlice){NULL, 0};
        if (line->is_section) {
            line->name = lb_slice_trim(section);
            return true;
        }
        if (text.len > 2 && text.text[0] == '-' && text.text[1] == '-')
            text = (LbSlice){text.text + 2, text.len - 2};
        const char *equals = memchr(text.text, '=', text.len);
        line->name         = text;
        if (equals == NULL) return true;
        size_t before = (size_t)(equals - text.text);
        line->name    = lb_slice_trim((LbSlice){text.text, before});
        line->value =
            lb_slice_inside(lb_slice_trim((LbSlice){equals + 1, text.len - before - 1}), '"', '"');
        return true;
    }
    return false;
}

/* The value as a text that lives as long as the options, a leading "~/" being the home folder. */
static LbStatus keep_value(const char **out, LbQueryOptions *options, const Config *config,
                           LbSlice value, LbError *err)
{
    char        text[LINE_MAX_LEN];
    const char *home = config->settings->home;
    *out             = NULL;
    if (value.text == NULL) return LB_OK;
    bool is_home = home != NULL && value.len >= 2 && memcmp(value.text, "~/", 2) == 0;
    int  len =
        is_home ? snprintf(text, sizeof text, "%s%.*s", home, (int)(value.len - 1), value.text + 1)
                 : snprintf(text, sizeof text, "%.*s", (int)value.len, value.text);
    if (len < 0 || (size_t)len >= sizeof text)
        return lb_error_set(err, LB_EUSAGE, 0, "a value of over %d bytes", (int)LINE_MAX_LEN);
    return lb_blocks_copy(&options->texts, out, (LbSlice){text, (size_t)len}, err);
}

static LbStatus apply_line(LbQueryOptions *options, const Config *config, const Line *line,
                           LbError *err)
{
    LbStatus    st = LB_OK;
    char        name[NAME_CAP], where[LINE_MAX_LEN];
    const char *value = NULL;
    if (line->name.len >= sizeof name)
        LB_FAIL(LB_EUSAGE, 0, "expected an option, found '%.40s...'", line->name.text);
    memcpy(name, line->name.text, line->name.len);
    name[line->name.len] = '\0';
    if (is_barred(line->name)) LB_FAIL(LB_EUSAGE, 0, "--%s is for the command line only", name);
    LB_TRY(keep_value(&value, options, config, line->value, err));
    int len = snprintf(where, sizeof where, "%s:%d", config->path, line->number);
    if (len > 0 && (size_t)len < sizeof where)
        LB_TRY(lb_blocks_copy(&options->texts, &options->given.where, (LbSlice){where, (size_t)len},
                              err));
    LB_TRY(lb_cli_set(lb_query_options_cli(), name, value, options, err));
cleanup:
    options->given.where = NULL;
    return st;
}

/* Apply the lines of a section, NULL being the top of the file. With `scratch` all other lines are
 * tried on it, so that a mistake shows before it is needed. */
static LbStatus apply_section(LbQueryOptions *options, LbQueryOptions *scratch,
                              const Config *config, const char *section, bool *is_found,
                              LbError *err)
{
    LbSlice rest  = config->text;
    Line    line  = {.number = 0};
    bool    is_in = section == NULL;
    *is_found     = is_in;
    while (next_line(&rest, &line)) {
        if (line.is_section) {
            is_in     = section != NULL && lb_slice_is(line.name, section);
            *is_found = *is_found || is_in;
            continue;
        }
        if (!is_in && scratch == NULL) continue;
        LbStatus st = apply_line(is_in ? options : scratch, config, &line, err);
        if (st != LB_OK) return lb_error_context(err, st, "%s:%d", config->path, line.number);
    }
    return LB_OK;
}

static LbStatus say_no_preset(const Config *config, const char *wanted, LbError *err)
{
    LbBuf   list;
    LbSlice rest = config->text;
    Line    line = {.number = 0};
    lb_buf_init(&list, LIST_MAX);
    while (next_line(&rest, &line))
        if (line.is_section && lb_buf_printf(&list, NULL, "%s%.*s", list.len > 0 ? ", " : "",
                                             (int)line.name.len, line.name.text) != LB_OK)
            break; /* enough to read */
    LbStatus st = lb_error_set(err, LB_EUSAGE, 0, "no preset '%s': %s has %s", wanted, config->path,
                               list.len > 0 ? lb_buf_text(&list) : "none");
    lb_buf_clear(&list);
    return st;
}

static LbStatus apply_file(LbQueryOptions *options, const Config *config, const LbTextList *presets,
                           LbError *err)
{
    LbStatus       st       = LB_OK;
    bool           is_found = false;
    LbQueryOptions scratch;
    lb_query_options_init(&scratch);
    LB_TRY(apply_section(options, &scratch, config, NULL, &is_found, err));
    for (int i = 0; i < presets->n; i++) {
        LB_TRY(apply_section(options, NULL, config, presets->items[i], &is_found, err));
        if (!is_found) {
            st = say_no_preset(config, presets->items[i], err);
            goto cleanup;
        }
    }
cleanup:
    lb_query_options_clear(&scratch);
    return st;
}

/* The file that is asked for, or the usual one; *out stays NULL where there is none. */
static LbStatus find_file(char **out, const LbQueryOptions *asked, const LbConfigSettings *settings,
                          LbError *err)
{
    LbStatus st = LB_OK;
    *out        = NULL;
    if (asked->config != NULL) {
        if (asked->config[0] != '\0') LB_STRDUP(*out, asked->config);
        goto cleanup;
    }
    if (settings->folder == NULL) return LB_OK;
    size_t len = strlen(settings->folder) + sizeof file_name + 1;
    LB_ALLOC(*out, len);
    snprintf(*out, len, "%s/%s", settings->folder, file_name);
    if (access(*out, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) {
        free(*out);
        *out = NULL;
    }
cleanup:
    return st;
}

static LbStatus read_file(LbQueryOptions *options, const LbQueryOptions *asked,
                          const LbConfigSettings *settings, LbError *err)
{
    LbStatus st   = LB_OK;
    char    *path = NULL;
    LbBuf    text;
    lb_buf_init(&text, FILE_MAX);
    LB_TRY(find_file(&path, asked, settings, err));
    if (path == NULL && asked->presets.n > 0)
        LB_FAIL(LB_EUSAGE, 0, "no preset '%s': there is no %s%s%s", asked->presets.items[0],
                settings->folder != NULL ? settings->folder : "",
                settings->folder != NULL ? "/" : "", file_name);
    if (path == NULL) goto cleanup;
    LB_TRY(lb_buf_read_file(&text, path, err));
    if (text.len > 0 && memchr(text.data, '\0', text.len) != NULL)
        LB_FAIL(LB_EDATA, 0, "%s: a NUL character: expected options, one a line", path);
    size_t marks  = lb_slice_marks((LbSlice){lb_buf_text(&text), text.len});
    Config config = {path, {lb_buf_text(&text) + marks, text.len - marks}, settings};
    LB_TRY(apply_file(options, &config, &asked->presets, err));
cleanup:
    free(path);
    lb_buf_clear(&text);
    return st;
}

LbStatus lb_config_parse(LbQueryOptions *options, const LbConfigSettings *settings, int argc,
                         char **argv, const char **operands, int *n_operands, LbError *err)
{
    LbStatus       st = LB_OK;
    LbQueryOptions asked;
    lb_query_options_init(&asked);
    LB_TRY(lb_cli_parse(lb_query_options_cli(), argc, argv, &asked, operands, n_operands, err));
    options->given.is_on = asked.print_config;
    if (!lb_cli_is_asked(&asked.asked)) LB_TRY(read_file(options, &asked, settings, err));
    LB_TRY(lb_query_options_parse(options, argc, argv, operands, n_operands, err));
cleanup:
    lb_query_options_clear(&asked);
    return st;
}

static bool is_repeatable(const LbOption *option)
{
    return option->kind == LB_OPT_LIST || option->kind == LB_OPT_COUNT;
}

/* Whether the option is given again further on. */
static bool is_overruled(const LbGivenOptions *given, size_t at)
{
    const LbOption *option = given->items[at].option;
    for (size_t i = at + 1; i < given->n && !is_repeatable(option); i++)
        if (given->items[i].option == option) return true;
    return false;
}

void lb_config_print(FILE *out, const LbQueryOptions *options)
{
    const LbGivenOptions *given = &options->given;
    for (size_t i = 0; i < given->n; i++) {
        const LbGivenOption *one  = &given->items[i];
        LbSlice              name = {one->option->name, strlen(one->option->name)};
        if (is_overruled(given, i) || is_barred(name)) continue;
        fprintf(out, "# %s\n%s", one->where != NULL ? one->where : "command line",
                one->option->name);
        if (one->value != NULL) fprintf(out, " = %s", one->value);
        fputc('\n', out);
    }
}
