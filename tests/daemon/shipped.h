// A file of systemd/channels, loaded as an administrator names it and sent to a provider made of a
// script.
#pragma once

#include "daemon/config.h"
#include "daemon/setup.h"
#include "tests/channels/exchanges.h"
#include "tests/channels/place_messages.h"
#include "tests/channels/scripted_server.h"
#include "tests/daemon/config_samples.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <initializer_list>
#include <memory>
#include <sstream>
#include <string>

namespace tocsin {

// The channel of one shipped file, and the provider it speaks to.
class Shipped {
public:
    // `host` is the address in the file that becomes the script's; empty: the address is the secret
    // in `key`, before whose path the script's host is put.
    Shipped(const std::string& name, const std::string& host, const std::string& key,
            const std::string& secret, std::string answer)
        : name_(name), server_([this, answer](Peer& peer, int) {
              for (std::string request; !(request = peer.request()).empty();) {
                  arrived_ = request;
                  peer.say(answer);
              }
          }) {
        const std::string here = "http://127.0.0.1:" + std::to_string(server_.port());
        sample_.write(key, (host.empty() ? here : "") + secret + "\n");
        std::string file = read_file(name + ".yaml");
        for (std::size_t at = 0; !host.empty() && (at = file.find(host)) != std::string::npos;) {
            file.replace(at, host.size(), here);
        }
        sample_.write("here.yaml", file);
        sample_.replace(sample_.main_file(), "\nchannels:\n",
                        "\nchannel-files: [here.yaml]\nchannels:\n");
        loaded_ = sample_.load();
        EXPECT_TRUE(loaded_.configuration) << loaded_.words("");
        channel_ = make_channels(*loaded_.configuration).at(name);
    }

    // What left for `message`: "METHOD /path", its headers of interest, its body.
    std::string line(const Message& message) {
        return sent_for(message).substr(0, arrived_.find(" HTTP"));
    }
    std::string body(const Message& message) {
        const std::string request = sent_for(message);
        return request.substr(request.find("\r\n\r\n") + 4);
    }
    std::string head(const Message& message) {
        const std::string request = sent_for(message);
        return request.substr(0, request.find("\r\n\r\n") + 2);
    }

    const Channel& channel() const { return *channel_; }
    const Outcome& outcome() const { return outcome_; }
    const Provider& provider() const { return loaded_.configuration->directory.providers.back(); }
    Verdict verdict(long status, const std::string& said = "", const Message& message = {}) const {
        return channel_->interpret(message, place_answer(status, said)).verdict;
    }

private:
    static std::string read_file(const std::string& name) {
        std::ostringstream text;
        text << std::ifstream(source_dir() / "systemd" / "channels" / name).rdbuf();
        return text.str();
    }

    const std::string& sent_for(const Message& message) {
        arrived_.clear();
        outcome_ = sent(transfers_, *channel_, message);
        return arrived_;
    }

    std::string name_;
    std::string arrived_;
    ScriptedServer server_;
    ConfigurationSample sample_;
    Loaded loaded_;
    std::shared_ptr<const Channel> channel_;
    Transfers transfers_;
    Outcome outcome_;
};

struct AnswerRow {
    long status;
    const char* said;
    Verdict verdict;
};

inline void expect_verdicts(const Shipped& shipped, std::initializer_list<AnswerRow> rows) {
    for (const AnswerRow& row : rows) {
        EXPECT_EQ(shipped.verdict(row.status, row.said), row.verdict)
            << row.status << " " << row.said;
    }
}

}  // namespace tocsin
