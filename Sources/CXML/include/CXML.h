// Reads XML with libxml2, which is loaded when the first document comes, and not linked.
//
// What a document says comes out as a list of events in one block of memory: no entity of its own is ever read, nothing is fetched, and a
// document with a DOCTYPE is refused before anything of it is.
#ifndef CXML_H
#define CXML_H

#include <stddef.h>
#include <stdint.h>

// The most attributes of an element.
#define CXML_MOST_ATTRIBUTES 1000

// What an event is: its first byte. Behind it are the length of its text in four bytes, the lowest first, and the text, in UTF-8.
enum {
    // An element begins: its name, without a prefix.
    CXML_ELEMENT = 1,
    // An attribute of it: its name, without a prefix; its value follows as CXML_VALUE.
    CXML_ATTRIBUTE = 2,
    CXML_VALUE = 3,
    // Text of the element that is open, or a part of it.
    CXML_TEXT = 4,
    // The element ends: no text.
    CXML_END = 5,
};

// Why there are no events.
typedef enum {
    CXML_OK = 0,
    // It isn't well-formed; `message`, `line` and `column` say why and where.
    CXML_MALFORMED = 1,
    // It has a DOCTYPE.
    CXML_DOCTYPE = 2,
    // More than `levels` elements are inside each other.
    CXML_TOO_DEEP = 3,
    // Its events have more than `most` bytes.
    CXML_TOO_LARGE = 4,
    // There is no memory for it.
    CXML_NO_MEMORY = 5,
} cxml_status;

typedef struct {
    cxml_status status;
    // The events; NULL without any. To be given to cxml_free.
    uint8_t *events;
    size_t count;
    // From 1 on; 0 where it isn't known.
    int line, column;
    // Without the line end that libxml2 puts behind it.
    char message[160];
} cxml_result;

// Loads the library; NULL, or why it can't be. To be called once.
const char *cxml_load(void);

// Reads a document in UTF-8, whatever it calls its encoding.
void cxml_parse(const uint8_t *bytes, size_t count, int levels, size_t most, cxml_result *result);

void cxml_free(cxml_result *result);

#endif
