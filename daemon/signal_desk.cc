#include "daemon/signal_desk.h"

namespace tocsin {
namespace {

Reported reported_by(const Signal& signal, const Source& source) {
    Reported reported;
    reported.source = source.name;
    reported.by = source.name;
    reported.alarms = {signal.alarm};
    return reported;
}

// "Acknowledged in the monitor by Pat Ash: on it"
std::string note_of(const Signal& signal) {
    std::string text =
        signal.kind == Signal::Kind::acknowledged ? "Acknowledged in the monitor" : "";
    if (!signal.author.empty()) text += (text.empty() ? "" : " by ") + signal.author;
    if (!signal.comment.empty()) text += (text.empty() ? "" : ": ") + signal.comment;
    return text;
}

}  // namespace

IncidentId SignalDesk::open_under(const std::string& source, const std::string& key) const {
    IncidentId open;
    api_.look([&](const Engine& engine, Instant) {
        const BoundKey* bound = engine.state().keys().find({source, key});
        if (bound == nullptr || bound->incidents.empty()) return;
        const Incident* incident = engine.state().incidents().find(bound->incidents.front());
        if (incident != nullptr && !incident->resolved) open = incident->id;
    });
    return open;
}

std::optional<Occurrence> SignalDesk::occurrence_of(const Signal& signal,
                                                    const Source& source) const {
    if (signal.kind == Signal::Kind::firing || signal.kind == Signal::Kind::over) {
        return reported_by(signal, source);
    }
    const IncidentId open = open_under(source.name, signal.alarm.key);
    if (!open) return std::nullopt;
    return IncidentNote{open, "note", note_of(signal), source.name};
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
