#include "core/test_message.h"

#include "core/compose.h"
#include "rota/clock_words.h"

namespace tocsin {
namespace {

constexpr std::string_view test_subject = "Tocsin test: nothing for you to do";

constexpr std::string_view test_text =
    "Tocsin test of {channel}, {time}: nothing for you to do\n"
    "Asked for by {desk}\n"
    "{ref}";

// Wording 2.6: who speaks, why, and that it is over.
constexpr std::string_view test_spoken =
    "{desk_long} on-call system.\n"
    "This is the test you asked for. If your phone made a noise, you are ready. Goodbye.";

// A test that arrives later proves nothing.
constexpr Duration test_lives = std::chrono::minutes(10);

}  // namespace

Message test_message(const Draft& draft, const Provider& channel, const std::string& to,
                     const std::string& reference) {
    const Directory& directory = draft.directory;
    Values values = desk_values(draft, directory.procedures.at(directory.default_procedure));
    values["channel"] = channel.name;
    values["time"] = short_time(directory.calendar.zone, draft.now, draft.now);
    values["ref"] = reference;
    Message message;
    message.medium = channel.medium;
    message.channel = channel.name;
    message.reference = reference;
    message.at = draft.now;
    message.expires = draft.now + test_lives;
    message.to = to;
    message.text = filled(channel.medium == Medium::voice ? test_spoken : test_text, values);
    if (channel.medium != Medium::sms && channel.medium != Medium::voice)
        message.subject = test_subject;
    if (directory.exercise) {
        message.text = exercise_text(message.text, Ask::nothing);
        if (!message.subject.empty()) message.subject = exercise_line(message.subject);
    }
    if (channel.medium == Medium::email) {
        message.text += "\n";
        message.html = html_part(message.subject, message.text);
        message.message_id = "<" + reference + "@" + directory.mail_domain + ">";
    }
    if (is_place(channel.medium)) {
        message.facts = {{"event", "test"},
                         {"ref", reference},
                         {"title", message.subject},
                         {"at", iso_utc(draft.now)}};
    }
    return message;
}

}  // namespace tocsin
