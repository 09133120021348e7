// The machine's brotli, found by pkg-config: the decoder's library; the module map names the encoder's.
#include <brotli/decode.h>
#include <brotli/encode.h>
