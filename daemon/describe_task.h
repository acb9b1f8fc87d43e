// How the events of core/task_event.h stand in the journal: for daemon/codec.cc alone.
#pragma once

#include "core/task_event.h"

#include <concepts>
#include <type_traits>

namespace tocsin {

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TaskOf>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("title", e.title);
    v("own", e.own);
    v("by_phone_only", e.by_phone_only);
    v("ends_taken", e.ends_taken);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TaskOpened>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("title", e.title);
    v("task", e.task);
    v("why", e.why);
}

template <class V, class E>
requires std::same_as<std::remove_const_t<E>, TaskMadeSafe>
void describe(V& v, E& e) {
    v("incident", e.incident);
    v("name", e.name);
    v("title", e.title);
    v("task", e.task);
    v("by", e.by);
    v.particular("statement", e.statement);
}

}  // namespace tocsin
