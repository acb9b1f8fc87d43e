#include "core/notice_words.h"

namespace tocsin {
namespace {

constexpr const char* subject =
    "[{{ref}}] Sev {{severity}} {{service}}{{#where}}: {{where}}{{/where}}";

constexpr const char* closing = "{{desk_long}}, phone {{phone}}. {{title}}, sent {{sent_long}}.\n";

NoticeTexts first_texts() {
    NoticeTexts texts;
    texts.sms =
        "Service alert: {{service}} is {{state_words}}\n"
        "{{happened}}\n"
        "{{#impact}}{{impact}}\n{{/impact}}"
        "{{#where}}Where: {{where}}\n{{/where}}"
        "Since {{since}}.{{#next}} Next update by {{next}}{{/next}}\n"
        "{{ref}}, {{sent}}";
    texts.subject = subject;
    texts.mail =
        "{{service}} is {{state_words}}\n\n"
        "What happened: {{happened}}\n"
        "User impact: {{impact}}\n"
        "{{#where}}Location: {{where}}\n{{/where}}"
        "Reference: {{ref}}\n"
        "{{#next}}Next update: by {{next_long}}\n{{/next}}\n";
    texts.mail += closing;
    texts.headline = "{{service}} is {{state_words}}";
    texts.page =
        "{{happened}}. User impact: {{impact}}.{{#where}} Where: {{where}}.{{/where}}"
        "{{#next}} Next update by {{next}}.{{/next}}";
    return texts;
}

NoticeTexts update_texts() {
    NoticeTexts texts;
    texts.sms =
        "{{#holding}}Holding update{{/holding}}{{^holding}}{{title}}{{/holding}}: "
        "{{service}} is {{still}} {{state_words}}{{#was}}, was {{was}}{{/was}}\n"
        "New: {{happened}}\n"
        "{{#impact_changed}}{{impact}}\n{{/impact_changed}}"
        "{{#where_changed}}Where: {{where}}\n{{/where_changed}}"
        "{{#next}}Next update by {{next}}\n{{/next}}"
        "{{ref}}, {{sent}}";
    texts.subject = subject;
    texts.mail =
        "{{service}} is {{still}} {{state_words}}{{#was}}, was {{was}}{{/was}}\n\n"
        "New{{#last}} since {{last}}{{/last}}: {{happened}}\n"
        "User impact: {{impact}}\n"
        "{{#where}}Location: {{where}}{{#where_changed}} (was "
        "{{where_changed}}){{/where_changed}}\n"
        "{{/where}}"
        "Reference: {{ref}}\n"
        "{{#next}}Next update: by {{next_long}}\n{{/next}}\n";
    texts.mail += closing;
    texts.headline = "{{service}} is {{still}} {{state_words}}";
    texts.page = "New: {{happened}}.{{#next}} Next update by {{next}}.{{/next}}";
    return texts;
}

// One that comes with the first word of the incident is the only one (HSSI-33).
NoticeTexts last_texts() {
    NoticeTexts texts;
    texts.sms =
        "{{#alone}}New and resolved: {{service}} was {{state_words}} {{since}} to {{end}}\n"
        "{{happened}}\n"
        "{{impact}}\n"
        "{{#where}}Where: {{where}}\n{{/where}}"
        "{{summary}}. No more messages\n"
        "{{ref}}, {{sent}}{{/alone}}"
        "{{^alone}}Resolved: {{service}} is working\n"
        "It was {{state_words}} {{since}} to {{end}}. {{summary}}\n"
        "Last message on {{ref}}, {{sent}}{{/alone}}";
    texts.subject =
        "[{{ref}}] {{#alone}}New and resolved{{/alone}}{{^alone}}Resolved{{/alone}}: "
        "{{service}}{{#where}}, {{where}}{{/where}}";
    texts.mail =
        "{{#alone}}New and resolved: {{service}} was {{state_words}}\n\n"
        "What happened: {{happened}}\n"
        "User impact: {{impact}}\n"
        "{{#where}}Location: {{where}}\n{{/where}}{{/alone}}"
        "{{^alone}}Resolved: {{service}} is working\n\n{{/alone}}"
        "Summary: {{summary}}\n"
        "It was {{state_words}} from {{since_long}} to {{end_long}}.\n"
        "Reference: {{ref}}\n\n"
        "{{#alone}}It was over when it was reported to us, so this is the only message.\n{{/alone}}"
        "{{^alone}}This is the last message about {{ref}}.\n{{/alone}}"
        "If it does not work for you, phone the {{desk_long}}: {{phone}}.\n";
    texts.headline = "{{service}} was {{state_words}} {{since}} to {{end}}";
    texts.page =
        "{{#alone}}{{happened}}. User impact: {{impact}}.{{#where}} Where: {{where}}.{{/where}} "
        "{{/alone}}"
        "Resolved: {{summary}}.";
    return texts;
}

NoticeTexts ad_hoc_texts() {
    NoticeTexts texts;
    texts.sms =
        "{{service}}: {{happened}}\n"
        "{{#impact_changed}}{{impact}}\n{{/impact_changed}}"
        "{{#where}}Where: {{where}}\n{{/where}}"
        "{{#next}}Next update by {{next}}\n{{/next}}"
        "{{ref}}, {{sent}}";
    texts.subject = "[{{ref}}] Sev {{severity}} {{service}}{{#where}}: {{where}}{{/where}}";
    texts.mail =
        "{{service}}: {{happened}}\n\n"
        "{{#impact}}User impact: {{impact}}\n{{/impact}}"
        "{{#where}}Location: {{where}}\n{{/where}}"
        "Reference: {{ref}}\n"
        "{{#next}}Next update: by {{next_long}}\n{{/next}}\n";
    texts.mail += closing;
    texts.headline = "{{service}}: to know";
    texts.page = "{{happened}}.{{#next}} Next update by {{next}}.{{/next}}";
    return texts;
}

}  // namespace

const std::vector<std::string>& notice_names() {
    static const std::vector<std::string> names = {
        "ref",       "severity", "service",  "state",         "degree",         "state_words",
        "was",       "still",    "happened", "impact",        "impact_changed", "where",
        "summary",   "since",    "end",      "since_long",    "end_long",       "next",
        "next_long", "sent",     "title",    "where_changed", "sent_long",      "number",
        "last",      "corrects", "alone",    "holding",       "desk",           "desk_long",
        "phone"};
    return names;
}

const std::map<NoticeStage, NoticeTexts>& default_notice_texts() {
    static const std::map<NoticeStage, NoticeTexts> texts = {{NoticeStage::first, first_texts()},
                                                             {NoticeStage::update, update_texts()},
                                                             {NoticeStage::last, last_texts()},
                                                             {NoticeStage::ad_hoc, ad_hoc_texts()}};
    return texts;
}

const NoticeTexts& default_correction() {
    static const NoticeTexts texts = [] {
        NoticeTexts made;
        made.sms =
            "Correction to {{corrects}}: {{service}}\n"
            "{{happened}}\n"
            "{{#where_changed}}Where: {{where}}, not {{where_changed}}\n{{/where_changed}}"
            "{{#next}}Next update by {{next}}\n{{/next}}"
            "{{ref}}, {{sent}}";
        made.subject = subject;
        made.mail =
            "Correction to {{corrects}}: {{service}}\n\n"
            "It should say: {{happened}}\n"
            "{{#where_changed}}Location: {{where}}, not {{where_changed}}\n{{/where_changed}}"
            "{{#impact_changed}}User impact: {{impact}}\n{{/impact_changed}}"
            "Everything else stands.{{#next}} Next update: by {{next_long}}.{{/next}}\n"
            "Reference: {{ref}}\n\n";
        made.mail += closing;
        made.headline = "Correction to {{corrects}}";
        made.page =
            "{{happened}}.{{#where_changed}} Where: {{where}}, not {{where_changed}}."
            "{{/where_changed}}";
        return made;
    }();
    return texts;
}

const NoticeTexts& default_management() {
    static const NoticeTexts texts = [] {
        NoticeTexts made;
        made.sms =
            "Management only: {{service}}\n"
            "{{happened}}{{#summary}}{{summary}}{{/summary}}\n"
            "Users are not affected. Not on the status page\n"
            "{{#next}}Next update by {{next}}\n{{/next}}"
            "{{ref}}, {{sent}}";
        made.subject = "[{{ref}}] Management only: {{service}}";
        made.mail =
            "Management only: {{service}}\n\n"
            "What happened: {{happened}}{{#summary}}{{summary}}{{/summary}}\n"
            "{{#where}}Location: {{where}}\n{{/where}}"
            "Users are not affected. It is not on the status page.\n"
            "Reference: {{ref}}\n"
            "{{#next}}Next update: by {{next_long}}\n{{/next}}\n";
        made.mail += closing;
        return made;
    }();
    return texts;
}

const std::string& default_holding() {
    static const std::string words = "Work goes on. Nothing new to report";
    return words;
}

const std::map<NoticeStage, std::set<NoticePart>>& default_notice_needs() {
    using enum NoticePart;
    static const std::map<NoticeStage, std::set<NoticePart>> needs = {
        {NoticeStage::first, {happened, impact, location, next}},
        {NoticeStage::update, {happened, next}},
        {NoticeStage::last, {summary}},
        {NoticeStage::ad_hoc, {happened}}};
    return needs;
}

bool covers(NoticesOf of, bool management) {
    return of == NoticesOf::all || (of == NoticesOf::management) == management;
}

std::string stage_name(NoticeStage stage) {
    switch (stage) {
        case NoticeStage::first:
            return "first";
        case NoticeStage::update:
            return "update";
        case NoticeStage::last:
            return "final";
        case NoticeStage::ad_hoc:
            return "ad-hoc";
    }
    return "";
}

std::string part_name(NoticePart part) {
    switch (part) {
        case NoticePart::happened:
            return "happened";
        case NoticePart::impact:
            return "impact";
        case NoticePart::location:
            return "location";
        case NoticePart::next:
            return "next";
        case NoticePart::summary:
            return "summary";
    }
    return "";
}

}  // namespace tocsin
