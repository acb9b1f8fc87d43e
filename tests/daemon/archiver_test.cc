// What is old leaves the journal of a house that goes on working.
#include "daemon/archiver.h"

#include "daemon/archive_routes.h"
#include "daemon/backup.h"
#include "daemon/restore.h"
#include "rota/clock_words.h"
#include "tests/daemon/erasure_house.h"
#include "tests/support/proves.h"

#include <gmock/gmock.h>

namespace tocsin {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

class ArchiverTest : public ErasureHouse {
protected:
    ArchiverTest() { now_ = machine_time().utc - std::chrono::hours(24 * 60); }

    void serve_archives() {
        serve();
        archiver_ = std::make_unique<Archiver>(
            path_, one_, [this](ArchiveAsked asked) -> std::optional<Reply> {
                parts_.push_back(asked.entries.size());
                auto answer = loop_->submit(std::move(asked), Lane::intake);
                return answer ? std::optional(answer->get()) : std::nullopt;
            });
        archives_ = std::make_unique<ArchiveRoutes>(*api_, *archiver_, desk_);
        archives_->add_routes(router_);
    }
    // The verified copy that must be there first.
    std::string copy(const std::string& name = "archive.db") {
        desk_.ask(folder_ / name);
        desk_.look();
        EXPECT_EQ(desk_.health().trouble, "");
        return (folder_ / name).string();
    }
    static std::string day(Instant at) { return iso_utc(at).substr(0, 10); }
    std::string wanted(const std::string& file, std::chrono::hours ago = 24h * 40) const {
        return R"({"before":")" + day(machine_time().utc - ago) + R"(","file":")" + file + "\"}";
    }
    // To the end; how many have left.
    std::uint64_t archive(const std::string& body) {
        std::uint64_t left = 0;
        for (;;) {
            const Response answer = ask("POST", "/v1/archive", body);
            EXPECT_EQ(answer.status, 200) << answer.body;
            const std::size_t at = answer.body.find("\"entries\":");
            left += std::stoull(answer.body.substr(at + 10));
            if (answer.status != 200 || answer.body.find("\"more\":true") == std::string::npos)
                return left;
        }
    }
    // Entries that are there, of those that the file has.
    std::size_t entries(const std::filesystem::path& journal, const std::string& file) const {
        const std::uint64_t last = prove_file(file).verified.head.seq;
        const std::vector<Row> rows = History(journal).page(0, 1000);
        return static_cast<std::size_t>(
            std::ranges::count_if(rows, [&](const Row& row) { return row.seq <= last; }));
    }

    std::unique_ptr<Archiver> archiver_;
    std::unique_ptr<ArchiveRoutes> archives_;
    std::vector<std::size_t> parts_;
};

TEST_F(ArchiverTest, WhatIsOldLeavesForTheFileAndEverythingElseStays) {
    proves("P17");
    const IncidentId old = over("CANARY");
    const IncidentId owed = over("LINNET", false);
    now_ = machine_time().utc - 24h * 20;
    const IncidentId young = over("SPARROW");
    const State before = recovered();
    serve_archives();
    const std::string file = copy();

    const std::string tried =
        ask("POST", "/v1/archive",
            R"({"trial":true,"before":")" + day(machine_time().utc - 24h * 40) + "\"}")
            .body;
    EXPECT_THAT(tried, HasSubstr("\"trial\":true"));
    EXPECT_THAT(parts_, IsEmpty()) << "a trial changes nothing";
    const std::uint64_t left = archive(wanted(file));
    EXPECT_GT(left, 20U);
    EXPECT_EQ(entries(path_, file), entries(file, file) - left);
    EXPECT_THAT(tried, HasSubstr("\"entries\":" + std::to_string(left)));

    const Verified proof = History(path_).verify(prove_file(file).verified.head);
    EXPECT_TRUE(proof.sound) << proof.why;
    EXPECT_THAT(archive_->about(old), IsEmpty());
    EXPECT_THAT(archive_->about(owed), Not(IsEmpty())) << "it is open";
    EXPECT_THAT(read("/v1/incidents/" + reference(young)), HasSubstr("SPARROW summary"));
    const Response gone = ask("GET", "/v1/incidents/" + reference(old));
    EXPECT_EQ(gone.status, 404);
    EXPECT_THAT(gone.body, HasSubstr(reference(old) + " has left the journal"));
    EXPECT_THAT(gone.body, HasSubstr("archive.db"));
    EXPECT_THAT(ask("GET", "/v1/incidents/INC-4000").body, HasSubstr("There is no INC-4000"));

    // The file has it, and a start reads what it read before.
    EXPECT_FALSE(Archive(file).about(old).empty());
    const State after = recovered();
    EXPECT_EQ(after.incidents().size(), before.incidents().size());
    EXPECT_EQ(after.next_incident(), before.next_incident());
    EXPECT_EQ(after.notes().size(), before.notes().size());
    EXPECT_EQ(after.past().size(), before.past().size());

    // Asked again there is nothing left to do; and a newer copy has the hashes.
    EXPECT_EQ(archive(wanted(copy("again.db"))), 0U);
    EXPECT_TRUE(prove_file(folder_ / "again.db").verified.sound);
}

TEST_F(ArchiverTest, PartsAreSmallAndAnEndGoesWithTheLastThatNeedsIt) {
    std::vector<IncidentId> old;
    for (int n = 0; n < 12; ++n) old.push_back(over("bird " + std::to_string(n)));
    serve_archives();
    archive(wanted(copy()));
    EXPECT_GT(parts_.size(), 2U);
    for (const std::size_t part : parts_) EXPECT_LE(part, Archiver::at_once);
    for (const IncidentId id : old) EXPECT_THAT(archive_->about(id), IsEmpty()) << id.value;
    EXPECT_TRUE(History(path_).verify().sound);
}

TEST_F(ArchiverTest, WhatWasErasedStaysErasedInTheProof) {
    proves("P17");
    const IncidentId id = over("CANARY");
    serve_archives();
    ASSERT_EQ(ask("POST", "/v1/incidents/" + reference(id) + "/erase", R"({"reason":"request 17"})")
                  .status,
              200);
    archive(wanted(copy()));
    const Verified proof = History(path_).verify();
    EXPECT_TRUE(proof.sound) << proof.why;
    const IncidentId other = IncidentId{id.value + 100};
    EXPECT_EQ(
        ask("POST", "/v1/incidents/" + reference(other) + "/erase", R"({"reason":"request 18"})")
            .status,
        404);
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
}

// What the house keeps of an incident stays, and loses its words as before.
TEST_F(ArchiverTest, WhatIsKeptOfAnIncidentThatHasLeftCanBeErased) {
    proves("P17");
    const IncidentId id = over("CANARY");
    serve_archives();
    archive(wanted(copy()));
    std::filesystem::remove(folder_ / "archive.db");
    EXPECT_THAT(files_with("CANARY"), Not(IsEmpty())) << "the status page has kept it";
    const Response done =
        ask("POST", "/v1/incidents/" + reference(id) + "/erase", R"({"reason":"request 17"})");
    EXPECT_EQ(done.status, 200) << done.body;
    EXPECT_THAT(files_with("CANARY"), IsEmpty());
    EXPECT_TRUE(History(path_).verify().sound);
}

TEST_F(ArchiverTest, AnErasureSaysThatTheFileKeepsTheWords) {
    over("CANARY");
    const IncidentId left = over("LINNET");
    now_ = machine_time().utc - 24h * 20;
    const IncidentId young = over("SPARROW");
    serve_archives();
    archive(wanted(copy()));
    const std::string why = R"({"reason":"request 17"})";
    EXPECT_THAT(ask("POST", "/v1/incidents/" + reference(young) + "/erase", why).body,
                HasSubstr(R"("archives":["archive.db"])"));
    // Of what has left as well: what the house keeps of it is here.
    EXPECT_THAT(ask("POST", "/v1/incidents/" + reference(left) + "/erase", why).body,
                HasSubstr(R"("archives":["archive.db"])"));
    EXPECT_EQ(ask("POST", "/v1/incidents/INC-4000/erase", why).status, 404);
}

TEST_F(ArchiverTest, WithoutAFileThatHasItNothingLeaves) {
    over("CANARY");
    serve_archives();
    const auto refused = [&](const std::string& body, int status, const std::string& why) {
        const Response answer = ask("POST", "/v1/archive", body);
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_THAT(answer.body, HasSubstr(why));
        EXPECT_THAT(History(path_).archivings(0), IsEmpty());
    };
    refused(wanted("/srv/nowhere.db"), 409, "none since the daemon was started");
    refused(R"({"before":"2026-01-01"})", 422, "the backup that has what leaves");
    refused(R"({"before":"soon","file":"x"})", 422, "is a day such as 2026-01-01");
    const std::string file = copy();
    refused(wanted(file, 24h * 3), 422, "or earlier");
    refused(wanted("/srv/other.db"), 409, file);
    std::filesystem::resize_file(file, 4096);
    refused(wanted(file), 409, "is not there as it was made");
    desk_.use(BackupSettings{.folder = folder_});
    refused(wanted(copy("kept.db")), 409, "removed when they are old");
    EXPECT_EQ(ask("POST", "/v1/archive", wanted(file), {Scope::operate}).status, 403);
}

TEST_F(ArchiverTest, AJournalThatTakesNoMoreIsSaid) {
    over("CANARY");
    serve_archives();
    Archiver refused(path_, one_, [](ArchiveAsked) { return std::nullopt; });
    const std::string file = copy();
    const ArchiveDone done = refused.archive(
        {machine_time().utc - 24h * 40, {"archive.db", desk_.health().last->head.seq, "00"}, "me"},
        1s);
    EXPECT_EQ(done.how, InParts::unsaved);
    EXPECT_EQ(done.entries, 0U);
    const OneAtATime::Taken place(one_, 0ms);
    EXPECT_EQ(archiver_->archive({machine_time().utc, {}, "me"}, 1s).how, InParts::busy);
    EXPECT_EQ(archiver_->count(machine_time().utc, 1, 1s).how, InParts::busy);
}

// The head of a backup is known though its entry has left: what was written behind it is counted.
TEST_F(ArchiverTest, ABackupFromBeforeGoesOnIntoTheJournal) {
    proves("P21");
    over("CANARY");
    const std::filesystem::path early = back_up(path_, folder_ / "early.db", now_).file;
    over("LINNET");
    serve_archives();
    archive(wanted(copy()));
    loop_->stop();
    store_.reset();
    const Restored restored = restore(early, folder_, machine_time().utc, true);
    EXPECT_TRUE(restored.read);
    EXPECT_GT(restored.lost, 0U);
}

}  // namespace
}  // namespace tocsin
