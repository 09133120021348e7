// The machine's zlib, found by pkg-config.
#include <zlib.h>
