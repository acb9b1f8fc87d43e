// What keeps alarms from calling people twice, as people write it in the main file:
//
//     routes:                       # in order; the first that fits an alarm says what it means
//       - name: imaging
//         when: { source: zabbix, label.team: [imaging, "pacs*"] }
//         service: pacs             # or procedure, severity, place, set: { category: multi-site }
//         group: { by: [service, label.site], within: 10 min }
//     flapping: { openings: 4, within: 1 h, quiet: 15 min }       # or no
//     heartbeats:
//       nightly-backup: { every: 24 h, grace: 1 h, service: backup, severity: 3 }
#pragma once

#include "core/directory.h"
#include "daemon/fields.h"

namespace tocsin {

// Fills in routes, flapping and heartbeats; services and procedures have been read, and what names
// one that there is not is complained of.
void read_noise(MapReader& file, Directory& directory);

// "when" as a matcher of alarms. Names that no alarm has are not known here: a source may say
// anything.
AlarmMatcher read_alarm_matcher(MapReader& map, const std::string& key);

}  // namespace tocsin
