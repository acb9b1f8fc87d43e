#include "daemon/sqlite_journal.h"

#include "channels/sabotage.h"
#include "core/timeline.h"
#include "daemon/clock.h"
#include "daemon/codec.h"
#include "daemon/crash_point.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <variant>

namespace tocsin {
namespace {

// P3: keys are remembered this long, so recovery reads the house's entries of that time.
constexpr Duration streams_kept = std::chrono::hours(72);

template <class... Kinds>
struct These {
    template <class One>
    static constexpr bool has = (std::is_same_v<One, Kinds> || ...);

    static std::vector<std::string> names() { return {std::string(kind(Event{Kinds{}}))...}; }
};

// Of the house, and counting however old they are. Numbers drawn are not among them, for there is
// one with nearly every end of an incident: the last of them stands in the store's meta.
// Steps of the clock are: what an incident owes may be owed for weeks, and was moved by them (P9).
// So are wrong codes: the house's are of a shift that is asked for long before it begins (P12).
using Always =
    These<RotaActivated, RotaPlanned, RotaPlanEnded, SwapMade, GapWarned, TokenIssued,
          TokenWithdrawn, DirectoryActivated, TookOver, PublicKept, ShiftAsked, ShiftMoved,
          ShiftTold, AddressProved, WeekPublished, WeekMissed, DiaryRead, FeedOpened, FeedRevoked,
          IncidentKept, NoteTaken, TermTold, RolloutRecorded, TrendCounted, DrillHeld, ExerciseTold,
          SilenceSet, SilenceEnded, AlarmSuppressed, SuppressionEnded, SuppressorSpent,
          HeartbeatExpected, HeartbeatMissed, HeartbeatDropped, ClockStepped, WrongCode>;

// Read again while their incident is open, or for as long as keys are kept.
using Fading =
    These<IncidentOpened, KeyBound, AlarmRepeated, AlarmCleared, StatusMoved, StepBegan, StepFailed,
          CallMade, CallJoined, CallFailed, SendOffered, SendHanded, SendDeferred, SendSettled,
          SendDropped, Taken, Climbed, Stopped, NumbersDrawn, ReplyCame, ReceiptCame, DiskFull,
          AddressAsked, AddressCodeWrong, HandoverGiven, HandoverCallRecorded, HandoverReminded,
          ObligationAsked, ObligationBegan, ObligationMoved, ObligationsReviewed, FieldsSet,
          FlagRaised, FlagRemoved, SeverityProposed, SeveritySet, NoticeSent, NoticeHeld, HoldMoved,
          TaskOpened, TaskMadeSafe, NoteAdded, TrendJoined, Withheld, ProviderPaced, NoticeWentOn,
          AlarmJoined, ClearAwaited, HeartbeatCame, AuditDiffered, Erased, BackupMissed, Archived>;

// A new event must say which it is: a calendar that is forgotten is closed without a word.
template <class... Kinds>
constexpr bool each_is_one(const std::variant<Kinds...>*) {
    return ((Always::has<Kinds> != Fading::has<Kinds>)&&...);
}
static_assert(each_is_one(static_cast<const Event*>(nullptr)));

Row row_of(const Entry& entry) {
    Encoded encoded = encode(entry.event);
    Row row;
    row.seq = entry.seq;
    row.at = entry.at;
    row.epoch = entry.epoch;
    row.kind = std::move(encoded.kind);
    row.body = std::move(encoded.body);
    row.particulars = std::move(encoded.particulars);
    std::set<std::uint64_t> ids;
    for (const IncidentId id : about(entry.event)) ids.insert(id.value);
    row.about.assign(ids.begin(), ids.end());
    if (const auto* erased = std::get_if<Erased>(&entry.event)) row.erases = erased->entries;
    if (const auto* archived = std::get_if<Archived>(&entry.event)) {
        for (const std::uint64_t seq : archived->entries) row.archives.push_back({seq, {}});
    }
    return row;
}

// What the outbox is after the entries: each send as the last of them left it.
void follow(const std::vector<Entry>& entries, RowBatch& batch) {
    enum class Left { handed, waiting, settled };
    std::map<std::uint64_t, Left> left;
    for (const Entry& entry : entries) {
        if (const auto* offered = std::get_if<SendOffered>(&entry.event)) {
            batch.offered.push_back({offered->message.id.value, offered->handed ? entry.epoch : 0,
                                     encode_message(offered->message)});
        } else if (const auto* handed = std::get_if<SendHanded>(&entry.event)) {
            left[handed->send.value] = Left::handed;
        } else if (const auto* deferred = std::get_if<SendDeferred>(&entry.event)) {
            left[deferred->send.value] = Left::waiting;
        } else if (const auto* settled = std::get_if<SendSettled>(&entry.event)) {
            left[settled->send.value] = Left::settled;
        } else if (const auto* dropped = std::get_if<SendDropped>(&entry.event)) {
            if (!dropped->asked_back) left[dropped->send.value] = Left::settled;
        }
    }
    for (const auto& [send, how] : left) {
        switch (how) {
            case Left::handed:
                batch.handed.push_back(send);
                break;
            case Left::waiting:
                batch.waiting.push_back(send);
                break;
            case Left::settled:
                batch.settled.push_back(send);
                break;
        }
    }
}

// The highest numbers in use. What recovery does not read may hold the last of them, and a number
// given twice would be a reference given twice (P5).
void note(const std::vector<Entry>& entries, NumbersDrawn& numbers) {
    for (const Entry& entry : entries) {
        if (const auto* opened = std::get_if<IncidentOpened>(&entry.event)) {
            numbers.incident_last = std::max(numbers.incident_last, opened->incident);
        } else if (const auto* made = std::get_if<CallMade>(&entry.event)) {
            numbers.call_last = std::max(numbers.call_last, made->call);
        } else if (const auto* offered = std::get_if<SendOffered>(&entry.event)) {
            numbers.send_last = std::max(numbers.send_last, offered->message.id);
        }
    }
}

// Whether the batch says that such a thing happened: the points of a crash are named for it.
template <class Event>
bool says(const std::vector<Entry>& entries) {
    return crash_points_on && std::any_of(entries.begin(), entries.end(), [](const Entry& entry) {
               return std::holds_alternative<Event>(entry.event);
           });
}

void crash_points_before(const std::vector<Entry>& entries) {
    crash_point("decided");
    if (says<SendSettled>(entries)) crash_point("outcome-decided");
    if (says<Taken>(entries)) crash_point("acknowledgement-decided");
    if (says<TokenIssued>(entries)) crash_point("token-decided");
    if (says<RotaActivated>(entries)) crash_point("rota-decided");
}

void crash_points_after(const std::vector<Entry>& entries) {
    if (says<SendSettled>(entries)) crash_point("outcome-committed");
    if (says<Taken>(entries)) crash_point("acknowledgement-committed");
    if (says<TokenIssued>(entries)) crash_point("token-committed");
    if (says<RotaActivated>(entries)) crash_point("rota-committed");
    if (says<Stopped>(entries)) crash_point("goodbye-committed");
}

Committed committed(Commit answer) {
    switch (answer) {
        case Commit::done:
            return Committed::done;
        case Commit::fenced:
            return Committed::fenced;
        case Commit::unknown:
            return Committed::unknown;
        case Commit::full:
            return Committed::full;
        case Commit::refused:
            return Committed::refused;
    }
    return Committed::unknown;
}

}  // namespace

Committed SqliteJournal::commit(const std::vector<Entry>& entries,
                                const std::vector<IncidentId>& over) {
    RowBatch batch;
    for (const Entry& entry : entries) batch.rows.push_back(row_of(entry));
    follow(entries, batch);
    for (const IncidentId id : over) batch.over.push_back(id.value);
    if (meta_) batch.meta = meta_();
    NumbersDrawn numbers = numbers_;
    note(entries, numbers);
    if (!entries.empty()) {
        batch.meta["last-at"] = std::to_string(entries.back().at.time_since_epoch().count());
        batch.meta["numbers"] = encode(numbers).body;
    }
    const auto began = steady_now();
    const AtWork::Piece piece(at_work_);
    stand_still(Standstill::journal);
    crash_points_before(entries);
    const Commit answer = store_.commit(batch);
    crash_points_after(entries);
    commit_seconds_.observe(std::chrono::duration<double>(steady_now() - began).count());
    if (answer == Commit::done) numbers_ = numbers;
    return committed(answer);
}

void SqliteJournal::replay(const std::function<void(const Entry&)>& apply) {
    const std::optional<std::string> last = store_.meta("last-at");
    const Instant now = last ? Instant(Duration(std::stoll(*last))) : Instant{};
    store_.replay(house_horizon(now), [&](const Row& row) { apply(entry_of(row)); });
    if (const std::optional<std::string> numbers = store_.meta("numbers")) {
        numbers_ = std::get<NumbersDrawn>(decode(std::string(kind(numbers_)), *numbers, ""));
        apply({store_.head().seq, now, 0, numbers_});
    }
}

Horizon house_horizon(Instant now) {
    return {now - streams_kept, Always::names()};
}

std::string kinds_read_again() {
    std::string all;
    for (const std::string& kind : Always::names())
        all += (all.empty() ? "('" : ", '") + kind + "'";
    return all + ")";
}

Entry entry_of(const Row& row) {
    return {row.seq, row.at, row.epoch,
            row.erased ? decode_erased(row.kind, row.body)
                       : decode(row.kind, row.body, row.particulars)};
}

}  // namespace tocsin
