// What a monitoring system reads of us, as Prometheus text 0.0.4. A pure writer: others count.
// Labels hold names of the configuration and words of ours, never a phone number, a mail address
// or an incident (P18).
#pragma once

#include "daemon/heartbeat_out.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin {

// The Content-Type of metrics_text(); Prometheus 3 refuses an answer without it.
inline constexpr std::string_view metrics_content_type = "text/plain; version=0.0.4; charset=utf-8";

// Counts observations by size. A value: one thread at a time.
class Histogram {
public:
    // `bounds` ascend; what exceeds the last is counted as well.
    explicit Histogram(std::vector<double> bounds);
    // 1 ms to 10 s: where a commit on a good disk, a bad disk and a full one differ.
    Histogram();

    void observe(double value);

    const std::vector<double>& bounds() const { return bounds_; }
    // How many were at most bounds()[i]; behind the last bound, all.
    std::vector<std::uint64_t> cumulative() const;
    std::uint64_t count() const;
    double sum() const { return sum_; }

private:
    std::vector<double> bounds_;
    std::vector<std::uint64_t> counts_;  // one more than bounds
    double sum_ = 0;
};

using Labels = std::vector<std::pair<std::string, std::string>>;

// Writes families one after the other: family() and then its samples. Throws std::logic_error for
// a name or label that is not allowed, a family begun twice, or a sample of another kind.
class Metrics {
public:
    void counter(std::string_view name, std::string_view help);  // the name ends in _total
    void gauge(std::string_view name, std::string_view help);
    void histogram(std::string_view name, std::string_view help);

    // Of the family begun last.
    void sample(double value, const Labels& labels = {});
    void sample(const Histogram& value, const Labels& labels = {});

    const std::string& text() const { return text_; }

private:
    void begin(std::string_view name, std::string_view help, std::string_view type);
    void line(std::string_view suffix, const Labels& labels, const std::string& value);

    std::string text_;
    std::string name_;
    std::string type_;
    std::set<std::string> begun_;
};

// How a provider fares (core/channel_health.h).
struct ChannelFigures {
    bool passed_by = false;
    double failed_share = 0;                             // of its last 20 answers
    std::chrono::duration<double> latency{0};            // 0: none yet
    std::chrono::duration<double> oldest_unanswered{0};  // 0: it has answered all
    std::uint64_t handed_lately = 0;                     // in the last minute
};

// All that is told, filled by the wiring. Maps that are empty give families without samples.
struct MetricsView {
    using Count = std::uint64_t;
    using Seconds = std::chrono::duration<double>;

    std::string version;
    bool ready = false;                           // as /readyz says, but for loops that stand still
    std::optional<bool> clock_set;                // nothing: we may not ask the kernel
    std::map<std::string, Count> open_incidents;  // by status of the procedure
    std::map<std::string, Count> sends_waiting;   // by channel
    std::map<std::string, Count> sends_handed;    // by channel: handed over, not answered
    std::map<std::string, Count> provider_failures;   // by channel, in a row
    std::map<std::string, ChannelFigures> channels;   // by channel
    Count broadcasts = 0;                             // notices that are being given to readers
    Count broadcast_readers_waiting = 0;              // who have not been reached by them
    std::map<std::string, Count> broadcast_messages;  // of them, by "accepted" and so on
    std::map<std::string, Count> alarms_suppressed;   // that fire: by "silenced", "explained"
    Count silences_running = 0;
    std::map<std::string, Count> heartbeats;  // by "alive", "awaited", "missing"
    Seconds oldest_unsent_call{0};            // 0: none waits
    Seconds oldest_unanswered_call{0};        // 0: none is open
    bool degraded = false;                    // the journal takes nothing: the disk is full
    Count journal_entries = 0;
    Count inbox_waiting = 0;
    Count connections_accepted = 0;
    Count connections_open = 0;
    Count requests_answered = 0;
    std::map<std::string, Seconds> certificate_left;  // by address: until its certificate ends
    std::map<std::string, Count> requests_refused;    // by slug of the problem
    std::map<std::string, Count> sources_shed;        // by source: messages beyond its limits
    Histogram commit_seconds;                         // its count is the number of commits
    Seconds due_lateness{0};  // by how much the most overdue due is late; 0: none is
    std::vector<std::uint64_t> publisher_failures;  // in all, by target, in order
    std::vector<Seconds> publisher_age;             // by target: how long it lacks the newest page
    Count sheet_failures = 0;                       // of writing the on-call sheet
    Seconds sheet_age{0};                           // since it was last written whole
    HeartbeatHealth heartbeat;                      // our own
    Count audit_differences = 0;  // between what the journal owes and what is about to be done
    Count audit_looks = 0;        // at both, in all
    Seconds audit_age{0};         // since the last of them
    Seconds rota_gap_horizon{0};  // how far ahead the rotas are without a gap
    std::map<std::string, Count> shifts_not_ready;  // of the next week, by "partly" and so on
};

[[nodiscard]] std::string metrics_text(const MetricsView& view);

}  // namespace tocsin
