// The machine's libcurl, found by pkg-config. Swift code imports CCurl instead, which makes it callable.
#include <curl/curl.h>
