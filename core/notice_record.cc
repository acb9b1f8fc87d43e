#include "core/notice_record.h"

#include <algorithm>
#include <map>

namespace tocsin {
namespace {

using State = NoticeResult::State;

class Recording {
public:
    void take(const Entry& entry) {
        at_ = entry.at;
        std::visit([&](const auto& event) { on(event); }, entry.event);
    }

    std::vector<RecordedNotice> notices;

private:
    // What a send belongs to.
    struct Place {
        std::size_t notice;
        std::size_t reader;
        Medium medium;
    };

    template <class Other>
    void on(const Other&) {}

    void on(const NoticeSent& event) {
        RecordedNotice notice{event, at_, {}};
        for (const NoticeReader& reader : event.readers) {
            RecordedReader row{reader, {}, {}};
            if (reader.sms) row.sms = NoticeResult{};
            if (reader.mail) row.mail = NoticeResult{};
            notice.readers.push_back(std::move(row));
        }
        notices.push_back(std::move(notice));
    }

    void on(const SendOffered& event) {
        if (event.notice <= 0) return;
        const auto index = static_cast<std::size_t>(event.notice) - 1;
        if (index >= notices.size()) return;
        auto& readers = notices[index].readers;
        const auto row = std::ranges::find_if(
            readers, [&](const RecordedReader& one) { return one.reader.person == event.person; });
        if (row == readers.end()) return;
        places_[event.message.id] = {index, static_cast<std::size_t>(row - readers.begin()),
                                     event.message.medium};
        // One that goes on by another provider has not failed yet.
        move(event.message.id, State::waiting, "");
    }

    void on(const SendSettled& event) {
        switch (event.verdict) {
            case Verdict::accepted:
                move(event.send, State::accepted, event.channel);
                break;
            case Verdict::unknown:
                move(event.send, State::waiting, "not answered, it may have arrived");
                break;
            case Verdict::deferred:
            case Verdict::refused:
            case Verdict::misconfigured:
                fail(event.send, event.detail);
                break;
        }
    }

    void on(const SendDropped& event) {
        if (!event.asked_back) move(event.send, State::stopped, event.why);
    }

    void on(const ReceiptCame& event) {
        if (event.state == Receipt::State::delivered) {
            move(event.send, State::delivered, event.detail);
        } else if (event.state != Receipt::State::unknown_state) {
            fail(event.send, event.detail);
        }
    }

    // A later send of the same text may be on its way, for it is offered before this one is
    // settled.
    void fail(SendId send, const std::string& detail) {
        const auto place = places_.find(send);
        if (place == places_.end()) return;
        const bool goes_on = std::any_of(std::next(place), places_.end(), [&](const auto& other) {
            return other.second.notice == place->second.notice &&
                   other.second.reader == place->second.reader &&
                   other.second.medium == place->second.medium;
        });
        if (!goes_on) move(send, State::failed, detail);
    }

    void move(SendId send, State state, const std::string& detail) {
        const auto place = places_.find(send);
        if (place == places_.end()) return;
        RecordedReader& row = notices[place->second.notice].readers[place->second.reader];
        std::optional<NoticeResult>& result =
            place->second.medium == Medium::sms ? row.sms : row.mail;
        if (result && result->state == State::delivered) return;
        result = NoticeResult{state, at_, detail};
    }

    Instant at_{};
    std::map<SendId, Place> places_;
};

}  // namespace

std::vector<RecordedNotice> recorded_notices(const std::vector<Entry>& entries) {
    Recording recording;
    for (const Entry& entry : entries) recording.take(entry);
    return std::move(recording.notices);
}

std::string result_word(NoticeResult::State state) {
    switch (state) {
        case State::not_sent:
            return "not sent";
        case State::waiting:
            return "waiting";
        case State::accepted:
            return "accepted";
        case State::delivered:
            return "delivered";
        case State::failed:
            return "failed";
        case State::stopped:
            return "stopped";
    }
    return "";
}

}  // namespace tocsin
