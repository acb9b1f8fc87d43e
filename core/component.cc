#include "core/component.h"

#include "core/location.h"
#include "core/place_hearing.h"
#include "core/sabotage.h"

#include <algorithm>

namespace tocsin {
namespace {

int badness(const ComponentState& shown) {
    if (shown.state == "down") return shown.everybody ? 3 : 2;
    return shown.state == "degraded" ? 1 : 0;
}

// What the public has heard of one incident.
class Heard {
public:
    Heard(const Draft& draft, const Incident& incident)
        : id_(incident.id),
          over_(incident.resolved.has_value()),
          all_users_(
              location_of(draft.directory, nullptr, incident.service_name, {"all users"}).text) {
        if (!incident.notices) return;
        for (const ToldNotice& told : incident.notices->told) {
            if (!told.page) continue;
            const bool before = incident.reopened && told.at <= *incident.reopened;
            hear(told.stage == NoticeStage::last && !before, told.state, told.location);
        }
    }

    void hear(const Event& event) {
        if (const auto* sent = std::get_if<NoticeSent>(&event)) {
            if (sent->incident == id_ && sent->page)
                hear(sent->notice.stage == NoticeStage::last, sent->notice.state, sent->location);
        } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
            if (moved->incident != id_) return;
            over_ = (over_ || moved->over) && !moved->reopens;
            ended_ = ended_ && !moved->reopens;
        }
    }

    ComponentState says() const { return over_ || ended_ ? ComponentState{} : said_; }

private:
    void hear(bool last, const std::string& state, const std::string& location) {
        ended_ = last;
        if (!state.empty()) said_.state = state;
        if (!location.empty()) said_.everybody = location == all_users_;
    }

    IncidentId id_;
    bool over_;
    bool ended_ = false;  // its last message is out
    std::string all_users_;
    ComponentState said_;
};

bool is_told(const Draft& draft, const Provider& place, const Incident& incident) {
    return shown_elsewhere(draft, incident) && hears_of(draft, place, incident);
}

bool on_a_page(const Incident& incident) {
    return incident.notices && std::ranges::any_of(incident.notices->told, &ToldNotice::page);
}

}  // namespace

ComponentState component_state(const Draft& draft, const Provider& place,
                               const std::string& service, std::size_t decided) {
    ComponentState worst;
    for (const auto& [id, incident] : draft.state.incidents()) {
        if (incident.alarm.service != service || !is_told(draft, place, incident)) continue;
        Heard heard(draft, incident);
        for (std::size_t event = 0; event < decided; ++event)
            heard.hear(draft.decision.events[event]);
        const ComponentState says = heard.says();
        if (badness(says) > badness(worst) || sabotaged(Mutant::latest_state_shown)) worst = says;
    }
    return worst;
}

const Incident* moves_component(const Draft& draft, const Event& event) {
    if (const auto* sent = std::get_if<NoticeSent>(&event))
        return sent->page ? draft.state.incidents().find(sent->incident) : nullptr;
    const auto* moved = std::get_if<StatusMoved>(&event);
    if (sabotaged(Mutant::left_down)) return nullptr;
    if (moved == nullptr || (!moved->over && !moved->reopens)) return nullptr;
    const Incident* incident = draft.state.incidents().find(moved->incident);
    return incident != nullptr && on_a_page(*incident) ? incident : nullptr;
}

bool shown_elsewhere(const Draft& draft, const Incident& incident) {
    const bool by_phone_only = incident.task_of && incident.task_of->by_phone_only;
    return !incident.drill && !draft.directory.exercise && !by_phone_only;
}

}  // namespace tocsin
