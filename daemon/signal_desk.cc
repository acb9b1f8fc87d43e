#include "daemon/signal_desk.h"

namespace tocsin {

Reported SignalDesk::report_of(Signal signal, const Source& source) const {
    static const Directory nobody;
    Reported reported;
    reported.source = source.name;
    reported.by = source.name;
    const auto read = [&](const Directory& directory) {
        reported.alarms = alarms_of({std::move(signal)}, directory, source.acknowledges);
    };
    if (source.acknowledges && signal.kind == Signal::Kind::acknowledged) {
        api_.look([&](const Engine& engine, Instant) { read(engine.directory()); });
    } else {
        read(nobody);
    }
    return reported;
}

Later SignalDesk::pass_on(Occurrence what, SourcePlace place,
                          std::function<Response(IncidentId)> answer) const {
    return api_.later(std::move(what), Lane::intake,
                      [place = std::move(place), answer = std::move(answer)](const Reply& reply) {
                          if (!reply.durable) refuse_unsaved();
                          const auto& incidents = reply.answer.incidents;
                          return answer(incidents.empty() ? IncidentId{} : incidents.front());
                      });
}

}  // namespace tocsin
