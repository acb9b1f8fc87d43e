// The routes of the people on the rota: who is ready, by which addresses they are reached, and what
// they say of their shifts (HSSI-15, 16).
//
//     GET  /v1/readiness?days=7        every shift that begins in so many days, 1 to 31
//     GET  /v1/contacts                people and their addresses, masked, with what proved them
//     POST /v1/contacts/verify   {person, medium?}      a code is sent: "phone" or "mail"
//     POST /v1/contacts/confirm  {person, code}         the code as the person says it
//     POST /v1/shifts/confirm    {person, cannot?}      on the person's behalf
#pragma once

#include "daemon/api.h"

namespace tocsin {

class CrewRoutes {
public:
    // `api` outlives it.
    explicit CrewRoutes(const Api& api) : api_(api) {}

    void add_routes(Router& router);

private:
    Response readiness(const Visit& visit) const;
    Response contacts(const Visit& visit) const;
    Response verify(const Visit& visit) const;
    Response confirm(const Visit& visit) const;
    Response shift(const Visit& visit) const;

    const Api& api_;
};

}  // namespace tocsin
