#include "daemon/seen_messages.h"

namespace tocsin {

bool SeenMessages::seen(const std::string& source, const std::string& id, Instant now) const {
    const std::lock_guard lock(mutex_);
    const auto of = sources_.find(source);
    if (of == sources_.end() || id.empty()) return false;
    const auto known = of->second.at.find(id);
    return known != of->second.at.end() && known->second + limits_.kept_for > now;
}

void SeenMessages::note(const std::string& source, const std::string& id, Instant now) {
    if (id.empty()) return;
    const std::lock_guard lock(mutex_);
    Of& of = sources_[source];
    const bool fresh = of.at.insert_or_assign(id, now).second;
    if (fresh) of.order.push_back(id);
    while (of.order.size() > limits_.ids_max) {
        of.at.erase(of.order.front());
        of.order.pop_front();
    }
}

}  // namespace tocsin
