#include "channels/file_channel.h"

#include "channels/mask.h"
#include "channels/mime.h"
#include "channels/recipient.h"

#include <stdexcept>

namespace tocsin {

FileChannel::FileChannel(FileFolder folder) : folder_(std::move(folder)) {
    if (!folder_.folder.starts_with('/') || !is_one_line(folder_.folder)) {
        throw std::runtime_error("channel '" + folder_.name + "': the folder is no absolute path");
    }
    if (folder_.medium == Medium::email && !is_mail_address(folder_.from)) {
        throw std::runtime_error("channel '" + folder_.name + "': `from` is no mail address");
    }
}

WireRequest FileChannel::compose(const Message& message) const {
    check_recipient(message);
    WireRequest request;
    request.url = "file://" + percent_encoded(folder_.folder + "/" + file_name(message), true);
    request.put_file = true;
    if (message.medium != Medium::email) {
        request.body = "To: " + message.to + "\nReference: " + message.reference + "\n\n" +
                       message.text + "\n";
        return request;
    }
    Mail mail;
    mail.from = folder_.from;
    mail.to = message.to;
    mail.subject = message.subject;
    mail.message_id = message.message_id;
    mail.in_reply_to = message.in_reply_to;
    mail.at = message.at;
    mail.urgent = message.urgent;
    mail.text = message.text;
    mail.html = message.html;
    mail.attachments = message.attachments;
    request.body = mime(mail);
    return request;
}

Outcome FileChannel::interpret(const Message& message, const WireAnswer& answer) const {
    // A file is whole or not there, so there is no unknown. A full disk may have room again.
    if (answer.curl_code != 0) {
        return outcome(message, Verdict::deferred,
                       "The file was not written: " + fit_to_show(answer.curl_error));
    }
    Outcome written = outcome(message, Verdict::accepted, "Written to a file.");
    written.provider_reference = file_name(message);
    return written;
}

std::string file_name(const Message& message) {
    std::string name = message.reference;
    for (char& c : name) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!fits) c = '_';
    }
    if (name.starts_with('.')) name.front() = '_';
    return name + (message.medium == Medium::email ? ".eml" : ".txt");
}

}  // namespace tocsin
