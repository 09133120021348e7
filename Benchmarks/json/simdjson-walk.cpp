#include "simdjson-walk.h"

#include <simdjson.h>

using namespace simdjson;

struct SimdjsonRun {
    SimdjsonRun(const uint8_t *bytes, size_t count) : text(reinterpret_cast<const char *>(bytes), count) {}
    padded_string text;
    dom::parser dom;
    ondemand::parser on_demand;
};

SimdjsonRun *simdjson_run_new(const uint8_t *bytes, size_t count) {
    return new SimdjsonRun(bytes, count);
}

void simdjson_run_free(SimdjsonRun *run) { delete run; }

const char *simdjson_implementation() {
    static const std::string name = get_active_implementation()->name();
    return name.c_str();
}

size_t simdjson_dom(SimdjsonRun *run) {
    dom::element root;
    return run->dom.parse(run->text).get(root) == SUCCESS;
}

static size_t walk(ondemand::value value) {
    size_t count = 1;
    switch (value.type()) {
    case ondemand::json_type::object:
        for (auto field : value.get_object()) {
            count += field.unescaped_key().value().size() != SIZE_MAX;
            count += walk(field.value());
        }
        return count;
    case ondemand::json_type::array:
        for (auto element : value.get_array()) {
            count += walk(element.value());
        }
        return count;
    case ondemand::json_type::string:
        return count + (value.get_string().value().size() == SIZE_MAX);
    case ondemand::json_type::number:
        return count + (value.get_double().value() == 1e300);
    case ondemand::json_type::boolean:
        return count + (value.get_bool().value() ? 0 : 0);
    default:
        return count + (value.is_null() ? 0 : 1);
    }
}

size_t simdjson_on_demand(SimdjsonRun *run) {
    try {
        ondemand::document document = run->on_demand.iterate(run->text);
        return walk(document.get_value());
    } catch (const simdjson_error &) {
        return 0;
    }
}
