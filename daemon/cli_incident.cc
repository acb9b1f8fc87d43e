#include "daemon/cli_incident.h"

#include "channels/wire.h"
#include "daemon/cli_ask.h"
#include "daemon/json_writer.h"

namespace tocsin {
namespace {

std::string body_of(const IncidentAct& act) {
    JsonObject body;
    for (const auto& [field, words] : act.fields) {
        if (!words.empty()) body.text(field, words);
    }
    if (act.down) body.text("state", "down");
    if (act.degraded) body.text("state", "degraded");
    if (act.severity != 0) body.number("severity", act.severity);
    return body.str();
}

}  // namespace

int report_incident(const Client& client, const IncidentAct& act, Terminal& terminal) {
    const Node answer = json_of(ask(client, "POST", "/v1/incidents", body_of(act)));
    const std::string incident = text_of(answer, "incident");
    const bool again = text_of(answer, "repeat") == "true";
    terminal.out << incident << (again ? ": known already, reported again" : ": opened") << "\n"
                 << "See who is called: tocsin explain " << incident << "\n";
    return exit_done;
}

int act_on_incident(const Client& client, const std::string& verb, const IncidentAct& act,
                    const std::string& done, Terminal& terminal) {
    const std::string path = "/v1/incidents/" + percent_encoded(act.incident) + "/" + verb;
    const Node answer = json_of(ask(client, "POST", path, body_of(act)));
    terminal.out << text_of(answer, "incident") << ": " << done << "\n";
    return exit_done;
}

}  // namespace tocsin
