#include "core/notice_record.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace tocsin {
namespace {

using Result = NoticeResult::State;

class Recording {
public:
    void take(const Entry& entry) {
        at_ = entry.at;
        std::visit([&](const auto& event) { on(event); }, entry.event);
    }

    std::vector<RecordedNotice> notices;

private:
    // What a send belongs to: a reader of a notice, and a medium.
    struct Place {
        std::size_t notice;
        std::size_t reader;
        bool mail;

        auto operator<=>(const Place&) const = default;
    };

    template <class Other>
    void on(const Other&) {}

    void on(const NoticeSent& event) {
        RecordedNotice notice{event, at_, {}};
        auto& rows = rows_.emplace_back();
        for (const NoticeReader& reader : event.readers) {
            RecordedReader row{reader, {}, {}};
            if (reader.sms) row.sms = before_its_turn(event, reader.sms_shared);
            if (reader.mail) row.mail = before_its_turn(event, reader.mail_shared);
            rows.emplace(reader.person, notice.readers.size());
            notice.readers.push_back(std::move(row));
        }
        reached_.push_back(0);
        notices.push_back(std::move(notice));
    }

    // Of a notice to many, all but the first readers wait for their turn.
    static NoticeResult before_its_turn(const NoticeSent& sent, bool shared) {
        NoticeResult result;
        if (sent.in_parts && !shared) result.state = Result::waiting;
        return result;
    }

    // Whoever had their turn and was offered nothing has no address.
    void on(const NoticeWentOn& event) {
        const auto index = static_cast<std::size_t>(event.notice) - 1;
        if (event.notice <= 0 || index >= notices.size()) return;
        auto& readers = notices[index].readers;
        const std::size_t to =
            std::min(static_cast<std::size_t>(std::max(event.readers, 0)), readers.size());
        for (std::size_t& reader = reached_[index]; reader < to; ++reader) {
            RecordedReader& row = readers[reader];
            if (row.sms && !latest_.contains({index, reader, false})) row.sms = NoticeResult{};
            if (row.mail && !latest_.contains({index, reader, true})) row.mail = NoticeResult{};
        }
    }

    void on(const SendOffered& event) {
        if (event.notice <= 0) return;
        const auto index = static_cast<std::size_t>(event.notice) - 1;
        if (index >= notices.size()) return;
        const auto row = rows_[index].find(event.person);
        if (row == rows_[index].end()) return;
        const Place place{index, row->second, event.message.medium != Medium::sms};
        places_[event.message.id] = place;
        latest_[place] = event.message.id;
        // One that goes on by another provider has not failed yet.
        move(event.message.id, Result::waiting, "");
    }

    void on(const SendSettled& event) {
        switch (event.verdict) {
            case Verdict::accepted:
                move(event.send, Result::accepted, event.channel);
                break;
            case Verdict::unknown:
                move(event.send, Result::waiting, "not answered, it may have arrived");
                break;
            case Verdict::deferred:
            case Verdict::refused:
            case Verdict::misconfigured:
                fail(event.send, event.detail);
                break;
        }
    }

    void on(const SendDropped& event) {
        if (!event.asked_back) move(event.send, Result::stopped, event.why);
    }

    void on(const ReceiptCame& event) {
        if (event.state == Receipt::State::delivered) {
            move(event.send, Result::delivered, event.detail);
        } else if (event.state != Receipt::State::unknown_state) {
            fail(event.send, event.detail);
        }
    }

    // A later send of the same text may be on its way, for it is offered before this one is
    // settled.
    void fail(SendId send, const std::string& detail) {
        const auto place = places_.find(send);
        if (place == places_.end()) return;
        const bool goes_on = latest_.at(place->second) != send;
        if (!goes_on) move(send, Result::failed, detail);
    }

    void move(SendId send, Result state, const std::string& detail) {
        const auto place = places_.find(send);
        if (place == places_.end()) return;
        RecordedReader& row = notices[place->second.notice].readers[place->second.reader];
        std::optional<NoticeResult>& result = place->second.mail ? row.mail : row.sms;
        if (result && result->state == Result::delivered) return;
        result = NoticeResult{state, at_, detail};
    }

    Instant at_{};
    std::map<SendId, Place> places_;
    std::map<Place, SendId> latest_;
    std::vector<std::unordered_map<PersonId, std::size_t>> rows_;  // of a notice, by reader
    std::vector<std::size_t> reached_;  // of a notice: so many readers have had their turn
};

void count(NoticeProgress& progress, Result state) {
    ++progress.messages;
    switch (state) {
        case Result::not_sent:
            ++progress.not_sent;
            break;
        case Result::waiting:
            ++progress.waiting;
            break;
        case Result::delivered:
            ++progress.delivered;
            ++progress.sent;
            break;
        case Result::accepted:
            ++progress.sent;
            break;
        case Result::failed:
            ++progress.failed;
            break;
        case Result::stopped:
            ++progress.stopped;
            break;
    }
}

}  // namespace

std::vector<RecordedNotice> recorded_notices(const std::vector<Entry>& entries) {
    Recording recording;
    for (const Entry& entry : entries) recording.take(entry);
    return std::move(recording.notices);
}

NoticeProgress progress_of(const RecordedNotice& notice) {
    NoticeProgress progress;
    for (const RecordedReader& reader : notice.readers) {
        for (const auto* result : {&reader.sms, &reader.mail}) {
            if (*result) count(progress, (*result)->state);
        }
    }
    return progress;
}

std::string result_word(NoticeResult::State state) {
    switch (state) {
        case Result::not_sent:
            return "not sent";
        case Result::waiting:
            return "waiting";
        case Result::accepted:
            return "accepted";
        case Result::delivered:
            return "delivered";
        case Result::failed:
            return "failed";
        case Result::stopped:
            return "stopped";
    }
    return "";
}

}  // namespace tocsin
