// How the events of core/trend_event.h stand in the journal: for daemon/codec.cc alone. A kind is
// made of words of the procedure and of services of the configuration: nobody wrote it.
#pragma once

#include "core/trend_event.h"

#include <concepts>
#include <type_traits>

namespace tocsin {

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TrendKey>
void describe(V& v, E& e) {
    v("procedure", e.procedure);
    v("trend", e.trend);
    v("kind", e.kind);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TrendOf>
void describe(V& v, E& e) {
    v("name", e.name);
    v("title", e.title);
    v("kind", e.kind);
    v("members", e.members);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TrendCounted>
void describe(V& v, E& e) {
    v("counted", e.counted);
    v("key", e.key);
    v("until", e.until);
    v("major", e.major);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TrendJoined>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("key", e.key);
    v("title", e.title);
    v("major", e.major);
}

}  // namespace tocsin
