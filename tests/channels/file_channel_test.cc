#include "channels/file_channel.h"

#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace tocsin {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
protected:
    File() {
        std::string pattern = (fs::temp_directory_path() / "tocsin-files-XXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
    }
    ~File() override { fs::remove_all(root_); }

    FileChannel channel(Medium medium) const {
        return FileChannel({.name = "files",
                            .medium = medium,
                            .folder = (root_ / "out box" / "100%").string(),
                            .from = "alert@example.org"});
    }
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(root_ / "out box" / "100%")) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }
    std::string contents(const std::string& name) const {
        std::ostringstream out;
        out << std::ifstream(root_ / "out box" / "100%" / name).rdbuf();
        return out.str();
    }

    fs::path root_;
    Transfers transfers_;
};

TEST_F(File, ATextIsOneWholeFileNamedAfterItsReference) {
    const Outcome outcome = sent(transfers_, channel(Medium::sms), text_message());
    EXPECT_EQ(outcome.verdict, Verdict::accepted) << outcome.detail;
    EXPECT_EQ(outcome.provider_reference, "42-3-1.txt");
    EXPECT_EQ(files(), std::vector<std::string>{"42-3-1.txt"});
    EXPECT_EQ(contents("42-3-1.txt"),
              "To: +447700900104\nReference: 42-3-1\n\nGP Records is down.\nReply 4715\n");
    struct stat status {};
    ASSERT_EQ(::stat((root_ / "out box" / "100%" / "42-3-1.txt").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(File, TheSameMessageAgainIsStillOneFile) {
    proves("P5");
    EXPECT_EQ(sent(transfers_, channel(Medium::sms), text_message()).verdict, Verdict::accepted);
    EXPECT_EQ(sent(transfers_, channel(Medium::sms), text_message()).verdict, Verdict::accepted);
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(File, WhatAPlaceIsToldIsReadable) {
    Message message = place_message(Medium::chat, "taken");
    message.thread = "C9";
    message.facts = {{"event", "taken"}, {"ref", "INC-42"}};
    EXPECT_EQ(channel(Medium::chat).compose(message).body,
              "Reference: k7q2-1-42\nTitle: Sev 1 GP Records down (INC-42)\nThread: C9\n"
              "Fact event: taken\nFact ref: INC-42\n\n"
              "Multiple Trusts in North East.\nEDM is called, by 02:24.\n");
    EXPECT_EQ(file_name(message), "k7q2-1-42.txt");
}

TEST_F(File, AMailIsAnEml) {
    EXPECT_EQ(sent(transfers_, channel(Medium::email), mail_message()).verdict, Verdict::accepted);
    EXPECT_EQ(files(), std::vector<std::string>{"42-3-1.eml"});
    EXPECT_EQ(contents("42-3-1.eml"), channel(Medium::email).compose(mail_message()).body);
}

TEST_F(File, NoReferenceLeavesTheFolder) {
    Message message = text_message();
    message.reference = "../../etc/passwd";
    EXPECT_EQ(file_name(message), "_._.._etc_passwd.txt");
    EXPECT_EQ(sent(transfers_, channel(Medium::sms), message).verdict, Verdict::accepted);
    EXPECT_EQ(files().size(), 1u);
}

TEST_F(File, AFolderThatCannotBeIsDeferred) {
    std::ofstream(root_ / "out box") << "a file where the folder should be";
    const Outcome outcome = sent(transfers_, channel(Medium::sms), text_message());
    EXPECT_EQ(outcome.verdict, Verdict::deferred);
    EXPECT_FALSE(outcome.detail.empty());
}

TEST_F(File, ARelativeFolderIsRefusedAtOnce) {
    EXPECT_THROW(FileChannel({.name = "files", .medium = Medium::sms, .folder = "sms", .from = ""}),
                 std::runtime_error);
    EXPECT_THROW(
        FileChannel({.name = "files", .medium = Medium::email, .folder = "/x", .from = ""}),
        std::runtime_error);
}

}  // namespace
}  // namespace tocsin
