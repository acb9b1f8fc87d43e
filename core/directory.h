// The configuration as one immutable value: people, desks, services, procedures, providers. A
// reload makes a new one; nobody changes one. The rotas are not in it: they live in the state,
// because they are uploaded and journalled.
#pragma once

#include "core/noise.h"
#include "core/procedure.h"
#include "core/send.h"
#include "rota/calendar.h"
#include "rota/rota.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// A desk that is always there: level 1, the rota team. Told, not called; may also be a last resort.
struct Desk {
    PersonId id;
    std::string name;        // short, as texts say it: "NSD" (at most 14 signs)
    std::string long_name;   // "National Service Desk"
    Contact contact;         // where we send to: no landline
    std::string landline{};  // E.164: where people ring it, if not at the phone above; or empty
};

// A service that can be down, as the public knows it. Public words come from here and from what a
// person confirms, never from an alarm.
struct Service {
    std::string id;
    std::string name;         // at most 20 signs: it stands in every text
    std::string impact;       // what users cannot do when it is down
    std::string place;        // where it is used (HSSI-31); at most 43 signs
    std::string procedure;    // empty: the default procedure
    FieldValues fields{};     // what an incident of it is, as long as nobody says otherwise
    int bands_percent = 100;  // of what counts as many: a smaller service has less (HSSI-02)

    // Names of the Trusts and regions it serves; empty: any.
    std::set<std::string> domain{};
    // Ids of people and desks, by what they are to it: "supplier".
    std::map<std::string, std::vector<PersonId>> contacts{};
    // Ids of services it does not work without: while one of them is down, that explains it.
    std::set<std::string> depends_on{};
};

// Nobody: there is no service, or it names none.
inline std::vector<PersonId> service_contacts(const Service* service, const std::string& what) {
    if (service == nullptr) return {};
    const auto found = service->contacts.find(what);
    return found == service->contacts.end() ? std::vector<PersonId>{} : found->second;
}

// An organisation whose users an incident may affect, and the region it is told under when there
// are many (HSSI-31).
struct Trust {
    std::string name;
    std::string region;
};

// Of which incidents a place is told, and what.
struct Tells {
    bool incidents = false;       // what becomes of them: opened, taken, passed on, closed
    bool notices = false;         // the messages to stakeholders (HSSI-40)
    std::vector<Matcher> when{};  // of which; empty: of all
};

// How many sends a provider is given at once; the rest wait in the outbox.
struct Provider {
    std::string name;
    Medium medium = Medium::sms;
    int in_flight_max = 8;
    bool two_way = false;   // its texts can be answered, and the answers reach us
    int per_minute = 0;     // hand-overs in any minute; 0: as many as there are
    Tells tells{};          // of a place
    bool opens = false;     // of a place: a room of its own is opened for each incident (DPS-01)
    bool invites = false;   // of one that opens rooms: people are called into each of them
    bool archives = false;  // of one that opens rooms: each is archived behind its incident's end
};

struct Directory {
    std::string site;         // "National services": the status page's and the feed's name
    std::string base_url;     // of links in messages: "https://alert.example.org"
    std::string mail_domain;  // right side of Message-IDs
    std::string default_procedure;
    bool exercise = false;  // every message, page and feed is marked, first and last

    std::map<PersonId, Person> people;
    std::map<PersonId, Desk> desks;
    std::set<PersonId> outside;       // of those: no exercise contacts them (DSPT-10)
    std::vector<PersonId> rota_team;  // desks or people told of gaps
    std::map<std::string, Service> services;
    std::map<std::string, Trust> trusts;
    std::map<std::string, Procedure> procedures;  // by name, in force
    std::map<std::string, Procedure>
        procedure_versions;           // by hash: those of open incidents as well
    std::vector<Provider> providers;  // in order of preference within a medium
    // How people are reached, the best first; who is not in it: as people_media say.
    std::map<PersonId, std::vector<Medium>> reach{};
    // Texts to one number that networks let through in an hour; calls for severity 1 leave anyway.
    int texts_an_hour = 60;
    std::vector<AlarmRoute> routes{};  // in order
    Flapping flapping{};
    std::map<std::string, HeartbeatRule> heartbeats{};  // by name
    Calendar calendar;
    std::string phone_region = "GB";  // whose phones are written without a country

    // A version by its hash; the one in force under that name, then the default, when that version
    // is not known. There is always a default.
    const Procedure& procedure(const std::string& name, const std::string& hash) const;
};

struct Incident;

// The procedure an incident was opened with; of a task, what the procedure says of it.
const Procedure& procedure_of(const Directory& directory, const Incident& incident);

}  // namespace tocsin
