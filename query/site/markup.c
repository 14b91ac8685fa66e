/* SPDX-License-Identifier: MIT */
#include "query/site/markup.h"

#include "common/base/ascii.h"

#include <string.h>

/* Longest name of an attribute in HTML: libxml2 takes what follows for another. */
enum { HTML_NAME_MAX = 100, WORK_A_BYTE = 8, WORK_MIN = 1 << 20 };

typedef struct Scan {
    const char *end;
    bool        is_xml;
    size_t      work, max_work; /* bytes looked at inside tags */
    size_t      n_attributes, n_roots, n_spaces;
} Scan;

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool begins_name(const Scan *scan, char c)
{
    return lb_is_letter(c) || c == '_' || c == ':' ||
           (scan->is_xml ? (unsigned char)c >= 0x80 : c == '.');
}

static bool continues_name(const Scan *scan, char c)
{
    return begins_name(scan, c) || lb_is_digit(c) || c == '-' || c == '.';
}

/* The end of the name at `at`; `at` itself when there is none. */
static const char *skip_name(const Scan *scan, const char *at)
{
    const char *end = scan->end;
    if (!scan->is_xml && end - at > HTML_NAME_MAX) end = at + HTML_NAME_MAX;
    if (at == end || !begins_name(scan, *at)) return at;
    while (at < end && continues_name(scan, *at))
        at++;
    return at;
}

static const char *skip_blanks(const Scan *scan, const char *at)
{
    while (at < scan->end && is_blank(*at))
        at++;
    return at;
}

static bool ends_tag(const Scan *scan, const char *at)
{
    return at == scan->end || *at == '>' || (*at == '/' && at + 1 < scan->end && at[1] == '>');
}

/* "= value", quoted or not, if it is there. */
static const char *skip_value(const Scan *scan, const char *at)
{
    const char *sign = skip_blanks(scan, at);
    if (sign == scan->end || *sign != '=') return at;
    at = skip_blanks(scan, sign + 1);
    if (at < scan->end && (*at == '"' || *at == '\'')) {
        const char *quote = memchr(at + 1, *at, (size_t)(scan->end - at - 1));
        return quote != NULL ? quote + 1 : scan->end;
    }
    while (at < scan->end && *at != '>' && !is_blank(*at))
        at++;
    return at;
}

/* What is no name up to a blank: libxml2 drops it, quotes and all. */
static const char *skip_garbage(const Scan *scan, const char *at)
{
    while (!ends_tag(scan, at) && !is_blank(*at))
        at++;
    return at;
}

static const char *scan_tag(Scan *scan, const char *start)
{
    const char *at   = skip_name(scan, start);
    LbSlice     name = {start, (size_t)(at - start)};
    size_t      n    = 0;
    if (lb_slice_is_nocase(name, "html") || lb_slice_is_nocase(name, "body")) scan->n_roots++;
    while (at = skip_blanks(scan, at), !ends_tag(scan, at)) {
        const char *end = skip_name(scan, at);
        if (end == at) {
            at = skip_garbage(scan, at);
            continue;
        }
        if (scan->is_xml && end - at >= 5 && memcmp(at, "xmlns", 5) == 0) scan->n_spaces++;
        if (++n > LB_MARKUP_MAX_IN_TAG) return "a tag has more than 1000 attributes";
        at = skip_value(scan, end);
    }
    scan->n_attributes += n;
    scan->work += (size_t)(at - start);
    if (scan->n_attributes > LB_MARKUP_MAX_ATTRIBUTES) return "more than 100000 attributes";
    if (scan->n_roots > LB_MARKUP_MAX_ROOTS) return "more than 32 html and body tags";
    if (scan->n_spaces > LB_MARKUP_MAX_SPACES) return "more than 64 name spaces";
    if (scan->work > scan->max_work) return "tags are tangled in tags";
    return NULL;
}

static bool begins(const Scan *scan, const char *at, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(scan->end - at) >= len && memcmp(at, word, len) == 0;
}

static bool is_declaration(const Scan *scan, const char *at)
{
    static const char *const words[] = {"!ENTITY", "!ELEMENT", "!ATTLIST", "!NOTATION"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(scan, at, words[i])) return true;
    return false;
}

/* libxml2 goes through the comment so far for each "--" in it that is not its end. */
static bool is_bad_comment(const Scan *scan, const char *at)
{
    if (!begins(scan, at, "!--")) return false;
    for (at += 3; at < scan->end; at++)
        if (begins(scan, at, "--")) return !begins(scan, at, "-->");
    return true;
}

/* Why the XML behind a '<' is refused before any counting. */
static const char *check_xml(const Scan *scan, const char *at)
{
    if (is_declaration(scan, at)) return "it declares entities, elements or attributes";
    return is_bad_comment(scan, at) ? "a comment has no end, or \"--\" in it" : NULL;
}

const char *lb_markup_refusal(LbSlice utf8, bool is_xml)
{
    Scan   scan    = {.end      = utf8.text + utf8.len,
                      .is_xml   = is_xml,
                      .max_work = WORK_A_BYTE * utf8.len + WORK_MIN};
    size_t n_marks = 0;
    for (const char *at = utf8.text; at < scan.end; at++) {
        if (*at != '<' && *at != '&') continue;
        if (++n_marks > LB_MARKUP_MAX_MARKS) return "more than 200000 tags and references";
        if (*at == '&' || at + 1 == scan.end) continue;
        const char *reason = is_xml ? check_xml(&scan, at + 1) : NULL;
        if (reason == NULL && begins_name(&scan, at[1])) reason = scan_tag(&scan, at + 1);
        if (reason != NULL) return reason;
    }
    return NULL;
}
