// The channel that writes a file where a provider would send: the embedded default, so that a
// fresh install pages somebody's disk before it knows a provider. One file a message, named after
// its reference: the same message handed over again replaces its own file (P5).
#pragma once

#include "channels/channel.h"

#include <string>

namespace tocsin {

struct FileFolder {
    std::string name;  // of the channel
    Medium medium = Medium::sms;
    std::string folder;  // absolute; made when missing
    std::string from;    // sender of the mails
    int in_flight_max = 1;
};

class FileChannel : public Channel {
public:
    // Throws std::runtime_error when the folder is not absolute or a mail sender is missing.
    explicit FileChannel(FileFolder folder);

    const std::string& name() const override { return folder_.name; }
    Medium medium() const override { return folder_.medium; }
    int in_flight_max() const override { return folder_.in_flight_max; }
    WireRequest compose(const Message& message) const override;
    Outcome interpret(const Message& message, const WireAnswer& answer) const override;

private:
    FileFolder folder_;
};

// "<reference>.txt" or "<reference>.eml"; signs that have no place in a file name become '_'.
std::string file_name(const Message& message);

}  // namespace tocsin
