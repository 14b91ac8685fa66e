/* SPDX-License-Identifier: MIT */
#include "query/site/xmltree.h"

#include "common/base/mem.h"
#include "common/base/text.h"
#include "query/site/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <string.h>

enum { TEXT_BYTES = 8192 };

struct LbXmlTree {
    xmlDoc     *doc; /* NULL when the parser made nothing of the bytes */
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

/* Takes the document. The context keeps the last error only; a halted parser has its SAX off. */
static LbStatus wrap(LbXmlTree **out, xmlDoc *doc, bool is_cut, bool is_short, LbError *err)
{
    LbXmlTree *tree = is_short ? NULL : lb_mem_zeroed(1, sizeof *tree);
    if (tree == NULL) {
        xmlFreeDoc(doc);
        return lb_error_nomem(err, sizeof *tree);
    }
    tree->doc    = doc;
    tree->is_cut = is_cut;
    *out         = tree;
    return LB_OK;
}

static LbStatus check_size(size_t len, LbError *err)
{
    if (len <= LB_XMLTREE_MAX_BYTES) return LB_OK;
    return lb_error_set(err, LB_EDATA, 0, "a document of %zu bytes, the limit is %d", len,
                        LB_XMLTREE_MAX_BYTES);
}

/* The tree of a document that is not to be parsed. */
static LbStatus refuse(LbXmlTree **out, const char *reason, LbError *err)
{
    LbStatus st = wrap(out, NULL, false, false, err);
    if (st == LB_OK) (*out)->refusal = reason;
    return st;
}

LbStatus lb_xmltree_read_html(LbXmlTree **out, const char *utf8, size_t len, LbError *err)
{
    LbStatus st = check_size(len, err);
    if (st != LB_OK) return st;
    const char *reason = lb_markup_refusal((LbSlice){utf8, len}, false);
    if (reason != NULL || len == 0) return refuse(out, reason, err);
    htmlParserCtxt *ctxt = htmlNewParserCtxt();
    if (ctxt == NULL) return lb_error_nomem(err, 0);
    xmlDoc *doc =
        htmlCtxtReadMemory(ctxt, utf8, (int)len, NULL, "UTF-8",
                           HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                               HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC);
    bool is_cut   = ctxt->disableSAX != 0;
    bool is_short = ctxt->errNo == XML_ERR_NO_MEMORY;
    htmlFreeParserCtxt(ctxt);
    return wrap(out, doc, is_cut, is_short, err);
}

LbStatus lb_xmltree_read_xml(LbXmlTree **out, const char *utf8, size_t len, LbError *err)
{
    LbStatus st = check_size(len, err);
    if (st != LB_OK) return st;
    const char *reason = lb_markup_refusal((LbSlice){utf8, len}, true);
    if (reason != NULL || len == 0) return refuse(out, reason, err);
    xmlParserCtxt *ctxt = xmlNewParserCtxt();
    if (ctxt == NULL) return lb_error_nomem(err, 0);
    xmlDoc *doc      = xmlCtxtReadMemory(ctxt, utf8, (int)len, NULL, "UTF-8",
                                         XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                             XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    bool    is_cut   = ctxt->disableSAX != 0 || ctxt->wellFormed == 0;
    bool    is_short = ctxt->errNo == XML_ERR_NO_MEMORY;
    xmlFreeParserCtxt(ctxt);
    return wrap(out, doc, is_cut, is_short, err);
}

void lb_xmltree_free(LbXmlTree *tree)
{
    if (tree == NULL) return;
    xmlFreeDoc(tree->doc);
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
    return tree->doc != NULL ? ours(xmlDocGetRootElement(tree->doc)) : NULL;
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
