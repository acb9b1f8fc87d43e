#include "daemon/cli_list.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/cli_moment.h"
#include "daemon/clock.h"
#include "daemon/fields.h"
#include "daemon/plain_text.h"
#include "daemon/zone_load.h"
#include "rota/clock_words.h"
#include "rota/counted.h"

#include <algorithm>

namespace tocsin {
namespace {

// What the daemon gives in one page.
constexpr int page_max = 500;

// Shorter says nothing of an incident.
constexpr std::size_t summary_least = 20;

class Query {
public:
    void add(const std::string& name, const std::string& value) {
        if (value.empty()) return;
        text_ += (text_.empty() ? "?" : "&") + name + "=" + percent_encoded(value);
    }
    // One or the other of them.
    void add(const std::string& name, const std::vector<std::string>& values) {
        for (const std::string& value : values) add(name, value);
    }
    const std::string& str() const { return text_; }

private:
    std::string text_;
};

Query query_of(const ListOptions& options, Terminal& terminal) {
    const Zone zone = load_zone("Europe/London");
    const auto utc = [&](const std::string& option, const std::string& text) {
        const auto at = asked_moment(option, text, zone, terminal);
        return at ? iso_utc(*at) : "";
    };
    Query query;
    query.add(options.all ? "past" : "open", std::string("true"));
    query.add("status", options.statuses);
    query.add("severity", options.severities);
    query.add("service", options.services);
    query.add("procedure", options.procedure);
    query.add("since", utc("--since", options.since));
    query.add("until", utc("--until", options.until));
    if (options.limit > 0) query.add("limit", std::to_string(std::min(options.limit, page_max)));
    return query;
}

// All pages, until there are enough.
std::vector<Node> incidents(const Client& client, const Query& query, int limit) {
    std::vector<Node> found;
    for (std::string after;;) {
        Query page = query;
        page.add("after", after);
        const Node read = json_of(ask(client, "GET", "/v1/incidents" + page.str()));
        for (const Node& one : items_of(read, "incidents")) {
            if (limit == 0 || found.size() < static_cast<std::size_t>(limit)) found.push_back(one);
        }
        const std::string next = text_of(read, "next");
        const bool enough = limit > 0 && found.size() == static_cast<std::size_t>(limit);
        // A daemon that says the same again would be asked for ever.
        if (enough || next.empty() || next == after) return found;
        after = next;
    }
}

bool nobody_has(const Node& incident) {
    return text_of(incident, "resolved").empty() && text_of(incident, "taken") != "true";
}

constexpr std::size_t apart = 3;

// The summary takes what is left of a terminal's line; what comes before it is never shortened.
void shorten(std::vector<Cells>& rows, std::size_t width) {
    if (width == 0 || rows.empty()) return;
    std::size_t before = 0;
    for (std::size_t i = 0; i + 1 < rows.front().size(); ++i) {
        std::size_t widest = 0;
        for (const Cells& row : rows) widest = std::max(widest, signs(row[i]));
        before += widest + apart;
    }
    const std::size_t left = std::max(width > before ? width - before : 0, summary_least);
    for (Cells& row : rows) row.back() = cut_to_signs(row.back(), left);
}

void print_table(const std::vector<Node>& found, Terminal& terminal) {
    const Zone zone = load_zone("Europe/London");
    const Instant now = machine_time().utc;
    std::vector<Cells> rows;
    for (const Node& one : found) {
        const auto opened = parse_rfc3339(text_of(one, "opened"));
        rows.push_back({text_of(one, "incident"), "sev " + text_of(one, "severity"),
                        text_of(one, "status"), opened ? short_time(zone, *opened, now) : "",
                        text_of(one, "service_name"), holder_words(one), text_of(one, "summary")});
    }
    shorten(rows, terminal.width);
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (nobody_has(found[i])) rows[i][5] = alarming(terminal, rows[i][5]);
        if (text_of(found[i], "severity") == "1") rows[i][1] = alarming(terminal, rows[i][1]);
    }
    terminal.out << columns(rows, apart);
}

}  // namespace

std::string holder_words(const Node& incident) {
    if (const Node* holder = incident.find("holder"))
        return text_of(*holder, "name") + " (" + text_of(*holder, "called") + ")";
    if (!text_of(incident, "resolved").empty()) return "over";
    const Node* step = incident.find("step");
    return step == nullptr ? "nobody" : "calling " + text_of(*step, "where");
}

ListCommand::ListCommand(Commands& commands) : commands_(commands) {
    CLI::App* sub = commands.command(
        commands.app(), "list", "Lists the open incidents, and who has them.",
        "  tocsin list\n  tocsin list --severity 1,2 --service gp-records --all --since "
        "2026-11-01T00:00",
        [this] { return list(); });
    sub->add_flag("--all", options_.all, "those that are over, too");
    sub->add_option("--status", options_.statuses, "reported, confirmed ...")->delimiter(',');
    sub->add_option("--severity", options_.severities, "1 to 5")
        ->delimiter(',')
        ->check(CLI::Range(1, 5));
    sub->add_option("--service", options_.services, "ids")->delimiter(',');
    sub->add_option("--procedure", options_.procedure, "its name");
    sub->add_option("--since", options_.since, "opened since: UK time such as 2026-11-26T13:50");
    sub->add_option("--until", options_.until, "opened before");
    sub->add_option("--limit", options_.limit, "no more than so many")
        ->check(CLI::Range(1, 100000));
    commands.add_json(sub);
    commands.add_daemon_options(sub);
}

int ListCommand::list() const {
    Terminal& terminal = commands_.terminal();
    const Query query = query_of(options_, terminal);
    const Client client = commands_.client();
    if (commands_.json()) {
        terminal.out << ask(client, "GET", "/v1/incidents" + query.str()).body << "\n";
        return exit_done;
    }
    const std::vector<Node> found = incidents(client, query, options_.limit);
    if (found.empty()) {
        terminal.out << (options_.all ? "No incident fits.\n" : "No open incident fits.\n");
        return exit_done;
    }
    const auto untaken = static_cast<std::size_t>(std::ranges::count_if(found, nobody_has));
    terminal.out << counted(found.size(), "incident") << ", " << untaken << " not taken\n\n";
    print_table(found, terminal);
    return exit_done;
}

}  // namespace tocsin
