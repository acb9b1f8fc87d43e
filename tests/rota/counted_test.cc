// How many of something, as people say it.
#include "rota/counted.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Counted, SaysOneAndMany) {
    EXPECT_EQ(counted(1, "gap"), "1 gap");
    EXPECT_EQ(counted(0, "gap"), "0 gaps");
    EXPECT_EQ(counted(2, "day"), "2 days");
    EXPECT_EQ(counted(1, "entry"), "1 entry");
    EXPECT_EQ(counted(2, "entry"), "2 entries");
    EXPECT_EQ(counted(2, "y"), "2 ys");
}

}  // namespace
}  // namespace tocsin
