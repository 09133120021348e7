// The functions are all `static inline`; this file makes the header a target, and compiles it once on its own.
#include "CJSONScan.h"
