// Everything that is asked over HTTP beside the API's own routes: owns the routes, and adds them
// all to the router. It knows what each of them needs of the house, and nothing of how the house
// runs.
#pragma once

#include "daemon/ack_routes.h"
#include "daemon/archive_routes.h"
#include "daemon/backup_routes.h"
#include "daemon/callback_routes.h"
#include "daemon/channel_routes.h"
#include "daemon/crew_routes.h"
#include "daemon/dispatcher.h"
#include "daemon/doctor_routes.h"
#include "daemon/document_routes.h"
#include "daemon/doorman.h"
#include "daemon/drill_routes.h"
#include "daemon/duty_routes.h"
#include "daemon/erasure_routes.h"
#include "daemon/event_routes.h"
#include "daemon/feed_routes.h"
#include "daemon/handover_routes.h"
#include "daemon/key_routes.h"
#include "daemon/noise_routes.h"
#include "daemon/notice_routes.h"
#include "daemon/obligation_routes.h"
#include "daemon/opsgenie_routes.h"
#include "daemon/pagerduty_routes.h"
#include "daemon/preview_routes.h"
#include "daemon/public_board.h"
#include "daemon/rota_routes.h"
#include "daemon/task_routes.h"
#include "daemon/triage_routes.h"

#include <functional>
#include <memory>

namespace tocsin {

// What the routes are made of. All outlive them; the functions are any thread's.
struct RouteParts {
    Api& api;
    Archive& archive;
    EventFeed& feed;
    SourceDoor& door;
    Doorman& doorman;
    Dispatcher& dispatcher;
    PublicBoard& board;
    BackupDesk& desk;
    Eraser& eraser;
    Archiver& archiver;
    std::function<std::shared_ptr<const Configuration>()> in_force;
    std::function<LinkMaker()> links;
    std::function<Instant()> now;
    std::function<Response()> metrics;
    DoctorParts doctor;
};

class Routes {
public:
    explicit Routes(RouteParts parts);

    // Once.
    void add_routes(Router& router);

private:
    RouteParts parts_;
    PagerDutyRoutes pagerduty_;
    OpsgenieRoutes opsgenie_;
    AckRoutes acknowledging_;
    CallbackRoutes calling_back_;
    KeyRoutes keys_pressed_;
    RotaRoutes rotas_;
    CrewRoutes crew_;
    DutyBook duty_book_;
    DutyRoutes duties_;
    FeedRoutes feeds_;
    NoiseRoutes noise_;
    HandoverRoutes handovers_;
    ObligationRoutes obligations_;
    TriageRoutes triage_;
    TaskRoutes tasks_;
    NoticeRoutes notices_;
    DocumentRoutes documents_;
    DrillRoutes drills_;
    ChannelRoutes channels_;
    BackupRoutes backups_;
    ErasureRoutes erasures_;
    ArchiveRoutes archives_;
    PreviewRoutes previews_;
    EventRoutes events_;
    DoctorRoutes doctor_;
};

}  // namespace tocsin
