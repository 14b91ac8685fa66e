/* SPDX-License-Identifier: MIT */
#include "common/text/html.h"

#include "common/text/text.h"

#include <string.h>

static void put_asset(FILE *out, const char *tag, const LbHtmlAsset *asset)
{
    fprintf(out, "<%s>", tag);
    for (const char *const *line = asset->lines; *line != NULL; line++)
        fputs(*line, out);
    fprintf(out, "</%s>\n", tag);
}

void lb_html_begin(FILE *out, const char *title, const LbHtmlAsset *style,
                   const LbHtmlAsset *script)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n", out);
    fprintf(out,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
            "img-src https:; style-src '%s'; script-src ",
            style->hash);
    if (script != NULL)
        fprintf(out, "'%s'", script->hash);
    else
        fputs("'none'", out);
    fputs("; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"dark light\">\n"
          "<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
          out);
    lb_html_string(out, title);
    fputs("</title>\n", out);
    put_asset(out, "style", style);
    if (script != NULL) put_asset(out, "script", script);
    fputs("</head>\n<body>\n", out);
}

void lb_html_end(FILE *out)
{
    fputs("</body>\n</html>\n", out);
}

/* What a character stands as; NULL = as it is. */
static const char *reference_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void lb_html_text(FILE *out, LbSlice text)
{
    while (text.len > 0) {
        char        piece[LB_UTF8_MAX];
        size_t      n         = lb_text_clean_next(piece, &text);
        const char *reference = n == 1 ? reference_of(piece[0]) : NULL;
        if (reference != NULL)
            fputs(reference, out);
        else
            fwrite(piece, 1, n, out);
    }
}

void lb_html_string(FILE *out, const char *text)
{
    lb_html_text(out, (LbSlice){text, strlen(text)});
}
