// The machine's libyaml, found by pkg-config.
#include <yaml.h>
