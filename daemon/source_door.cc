#include "daemon/source_door.h"

#include "daemon/clock.h"

#include <algorithm>

namespace tocsin {

SourcePlace SourceDoor::admit(const Source& source) {
    auto admitted = limits_.admit(source.name, source.per_minute, steady_now());
    if (auto* place = std::get_if<SourcePlace>(&admitted)) return std::move(*place);
    const Shed& shed = std::get<Shed>(admitted);
    throw Refused({.slug = comes_again_after_429(source.dialect) ? "too-many" : "busy",
                   .detail = "This source sends more than is taken of it. Send it again after " +
                             std::to_string(shed.retry_after.count()) + " s.",
                   .retry_after = shed.retry_after});
}

const Source* find_source(const Configuration& configuration, std::string_view name) {
    const auto source = std::find_if(configuration.sources.begin(), configuration.sources.end(),
                                     [&](const Source& one) { return one.name == name; });
    return source == configuration.sources.end() ? nullptr : &*source;
}

}  // namespace tocsin
