// The body by which somebody works on what an incident owes.
#pragma once

#include "core/input.h"
#include "daemon/problem.h"
#include "rota/zone.h"

#include <string>
#include <variant>

namespace tocsin {

// {act: ask, meet, waive, put-off, pause or resume; proof? of meet; reason of the others; due of
// put-off, local unless it says otherwise; by?}. `principal` is who sent it.
[[nodiscard]] std::variant<ObligationAct, ProblemDetail> read_obligation_act(
    const std::string& body, IncidentId incident, const std::string& name, const Zone& zone,
    const std::string& principal);

}  // namespace tocsin
