#ifndef SIMDJSON_WALK_H
#define SIMDJSON_WALK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A parser with its buffers, and a padded copy of a document: both kept from run to run, as simdjson advises.
typedef struct SimdjsonRun SimdjsonRun;

SimdjsonRun *simdjson_run_new(const uint8_t *bytes, size_t count);
void simdjson_run_free(SimdjsonRun *run);

/// The name of the instruction set that the DOM parser uses here.
const char *simdjson_implementation(void);

/// Parses to the DOM tape. Returns 0 on an error.
size_t simdjson_dom(SimdjsonRun *run);

/// Parses on demand, visits every value, and reads each string and number. Returns the number of values, 0 on an error.
size_t simdjson_on_demand(SimdjsonRun *run);

#ifdef __cplusplus
}
#endif
#endif
