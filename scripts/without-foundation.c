// What stands in for libFoundationEssentials in the release binary, whose 3.6 MB and start time (3,000 conformances) nothing else needs.
//
// ArgumentParser names it in two places: it asks whether an error is a `LocalizedError`, which none of ours is, and writes the help in
// JSON for `--experimental-dump-help`, which this build says that it can't. Should a later version need more of it, the library
// is linked as well, and the linker complains of symbols that are there twice: then this file has to follow, or to go.
#include <unistd.h>

#define LEAVES(name, symbol) \
    void name(void) __asm__(symbol); \
    void name(void) { \
        static const char message[] = "tutti: this build can't describe its commands in JSON; --help does it in words\n"; \
        _exit(write(2, message, sizeof message - 1) < 0 ? 1 : 64); \
    }

LEAVES(encoder_type, "$s20FoundationEssentials11JSONEncoderCMa")
LEAVES(encoder_init, "$s20FoundationEssentials11JSONEncoderCACycfc")
LEAVES(encoder_sorted_keys, "$s20FoundationEssentials11JSONEncoderC16OutputFormattingV10sortedKeysAEvau")
LEAVES(encoder_pretty_printed, "$s20FoundationEssentials11JSONEncoderC16OutputFormattingV13prettyPrintedAEvau")
LEAVES(string_of_data, "$sSS20FoundationEssentialsE4data8encodingSSSgAA4DataVh_SSAAE8EncodingVtcfC")
LEAVES(string_utf8, "$sSS20FoundationEssentialsE8EncodingV4utf8ACvau")

// A protocol to which nothing conforms: flags, module, name, and no requirements (TargetProtocolDescriptor of the Swift runtime).
__asm__(
    ".section .rodata.localized_error, \"a\", @progbits\n"
    ".p2align 2\n"
    "module: .long 0, 0, module_name - .\n"
    ".globl \"$s20FoundationEssentials14LocalizedErrorMp\"\n"
    "\"$s20FoundationEssentials14LocalizedErrorMp\":\n"
    ".long 0x10043\n"
    ".long module - .\n"
    ".long protocol_name - .\n"
    ".long 0, 0, 0\n"
    "module_name: .asciz \"FoundationEssentials\"\n"
    "protocol_name: .asciz \"LocalizedError\"\n"
    ".text\n");
