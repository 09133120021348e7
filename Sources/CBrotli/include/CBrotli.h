// The functions of brotli that are used, looked up in its shared libraries when the first worker starts.
//
// There are three libraries, and commands that make no call need none: loading them was 2 % of the time that `tutti check` took.
#ifndef CBROTLI_H
#define CBROTLI_H

#include <brotli/decode.h>
#include <brotli/encode.h>

// Loads the libraries; NULL, or why they can't be. To be called once, before the functions below.
const char *cbrotli_load(void);

// Each is what brotli has by the same name.
BrotliDecoderState *cbrotli_decoder_create(void);
void cbrotli_decoder_destroy(BrotliDecoderState *state);
BrotliDecoderResult cbrotli_decoder_decompress(
    BrotliDecoderState *state, size_t *left, const uint8_t **next, size_t *room, uint8_t **place);
BrotliDecoderErrorCode cbrotli_decoder_error(const BrotliDecoderState *state);

BrotliEncoderState *cbrotli_encoder_create(void);
void cbrotli_encoder_destroy(BrotliEncoderState *state);
void cbrotli_encoder_set(BrotliEncoderState *state, BrotliEncoderParameter parameter, uint32_t value);
BROTLI_BOOL cbrotli_encoder_compress(
    BrotliEncoderState *state, BrotliEncoderOperation operation, size_t *left, const uint8_t **next, size_t *room, uint8_t **place);
BROTLI_BOOL cbrotli_encoder_is_finished(BrotliEncoderState *state);

#endif
