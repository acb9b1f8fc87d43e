// The public status page as files: anybody's web server can serve them, and they stay up when
// Tocsin is down. Links are relative, so the same bytes work at a site's root, under a folder
// (/status/ with its slash: a server redirects /status to it) and opened from a disk.
// Everything here is public, and public values come only through StatusView: service, state, place
// and the text of messages that were sent to users. The view has no field for what an alarm said,
// for a host, a person or a procedure, so that none can leak. Management-only, held and exempt
// incidents are left out by whoever fills the view; an exercise has a view, and a folder, of its
// own.
#pragma once

#include "channels/page.h"

#include <optional>
#include <string>
#include <vector>

namespace tocsin {

// Worst first.
enum class ServiceState { down, degraded, working, unknown };

struct StatusService {
    std::string name;
    ServiceState state = ServiceState::unknown;
    std::string degree;  // of degraded: slow, partly working; may be empty
};

// One message that went to users. It is never changed once shown, but for `corrected`.
struct StatusMessage {
    int n = 0;             // from 1 within its incident: its anchor and its feed id
    std::string title;     // First message, Update 2, Resolved
    std::string headline;  // GP Records is still down
    ServiceState state = ServiceState::unknown;  // as the message said it
    Time at;
    std::string text;  // New: supplier found a failed network link, now rerouting.
    std::string full;  // the whole message as sent, for the feed; empty: `text` and the reference
    std::optional<Time> corrected;  // a later message corrects this one
};

struct StatusIncident {
    std::string ref;
    std::string service;
    ServiceState state = ServiceState::down;  // when resolved: the worst it was
    std::string degree;
    std::string impact;  // a sentence without its full stop
    std::string place;
    Time since;                           // 01:52 today; when resolved, Tuesday 7 July 01:12
    std::optional<Time> next_update;      // 05:18 today
    std::vector<StatusMessage> messages;  // newest first

    // Of a resolved incident only.
    Time to;               // 02:58
    std::string resolved;  // Tuesday 7 July 02:58
    std::string duration;  // 1 hour 46 minutes
    bool recent = false;   // resolved in the last 7 days
};

struct StatusView {
    std::string site;      // National services status
    std::string feed_tag;  // status.example.org,2026: begins every feed id, and never changes
    std::string
        base_url;  // https://status.example.org, without a slash at its end; only the feed uses it
    PhoneDesk desk;
    Time written;  // 04:18:07 on Wednesday 8 July 2026
    bool exercise = false;
    std::vector<StatusService> services;  // in the order shown
    std::vector<StatusIncident>
        open;  // in any order: the page puts the worst first, then the newest
    std::vector<StatusIncident>
        resolved;  // newest first; whole months, as far back as history goes
};

struct File {
    std::string path;  // relative, with / between folders
    std::string content_type;
    std::string body;
};

// index.html, status.json, feed.atom, words/index.html, incidents/<ref>/index.html for each
// incident and history/<yyyy-mm>/index.html for each month with a resolved incident and for this
// month. Any thread; no failure. A ref with signs other than letters, digits and - loses them in
// paths.
[[nodiscard]] std::vector<File> status_files(const StatusView& view);

// `ref` as folders, anchors and feed ids spell it: its letters, digits and hyphens.
[[nodiscard]] std::string folder_name(const std::string& ref);

// The Content-Security-Policy header for every HTML file of status_files().
[[nodiscard]] std::string status_policy();

}  // namespace tocsin
