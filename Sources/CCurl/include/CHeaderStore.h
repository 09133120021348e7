// A way around a defect of libcurl 7.83 to 8.1: it reads the last header of the response before, when it is free already, where a
// response on a handle that is used again begins with a continuation line (" X: y"). Any service could end the process by that.
//
// libcurl keeps each header in a block of its own (the "headers API"), and a pointer to the last one, which it doesn't clear when it
// frees them for the next transfer. So the block of the last header is kept here until the next one has taken its place: then the
// pointer leads to a header that is whole, and the line is appended to it. The line itself is refused, by whoever is given it.
#ifndef CHEADERSTORE_H
#define CHEADERSTORE_H

#include <stdbool.h>

// curl_global_init with memory that can keep a block; a CURLcode.
int cheaders_init(void);

// Called in a header callback for each line but the status line and the empty one: the block of that header, made just now by the
// same thread, is kept in place of the one of the line before, `*kept`.
void cheaders_keep(void **kept);

// Lets go of the block, if there is one: of a handle that has been cleaned up.
void cheaders_release(void **kept);

#endif
