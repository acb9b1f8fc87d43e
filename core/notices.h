// What a procedure says about messages to stakeholders (HSSI-28..41): who is told, what a message
// must hold, in which words, and what keeps one back. A notice is one act on three media: text,
// mail and the status page.
#pragma once

#include "core/ids.h"
#include "core/matcher.h"
#include "core/send.h"
#include "rota/time.h"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

enum class NoticeStage { first, update, last, ad_hoc };

inline constexpr std::array notice_stages = {NoticeStage::first, NoticeStage::update,
                                             NoticeStage::last, NoticeStage::ad_hoc};

// What a stage may be made to hold (HSSI-30); the reference is always there.
enum class NoticePart { happened, impact, location, next, summary };

// One message, once for each medium, in Mustache; core/notice_words.h knows the names.
struct NoticeTexts {
    std::string sms;
    std::string subject;
    std::string mail;
    std::string headline;  // of the status page
    std::string page;

    bool operator==(const NoticeTexts&) const = default;
};

// Notices to users, those for management alone (HSSI-37), or both.
enum class NoticesOf { users, management, all };

// A list of people who are told.
struct Audience {
    std::string name;
    std::string title;                 // why somebody is told: "Programme Directors"
    std::vector<std::string> people;   // ids of people or desks
    std::vector<std::string> on_duty;  // duties of the rota, asked at sending time (HSSI-68)
    std::set<Medium> media;            // never empty
    std::vector<Matcher> when;         // which incidents it is told of (HSSI-36); empty: all
    std::set<NoticeStage> stages;      // never empty
    std::set<std::string> closed_for;  // services of which it alone is told, until their rollout
                                       // is approved (HSSI-38)
    NoticesOf of = NoticesOf::users;
    bool outside = false;  // a list of other organisations: no exercise is sent to it (DSPT-10)
};

// What is never told by a notice (HSSI-39).
struct Exclusion {
    std::vector<Matcher> when;
    std::string why;
};

// What keeps a notice back until somebody has decided (HSSI-34, 35, 37, 66).
struct HoldRule {
    std::string name;
    std::vector<Matcher> when;
    std::string why;                // "a patient has come to harm"
    std::vector<std::string> lift;  // roles of the procedure; empty: nobody may, ever
    bool hides = false;  // the status page says nothing of the incident either, until a notice does
    NoticesOf of = NoticesOf::all;
};

// What was resolved when it was reported: one message goes out by itself if it was reported in
// time, else whoever decides is asked (HSSI-33).
struct Retrospective {
    Duration within{0};                // of the resolution in core hours, else of the beginning;
                                       // 0: nothing goes out by itself
    std::vector<std::string> decides;  // roles: the first that is somebody
    std::set<std::string> before;      // holds that come first; no others are asked for it
    std::vector<Matcher> proposes;     // of which incidents sending is proposed; empty: of none
};

struct Notices {
    std::string from;  // the status from which users are told: "confirmed"; empty: the first
    std::vector<Audience> audiences;
    std::map<NoticeStage, std::set<NoticePart>> needs;
    std::map<NoticeStage, NoticeTexts> texts;
    NoticeTexts correction;
    NoticeTexts management;
    std::string holding;                  // what is new when nothing is (HSSI-41)
    std::map<int, Duration> next_update;  // by severity, from sending (HSSI-29)
    std::vector<HoldRule> holds;
    std::vector<Exclusion> never;
    Retrospective retrospective;

    // Whether the procedure speaks of notices at all.
    bool any() const { return !audiences.empty(); }
};

// A notice as somebody wrote it.
struct WrittenNotice {
    NoticeStage stage = NoticeStage::ad_hoc;
    std::string happened;               // what happened; of an update, what is new
    std::string impact;                 // empty: as said before
    std::vector<std::string> location;  // Trusts, regions, or "all users"; empty: as said before
    std::string summary;                // of the resolution
    std::string state;                  // "down" or "degraded"; empty: as said before
    std::string degree;                 // "slow", "partly working"
    std::optional<Instant> next;        // of the next update; nothing: by default
    std::string reason;                 // why the next update is later than by default
    bool holding = false;               // nothing is new: the procedure's words say so
    bool management = false;            // the management list alone (HSSI-37)
    int corrects = 0;                   // the number of the notice that it corrects
    PersonId decided_by;                // who has decided that it goes out (HSSI-66)
    // "identified": the cause is found; "monitoring": it is mended, and watched. Claims that status
    // pages elsewhere make, and nobody but the author. Empty: neither.
    std::string progress{};

    bool operator==(const WrittenNotice&) const = default;
};

// Why a notice is held, and who may lift that.
struct HoldReason {
    std::string name;               // of the rule; "patient-data"
    std::string why;                // "a patient has come to harm"
    std::vector<std::string> lift;  // roles
    bool anybody = false;           // any person, by name and with a reason (HSSI-47)

    bool never() const { return lift.empty() && !anybody; }
    bool operator==(const HoldReason&) const = default;
};

// Which part of a notice is missing or cannot be so, and what to do.
struct NoticeTrouble {
    std::string part;  // as the API calls it: "impact"
    std::string why;

    bool operator==(const NoticeTrouble&) const = default;
};

// Somebody who is told, and why.
struct NoticeReader {
    PersonId person;
    std::string name;
    std::vector<std::string> lists;  // titles of the audiences
    bool sms = false;
    bool mail = false;
    bool sms_shared = false;  // somebody before them is reached by the same phone
    bool mail_shared = false;
    bool outside = false;  // every list that says so is of other organisations

    bool operator==(const NoticeReader&) const = default;
};

bool covers(NoticesOf of, bool management);

// "first", "update", "final", "ad-hoc".
std::string stage_name(NoticeStage stage);

// "happened", "impact", "location", "next", "summary": as the API and the procedure call it.
std::string part_name(NoticePart part);

}  // namespace tocsin
