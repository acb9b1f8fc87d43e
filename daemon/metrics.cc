#include "daemon/metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace tocsin {
namespace {

bool is_name(std::string_view name, bool colons) {
    if (name.empty() || (name.front() >= '0' && name.front() <= '9')) return false;
    return std::all_of(name.begin(), name.end(), [colons](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || (colons && c == ':');
    });
}

// The shortest digits that read back as the same number.
std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    return {digits.data(), end};
}

// Counts are written as counts, however large.
std::string number(std::uint64_t value) {
    return std::to_string(value);
}

std::string escaped(std::string_view text, bool quotes) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (quotes && c == '"')) out += '\\';
        out += c;
    }
    return out;
}

void gauge(Metrics& metrics, std::string_view name, std::string_view help, double value) {
    metrics.gauge(name, help);
    metrics.sample(value);
}

void counter(Metrics& metrics, std::string_view name, std::string_view help, std::uint64_t value) {
    metrics.counter(name, help);
    metrics.sample(static_cast<double>(value));
}

void by_label(Metrics& metrics, const std::string& label,
              const std::map<std::string, std::uint64_t>& values) {
    for (const auto& [name, value] : values) {
        metrics.sample(static_cast<double>(value), {{label, name}});
    }
}

void write_channels(Metrics& metrics, const MetricsView& view) {
    const auto family = [&](std::string_view name, std::string_view help, auto value) {
        metrics.gauge(name, help);
        for (const auto& [channel, figures] : view.channels)
            metrics.sample(value(figures), {{"channel", channel}});
    };
    family("tocsin_provider_passed_by", "1 while others are asked first, because it fails.",
           [](const ChannelFigures& one) { return one.passed_by ? 1.0 : 0.0; });
    family("tocsin_provider_failed_share", "Failures among its last 20 answers, 0 to 1.",
           [](const ChannelFigures& one) { return one.failed_share; });
    family("tocsin_provider_latency_seconds",
           "Time that its answers take, smoothed; 0 when it has given none.",
           [](const ChannelFigures& one) { return one.latency.count(); });
    family("tocsin_provider_oldest_unanswered_seconds",
           "Age of the oldest message it has not answered; 0 when there is none.",
           [](const ChannelFigures& one) { return one.oldest_unanswered.count(); });
    family("tocsin_provider_handed_last_minute", "Messages handed over in the last minute.",
           [](const ChannelFigures& one) { return static_cast<double>(one.handed_lately); });
    gauge(metrics, "tocsin_broadcasts", "Messages to many that are being given to their readers.",
          static_cast<double>(view.broadcasts));
    gauge(metrics, "tocsin_broadcast_readers_waiting", "Readers whom these have not come to.",
          static_cast<double>(view.broadcast_readers_waiting));
    metrics.gauge("tocsin_broadcast_messages",
                  "Of these: accepted by a provider; delivered, as it says; failed for good; "
                  "unsettled, in hand or waiting.");
    by_label(metrics, "result", view.broadcast_messages);
}

void write_work(Metrics& metrics, const MetricsView& view) {
    metrics.gauge("tocsin_alarms_suppressed",
                  "Alarms that fire and have opened nothing, by what keeps them.");
    by_label(metrics, "by", view.alarms_suppressed);
    gauge(metrics, "tocsin_silences_running", "Silences that are in force.",
          static_cast<double>(view.silences_running));
    metrics.gauge("tocsin_heartbeats", "Heartbeats that are expected, by state.");
    by_label(metrics, "state", view.heartbeats);
    metrics.gauge("tocsin_incidents_open", "Open incidents by status.");
    by_label(metrics, "status", view.open_incidents);
    metrics.gauge("tocsin_sends_waiting", "Messages that wait for their provider.");
    by_label(metrics, "channel", view.sends_waiting);
    metrics.gauge("tocsin_sends_handed", "Messages handed over and not answered by the provider.");
    by_label(metrics, "channel", view.sends_handed);
    metrics.gauge("tocsin_provider_failures_in_a_row",
                  "Failures since the provider's last good answer.");
    by_label(metrics, "channel", view.provider_failures);
    write_channels(metrics, view);
    gauge(metrics, "tocsin_oldest_unsent_call_seconds",
          "Age of the oldest call that no provider has accepted; 0 when there is none.",
          view.oldest_unsent_call.count());
    gauge(metrics, "tocsin_oldest_unanswered_call_seconds",
          "Age of the oldest call that nobody has answered; 0 when there is none.",
          view.oldest_unanswered_call.count());
    gauge(metrics, "tocsin_due_lateness_seconds",
          "By how much the most overdue step is late; 0 when none is.", view.due_lateness.count());
    gauge(metrics, "tocsin_rota_gap_horizon_seconds",
          "For how long from now the rotas are without a gap.", view.rota_gap_horizon.count());
    metrics.gauge("tocsin_shifts_not_ready",
                  "Shifts of the next 7 days whose person is not, or only partly, reachable.");
    by_label(metrics, "readiness", view.shifts_not_ready);
}

void write_journal(Metrics& metrics, const MetricsView& view) {
    gauge(metrics, "tocsin_degraded", "1 while the journal takes nothing (disk full).",
          view.degraded ? 1 : 0);
    counter(metrics, "tocsin_journal_entries_total", "Entries of the journal.",
            view.journal_entries);
    gauge(metrics, "tocsin_inbox_waiting", "Inputs that wait for a decision.",
          static_cast<double>(view.inbox_waiting));
    counter(metrics, "tocsin_commits_total", "Transactions of the journal since the start.",
            view.commit_seconds.count());
    metrics.histogram("tocsin_commit_seconds", "Time that a transaction took, with its sync.");
    metrics.sample(view.commit_seconds);
}

void write_gate(Metrics& metrics, const MetricsView& view) {
    counter(metrics, "tocsin_gate_connections_total", "Connections accepted.",
            view.connections_accepted);
    gauge(metrics, "tocsin_gate_connections_open", "Connections that are open.",
          static_cast<double>(view.connections_open));
    counter(metrics, "tocsin_gate_answered_total", "Requests that were answered.",
            view.requests_answered);
    metrics.gauge("tocsin_certificate_seconds_left",
                  "Until the certificate of TLS ends, by address; below 0 when it has.");
    for (const auto& [address, left] : view.certificate_left) {
        metrics.sample(left.count(), {{"listen", address}});
    }
    metrics.counter("tocsin_gate_refused_total", "Requests refused at the gate, by problem.");
    by_label(metrics, "problem", view.requests_refused);
    metrics.counter("tocsin_source_shed_total",
                    "Messages of a source that were asked to come again: more than its limits.");
    by_label(metrics, "source", view.sources_shed);
}

// Nothing is said where none is sent: an absent family is no alarm.
void write_heartbeat(Metrics& metrics, const HeartbeatHealth& beat) {
    if (!beat.configured) return;
    metrics.gauge("tocsin_heartbeat_withheld",
                  "1 while our heartbeat is withheld, since a page that is due does not leave.");
    metrics.sample(beat.withheld ? 1 : 0);
    metrics.gauge("tocsin_heartbeat_age_seconds", "Since our heartbeat last arrived.");
    metrics.sample(static_cast<double>(beat.age.count()));
    metrics.counter("tocsin_heartbeat_arrived_total", "Our heartbeats that arrived.");
    metrics.sample(static_cast<double>(beat.arrived_total));
    metrics.counter("tocsin_heartbeat_failures_total", "Our heartbeats that did not arrive.");
    metrics.sample(static_cast<double>(beat.failures_total));
    metrics.counter("tocsin_heartbeat_withheld_total", "How often it began to be withheld.");
    metrics.sample(static_cast<double>(beat.withheld_total));
}

void write_publisher(Metrics& metrics, const MetricsView& view) {
    metrics.counter("tocsin_publisher_failures_total",
                    "Failed transfers of the status page, by target in the configuration.");
    for (std::size_t target = 0; target < view.publisher_failures.size(); ++target) {
        metrics.sample(static_cast<double>(view.publisher_failures[target]),
                       {{"target", std::to_string(target)}});
    }
    metrics.gauge("tocsin_publisher_age_seconds",
                  "For how long the target has lacked the newest status page; 0 when it has it.");
    for (std::size_t target = 0; target < view.publisher_age.size(); ++target) {
        metrics.sample(view.publisher_age[target].count(), {{"target", std::to_string(target)}});
    }
    metrics.counter("tocsin_on_call_sheet_failures_total",
                    "How often the on-call sheet could not be written.");
    metrics.sample(static_cast<double>(view.sheet_failures));
    metrics.gauge("tocsin_on_call_sheet_age_seconds",
                  "Since the on-call sheet was last written whole.");
    metrics.sample(view.sheet_age.count());
}

}  // namespace

// ---- Histogram

Histogram::Histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)), counts_(bounds_.size() + 1, 0) {}

Histogram::Histogram()
    : Histogram({0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}) {}

void Histogram::observe(double value) {
    const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
    ++counts_[static_cast<std::size_t>(bound - bounds_.begin())];
    sum_ += value;
}

std::vector<std::uint64_t> Histogram::cumulative() const {
    std::vector<std::uint64_t> out;
    std::uint64_t all = 0;
    for (const std::uint64_t one : counts_) out.push_back(all += one);
    return out;
}

std::uint64_t Histogram::count() const {
    return cumulative().back();
}

// ---- Metrics

void Metrics::counter(std::string_view name, std::string_view help) {
    if (!name.ends_with("_total")) {
        throw std::logic_error("The counter " + std::string(name) + " does not end in _total.");
    }
    begin(name, help, "counter");
}

void Metrics::gauge(std::string_view name, std::string_view help) {
    begin(name, help, "gauge");
}

void Metrics::histogram(std::string_view name, std::string_view help) {
    begin(name, help, "histogram");
}

void Metrics::sample(double value, const Labels& labels) {
    if (type_.empty() || type_ == "histogram") {
        throw std::logic_error("A number is no sample of " + name_ + ".");
    }
    line("", labels, number(value));
}

void Metrics::sample(const Histogram& value, const Labels& labels) {
    if (type_ != "histogram") throw std::logic_error(name_ + " is no histogram.");
    const std::vector<std::uint64_t> cumulative = value.cumulative();
    for (std::size_t i = 0; i < cumulative.size(); ++i) {
        Labels with_bound = labels;
        with_bound.emplace_back("le",
                                i < value.bounds().size() ? number(value.bounds()[i]) : "+Inf");
        line("_bucket", with_bound, number(cumulative[i]));
    }
    line("_sum", labels, number(value.sum()));
    line("_count", labels, number(value.count()));
}

void Metrics::begin(std::string_view name, std::string_view help, std::string_view type) {
    if (!is_name(name, true)) {
        throw std::logic_error("No name of a metric: " + std::string(name));
    }
    if (!begun_.emplace(name).second) {
        throw std::logic_error("The metric " + std::string(name) + " was begun before.");
    }
    name_ = name;
    type_ = type;
    text_ +=
        "# HELP " + name_ + " " + escaped(help, false) + "\n# TYPE " + name_ + " " + type_ + "\n";
}

void Metrics::line(std::string_view suffix, const Labels& labels, const std::string& value) {
    text_ += name_ + std::string(suffix);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto& [label, text] = labels[i];
        if (!is_name(label, false)) throw std::logic_error("No name of a label: " + label);
        text_ += (i == 0 ? "{" : ",") + label + "=\"" + escaped(text, true) + "\"";
    }
    text_ += (labels.empty() ? " " : "} ") + value + "\n";
}

void write_audit(Metrics& metrics, const MetricsView& view) {
    metrics.gauge("tocsin_audit_differences",
                  "What the journal says is owed and nothing is about to do: more than 0 is a page "
                  "that nobody would get.");
    metrics.sample(static_cast<double>(view.audit_differences));
    metrics.counter("tocsin_audit_looks_total", "Second looks at what is owed.");
    metrics.sample(static_cast<double>(view.audit_looks));
    metrics.gauge("tocsin_audit_age_seconds", "Since the last second look.");
    metrics.sample(view.audit_age.count());
}

std::string metrics_text(const MetricsView& view) {
    Metrics metrics;
    metrics.gauge("tocsin_build_info", "1; the version is a label.");
    metrics.sample(1, {{"version", view.version}});
    gauge(metrics, "tocsin_ready", "1 while /readyz has nothing to say against it.",
          view.ready ? 1 : 0);
    if (view.clock_set) {
        gauge(
            metrics, "tocsin_clock_synchronised",
            "1 while somebody sets the machine's clock; absent where the kernel may not be asked.",
            *view.clock_set ? 1 : 0);
    }
    write_work(metrics, view);
    write_journal(metrics, view);
    write_gate(metrics, view);
    write_publisher(metrics, view);
    write_heartbeat(metrics, view.heartbeat);
    write_audit(metrics, view);
    return metrics.text();
}

}  // namespace tocsin
