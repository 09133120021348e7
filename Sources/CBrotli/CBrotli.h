// The machine's brotli decoder, found by pkg-config.
#include <brotli/decode.h>
