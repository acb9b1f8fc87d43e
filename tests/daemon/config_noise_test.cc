// Routes, groups, flapping, heartbeats and dependencies as people write them.
#include "tests/daemon/config_samples.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Loaded with(const std::string& more) {
    const ConfigurationSample sample;
    sample.replace(sample.main_file(), "\nsite:", "\n" + more + "\nsite:");
    return sample.load();
}

constexpr const char* good = R"(routes:
  - name: imaging
    when: { source: zabbix, label.team: [imaging, "pacs*"] }
    service: gp-records
    severity: 3
    place: Eastvale
    group: { by: [service, label.site], within: 10 min }
  - name: rest
flapping: { openings: 3, within: 30 min, quiet: 5 min }
heartbeats:
  nightly-backup: { every: 24 h, grace: 1 h, severity: 4 }
  feed: { every: 5 min }
)";

TEST(ConfigNoise, IsReadAsItIsWritten) {
    const Loaded loaded = with(good);
    ASSERT_TRUE(loaded.configuration) << loaded.words("");
    const Directory& directory = loaded.configuration->directory;
    ASSERT_EQ(directory.routes.size(), 2u);
    const AlarmRoute& route = directory.routes.front();
    EXPECT_EQ(route.name, "imaging");
    EXPECT_THAT(route.when.says.at("label.team"), ElementsAre("imaging", "pacs*"));
    EXPECT_THAT(route.when.says.at("source"), ElementsAre("zabbix"));
    EXPECT_EQ(route.service, "gp-records");
    EXPECT_EQ(route.severity, 3);
    EXPECT_THAT(route.group, ElementsAre("service", "label.site"));
    EXPECT_EQ(route.group_within, std::chrono::minutes(10));
    EXPECT_TRUE(directory.routes.back().when.says.empty());
    EXPECT_EQ(directory.flapping.openings, 3);
    EXPECT_EQ(directory.flapping.quiet, std::chrono::minutes(5));
    EXPECT_EQ(directory.heartbeats.at("nightly-backup").every, std::chrono::hours(24));
    EXPECT_EQ(directory.heartbeats.at("nightly-backup").severity, 4);
    EXPECT_EQ(directory.heartbeats.at("feed").grace, std::chrono::minutes(5)) << "unless said";
    EXPECT_EQ(with("flapping: no").configuration->directory.flapping.openings, 0);
    EXPECT_EQ(with("").configuration->directory.flapping.openings, 4) << "unless said";
}

TEST(ConfigNoise, EveryMistakeIsToldWithWhatToDo) {
    proves("P20");
    const struct {
        const char* written;
        const char* says;
    } mistakes[] = {
        {"routes: [{ name: a, service: gp-record }, { name: b }]",
         "no service is called \"gp-record\""},
        {"routes: [{ name: a, procedure: hsi, when: { source: x } }]",
         "no procedure is called \"hsi\""},
        {"routes: [{ when: { source: x } }]", "\"name\""},
        {"routes: [{ name: a, when: { source: x } }, { name: a }]", "a second route"},
        {"routes: [{ name: a }, { name: b, when: { source: x } }]", "fits every alarm"},
        {"routes: [{ name: a, severity: 7 }]", "severity"},
        {"routes: [{ name: a, group: { by: [service] } }]", "\"within\""},
        {"routes: [{ name: a, group: { within: 5 min } }]", "\"by\""},
        {"routes: [{ name: a, whenn: { source: x } }]", "\"whenn\""},
        {"flapping: { openings: 1 }", "openings"},
        {"flapping: { openings: 100 }", "openings"},
        {"heartbeats: { backup: { grace: 1 h } }", "\"every\""},
        {"heartbeats: { backup: { every: 1 s } }", "every"},
        {"heartbeats: { \"Back up\": { every: 1 h } }", "Back up"},
        {"heartbeats: { backup: { every: 1 h, service: nothing } }",
         "no service is called \"nothing\""},
    };
    for (const auto& mistake : mistakes) {
        const Loaded loaded = with(mistake.written);
        EXPECT_FALSE(loaded.configuration) << mistake.written;
        EXPECT_THAT(loaded.words(""), HasSubstr(mistake.says)) << mistake.written;
    }
}

TEST(ConfigNoise, AServiceNamesWhatItNeeds) {
    const auto depending = [](const std::string& on) {
        const ConfigurationSample sample;
        sample.replace(sample.main_file(), "\nservices:\n",
                       "\nservices:\n  top: { name: Top, impact: Nothing works, place: Eastvale, "
                       "depends-on: " +
                           on + " }\n");
        return sample.load();
    };
    const Loaded good_one = depending("[gp-records]");
    ASSERT_TRUE(good_one.configuration) << good_one.words("");
    EXPECT_THAT(good_one.configuration->directory.services.at("top").depends_on,
                ElementsAre("gp-records"));
    EXPECT_THAT(depending("[top]").words(""), HasSubstr("depends on itself"));
    EXPECT_THAT(depending("gp-record").words(""), HasSubstr("gp-records"));
}

}  // namespace
}  // namespace tocsin
