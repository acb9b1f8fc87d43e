#include "daemon/codec.h"

#include "core/timeline.h"
#include "daemon/describe_noise.h"
#include "daemon/describe_obligation.h"
#include "daemon/describe_task.h"
#include "daemon/describe_trend.h"
#include "daemon/json.h"
#include "daemon/json_text.h"
#include "daemon/json_writer.h"
#include "rota/clock_words.h"
#include "rota/zone.h"

#include <array>
#include <charconv>
#include <set>
#include <type_traits>

namespace tocsin {
namespace {

// One description a type, read by the writer and by the reader: `v(name, value)` is public,
// `v.particular(name, value)` can be erased. `E` is const when written.

template <class E, class T>
concept Is = std::is_same_v<std::remove_const_t<E>, T>;

// What people wrote stands beside it (describe_written); in older journals it stands here.
template <class V, Is<PublicWords> E>
void describe(V& v, E& e) {
    v("state", e.state);
    v("degree", e.degree);
    if constexpr (!V::writes) {
        v("impact", e.impact);
        v("place", e.place);
    }
}

template <class V, Is<PublicWords> E>
void describe_written(V& v, E& e) {
    v.particular("impact", e.impact);
    v.particular("place", e.place);
}

template <class V, Is<Callee> E>
void describe(V& v, E& e) {
    v("person", e.person);
    v("name", e.name);
    v("called", e.called);
    v("phone", e.phone);
    v("mail", e.mail);
    if (e.outside || !V::writes) v("outside", e.outside);
    if (!e.push.empty() || !V::writes) v("push", e.push);
}

template <class V, Is<Covered> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("rung", e.rung);
    v("attempt", e.attempt);
}

template <class V, Is<Attachment> E>
void describe(V& v, E& e) {
    v("name", e.name);
    v("type", e.type);
    v("content", e.content);
}

template <class V, Is<Message> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("medium", e.medium);
    v("channel", e.channel);
    v("reference", e.reference);
    v("message_id", e.message_id);
    v("in_reply_to", e.in_reply_to);
    v("at", e.at);
    v("urgent", e.urgent);
    v("expires", e.expires);
    v.particular("to", e.to);
    v.particular("subject", e.subject);
    v.particular("text", e.text);
    v.particular("html", e.html);
    if (!e.attachments.empty() || !V::writes) v.particular("attachments", e.attachments);
    if (!e.facts.empty() || !V::writes) v.particular("facts", e.facts);
}

template <class V, Is<Span> E>
void describe(V& v, E& e) {
    v("from", e.from);
    v("to", e.to);
}

template <class V, Is<Contact> E>
void describe(V& v, E& e) {
    v("phone", e.phone);
    v("mail", e.mail);
    if (!e.push.empty() || !V::writes) v("push", e.push);
}

template <class V, Is<Person> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("name", e.name);
    v("contact", e.contact);
}

template <class V, Is<Shift> E>
void describe(V& v, E& e) {
    v("role", e.role);
    v("span", e.span);
    v("people", e.people);
}

template <class V, Is<WeeklyRota> E>
void describe(V& v, E& e) {
    v("name", e.name);
    v("week", e.week);
    if (!e.week.ok()) throw CodecError("the week of a rota is missing");
    v("span", e.span);
    v("shifts", e.shifts);
    v.particular("contacts", e.contacts);
}

template <class V, Is<DirectoryActivated::Version> E>
void describe(V& v, E& e) {
    v("name", e.name);
    v("hash", e.hash);
    v("text", e.text);
}

template <class V, Is<IncidentOpened> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("source", e.source);
    v("by", e.by);
    v("began", e.alarm.began);
    if (e.alarm.accepted || !V::writes) v("accepted", e.alarm.accepted);
    v("severity", e.alarm.severity);
    v("state", e.alarm.state);
    v("procedure", e.procedure);
    v("procedure_hash", e.procedure_hash);
    v("listed", e.listed);
    v("status", e.status);
    v("climbs", e.climbs);
    if (e.rung != 0 || !V::writes) v("rung", e.rung);
    v("owes", e.owes);
    v("owes_now", e.owes_now);
    if (e.task_of || !V::writes) v("task_of", e.task_of);
    if (e.trend_of || !V::writes) v("trend_of", e.trend_of);
    if (e.over_since || !V::writes) v("over_since", e.over_since);
    if (e.owes_rung || !V::writes) v("owes_rung", e.owes_rung);
    if (!e.fields.empty() || !V::writes) v("triage", e.fields);
    if (!e.texts.empty() || !V::writes) v.particular("texts", e.texts);
    if (e.drill || !V::writes) v("drill", e.drill);
    if (!e.drill_reason.empty() || !V::writes) v.particular("drill_reason", e.drill_reason);
    if (!e.group.empty() || !V::writes) v.particular("group", e.group);
    v.particular("service_name", e.service_name);
    describe_words(v, e.alarm);
}

template <class V, Is<KeyBound> E>
void describe(V& v, E& e) {
    v("source", e.source);
    v("incidents", e.incidents);
    v("episode", e.episode);
    v("fingerprint", e.fingerprint);
    v.particular("key", e.key);
}

template <class V, Is<AlarmRepeated> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("severity", e.severity);
    v.particular("summary", e.summary);
    describe_key(v, e);
}

template <class V, Is<AlarmCleared> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    describe_key(v, e);
}

template <class V, Is<StatusMoved> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("to", e.to);
    v("by", e.by);
    v("words", e.words);
    if (e.words) describe_written(v, *e.words);
    v("climbs", e.climbs);
    v("over", e.over);
    if (e.rung != 0 || !V::writes) v("rung", e.rung);
    if (e.reopens || !V::writes) v("reopens", e.reopens);
    v.particular("note", e.note);
}

template <class V, Is<StepBegan> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("rung", e.rung);
    v("attempt", e.attempt);
    v("round", e.round);
    v("role", e.role);
    v("called", e.called);
    v("rung_began", e.rung_began);
    v("until", e.until);
    v("rota_version", e.rota_version);
    v("on_duty", e.on_duty);
    v.particular("why", e.why);
    v.particular("callees", e.callees);
}

template <class V, Is<StepFailed> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("rung", e.rung);
    v("attempt", e.attempt);
    v("why", e.why);
    v("last", e.last);
}

template <class V, Is<CallMade> E>
void describe(V& v, E& e) {
    v("call", e.call);
    v("attempt", e.attempt);
    v("covers", e.covers);
    v("until", e.until);
    v("link_expires", e.link_expires);
    v.particular("callee", e.callee);
    v.particular("code", e.code);
}

template <class V, Is<CallJoined> E>
void describe(V& v, E& e) {
    v("call", e.call);
    v("covers", e.covers);
    v.particular("callee", e.callee);
    v("code", e.code);
    v("attempt", e.attempt);
    v("made", e.made);
    v("until", e.until);
    v("link_expires", e.link_expires);
    v("wrong_codes", e.wrong_codes);
    v("wrong_texts", e.wrong_texts);
}

template <class V, Is<CallFailed> E>
void describe(V& v, E& e) {
    v("call", e.call);
    v("attempt", e.attempt);
    v("incidents", e.incidents);
    v("why", e.why);
}

template <class V, Is<SendOffered> E>
void describe(V& v, E& e) {
    describe(v, e.message);
    v("call", e.call);
    v("attempt", e.attempt);
    v("person", e.person);
    v("text_id", e.text_id);
    v("about", e.about);
    v("tried", e.tried);
    v("give_up", e.give_up);
    v("handed", e.handed);
    v("severity", e.severity);
    v("two_way", e.two_way);
    v("other_text_id", e.other_text_id);
    v("again", e.again);
    if (e.notice != 0 || !V::writes) v("notice", e.notice);
    if (e.outside || !V::writes) v("outside", e.outside);
    if (e.drill || !V::writes) v("drill", e.drill);
    if (e.as_noticed || !V::writes) v("as_noticed", e.as_noticed);
    if (e.turn || !V::writes) v("turn", e.turn);
    if (!e.busy.empty() || !V::writes) v("busy", e.busy);
    if (e.round != 0 || !V::writes) v("round", e.round);
    if (e.not_before != Instant{} || !V::writes) v("not_before", e.not_before);
    v.particular("other_text", e.other_text);
}

template <class V, Is<SendHanded> E>
void describe(V& v, E& e) {
    v("send", e.send);
    v("again", e.again);
    v("about", e.about);
}

template <class V, Is<SendDeferred> E>
void describe(V& v, E& e) {
    v("send", e.send);
    v("verdict", e.verdict);
    v("until", e.until);
    v("why", e.why);
    v("about", e.about);
}

template <class V, Is<SendSettled> E>
void describe(V& v, E& e) {
    v("send", e.send);
    v("verdict", e.verdict);
    v("channel", e.channel);
    v("detail", e.detail);
    v("provider_reference", e.provider_reference);
    v("about", e.about);
}

template <class V, Is<SendDropped> E>
void describe(V& v, E& e) {
    v("send", e.send);
    v("asked_back", e.asked_back);
    v("about", e.about);
    v.particular("why", e.why);
}

template <class V, Is<Taken> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("person", e.person);
    v("called", e.called);
    v("via", e.via);
    v("by", e.by);
    v("call", e.call);
    v("late", e.late);
    v.particular("name", e.name);
}

template <class V, Is<WrongCode> E>
void describe(V& v, E& e) {
    v("call", e.call);
    v("about", e.about);
    v("locked", e.locked);
    v("via", e.via);
}

template <class V, Is<Climbed> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("rung", e.rung);
    v("by", e.by);
    v("passed", e.passed);
    v.particular("named", e.named);
    v.particular("why", e.why);
}

template <class V, Is<PublicMessage> E>
void describe(V& v, E& e) {
    v("number", e.number);
    v("title", e.title);
    v("headline", e.headline);
    v("text", e.text);
    v("state", e.state);
    v("at", e.at);
    v("corrects", e.corrects);
}

template <class V, Is<PublicKept> E>
void describe(V& v, E& e) {
    v("of", e.of);
    v.particular("service", e.service);
    v.particular("service_name", e.service_name);
    v("words", e.words);
    describe_written(v, e.words);
    v("began", e.began);
    v("confirmed", e.confirmed);
    v("resolved", e.resolved);
    if (!e.messages.empty() || !V::writes) v.particular("messages", e.messages);
}

template <class V, Is<GapWarned> E>
void describe(V& v, E& e) {
    v("role", e.role);
    v("gap", e.gap);
    v("stage", e.stage);
    v("look_again", e.look_again);
}

template <class V, Is<RotaActivated> E>
void describe(V& v, E& e) {
    describe(v, e.rota);
    v("sha256", e.sha256);
    v("by", e.by);
    v("version", e.version);
    v("rolling", e.rolling);
    v("restores", e.restores);
    v.particular("reason", e.reason);
}

template <class V, Is<RotaPlanned> E>
void describe(V& v, E& e) {
    describe(v, e.rota);
    v("sha256", e.sha256);
    v("by", e.by);
    v("rolling", e.rolling);
    v("plan", e.plan);
    v("at", e.at);
    v.particular("reason", e.reason);
}

template <class V, Is<RotaPlanEnded> E>
void describe(V& v, E& e) {
    v("rota", e.rota);
    v("plan", e.plan);
    v("active", e.active);
    v("by", e.by);
}

template <class V, Is<Swap> E>
void describe(V& v, E& e) {
    v("role", e.role);
    v("span", e.span);
    v("out", e.out);
    v("in", e.in);
}

template <class V, Is<SwapMade> E>
void describe(V& v, E& e) {
    v("rota", e.rota);
    v("swap", e.swap);
    v("version", e.version);
    v("by", e.by);
    v("forced", e.forced);
    v.particular("reason", e.reason);
}

template <class V, Is<ShiftLine> E>
void describe(V& v, E& e) {
    v("rota", e.rota);
    v("role", e.role);
    v("called", e.called);
    v("span", e.span);
}

template <class V, Is<ShiftAsked> E>
void describe(V& v, E& e) {
    v("question", e.question);
    v("procedure", e.procedure);
    v("shifts", e.shifts);
    v("remind", e.remind);
    v("until", e.until);
    v("link_expires", e.link_expires);
    v.particular("callee", e.callee);
    v.particular("code", e.code);
}

template <class V, Is<ShiftMoved> E>
void describe(V& v, E& e) {
    v("question", e.question);
    v("to", e.to);
    v("via", e.via);
    v("by", e.by);
    if (!e.why.empty() || !V::writes) v.particular("why", e.why);
}

template <class V, Is<ShiftTold> E>
void describe(V& v, E& e) {
    v("shift", e.shift);
    v("person", e.person);
    v("stage", e.stage);
}

template <class V, Is<AddressProved> E>
void describe(V& v, E& e) {
    v("person", e.person);
    v("proof", e.proof);
    v("how", e.how);
    v.particular("address", e.address);
}

template <class V, Is<AddressAsked> E>
void describe(V& v, E& e) {
    v("person", e.person);
    v("medium", e.medium);
    v("until", e.until);
    v("by", e.by);
    v.particular("address", e.address);
    v.particular("code", e.code);
}

template <class V, Is<AddressCodeWrong> E>
void describe(V& v, E& e) {
    v("person", e.person);
    v("last", e.last);
    v.particular("address", e.address);
}

template <class V, Is<FeedOpened> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("person", e.person);
    v("role", e.role);
    v("hash", e.hash);
    v("by", e.by);
}

template <class V, Is<FeedRevoked> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("by", e.by);
}

template <class V, Is<WeekPublished> E>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
    v("rota", e.rota);
    v("week", e.week);
    if (!e.week.ok()) throw CodecError("the week of a rota is missing");
    v("version", e.version);
    v("to", e.to);
    v("unreached", e.unreached);
    v("gaps", e.gaps);
    v("by", e.by);
}

template <class V, Is<WeekMissed> E>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
    v("rota", e.rota);
    v("week", e.week);
    if (!e.week.ok()) throw CodecError("the week of a rota is missing");
    v("stage", e.stage);
}

template <class V, Is<TermTold> E>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
    v("role", e.role);
    v("called", e.called);
    v("hours", e.hours);
    v("vacant", e.vacant);
    v("held_by", e.held_by);
    v("stage", e.stage);
}

template <class V, Is<DiaryRead> E>
void describe(V& v, E& e) {
    v("look_again", e.look_again);
}

template <class V, Is<KeptCall> E>
void describe(V& v, E& e) {
    v("name", e.name);
    v("called", e.called);
    v("at", e.at);
}

template <class V, Is<KeptMessage> E>
void describe(V& v, E& e) {
    v("at", e.at);
    v("text", e.text);
    v("by", e.by);
}

template <class V, Is<IncidentKept> E>
void describe(V& v, E& e) {
    v("of", e.of);
    v("severity", e.severity);
    v("state", e.state);
    v("opened", e.opened);
    v("began", e.began);
    v("resolved", e.resolved);
    v.particular("service_name", e.service_name);
    v.particular("place", e.place);
    v.particular("resolution", e.resolution);
    v.particular("calls", e.calls);
    v.particular("taken", e.taken);
    v.particular("management", e.management);
}

template <class V, Is<HandoverGiven> E>
void describe(V& v, E& e) {
    v("handover", e.handover);
    v("procedure", e.procedure);
    v("rule", e.rule);
    v("from_people", e.from_people);
    v("due", e.due);
    v("covers", e.covers);
    v("open", e.open);
    v("empty", e.empty);
    v("call", e.call);
    v("mailed", e.mailed);
    v("unreached", e.unreached);
    v.particular("from", e.from);
    v.particular("to", e.to);
    v.particular("subject", e.subject);
    v.particular("text", e.text);
}

template <class V, Is<HandoverCallRecorded> E>
void describe(V& v, E& e) {
    v("handover", e.handover);
    v("by", e.by);
    v.particular("note", e.note);
}

template <class V, Is<HandoverReminded> E>
void describe(V& v, E& e) {
    v("handover", e.handover);
    v("count", e.count);
}

template <class V, Is<NoteTaken> E>
void describe(V& v, E& e) {
    v("kind", e.kind);
    v("by", e.by);
    v.particular("text", e.text);
}

template <class V, Is<NoteAdded> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("kind", e.kind);
    v("by", e.by);
    v.particular("text", e.text);
}

template <class V, Is<DrillHeld> E>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
    v("of", e.of);
}

template <class V, Is<ExerciseTold> E>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
}

template <class V, Is<ProviderPaced> E>
void describe(V& v, E& e) {
    v("channel", e.channel);
    v("until", e.until);
}

template <class V, Is<NoticeWentOn> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("notice", e.notice);
    v("readers", e.readers);
}

template <class V, Is<Withheld> E>
void describe(V& v, E& e) {
    v("about", e.about);
    v("person", e.person);
    v("text_id", e.text_id);
    v.particular("name", e.name);
}

template <class V, Is<FieldsSet> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("fields", e.fields);
    v("by", e.by);
    v.particular("reason", e.reason);
    if (!e.texts.empty() || !V::writes) v.particular("texts", e.texts);
}

template <class V, class E>
requires Is<E, FlagRaised> || Is<E, FlagRemoved>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("flag", e.flag);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, Is<AnswerLine> E>
void describe(V& v, E& e) {
    v("question", e.question);
    v("word", e.word);
    v("said", e.said);
    v("points", e.points);
    v("given", e.given);
}

template <class V, Is<SeverityProposed> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("way", e.way);
    v("answers", e.answers);
    v("result", e.result);
    v("severity", e.severity);
    v("by", e.by);
}

template <class V, Is<SeveritySet> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("from", e.from);
    v("to", e.to);
    v("proposed", e.proposed);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, Is<WrittenNotice> E>
void describe(V& v, E& e) {
    v("stage", e.stage);
    v("happened", e.happened);
    v("impact", e.impact);
    v("location", e.location);
    v("summary", e.summary);
    v("state", e.state);
    v("degree", e.degree);
    v("next", e.next);
    v("reason", e.reason);
    v("holding", e.holding);
    v("management", e.management);
    v("corrects", e.corrects);
    v("decided_by", e.decided_by);
    if (!e.progress.empty() || !V::writes) v("progress", e.progress);
}

template <class V, Is<NoticeReader> E>
void describe(V& v, E& e) {
    v("person", e.person);
    v("name", e.name);
    v("lists", e.lists);
    v("sms", e.sms);
    v("mail", e.mail);
    if (e.sms_shared || !V::writes) v("sms_shared", e.sms_shared);
    if (e.mail_shared || !V::writes) v("mail_shared", e.mail_shared);
    if (e.outside || !V::writes) v("outside", e.outside);
}

template <class V, Is<HoldReason> E>
void describe(V& v, E& e) {
    v("name", e.name);
    v("why", e.why);
    v("lift", e.lift);
    v("anybody", e.anybody);
}

// What people wrote may hold what a patient would have erased.
template <class V, Is<NoticeSent> E>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("number", e.number);
    v("update", e.update);
    v("title", e.title);
    v("page", e.page);
    v("next", e.next);
    v("by", e.by);
    v("hold", e.hold);
    if (e.in_parts || !V::writes) v("in_parts", e.in_parts);
    v("stage", e.notice.stage);
    v("management", e.notice.management);
    v("corrects", e.notice.corrects);
    v.particular("notice", e.notice);
    v.particular("location", e.location);
    v.particular("sms", e.sms);
    v.particular("subject", e.subject);
    v.particular("mail", e.mail);
    v.particular("headline", e.headline);
    v.particular("page_text", e.page_text);
    v.particular("readers", e.readers);
}

template <class V, Is<NoticeHeld> E>
void describe(V& v, E& e) {
    v("hold", e.hold);
    v("incident", e.incident);
    v("reasons", e.reasons);
    v("found", e.found);
    v("by", e.by);
    v.particular("notice", e.notice);
}

template <class V, Is<HoldMoved> E>
void describe(V& v, E& e) {
    v("hold", e.hold);
    v("incident", e.incident);
    v("to", e.to);
    v("reasons", e.reasons);
    v("lifted", e.lifted);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, Is<RolloutRecorded> E>
void describe(V& v, E& e) {
    v("service", e.service);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, Is<TokenIssued> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("name", e.name);
    v("hash", e.hash);
    v("scopes", e.scopes);
    v("expires", e.expires);
    v("by", e.by);
}

template <class V, Is<TokenWithdrawn> E>
void describe(V& v, E& e) {
    v("id", e.id);
    v("by", e.by);
}

template <class V, Is<DirectoryActivated> E>
void describe(V& v, E& e) {
    v("sha256", e.sha256);
    v("procedures", e.procedures);
}

template <class V, Is<TookOver> E>
void describe(V& v, E& e) {
    v("epoch", e.epoch);
    v("instance", e.instance);
    v("rebooted", e.rebooted);
    v("unclean", e.unclean);
    v("told", e.told);
}

template <class V, Is<Stopped> E>
void describe(V&, E&) {}

template <class V, Is<NumbersDrawn> E>
void describe(V& v, E& e) {
    v("incident_last", e.incident_last);
    v("call_last", e.call_last);
    v("send_last", e.send_last);
}

template <class V, Is<ClockStepped> E>
void describe(V& v, E& e) {
    v("step", e.step);
}

template <class V, Is<DiskFull> E>
void describe(V& v, E& e) {
    v("told", e.told);
}

template <class V, Is<AuditDiffered> E>
void describe(V& v, E& e) {
    v("count", e.count);
    v.particular("first", e.first);
    v("told", e.told);
}

template <class V, Is<Erased> E>
void describe(V& v, E& e) {
    v("of", e.of);
    if (!e.person.empty() || !V::writes) v("person", e.person);
    v("entries", e.entries);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, Is<Archived> E>
void describe(V& v, E& e) {
    v("entries", e.entries);
    v("file", e.file.name);
    v("file_seq", e.file.seq);
    v("file_hash", e.file.hash);
    v("by", e.by);
    v("of", e.of);
}

template <class V, Is<BackupMissed> E>
void describe(V& v, E& e) {
    v("last_good", e.last_good);
    v("told", e.told);
    v.particular("why", e.why);
}

template <class V, Is<ReplyCame> E>
void describe(V& v, E& e) {
    v("channel", e.channel);
    v("id", e.id);
    v("sent", e.sent);
    v("person", e.person);
    v("read_as", e.read_as);
    v("answer", e.answer);
    v("about", e.about);
    v.particular("from", e.from);
    v.particular("to", e.to);
    v.particular("text", e.text);
}

template <class V, Is<ReceiptCame> E>
void describe(V& v, E& e) {
    v("send", e.send);
    v("state", e.state);
    v("medium", e.medium);
    v("channel", e.channel);
    v("detail", e.detail);
    v("person", e.person);
    v("about", e.about);
}

// ---------------------------------------------------------------- writing

class Writer {
public:
    static constexpr bool writes = true;

    template <class T>
    void operator()(std::string_view name, const T& value) {
        body.raw(name, json(value));
    }
    template <class T>
    void particular(std::string_view name, const T& value) {
        particulars.raw(name, json(value));
    }

    JsonObject body;
    JsonObject particulars;

private:
    static std::string json(const std::string& text) { return json_quoted(text); }
    static std::string json(bool truth) { return truth ? "true" : "false"; }
    static std::string json(int number) { return std::to_string(number); }
    static std::string json(std::uint64_t number) { return std::to_string(number); }
    static std::string json(Instant at) { return std::to_string(at.time_since_epoch().count()); }
    static std::string json(Duration length) { return std::to_string(length.count()); }
    template <class T>
    requires std::is_enum_v<T>
    static std::string json(T word) { return std::to_string(static_cast<int>(word)); }
    static std::string json(Day day) { return json(iso_day(day)); }

    template <class Tag>
    static std::string json(Number<Tag> id) {
        return std::to_string(id.value);
    }
    template <class T>
    static std::string json(const std::optional<T>& value) {
        return value ? json(*value) : "null";
    }
    template <class T>
    static std::string json(const std::vector<T>& values) {
        JsonList list;
        for (const T& value : values) list.raw(json(value));
        return list.str();
    }
    static std::string json(const std::set<std::string>& values) {
        JsonList list;
        for (const std::string& value : values) list.text(value);
        return list.str();
    }
    template <class T>
    static std::string json(const std::map<std::string, T>& values) {
        JsonObject object;
        for (const auto& [name, value] : values) object.raw(name, json(value));
        return object.str();
    }
    // A part inside an event goes whole to where its field goes.
    template <class T>
    requires std::is_class_v<T>
    static std::string json(const T& part) {
        Writer writer;
        describe(writer, part);
        if (writer.particulars.empty()) return writer.body.str();
        throw CodecError("a part with particulars of its own must be described in line");
    }
};

// ---------------------------------------------------------------- reading

class Reader {
public:
    static constexpr bool writes = false;

    Reader(const Node& body, const Node* particulars) : body_(body), particulars_(particulars) {}

    template <class T>
    void operator()(std::string_view name, T& value) {
        if (const Node* node = body_.find(name)) read(*node, value);
    }
    template <class T>
    void particular(std::string_view name, T& value) {
        const Node* node = particulars_ == nullptr ? nullptr : particulars_->find(name);
        // In older journals some of them stand in the body.
        if (node == nullptr) node = body_.find(name);
        if (node != nullptr) read(*node, value);
    }

private:
    template <class Integer>
    static Integer integer(const Node& node) {
        Integer number{};
        const char* end = node.text.data() + node.text.size();
        const auto [stopped, error] = std::from_chars(node.text.data(), end, number);
        if (error != std::errc{} || stopped != end)
            throw CodecError("\"" + node.text + "\" is no number");
        return number;
    }

    static void read(const Node& node, std::string& text) { text = node.text; }
    static void read(const Node& node, bool& truth) { truth = node.text == "true"; }
    static void read(const Node& node, int& number) { number = integer<int>(node); }
    static void read(const Node& node, std::uint64_t& number) {
        number = integer<std::uint64_t>(node);
    }
    static void read(const Node& node, Instant& at) {
        at = Instant(Duration(integer<std::int64_t>(node)));
    }
    static void read(const Node& node, Duration& length) {
        length = Duration(integer<std::int64_t>(node));
    }
    template <class T>
    requires std::is_enum_v<T>
    static void read(const Node& node, T& word) { word = static_cast<T>(integer<int>(node)); }
    static void read(const Node& node, Day& day) {
        const std::optional<Day> read_day = parse_day(node.text);
        if (!read_day) throw CodecError("\"" + node.text + "\" is no day");
        day = *read_day;
    }
    template <class Tag>
    static void read(const Node& node, Number<Tag>& id) {
        id.value = integer<std::uint64_t>(node);
    }
    template <class T>
    static void read(const Node& node, std::optional<T>& value) {
        if (node.kind == Node::Kind::scalar && node.text.empty()) return;  // null
        read(node, value.emplace());
    }
    template <class T>
    static void read(const Node& node, std::vector<T>& values) {
        for (const Node& item : node.items) read(item, values.emplace_back());
    }
    static void read(const Node& node, std::set<std::string>& values) {
        for (const Node& item : node.items) values.insert(item.text);
    }
    template <class T>
    static void read(const Node& node, std::map<std::string, T>& values) {
        for (const auto& [name, value] : node.fields) read(value, values[name.text]);
    }
    template <class T>
    requires std::is_class_v<T>
    static void read(const Node& node, T& part) {
        Reader reader(node, nullptr);
        describe(reader, part);
    }

    const Node& body_;
    const Node* particulars_;
};

// Fills in what was erased.
class Blank {
public:
    static constexpr bool writes = false;

    template <class T>
    void operator()(std::string_view, T& value) {
        blank(value);
    }

private:
    static void blank(std::string& text) { text = erased_text; }
    static void blank(std::vector<Callee>& callees) { blank(callees.emplace_back()); }
    static void blank(Callee& callee) {
        Blank each;
        describe(each, callee);
    }
    template <class T>
    static void blank(T&) {}
};

class ErasedReader : public Reader {
public:
    explicit ErasedReader(const Node& body) : Reader(body, nullptr) {}

    template <class T>
    void particular(std::string_view name, T& value) {
        Blank blank;
        blank(name, value);
    }
};

template <class From>
using Decoder = Event (*)(From&);

template <class From, class Kind>
Event decode_as(From& reader) {
    Kind event;
    describe(reader, event);
    return event;
}

// In the order of the variant, as the names of core/timeline.cc are.
template <class From, std::size_t... Index>
constexpr std::array<Decoder<From>, sizeof...(Index)> decoders(std::index_sequence<Index...>) {
    return {&decode_as<From, std::variant_alternative_t<Index, AnyEvent>>...};
}

template <class From, std::size_t... Index>
std::map<std::string, Decoder<From>, std::less<>> by_kind(std::index_sequence<Index...> sequence) {
    constexpr auto all = decoders<From>(sequence);
    return {{std::string(kind(Event(std::in_place_index<Index>))), all[Index]}...};
}

template <class From>
Event decode_with(From& reader, const std::string& kind) {
    static const auto decoders_of =
        by_kind<From>(std::make_index_sequence<std::variant_size_v<AnyEvent>>());
    const auto decoder = decoders_of.find(kind);
    if (decoder == decoders_of.end()) throw CodecError("an entry of the unknown kind " + kind);
    try {
        return decoder->second(reader);
    } catch (const CodecError& error) {
        throw CodecError(kind + ": " + error.what());
    }
}

Node tree_of(const std::string& kind, const std::string& text) {
    JsonResult result = parse_json(text);
    if (!result.tree) throw CodecError(kind + ": " + result.why);
    return std::move(*result.tree);
}

}  // namespace

Encoded encode(const Event& event) {
    Writer writer;
    std::visit([&](const auto& one) { describe(writer, one); }, event);
    return {std::string(kind(event)), writer.body.str(),
            writer.particulars.empty() ? "" : writer.particulars.str()};
}

Event decode(const std::string& kind, const std::string& body, const std::string& particulars) {
    const Node public_tree = tree_of(kind, body);
    std::optional<Node> personal;
    if (!particulars.empty()) personal = tree_of(kind, particulars);
    Reader reader(public_tree, personal ? &*personal : nullptr);
    return decode_with(reader, kind);
}

Event decode_erased(const std::string& kind, const std::string& body) {
    const Node public_tree = tree_of(kind, body);
    ErasedReader reader(public_tree);
    return decode_with(reader, kind);
}

std::string encode_message(const Message& message) {
    Writer writer;
    describe(writer, message);
    return JsonObject()
        .raw("body", writer.body.str())
        .raw("particulars", writer.particulars.str())
        .str();
}

}  // namespace tocsin
