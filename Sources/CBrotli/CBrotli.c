#include "CBrotli.h"

#include <dlfcn.h>
#include <stdio.h>

#define DECODER_FUNCTIONS(f) \
    f(DecoderCreateInstance) f(DecoderDestroyInstance) f(DecoderDecompressStream) f(DecoderGetErrorCode)
#define ENCODER_FUNCTIONS(f) \
    f(EncoderCreateInstance) f(EncoderDestroyInstance) f(EncoderSetParameter) f(EncoderCompressStream) f(EncoderIsFinished)

static struct {
#define MEMBER(function) __typeof__(&Brotli##function) function;
    DECODER_FUNCTIONS(MEMBER)
    ENCODER_FUNCTIONS(MEMBER)
#undef MEMBER
} brotli;

static const char *failure(const char *what) {
    static char message[300];
    const char *reason = dlerror();
    snprintf(message, sizeof message, "brotli can't be loaded: %s", reason ? reason : what);
    return message;
}

const char *cbrotli_load(void) {
    static const char decoder[] = "libbrotlidec.so.1", encoder[] = "libbrotlienc.so.1";
    void *library = dlopen(decoder, RTLD_NOW | RTLD_LOCAL);
    if (!library) return failure(decoder);
#define LOAD(function) \
    if (!(brotli.function = (__typeof__(brotli.function))dlsym(library, "Brotli" #function))) return failure("Brotli" #function);
    DECODER_FUNCTIONS(LOAD)
    library = dlopen(encoder, RTLD_NOW | RTLD_LOCAL);
    if (!library) return failure(encoder);
    ENCODER_FUNCTIONS(LOAD)
#undef LOAD
    return NULL;
}

BrotliDecoderState *cbrotli_decoder_create(void) {
    return brotli.DecoderCreateInstance(NULL, NULL, NULL);
}

void cbrotli_decoder_destroy(BrotliDecoderState *state) {
    brotli.DecoderDestroyInstance(state);
}

BrotliDecoderResult cbrotli_decoder_decompress(
    BrotliDecoderState *state, size_t *left, const uint8_t **next, size_t *room, uint8_t **place) {
    return brotli.DecoderDecompressStream(state, left, next, room, place, NULL);
}

BrotliDecoderErrorCode cbrotli_decoder_error(const BrotliDecoderState *state) {
    return brotli.DecoderGetErrorCode(state);
}

BrotliEncoderState *cbrotli_encoder_create(void) {
    return brotli.EncoderCreateInstance(NULL, NULL, NULL);
}

void cbrotli_encoder_destroy(BrotliEncoderState *state) {
    brotli.EncoderDestroyInstance(state);
}

void cbrotli_encoder_set(BrotliEncoderState *state, BrotliEncoderParameter parameter, uint32_t value) {
    brotli.EncoderSetParameter(state, parameter, value);
}

BROTLI_BOOL cbrotli_encoder_compress(
    BrotliEncoderState *state, BrotliEncoderOperation operation, size_t *left, const uint8_t **next, size_t *room, uint8_t **place) {
    return brotli.EncoderCompressStream(state, operation, left, next, room, place, NULL);
}

BROTLI_BOOL cbrotli_encoder_is_finished(BrotliEncoderState *state) {
    return brotli.EncoderIsFinished(state);
}
