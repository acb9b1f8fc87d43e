// What befalls Tocsin itself, as its operator hears of it.
#include "core/operator_news.h"

#include "tests/support/proves.h"
#include "tests/support/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(OperatorNews, ABackupThatIsNotMadeIsToldTwiceADayAndStandsInTheHandover) {
    proves("P21");
    Story story("Sat 2026-11-28 03:00");
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    const Sent first = story.expect_level_1_told("op.backup");
    EXPECT_THAT(first.message.text, HasSubstr("can be made, there is none"));
    ASSERT_EQ(story.state().notes().size(), 1U);
    EXPECT_THAT(story.state().notes().begin()->second.text,
                HasSubstr("cannot make a backup of its journal; there is none"));
    story.wait(15min);
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    story.nobody_else_was_called();
    EXPECT_EQ(story.state().notes().size(), 1U);
    story.wait(11h + 44min);
    story.step({BackupFailed{"the folder is not there", {}}, 0});
    story.nobody_else_was_called();
    story.wait(1min);
    const Instant good = story.now() - 20h;
    story.step({BackupFailed{"the folder is not there", good}, 0});
    const Sent again = story.expect_level_1_told("op.backup");
    EXPECT_THAT(again.message.text, HasSubstr("the last is of Fri 19:00"));
}

}  // namespace
}  // namespace tocsin
