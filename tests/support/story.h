// A world to tell stories in: a directory after HSSI, a rota, the real engine with a journal in
// memory, a clock that jumps to what is due next, and providers that answer as they are told.
// Every message must be expected: time does not pass, and the story does not end, while one is
// left.
#pragma once

#include "daemon/engine.h"
#include "tests/support/failing_journal.h"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tocsin {

using namespace std::chrono_literals;

// A message that left the house.
struct Sent {
    Instant at;
    std::string to;       // "pat.ash"
    std::string text_id;  // "call.open"
    Message message;
    CallId call;
    bool again = false;

    bool operator==(const Sent&) const = default;
};

// What a story may have otherwise than the others. Shifts of the EDM by name ("sat-day"), in the
// week of 23 November 2026; an empty person is a gap.
struct Setting {
    std::map<std::string, std::string> edm = {};
    std::string level_3 = "sam.elm";
    bool exercise = false;
    bool one_text_provider = false;
    int in_flight_max = 50;
    Duration level_3_share = 10min;
    std::set<std::string> without_phone = {};
    std::set<std::string> without_mail = {};
    std::string starts = "reported";     // the status that makes the first rung due
    std::set<std::string> two_way = {};  // providers whose texts can be answered
    std::optional<RotaPublication> publication = {};
    std::vector<HandoverRule> handovers = {};
    // Phones that are not their own.
    std::map<std::string, std::string> phones = {};
    std::string nsd_landline = {};  // in place of its phone
    ShiftStart shift_start = {};    // nobody is asked
    std::vector<ObligationRule> obligations = {};
    std::vector<RoleSource> level_4 = {};  // in place of kim.hazel, for good
    Notices notices = {};                  // nobody is told
    std::vector<LadderEntry> enters = {};  // its first rung
    // With whom to call for each, one rung after the other.
    std::vector<std::pair<TaskRule, std::vector<std::string>>> tasks = {};
    std::vector<TrendRule> trends = {};
    Movers movers = {};
    Closing closing = {};        // anybody, at any time
    bool level_1_first = false;  // level 1 is the first rung
    // Fields, flags and notices of this procedure, and its roles that the stories lack.
    const Procedure* words_of = nullptr;
    std::string supplier = {};                     // of GP Records
    int exercise_months = 0;                       // nobody is reminded
    std::vector<Provider> more_providers = {};     // behind the others
    std::vector<std::vector<Medium>> edm_by = {};  // how each attempt reaches the EDM
    std::map<PersonId, std::vector<Medium>> reach = {};
    std::map<std::string, std::string> topics = {};  // of apps on phones
    int texts_an_hour = 60;
    std::function<void(Directory&)> also = {};  // whatever else is otherwise
    int crowd = 0;  // so many people more, "crowd-1" and so on, all on the list of Trusts
};

// Both providers of the stories can be answered.
inline const std::set<std::string> both_ways = {"sms-a", "sms-b"};

// An alarm of a monitor: it is down.
Alarm firing(const std::string& key, const std::string& service, int severity);

class Story {
public:
    // Local time: "Sat 2026-11-28 03:00". The world is set up just before, and what that says to
    // anybody is no part of the story.
    explicit Story(const std::string& begins, Setting setting = {});
    ~Story();
    Story(const Story&) = delete;
    Story& operator=(const Story&) = delete;

    // ------------------------------------------------------------------ what happens
    IncidentId alarm(const std::string& service, int severity);
    Effects alarms(const std::vector<Alarm>& alarms);
    Effects report(const Reported& reported);
    void cleared(const std::string& service);
    void confirm(IncidentId incident, const PublicWords& words = {});
    void resolve(IncidentId incident, const std::string& summary = "Network link replaced");
    void close(IncidentId incident);
    Answer write(IncidentId incident, const WrittenNotice& notice, const std::string& by = "nsd");
    Answer decide(HoldId hold, HoldDecided::How how, const std::string& by,
                  const std::string& reason = "read it");
    Answer flag(IncidentId incident, const std::string& flag);

    // By the link of the person's latest text; the answer is what the page says.
    Answer acknowledge(const std::string& person);
    Answer acknowledge_by_api(const std::string& person, IncidentId incident);
    Answer types(const std::string& person, const std::string& digits);  // on the page of the mail
    Answer passes_on(const std::string& person, const std::string& to_role = "",
                     const std::string& to_person = "");
    Answer escalate(IncidentId incident, const std::string& to_role, const std::string& reason,
                    const std::string& to_person = "");
    Answer upload(const WeeklyRota& week);  // its gaps are accepted
    Answer upload(const RotaUploaded& uploaded);
    Answer restore(int version, const std::string& reason);
    Answer swap(const Swap& swap, bool force = false);
    // By the link of the text that asked about the shift; with `digits`, by that of the mail; or by
    // API.
    Answer says_of_shift(const std::string& person, bool declines);
    Answer types_of_shift(const std::string& person, const std::string& digits);
    Answer says_of_shift_by_api(const std::string& person, bool declines);
    Answer check_address(const std::string& person, Medium medium);
    Answer says_code(const std::string& person, const std::string& code);
    // The configuration is read again, and the person has another phone.
    void changes_phone(const std::string& person, const std::string& phone);
    Span span(const std::string& from, const std::string& to) const;  // "Tue 2026-11-24 17:30"

    // A text from this person's phone, or from any number; through the provider named. The answer
    // says which text answered it, in its `detail`; empty: silence.
    Answer replies(const std::string& person, const std::string& text,
                   const std::string& channel = "sms-a");
    Answer text_from(const std::string& phone, const std::string& text,
                     const std::string& channel = "sms-a", const std::string& id = "");
    Answer presses(const Pressed& pressed);  // the button under a post
    // What a provider says later about a message that left.
    Answer receipt(const Sent& sent, Receipt::State state, const std::string& detail = "");
    Answer receipt(const Receipt& receipt);

    void wait(Duration length);
    void wait_until(const std::string& clock);  // "03:10": the next time the wall shows that
    void clock_moves(Duration step);
    // The process is killed, is gone for `length`, and starts again from the journal.
    void killed_for(Duration length, bool rebooted = false);
    void restart();  // with a goodbye, at once

    // ------------------------------------------------------------------ providers and disk
    enum class Mood { accepts, refuses, rejects_key, busy, answers_nothing, hangs };
    void provider(const std::string& name, Mood mood, std::optional<Duration> retry_after = {});
    void every_provider(Mood mood);
    void hung_provider_answers(const std::string& name, Verdict verdict);
    // How often the provider was asked to send something since the story began.
    int requests(const std::string& name) const;
    // The configuration is read again, and the provider is not in it any more.
    void loses_provider(const std::string& name);
    void disk(Committed answer) { journal_.answer = answer; }

    // ------------------------------------------------------------------ what must be seen
    Sent expect_text_to(const std::string& person, const std::string& text_id);
    Sent expect_mail_to(const std::string& person, const std::string& text_id);
    // A call: by text and by mail. News goes to a person by text, to a desk by both.
    Sent expect_call_to(const std::string& person, const std::string& text_id);
    Sent expect_told(const std::string& person, const std::string& text_id);
    Sent expect_level_1_told(const std::string& text_id, const std::string& desk = "nsd");
    // What a place was told.
    Sent expect_place_told(const std::string& channel, const std::string& text_id);
    // A message of that medium, to that person.
    Sent expect_sent(const std::string& person, const std::string& text_id, Medium medium);
    void nobody_else_was_called();
    // All that was sent and is not expected one by one: what a table looks through.
    std::vector<Sent> expect_whatever_was_sent() { return std::exchange(unread_, {}); }

    const Incident& incident(IncidentId id) const { return *state().incidents().find(id); }
    const State& state() const { return engine_->state(); }
    const Directory& directory() const { return *directory_; }
    Engine& engine() { return *engine_; }
    Instant now() const { return now_; }
    std::string clock() const;
    std::string code_of(const std::string& person) const;  // of the latest call
    // The latest question about a shift of theirs.
    const ShiftQuestion& question_of(const std::string& person) const;
    WeeklyRota week(const std::string& monday, const std::map<std::string, std::string>& edm = {},
                    const std::string& level_3 = "sam.elm") const;
    // The sentences of the timeline since the story began: "03:00 reported by ...".
    std::string timeline() const;
    Effects step(Input input);
    // Everything that was ever committed.
    const std::vector<Entry>& journal() const { return journal_.entries(); }

    // Ids of the texts that any story has sent so far.
    static std::set<std::string>& texts_sent();

private:
    struct Manner {
        Mood mood = Mood::accepts;
        std::optional<Duration> retry_after;
    };
    Effects feed(const Occurrence& what);
    void hand_over(const HandOver& handed);
    void tick_while_due();
    std::optional<Sent> take(const std::string& person, const std::string& text_id, Medium medium);
    CallId latest_call(const std::string& person) const;
    std::string unexpected() const;

    std::shared_ptr<const Directory> directory_;
    FailingJournal journal_;
    std::unique_ptr<Engine> engine_;
    Instant now_;
    std::uint64_t entropy_ = 1;
    std::uint64_t epoch_ = 0;
    std::uint64_t first_seq_ = 0;
    std::map<std::string, Manner> providers_;
    std::map<std::string, int> requests_;
    std::deque<Outcome> outcomes_;
    std::map<std::string, std::vector<SendId>> hung_;
    std::vector<Sent> unread_;
    std::map<std::string, CallId> latest_call_;
    std::map<std::string, int> alarms_;
    int replies_ = 0;
};

// The first message to users, with every part that it must hold (HSSI-30).
WrittenNotice first_message();

// Audiences, holds and exclusions after HSSI-28..41.
Notices notices_of_stories();

// The directory of the stories.
Directory directory_of_stories(const Setting& setting);

}  // namespace tocsin
