// How the events of core/obligation_event.h stand in the journal: for daemon/codec.cc alone.
#pragma once

#include "core/obligation_event.h"

#include <concepts>
#include <type_traits>

namespace tocsin {

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, ObligationAsked>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("by", e.by);
    v.particular("reason", e.reason);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, ObligationBegan>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("title", e.title);
    v("owner", e.owner);
    v("from", e.from);
    v("due", e.due);
    v("calendar", e.calendar);
    v("look", e.look);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, ObligationMoved>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("to", e.to);
    v("by", e.by);
    v("due", e.due);
    v("look", e.look);
    v("count", e.count);
    v("goes_on", e.goes_on);
    v.particular("text", e.text);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, ObligationsReviewed>
void describe(V& v, E& e) {
    v("incident", e.incident);
    if (e.again || !V::writes) v("again", e.again);
    if (e.look || !V::writes) v("look", e.look);
}

}  // namespace tocsin
