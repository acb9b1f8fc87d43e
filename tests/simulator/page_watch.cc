#include "tests/simulator/page_watch.h"

#include <algorithm>
#include <utility>

namespace tocsin {
namespace {

std::string fact(const Message& message, const std::string& name) {
    const auto found = message.facts.find(name);
    return found == message.facts.end() ? "" : found->second;
}

std::string named(const std::pair<IncidentId, int>& message) {
    return name(message.first) + ", message " + std::to_string(message.second);
}

}  // namespace

int PageWatch::Shown::badness() const {
    if (state == "down") return everybody ? 3 : 2;
    return state == "degraded" ? 1 : 0;
}

std::string PageWatch::Shown::words() const {
    return state + (everybody ? " for everybody" : "");
}

void PageWatch::forget() {
    heard_.clear();
    harmed_.clear();
    sends_.clear();
    references_.clear();
    told_.clear();
    newest_.clear();
    left_turns_.clear();
    could_leave_.clear();
    posts_.clear();
    lost_posts_.clear();
}

// What left while the disk was full, and was lost with its process, stands on the page until the
// service changes again.
void PageWatch::remembered() {
    for (const auto& [component, board] : boards_) {
        if (!references_.contains(board.reference)) lost_.insert(component);
    }
}

bool PageWatch::is_page(const std::string& channel) const {
    return std::ranges::any_of(directory_.providers, [&](const Provider& one) {
        return one.name == channel && one.medium == Medium::page && one.tells.notices;
    });
}

PageWatch::Shown PageWatch::worst(const std::string& service) const {
    Shown worst;
    for (const auto& [id, heard] : heard_) {
        if (heard.service != service || heard.over) continue;
        if (heard.said.badness() > worst.badness()) worst = heard.said;
    }
    return worst;
}

void PageWatch::noticed(const NoticeSent& event) {
    Heard& heard = heard_[event.incident];
    heard.messages = event.number;
    if (!event.page) return;
    if (!event.notice.state.empty()) heard.said.state = event.notice.state;
    if (!event.location.empty()) heard.said.everybody = event.location == heard.all_users;
}

void PageWatch::offered(const SendOffered& event, const Step* step) {
    const Message& message = event.message;
    if (message.medium != Medium::page) return;
    Sent sent{message.channel,     message.reference, {},         {},           false,
              event.about.front(), message.id,        message.at, event.give_up};
    if (event.text_id == "place.component") {
        const Component component{message.channel, fact(message, "service")};
        sent.component = component;
        const auto left = left_turns_.find(component);
        if (left != left_turns_.end() && left->second.second == message.at)
            sent.turn = left->second.first;
        told_[component] = {fact(message, "state"), !fact(message, "everybody").empty()};
        newest_[component] = message.id;
    } else {
        const Post post{message.channel, {sent.incident, heard_[sent.incident].messages}};
        if (step != nullptr && posts_.contains(post))
            throw Broken("HSSI-28", named(post.second) + " is posted twice on " + post.first);
        sent.post = post;
        posts_[post] = message.reference;
    }
    references_.insert(message.reference);
    sends_[message.id] = sent;
    if (event.handed) leaves(message.id, step != nullptr);
}

void PageWatch::leaves(SendId id, bool judged) {
    const auto found = sends_.find(id);
    if (found == sends_.end()) return;
    Sent& sent = found->second;
    // What was in hand at a crash may be with the page, whatever has followed.
    const bool again = std::exchange(sent.handed, true);
    if (!judged || again) return;
    if (sent.component && newest_.at(*sent.component) != id) {
        throw Broken("HSSI-40", sent.page + " is told what " + sent.component->second +
                                    " was, and there is a newer state");
    }
    if (sent.post && harmed_.contains(sent.incident)) {
        throw Broken("HSSI-34",
                     named(sent.post->second) + " is posted after a patient has come to harm");
    }
}

// A person must do what the page will never take.
void PageWatch::judge_told(const Step& step, IncidentId incident) const {
    const bool told = std::ranges::any_of(step.records, [&](const Record& record) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        return offer != nullptr && offer->text_id == "op.provider" &&
               std::ranges::find(offer->about, incident) != offer->about.end();
    });
    if (!told)
        throw Broken("P11", "what a page will not show of " + name(incident) + " nobody hears");
}

void PageWatch::settled(const SendSettled& event, const Step* step) {
    const auto found = sends_.find(event.send);
    if (found == sends_.end()) return;
    const Sent sent = found->second;
    sends_.erase(found);
    if (event.verdict == Verdict::accepted) {
        if (sent.component) lost_.erase(*sent.component);
        return;
    }
    if (sent.component && newest_.at(*sent.component) != event.send) return;
    if (sent.post && harmed_.contains(sent.incident)) {
        lost_posts_.insert(*sent.post);
        return;
    }
    if (step != nullptr && is_page(sent.page)) judge_told(*step, sent.incident);
    if (sent.post) lost_posts_.insert(*sent.post);
    if (sent.component) lost_.insert(*sent.component);
}

void PageWatch::dropped(const SendDropped& event, Instant at, bool judged) {
    const auto found = sends_.find(event.send);
    if (found == sends_.end()) return;
    const Sent sent = found->second;
    if (sent.post) {
        if (judged && !harmed_.contains(sent.incident))
            throw Broken("HSSI-40", named(sent.post->second) + " is never posted on " + sent.page);
        lost_posts_.insert(*sent.post);
    }
    if (sent.component) left_turns_[*sent.component] = {sent.turn, at};
    if (!event.asked_back) sends_.erase(found);
}

void PageWatch::entry(const Record& record, const Step* step) {
    const Event& event = record.entry.event;
    if (const auto* opened = std::get_if<IncidentOpened>(&event)) {
        Heard& heard = heard_[opened->incident];
        heard = {};
        heard.service = opened->alarm.service;
        heard.all_users = "Multiple " + opened->service_name + " Users";
        heard.over = opened->over_since.has_value();
    } else if (const auto* moved = std::get_if<StatusMoved>(&event)) {
        Heard& heard = heard_[moved->incident];
        heard.over = (heard.over || moved->over) && !moved->reopens;
    } else if (const auto* notice = std::get_if<NoticeSent>(&event)) {
        noticed(*notice);
    } else if (const auto* raised = std::get_if<FlagRaised>(&event)) {
        if (raised->flag == "harm") harmed_.insert(raised->incident);
    } else if (const auto* offer = std::get_if<SendOffered>(&event)) {
        offered(*offer, step);
    } else if (const auto* handed = std::get_if<SendHanded>(&event)) {
        leaves(handed->send, step != nullptr);
    } else if (const auto* deferred = std::get_if<SendDeferred>(&event)) {
        if (const auto sent = sends_.find(deferred->send); sent != sends_.end()) {
            sent->second.handed = false;
            sent->second.not_before = deferred->until;
        }
    } else if (const auto* done = std::get_if<SendSettled>(&event)) {
        settled(*done, step);
    } else if (const auto* gone = std::get_if<SendDropped>(&event)) {
        dropped(*gone, record.entry.at, step != nullptr);
    } else if (const auto* moved_by = std::get_if<ClockStepped>(&event)) {
        for (auto& [id, sent] : sends_) sent.not_before += std::max(moved_by->step, Duration{0});
    }
}

// The states that could leave if their page had room, by their turns.
std::map<PageWatch::Component, SendId> PageWatch::turns_come(Instant now) const {
    std::set<Component> in_hand;
    std::map<Component, SendId> turns;
    for (const auto& [id, sent] : sends_) {
        if (!sent.component || !is_page(sent.page)) continue;
        if (sent.handed) in_hand.insert(*sent.component);
        if (!sent.handed && sent.not_before <= now && now < sent.give_up)
            turns[*sent.component] = sent.turn;
    }
    for (const Component& component : in_hand) turns.erase(component);
    return turns;
}

// One that could leave before the step, and waits behind it, has seen nothing leave whose turn is
// later. What a start hands over again was with the page before.
void PageWatch::judge_turns(const Step& step) const {
    if (step.first_of_process) return;
    std::map<std::string, SendId> last_left;
    for (const Record& record : step.records) {
        const auto* offer = std::get_if<SendOffered>(&record.entry.event);
        const auto* given = std::get_if<SendHanded>(&record.entry.event);
        if (given == nullptr && (offer == nullptr || !offer->handed)) continue;
        const auto sent = sends_.find(given != nullptr ? given->send : offer->message.id);
        if (sent == sends_.end()) continue;
        SendId& last = last_left[sent->second.page];
        last = std::max(last, sent->second.turn);
    }
    for (const auto& [component, turn] : turns_come(step.records.back().entry.at)) {
        const auto before = could_leave_.find(component);
        const auto last = last_left.find(component.first);
        if (before == could_leave_.end() || before->second != turn || last == last_left.end() ||
            last->second < turn)
            continue;
        throw Broken("HSSI-40", component.first + " is told something else before what " +
                                    component.second + " is, though that has waited longer");
    }
}

// The page hears in the same commit: of each message, and of what its service has come to.
void PageWatch::stepped(const Step& step) {
    if (!step.records.empty()) {
        judge_turns(step);
        could_leave_ = turns_come(step.records.back().entry.at);
    }
    std::set<std::string> services;
    for (const Record& record : step.records) {
        const Event& event = record.entry.event;
        const auto* notice = std::get_if<NoticeSent>(&event);
        const auto* moved = std::get_if<StatusMoved>(&event);
        if (notice == nullptr && moved == nullptr) continue;
        const IncidentId incident = notice != nullptr ? notice->incident : moved->incident;
        services.insert(heard_.at(incident).service);
        if (notice == nullptr || !notice->page) continue;
        for (const Provider& page : directory_.providers) {
            if (!is_page(page.name) || posts_.contains({page.name, {incident, notice->number}}))
                continue;
            throw Broken("HSSI-40",
                         named({incident, notice->number}) + " is not posted on " + page.name);
        }
    }
    for (const std::string& service : services) {
        const Shown worst_open = worst(service);
        for (const Provider& page : directory_.providers) {
            if (!is_page(page.name)) continue;
            const auto told = told_.find({page.name, service});
            const Shown now = told == told_.end() ? Shown{} : told->second;
            if (now == worst_open) continue;
            throw Broken("HSSI-40", page.name + " is told that " + service + " is " + now.words() +
                                        ", and it is " + worst_open.words());
        }
    }
}

void PageWatch::takes(const Message& message) {
    if (!taken_.insert(message.reference).second || fact(message, "event") != "component") return;
    boards_[{message.channel, fact(message, "service")}] = {
        {fact(message, "state"), !fact(message, "everybody").empty()}, message.reference};
}

void PageWatch::ended(Instant) {
    for (const auto& [post, reference] : posts_) {
        if (!is_page(post.first) || taken_.contains(reference) || lost_posts_.contains(post))
            continue;
        throw Broken("HSSI-40", named(post.second) + " never comes to stand on " + post.first);
    }
    for (const auto& [component, told] : told_) {
        if (!is_page(component.first) || lost_.contains(component)) continue;
        const auto board = boards_.find(component);
        const Shown shown = board == boards_.end() ? Shown{} : board->second.shown;
        if (shown == told) continue;
        throw Broken("HSSI-40", component.first + " shows " + component.second + " as " +
                                    shown.words() + ", and it is " + told.words());
    }
}

}  // namespace tocsin
