#include "daemon/hook_reading.h"

#include "daemon/alertmanager.h"
#include "daemon/file_text.h"
#include "daemon/signal.h"

namespace tocsin {

std::variant<Reported, ProblemDetail> read_hook(const Configuration& configuration,
                                                const Source& source, const Request& request,
                                                const std::string& by, Instant now) {
    const auto dialect = configuration.dialects.find(source.dialect);
    if (dialect == configuration.dialects.end())
        return read_alertmanager(request.body, source, by, now);
    const Directory& directory = configuration.directory;
    auto read = read_dialect(dialect->second, source,
                             {request.body, request.headers, now, directory.calendar.zone});
    if (auto* wrong = std::get_if<ProblemDetail>(&read)) return std::move(*wrong);
    Reported reported;
    reported.source = source.name;
    reported.by = by;
    reported.alarms =
        alarms_of(std::move(std::get<std::vector<Signal>>(read)), directory, source.acknowledges);
    reported.fingerprint = sha256_hex(request.body);
    return reported;
}

}  // namespace tocsin
