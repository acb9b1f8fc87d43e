#include "daemon/routes.h"

#include "daemon/openapi_text.h"
#include "daemon/secrets.h"
#include "daemon/setup.h"

#include <utility>

namespace tocsin {

Routes::Routes(RouteParts parts)
    : parts_(std::move(parts)),
      pagerduty_(parts_.api, parts_.door, parts_.in_force,
                 [] { return random_word() + random_word(); }),
      opsgenie_(parts_.api, parts_.door, parts_.in_force, &random_word, parts_.now),
      acknowledging_(parts_.api, parts_.links),
      calling_back_(
          parts_.api,
          [this](const std::string& channel) { return parts_.doorman.calling(channel); },
          [this](const std::string& channel) { return hears_texts(*parts_.in_force(), channel); }),
      keys_pressed_(
          parts_.api, parts_.links,
          [this](const std::string& channel) { return voice_of(*parts_.in_force(), channel); }),
      rotas_(parts_.api, parts_.in_force),
      crew_(parts_.api),
      duty_book_(parts_.archive),
      duties_(parts_.api, duty_book_, parts_.in_force),
      feeds_(parts_.api, duty_book_, parts_.in_force, &random_bytes),
      noise_(parts_.api, parts_.in_force),
      handovers_(parts_.api, parts_.archive, parts_.in_force),
      obligations_(parts_.api, parts_.in_force),
      triage_(parts_.api),
      tasks_(parts_.api),
      notices_(parts_.api, parts_.archive, parts_.in_force),
      documents_(parts_.api, parts_.archive, parts_.in_force),
      drills_(parts_.api, parts_.archive, parts_.in_force),
      channels_(
          parts_.api,
          [this](const Message& message, Dispatcher::Told told) {
              parts_.dispatcher.try_out(message, std::move(told));
          },
          &random_word),
      backups_(parts_.desk),
      erasures_(parts_.api, parts_.eraser, parts_.archive, parts_.desk),
      archives_(parts_.api, parts_.archiver, parts_.desk),
      previews_(parts_.api),
      events_(parts_.api, parts_.feed),
      doctor_(std::move(parts_.doctor)) {}

void Routes::add_routes(Router& router) {
    parts_.api.add_routes(router);
    pagerduty_.add_routes(router);
    opsgenie_.add_routes(router);
    acknowledging_.add_routes(router);
    calling_back_.add_routes(router);
    keys_pressed_.add_routes(router);
    rotas_.add_routes(router);
    crew_.add_routes(router);
    duties_.add_routes(router);
    feeds_.add_routes(router);
    noise_.add_routes(router);
    handovers_.add_routes(router);
    obligations_.add_routes(router);
    triage_.add_routes(router);
    tasks_.add_routes(router);
    notices_.add_routes(router);
    documents_.add_routes(router);
    drills_.add_routes(router);
    channels_.add_routes(router);
    backups_.add_routes(router);
    erasures_.add_routes(router);
    archives_.add_routes(router);
    previews_.add_routes(router);
    events_.add_routes(router);
    parts_.board.add_routes(router);
    doctor_.add_routes(router);
    router.add("GET", "/metrics", Scope::read, [this](const Visit&) { return parts_.metrics(); });
    router.add("GET", "/openapi.yaml", Access::open, [](const Visit&) {
        return Response{.content_type = "application/yaml", .body = std::string(openapi_text())};
    });
}

}  // namespace tocsin
