#include "daemon/chain.h"

#include "daemon/row.h"

#include <gtest/gtest.h>

#include <set>

namespace tocsin {
namespace {

// Each differs from the first in one field, or in where one field ends and the next begins.
TEST(Chain, EveryFieldAndEveryBoundaryCounts) {
    const Row row{.seq = 5,
                  .at = Instant(std::chrono::seconds(7)),
                  .epoch = 2,
                  .kind = "ab",
                  .about = {1, 2},
                  .body = "cd",
                  .particulars = {},
                  .erases = {3}};
    const Digest zeros{};
    std::vector<Row> rows(9, row);
    rows[1].seq = 6;
    rows[2].at += Duration(1);
    rows[3].epoch = 3;
    rows[4].kind = "abc", rows[4].body = "d";
    rows[5].about = {1}, rows[5].erases = {2, 3};
    rows[6].body = "ce";
    rows[7].erases = {};
    rows[8].at = Instant(std::chrono::seconds(-7));

    std::set<Digest> hashes;
    for (const auto& each : rows) hashes.insert(chained(zeros, each, {}, {}));
    hashes.insert(chained(zeros, row, {3}, {}));
    hashes.insert(chained(zeros, row, {}, zeros));
    hashes.insert(chained(zeros, row, {}, Digest{1}));
    hashes.insert(chained(Digest{1}, row, {}, {}));
    EXPECT_EQ(hashes.size(), rows.size() + 4);
}

TEST(Chain, DigestOfParticularsDependsOnTheSalt) {
    EXPECT_NE(particulars_digest(Salt{1}, "07700 900123"),
              particulars_digest(Salt{2}, "07700 900123"));
    EXPECT_NE(particulars_digest(Salt{1}, "07700 900123"),
              particulars_digest(Salt{1}, "07700 900124"));
}

// The bytes under the hash are for ever: a journal of years ago must verify. This is their proof.
TEST(Chain, HashOfAKnownRowNeverChanges) {
    const Row row{.seq = 1,
                  .at = Instant(std::chrono::seconds(1)),
                  .epoch = 1,
                  .kind = "opened",
                  .about = {42},
                  .body = "{}",
                  .particulars = {},
                  .erases = {}};
    EXPECT_EQ(to_hex(chained(Digest{}, row, {}, {})),
              "1e47159da764c18cb2d35d06d42a6313b313d3f0d68dab90844bc9271911d1d9");
}

}  // namespace
}  // namespace tocsin
