#include "core/notice_values.h"

#include "core/compose.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

// What the API takes is shorter; an older journal may hold more.
constexpr std::size_t words_signs = 400;

// The texts set the stop themselves.
std::string sentence(const std::string& written) {
    std::string words = fit_for_text(written, words_signs);
    while (!words.empty() && (words.back() == '.' || words.back() == ' ')) words.pop_back();
    return words;
}

std::string state_words(const std::string& state, const std::string& degree) {
    if (state.empty()) return "affected";
    return degree.empty() ? state : state + " (" + degree + ")";
}

std::string title_of(NoticeStage stage, int number, int update, int corrects) {
    if (corrects != 0) return "Correction";
    switch (stage) {
        case NoticeStage::first:
            return "First message";
        case NoticeStage::update:
            return "Update " + std::to_string(update);
        case NoticeStage::last:
            return "Last message";
        case NoticeStage::ad_hoc:
            return "Message " + std::to_string(number);
    }
    return "";
}

std::string uncapitalised(std::string words) {
    if (!words.empty() && 'A' <= words.front() && words.front() <= 'Z') {
        words.front() = static_cast<char>(words.front() - 'A' + 'a');
    }
    return words;
}

}  // namespace

std::string notice_title(const ToldNotice& told) {
    return title_of(told.stage, told.number, told.update, told.corrects);
}

Values notice_values(const Draft& draft, const NoticeFacts& facts) {
    const Incident& incident = facts.incident;
    const NoticeSent& sent = facts.sent;
    const WrittenNotice& notice = sent.notice;
    const Zone& zone = draft.directory.calendar.zone;
    const auto brief = [&](Instant at) { return short_time(zone, at, draft.now); };
    Values values;
    for (const auto& [name, value] : desk_values(draft, draft.procedure(incident))) {
        values[name] = value;
    }
    values["ref"] = reference(incident.id);
    values["severity"] = std::to_string(incident.severity);
    values["service"] = fit_for_text(incident.service_name, 60);
    values["state"] = notice.state;
    values["degree"] = fit_for_text(notice.degree, words_signs);
    values["state_words"] = state_words(notice.state, values["degree"]);
    values["happened"] = sentence(notice.happened);
    values["impact"] = sentence(notice.impact);
    values["summary"] = sentence(notice.summary);
    values["where"] = sent.location;
    values["since"] = brief(incident.began);
    values["since_long"] = long_time(zone, incident.began);
    values["end"] = incident.resolved ? brief(*incident.resolved) : "";
    values["end_long"] = incident.resolved ? long_time(zone, *incident.resolved) : "";
    values["next"] = sent.next ? brief(*sent.next) : "";
    values["next_long"] = sent.next ? long_time(zone, *sent.next) : "";
    values["sent"] = brief(draft.now);
    values["sent_long"] = long_time(zone, draft.now);
    values["number"] = std::to_string(sent.number);
    values["title"] = title_of(notice.stage, sent.number, sent.update, notice.corrects);
    values["alone"] = facts.alone ? "yes" : "";
    values["holding"] = notice.holding ? "yes" : "";
    values["corrects"] =
        facts.corrected == nullptr ? "" : uncapitalised(notice_title(*facts.corrected));
    values["still"] = "still";
    for (const char* name : {"was", "last", "impact_changed", "where_changed"}) values[name] = "";
    const ToldNotice* before = facts.corrected == nullptr ? facts.before : facts.corrected;
    if (before == nullptr) {
        values["impact_changed"] = values["impact"];
        return values;
    }
    values["last"] = brief(before->at);
    const std::string was = state_words(before->state, before->degree);
    if (was != values["state_words"]) {
        values["still"] = "now";
        values["was"] = was;
    }
    if (sentence(before->impact) != values["impact"]) values["impact_changed"] = values["impact"];
    if (before->location != sent.location) values["where_changed"] = before->location;
    return values;
}

std::string tidy(const std::string& text) {
    std::string out;
    int breaks = 0;
    for (const char sign : text) {
        if (sign != '\n') {
            out += sign;
            breaks = 0;
            continue;
        }
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (++breaks <= 2) out += '\n';
    }
    while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
    return out;
}

}  // namespace tocsin
