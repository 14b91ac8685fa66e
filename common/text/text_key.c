/* SPDX-License-Identifier: MIT */
/* Keys under which titles are compared, and their edit distance. */
#include "common/text/text.h"

#include <string.h>

/* The letter under the diacritics of the Latin blocks, '.' where there is none: from the names of
 * the Unicode character database ("LATIN SMALL LETTER O WITH STROKE" is an o). */
enum { LATIN_FIRST = 0xC0, LATIN_END = 0x250, EXTENDED_FIRST = 0x1E00, EXTENDED_END = 0x1F00 };

static const char latin[] = "aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.y"
                            "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii..jjkk.lllllll"
                            "lllnnnnnn...oooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"
                            "bbbb...ccdddd....ffg...ikkl..nnooo..pp.....ttttuu.vyyzz........."
                            ".....d..l..n.aaiioouuuuuuuuuu.aaaa..ggggkkoooo..j.d.gg..nnaa..oo"
                            "aaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylntj..acclts"
                            "z..b..eejj.qrryy";

static const char latin_extended[] =
    "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
    "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
    "wwwwwwwwwwxxxxyyzzzzzzhtwyasss..aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
    "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy....yy";

_Static_assert(sizeof latin == LATIN_END - LATIN_FIRST + 1, "a letter for every code point");
_Static_assert(sizeof latin_extended == EXTENDED_END - EXTENDED_FIRST + 1, "the same");

typedef struct Fold {
    uint16_t from, to;
} Fold;

/* Greek and Cyrillic letters whose bare lower case does not follow from their number. */
static const Fold folds[] = {
    {0x386, 0x3B1}, {0x388, 0x3B5}, {0x389, 0x3B7}, {0x38A, 0x3B9}, {0x38C, 0x3BF}, {0x38E, 0x3C5},
    {0x38F, 0x3C9}, {0x390, 0x3B9}, {0x3AA, 0x3B9}, {0x3AB, 0x3C5}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5},
    {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3B0, 0x3C5}, {0x3C2, 0x3C3}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5},
    {0x3CC, 0x3BF}, {0x3CD, 0x3C5}, {0x3CE, 0x3C9}, {0x400, 0x435}, {0x401, 0x435}, {0x403, 0x433},
    {0x407, 0x456}, {0x40C, 0x43A}, {0x40D, 0x438}, {0x40E, 0x443}, {0x419, 0x438}, {0x439, 0x438},
    {0x450, 0x435}, {0x451, 0x435}, {0x453, 0x433}, {0x457, 0x456}, {0x45C, 0x43A}, {0x45D, 0x438},
    {0x45E, 0x443}};

/* What a character is to a key. */
enum { DROPPED = 0, DASH = '-' };

static bool is_between(uint32_t code, uint32_t first, uint32_t last)
{
    return code >= first && code <= last;
}

static uint32_t fold_greek_cyrillic(uint32_t code)
{
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (folds[i].from == code) return folds[i].to;
    if (code == 0x3A2) return DROPPED; /* the one gap, where a final sigma would be */
    if (is_between(code, 0x391, 0x3A9) || is_between(code, 0x410, 0x42F)) return code + 0x20;
    if (is_between(code, 0x402, 0x40F)) return code + 0x50;
    if ((is_between(code, 0x460, 0x481) || is_between(code, 0x48A, 0x4BF) ||
         is_between(code, 0x4D0, 0x52F)) &&
        code % 2 == 0)
        return code + 1;
    return code;
}

static uint32_t fold_ascii(uint32_t code)
{
    if (is_between(code, 'A', 'Z')) return code - 'A' + 'a';
    if (is_between(code, 'a', 'z') || is_between(code, '0', '9') || code == '_') return code;
    if (is_between(code, '\t', '\r')) return DASH;
    return code != 0 && strchr(" -/:;", (int)code) != NULL ? DASH : DROPPED;
}

/* Neither letters nor digits: combining marks that sit on letters of any script, punctuation,
 * symbols, private use, emoji. */
static bool is_mark_or_symbol(uint32_t code)
{
    static const uint32_t ranges[][2] = {
        {0x80, 0xBF},     {0x2B0, 0x36F},   {0x37E, 0x37E},     {0x384, 0x385},
        {0x387, 0x387},   {0x483, 0x489},   {0x55A, 0x55F},     {0x589, 0x5C7},
        {0x5F3, 0x5F4},   {0x600, 0x61F},   {0x64B, 0x65F},     {0x66A, 0x66D},
        {0x6D4, 0x6D4},   {0x964, 0x965},   {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF},
        {0x2000, 0x2BFF}, {0x2E00, 0x2FFF}, {0x3001, 0x3004},   {0x3008, 0x3020},
        {0x302A, 0x3030}, {0x303D, 0x303F}, {0x3099, 0x309C},   {0x30A0, 0x30A0},
        {0x30FB, 0x30FB}, {0xD800, 0xF8FF}, {0xFE00, 0xFE6F},   {0xFEFF, 0xFEFF},
        {0xFF00, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (is_between(code, ranges[i][0], ranges[i][1])) return true;
    return false;
}

static bool is_space_or_dash(uint32_t code)
{
    return code == 0xA0 || is_between(code, 0x2000, 0x200A) || is_between(code, 0x2010, 0x2015) ||
           code == 0x202F || code == 0x3000;
}

/* The character as it stands in a key: DASH, DROPPED, or a letter or digit. */
static uint32_t fold(uint32_t code)
{
    if (is_between(code, 0xFF01, 0xFF5E)) code -= 0xFEE0; /* full width forms of ASCII */
    if (code < 0x80) return fold_ascii(code);
    const char *base = is_between(code, LATIN_FIRST, LATIN_END - 1) ? &latin[code - LATIN_FIRST]
                       : is_between(code, EXTENDED_FIRST, EXTENDED_END - 1)
                           ? &latin_extended[code - EXTENDED_FIRST]
                           : NULL;
    if (base != NULL) return *base != '.' ? (uint32_t)(unsigned char)*base : DROPPED;
    if (is_space_or_dash(code)) return DASH;
    if (is_mark_or_symbol(code)) return DROPPED;
    return is_between(code, 0x370, 0x52F) ? fold_greek_cyrillic(code) : code;
}

/* Letters that become two. Of the many ligatures only these: others are dropped, as in slugs. */
static size_t spell(char out[4], uint32_t code)
{
    const char *two = code == 0xC6 || code == 0xE6     ? "ae"
                      : code == 0xDF || code == 0x1E9E ? "ss"
                      : code == 0xDE || code == 0xFE   ? "th"
                                                       : NULL;
    if (two != NULL) {
        memcpy(out, two, 2);
        return 2;
    }
    uint32_t folded = fold(code);
    return folded != DROPPED ? lb_text_put_code(out, folded) : 0;
}

size_t lb_text_key(char *out, size_t cap, LbSlice title)
{
    if (cap == 0) return 0;
    size_t len  = 0;
    bool   dash = false; /* one is due before the next letter */
    while (title.len > 0) {
        char   piece[4];
        size_t n = spell(piece, lb_text_next_code(&title));
        if (n == 0) continue;
        if (piece[0] == DASH) {
            dash = len > 0;
            continue;
        }
        if (n + dash >= cap - len) break;
        if (dash) out[len++] = DASH;
        memcpy(out + len, piece, n);
        len += n;
        dash = false;
    }
    out[len] = '\0';
    return len;
}

enum { MAX_KEY = 128 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

int lb_text_distance(LbSlice a, LbSlice b, int limit)
{
    int rows[3][MAX_KEY + 1];
    int len_a = a.len < MAX_KEY ? (int)a.len : MAX_KEY;
    int len_b = b.len < MAX_KEY ? (int)b.len : MAX_KEY;
    if (len_a - len_b > limit || len_b - len_a > limit) return limit + 1;
    int *before = rows[0], *last = rows[1], *row = rows[2];
    for (int j = 0; j <= len_b; j++)
        last[j] = j;
    for (int i = 1; i <= len_a; i++) {
        int best = row[0] = i;
        for (int j = 1; j <= len_b; j++) {
            bool same = a.text[i - 1] == b.text[j - 1];
            row[j]    = least(least(last[j], row[j - 1]) + 1, last[j - 1] + !same);
            if (i > 1 && j > 1 && a.text[i - 1] == b.text[j - 2] && a.text[i - 2] == b.text[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
            best = least(best, row[j]);
        }
        if (best > limit) return limit + 1;
        int *spare = before;
        before     = last;
        last       = row;
        row        = spare;
    }
    return least(last[len_b], limit + 1);
}
