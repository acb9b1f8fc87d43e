// How the events of core/noise_event.h stand in the journal: for daemon/codec.cc alone. What an
// alarm says, and why somebody asked for silence, can be erased.
#pragma once

#include "core/noise_event.h"

#include <concepts>
#include <type_traits>

namespace tocsin {

// What the sender wrote.
template <class V, class Alarm>
void describe_words(V& v, Alarm& alarm) {
    v.particular("key", alarm.key);
    v.particular("service", alarm.service);
    v.particular("summary", alarm.summary);
    v.particular("description", alarm.description);
    v.particular("place", alarm.place);
    v.particular("link", alarm.link);
    v.particular("fields", alarm.fields);
    v.particular("raw", alarm.raw);
}

template <class V, class Alarm>
void describe_alarm(V& v, Alarm& alarm) {
    v("began", alarm.began);
    v("severity", alarm.severity);
    v("state", alarm.state);
    v("procedure", alarm.procedure);
    describe_words(v, alarm);
}

// Of an alarm that is not the one its incident was opened by.
template <class V, class E>
void describe_key(V& v, E& e) {
    if (!e.source.empty() || !V::writes) v("source", e.source);
    if (!e.key.empty() || !V::writes) v.particular("key", e.key);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, Suppressor>
void describe(V& v, E& e) {
    v("kind", e.kind);
    v("id", e.id);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, SilenceSet>
void describe(V& v, E& e) {
    v("from", e.silence.from);
    v("until", e.silence.until);
    v("severity_1", e.silence.severity_1);
    v("by", e.by);
    v.particular("when", e.silence.when.says);
    v.particular("reason", e.silence.reason);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, SilenceEnded>
void describe(V& v, E& e) {
    v("silence", e.silence);
    v("by", e.by);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, AlarmSuppressed>
void describe(V& v, E& e) {
    v("source", e.source);
    v("by", e.by);
    v("suppressor", e.suppressor);
    describe_alarm(v, e.alarm);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, SuppressionEnded>
void describe(V& v, E& e) {
    v("source", e.source);
    v("opened", e.opened);
    v.particular("key", e.key);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, SuppressorSpent>
void describe(V& v, E& e) {
    v("suppressor", e.suppressor);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, AlarmJoined>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("source", e.source);
    v.particular("group", e.group);
    describe_alarm(v, e.alarm);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, ClearAwaited>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("until", e.until);
    v("openings", e.openings);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, HeartbeatExpected>
void describe(V& v, E& e) {
    v("name", e.name);
    v("due", e.due);
    v("grace", e.grace);
    v("came", e.came);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, HeartbeatCame>
void describe(V& v, E& e) {
    v("name", e.name);
    v("due", e.due);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, HeartbeatMissed> ||
    std::same_as<std::remove_const_t<E>, HeartbeatDropped>
void describe(V& v, E& e) {
    v("name", e.name);
}

}  // namespace tocsin
