/* SPDX-License-Identifier: MIT */
#include "query/site/xmltree.h"

#include "common/base/library.h"
#include "common/base/mem.h"
#include "common/text/text.h"
#include "query/site/arena.h"
#include "query/site/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <string.h>

/* clang-format off */
/* What is used of libxml2. */
#define FUNCTIONS(X)                                                                               \
    X(htmlCtxtReadMemory) X(htmlFreeParserCtxt) X(htmlNewParserCtxt) X(xmlCtxtReadMemory)          \
    X(xmlDocGetRootElement) X(xmlFreeParserCtxt) X(xmlInitParser) X(xmlMemSetup)                   \
    X(xmlNewParserCtxt) X(xmlResetLastError) X(xmlSetGenericErrorFunc)
/* clang-format on */

static struct {
    FUNCTIONS(LB_LIBRARY_MEMBER)
} lib;

static LbLibrary library = LB_LIBRARY(LB_SONAME_XML2, lib, FUNCTIONS);

enum { TEXT_BYTES = 8192 };

struct LbXmlTree {
    LbArena     blocks; /* of the document */
    xmlDoc     *doc;    /* NULL when the parser made nothing of the bytes */
    bool        is_cut;
    const char *refusal; /* NULL when it was parsed */
};

static const xmlNode *xml(const LbXmlNode *node)
{
    return (const xmlNode *)node;
}

static const LbXmlNode *ours(const xmlNode *node)
{
    return (const LbXmlNode *)node;
}

/* What the parser is to do. It may be broken off anywhere. */
typedef struct Parse {
    LbXmlTree  *tree;
    const char *utf8;
    int         len;
    bool        is_xml;
} Parse;

/* A halted parser has its SAX off. */
static void parse_html(LbXmlTree *tree, const char *utf8, int len)
{
    htmlParserCtxt *ctxt = lib.htmlNewParserCtxt();
    tree->is_cut         = true;
    if (ctxt == NULL) return;
    tree->doc =
        lib.htmlCtxtReadMemory(ctxt, utf8, len, NULL, "UTF-8",
                               HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                   HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    tree->is_cut = ctxt->disableSAX != 0;
    lib.htmlFreeParserCtxt(ctxt);
}

static void parse_xml(LbXmlTree *tree, const char *utf8, int len)
{
    xmlParserCtxt *ctxt = lib.xmlNewParserCtxt();
    tree->is_cut        = true;
    if (ctxt == NULL) return;
    tree->doc    = lib.xmlCtxtReadMemory(ctxt, utf8, len, NULL, "UTF-8",
                                         XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                             XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    tree->is_cut = ctxt->disableSAX != 0 || ctxt->wellFormed == 0;
    lib.xmlFreeParserCtxt(ctxt);
}

static void parse(void *ctx)
{
    const Parse *parse = ctx;
    if (parse->is_xml)
        parse_xml(parse->tree, parse->utf8, parse->len);
    else
        parse_html(parse->tree, parse->utf8, parse->len);
}

/* libxml2's own text is for nobody. */
static void say_nothing(void *ctx, const char *fmt, ...)
{
    (void)ctx, (void)fmt;
}

/* Before its first allocation, once a process: what it sets up for good belongs to no document. */
static void prepare_library(void)
{
    (void)lib.xmlMemSetup(lb_arena_free, lb_arena_malloc, lb_arena_realloc, lb_arena_strdup);
    lib.xmlSetGenericErrorFunc(NULL, say_nothing);
    lib.xmlInitParser();
}

static LbStatus read_markup(LbXmlTree **out, const char *utf8, size_t len, bool is_xml,
                            LbError *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    LbStatus   st   = LB_OK;
    LbXmlTree *tree = NULL;
    *out            = NULL;
    if (len > LB_XMLTREE_MAX_BYTES)
        LB_FAIL(LB_EDATA, 0, "a document of %zu bytes, the limit is %d", len, LB_XMLTREE_MAX_BYTES);
    LB_ALLOC_ZEROED(tree, 1);
    lb_arena_init(&tree->blocks);
    tree->refusal = lb_markup_refusal((LbSlice){utf8, len}, is_xml);
    if (tree->refusal == NULL && len > 0) {
        LB_TRY(lb_library_load(&library, err));
        (void)pthread_once(&once, prepare_library);
        Parse how     = {tree, utf8, (int)len, is_xml};
        bool  is_done = lb_arena_run(&tree->blocks, parse, &how);
        lib.xmlResetLastError(); /* it is kept in the document's blocks, of all places */
        if (!is_done) LB_TRY(lb_error_nomem(err, len));
    }
    *out = tree;
    tree = NULL;
cleanup:
    lb_xmltree_free(tree);
    return st;
}

LbStatus lb_xmltree_read_html(LbXmlTree **out, const char *utf8, size_t len, LbError *err)
{
    return read_markup(out, utf8, len, false, err);
}

LbStatus lb_xmltree_read_xml(LbXmlTree **out, const char *utf8, size_t len, LbError *err)
{
    return read_markup(out, utf8, len, true, err);
}

void lb_xmltree_free(LbXmlTree *tree)
{
    if (tree == NULL) return;
    lb_arena_release(&tree->blocks);
    free(tree);
}

bool lb_xmltree_is_cut(const LbXmlTree *tree)
{
    return tree->is_cut;
}

const char *lb_xmltree_refusal(const LbXmlTree *tree)
{
    return tree->refusal;
}

const LbXmlNode *lb_xmltree_root(const LbXmlTree *tree)
{
    return tree->doc != NULL ? ours(lib.xmlDocGetRootElement(tree->doc)) : NULL;
}

/* The node after `node` in document order inside `top`. Only elements are entered: the child of an
 * entity reference is the entity's declaration, which is shared and may refer to others. */
static const xmlNode *following(const xmlNode *node, const xmlNode *top, bool enter)
{
    if (enter && node->type == XML_ELEMENT_NODE && node->children != NULL) return node->children;
    for (; node != top; node = node->parent)
        if (node->next != NULL) return node->next;
    return NULL;
}

static const LbXmlNode *next_element(const xmlNode *node, const xmlNode *top, bool enter)
{
    do {
        node  = following(node, top, enter);
        enter = true;
    } while (node != NULL && node->type != XML_ELEMENT_NODE);
    return ours(node);
}

const LbXmlNode *lb_xmltree_next(const LbXmlNode *node, const LbXmlNode *top)
{
    return next_element(xml(node), xml(top), true);
}

const LbXmlNode *lb_xmltree_skip(const LbXmlNode *node, const LbXmlNode *top)
{
    return next_element(xml(node), xml(top), false);
}

/* The parser leaves an undeclared prefix in the name. */
bool lb_xmltree_is(const LbXmlNode *node, const char *tag)
{
    const char *name  = (const char *)xml(node)->name;
    const char *colon = strrchr(name, ':');
    return strcmp(colon != NULL ? colon + 1 : name, tag) == 0;
}

const char *lb_xmltree_attr(const LbXmlNode *node, const char *name)
{
    for (const xmlAttr *attr = xml(node)->properties; attr != NULL; attr = attr->next) {
        if (strcmp((const char *)attr->name, name) != 0) continue;
        const xmlNode *text = attr->children;
        bool has_text       = text != NULL && text->type == XML_TEXT_NODE && text->content != NULL;
        return has_text ? (const char *)text->content : "";
    }
    return NULL;
}

bool lb_xmltree_has_class(const LbXmlNode *node, const char *token)
{
    static const char blanks[] = " \t\n\r\f";

    const char *text = lb_xmltree_attr(node, "class");
    size_t      len  = strlen(token);
    while (text != NULL && *text != '\0') {
        text += strspn(text, blanks);
        size_t n = strcspn(text, blanks);
        if (n == len && n > 0 && memcmp(text, token, n) == 0) return true;
        text += n;
    }
    return false;
}

const LbXmlNode *lb_xmltree_find(const LbXmlNode *top, const char *tag, const char *class_token)
{
    const LbXmlNode *node = top != NULL ? lb_xmltree_next(top, top) : NULL;
    for (; node != NULL; node = lb_xmltree_next(node, top)) {
        if (tag != NULL && !lb_xmltree_is(node, tag)) continue;
        if (class_token == NULL || lb_xmltree_has_class(node, class_token)) return node;
    }
    return NULL;
}

const LbXmlNode *lb_xmltree_find_attr(const LbXmlNode *top, const char *name)
{
    const LbXmlNode *node = top != NULL ? lb_xmltree_next(top, top) : NULL;
    while (node != NULL && lb_xmltree_attr(node, name) == NULL)
        node = lb_xmltree_next(node, top);
    return node;
}

size_t lb_xmltree_text(char *out, size_t cap, const LbXmlNode *node)
{
    char           raw[TEXT_BYTES];
    size_t         used = 0;
    const xmlNode *top  = xml(node);
    const xmlNode *part = top;
    while (part != NULL && used < sizeof raw) {
        bool is_text = part->type == XML_TEXT_NODE || part->type == XML_CDATA_SECTION_NODE;
        if (is_text && part->content != NULL) {
            const char *text = (const char *)part->content;
            size_t      room = sizeof raw - used;
            size_t      len  = strnlen(text, room);
            memcpy(raw + used, text, len);
            used += len;
        }
        part = following(part, top, true);
    }
    return lb_text_clean(out, cap, lb_slice_trim((LbSlice){raw, used}));
}
