#include "CXML.h"

#include <dlfcn.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FUNCTIONS(f) \
    f(xmlInitParser) f(xmlCreateMemoryParserCtxt) f(xmlFreeParserCtxt) f(xmlCtxtUseOptions) f(xmlSwitchEncoding) f(xmlParseDocument) \
    f(xmlStopParser) f(xmlFreeDoc)

static struct {
#define MEMBER(function) __typeof__(&function) function;
    FUNCTIONS(MEMBER)
#undef MEMBER
} xml;

const char *cxml_load(void) {
    static const char name[] = "libxml2.so.2";
    static char message[300];
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *reason = dlerror();
        snprintf(message, sizeof message, "libxml2 can't be loaded: %s", reason ? reason : name);
        return message;
    }
#define LOAD(function) \
    if (!(xml.function = (__typeof__(xml.function))dlsym(library, #function))) { \
        snprintf(message, sizeof message, "libxml2 can't be used: it has no " #function); \
        return message; \
    }
    FUNCTIONS(LOAD)
#undef LOAD
    // It has tables that are made once; nobody else is here yet.
    xml.xmlInitParser();
    return NULL;
}

typedef struct {
    xmlParserCtxtPtr parser;
    cxml_result *result;
    size_t room, most;
    int level, levels;
} reading;

static void fail(reading *reading, cxml_status status) {
    if (reading->result->status != CXML_OK) return;
    reading->result->status = status;
    xml.xmlStopParser(reading->parser);
}

// Appends an event; `count` bytes of text may be NULL where there are none.
static void append(reading *reading, uint8_t kind, const xmlChar *text, size_t count) {
    cxml_result *result = reading->result;
    if (result->status != CXML_OK) return;
    // Documents are shorter than 2^31, so nothing overflows.
    size_t needed = result->count + 5 + count;
    if (needed > reading->most || count > UINT32_MAX) return fail(reading, CXML_TOO_LARGE);
    if (needed > reading->room) {
        size_t room = reading->room * 2 > needed ? reading->room * 2 : needed + 1024;
        uint8_t *events = realloc(result->events, room);
        if (!events) return fail(reading, CXML_NO_MEMORY);
        result->events = events;
        reading->room = room;
    }
    uint8_t *place = result->events + result->count;
    place[0] = kind;
    for (int byte = 0; byte < 4; byte++) place[1 + byte] = (uint8_t)(count >> (8 * byte));
    if (count) memcpy(place + 5, text, count);
    result->count = needed;
}

// Without entities to be expanded, libxml2 leaves each ampersand of an attribute's value as `&#38;`, however the document has it.
static void append_value(reading *reading, const xmlChar *text, size_t count) {
    static const char ampersand[] = "&#38;";
    cxml_result *result = reading->result;
    size_t start = result->count + 5;
    append(reading, CXML_VALUE, text, count);
    if (result->status != CXML_OK || !memchr(text, '&', count)) return;
    uint8_t *value = result->events + start;
    size_t length = 0;
    for (size_t index = 0; index < count; index++) {
        value[length++] = value[index];
        if (value[index] == '&' && count - index >= 5 && memcmp(value + index, ampersand, 5) == 0) index += 4;
    }
    for (int byte = 0; byte < 4; byte++) value[byte - 4] = (uint8_t)(length >> (8 * byte));
    result->count = start + length;
}

static void element_began(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count, const xmlChar **namespaces,
    int attribute_count, int default_count, const xmlChar **attributes) {
    reading *reading = context;
    if (++reading->level > reading->levels) return fail(reading, CXML_TOO_DEEP);
    append(reading, CXML_ELEMENT, name, strlen((const char *)name));
    // Five pointers each: name, prefix, namespace, and where the value begins and ends (SAX2.h, startElementNsSAX2Func).
    for (int index = 0; index < attribute_count; index++) {
        const xmlChar **attribute = attributes + 5 * index;
        append(reading, CXML_ATTRIBUTE, attribute[0], strlen((const char *)attribute[0]));
        append_value(reading, attribute[3], (size_t)(attribute[4] - attribute[3]));
    }
    (void)prefix, (void)uri, (void)namespace_count, (void)namespaces, (void)default_count;
}

static void element_ended(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    reading *reading = context;
    reading->level--;
    append(reading, CXML_END, NULL, 0);
    (void)name, (void)prefix, (void)uri;
}

static void text_came(void *context, const xmlChar *text, int count) {
    if (count > 0) append(context, CXML_TEXT, text, (size_t)count);
}

static void doctype_came(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    fail(context, CXML_DOCTYPE);
    (void)name, (void)external, (void)system;
}

static xmlEntityPtr no_entity(void *context, const xmlChar *name) {
    (void)context, (void)name;
    return NULL;
}

static void error_came(void *context, const xmlError *error) {
    reading *reading = context;
    cxml_result *result = reading->result;
    if (result->status != CXML_OK || error->level < XML_ERR_ERROR) return;
    // A prefix that is declared nowhere: prefixes aren't read here.
    if (error->domain == XML_FROM_NAMESPACE && error->code == XML_NS_ERR_UNDEFINED_NAMESPACE) return;
    result->line = error->line;
    result->column = error->int2;
    snprintf(result->message, sizeof result->message, "%s", error->message ? error->message : "it isn't well-formed");
    size_t length = strlen(result->message);
    while (length && (unsigned char)result->message[length - 1] <= ' ') result->message[--length] = 0;
    // The parser isn't stopped from here: that frees its input, which libxml2 2.9 goes on reading after some errors. It calls nobody back
    // after a fatal error, and nothing is appended any more.
    result->status = error->code == XML_ERR_NO_MEMORY ? CXML_NO_MEMORY : CXML_MALFORMED;
}

// Whether an element has more attributes than libxml2 should see: it compares each with all before it. In a tag, each has a `=` outside
// of quotes; a `<` in a value is malformed.
static bool has_too_many_attributes(const uint8_t *bytes, size_t count) {
    bool is_tag = false;
    uint8_t quote = 0;
    int attributes = 0;
    for (size_t index = 0; index < count; index++) {
        uint8_t byte = bytes[index];
        if (byte == '<') {
            uint8_t next = index + 1 < count ? bytes[index + 1] : 0;
            is_tag = next != '!' && next != '?' && next != '/';
            quote = 0;
            attributes = 0;
        } else if (!is_tag) {
            continue;
        } else if (quote) {
            if (byte == quote) quote = 0;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == '>') {
            is_tag = false;
        } else if (byte == '=' && ++attributes > CXML_MOST_ATTRIBUTES) {
            return true;
        }
    }
    return false;
}

void cxml_parse(const uint8_t *bytes, size_t count, int levels, size_t most, cxml_result *result) {
    memset(result, 0, sizeof *result);
    if (count == 0 || count > INT32_MAX) {
        result->status = count ? CXML_TOO_LARGE : CXML_MALFORMED;
        snprintf(result->message, sizeof result->message, "there is nothing in it");
        return;
    }
    if (has_too_many_attributes(bytes, count)) {
        result->status = CXML_TOO_LARGE;
        return;
    }
    xmlParserCtxtPtr parser = xml.xmlCreateMemoryParserCtxt((const char *)bytes, (int)count);
    if (!parser) {
        result->status = CXML_NO_MEMORY;
        return;
    }
    reading reading = {.parser = parser, .result = result, .most = most, .levels = levels};
    // NONET and no NOENT, DTDLOAD, DTDATTR, XINCLUDE, HUGE: nothing is fetched or expanded, and libxml2's own bounds hold.
    xml.xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    xml.xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
    // Everything that isn't named here is dropped: comments, processing instructions, all of a DOCTYPE.
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = doctype_came,
        .getEntity = no_entity,
        .getParameterEntity = no_entity,
        .characters = text_came,
        .ignorableWhitespace = text_came,
        .cdataBlock = text_came,
        .startElementNs = element_began,
        .endElementNs = element_ended,
        .serror = (xmlStructuredErrorFunc)error_came,
    };
    *parser->sax = handler;
    parser->userData = &reading;
    int outcome = xml.xmlParseDocument(parser);
    if (result->status == CXML_OK && (outcome != 0 || !parser->wellFormed || reading.level != 0)) {
        result->status = CXML_MALFORMED;
        snprintf(result->message, sizeof result->message, "it isn't well-formed");
    }
    if (parser->myDoc) xml.xmlFreeDoc(parser->myDoc);
    parser->myDoc = NULL;
    xml.xmlFreeParserCtxt(parser);
}

void cxml_free(cxml_result *result) {
    free(result->events);
    result->events = NULL;
    result->count = 0;
}
