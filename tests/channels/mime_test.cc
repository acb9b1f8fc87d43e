#include "channels/mime.h"

#include "channels/channel.h"
#include "tests/support/proves.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

namespace tocsin {
namespace {

// A small reader of mail, written from the RFCs and not from mime.cc.
struct Read {
    std::map<std::string, std::string> headers;  // unfolded
    std::string body;
};

Read read_mail(const std::string& bytes) {
    Read mail;
    std::size_t at = 0;
    std::string last;
    while (true) {
        const std::size_t end = bytes.find("\r\n", at);
        const std::string line = bytes.substr(at, end - at);
        at = end + 2;
        if (line.empty()) break;
        if (line[0] == ' ') {
            mail.headers[last] += line;
            continue;
        }
        last = line.substr(0, line.find(':'));
        EXPECT_FALSE(mail.headers.contains(last)) << last;
        mail.headers[last] = line.substr(line.find(": ") + 2);
    }
    mail.body = bytes.substr(at);
    return mail;
}

std::string unquoted(const std::string& text, bool header) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '_' && header) {
            out += ' ';
        } else if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i, 3) == "=\r\n") {
            i += 2;
        } else {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        }
    }
    return out;
}

std::string decoded_words(std::string text) {
    if (!text.starts_with("=?UTF-8?Q?")) return text;
    std::string out;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        EXPECT_LE(word.size(), 75u) << word;
        EXPECT_TRUE(word.starts_with("=?UTF-8?Q?") && word.ends_with("?=")) << word;
        out += unquoted(word.substr(10, word.size() - 12), true);
    }
    return out;
}

Mail sample() {
    Mail mail;
    mail.from = "alert@example.org";
    mail.from_name = "Tocsin";
    mail.reply_to = "desk@example.org";
    mail.to = "jo.elm@example.org";
    mail.subject = "Take this: Sev 1 GP Records down (INC-2041, try 1 of 2)";
    mail.message_id = "<inc-2041.2@alert.example.org>";
    mail.in_reply_to = "<inc-2041.1@alert.example.org>";
    mail.at = Instant(std::chrono::seconds(1767492666));
    mail.text = "Si\u00E2n, you are EDM on call.\n\nFrom here = there\n.\nend ";
    mail.html = "<!doctype html>\n<p>Si\u00E2n &amp; co</p>\n";
    return mail;
}

void expect_fit_for_the_wire(const std::string& bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        const std::size_t end = bytes.find("\r\n", at);
        ASSERT_NE(end, std::string::npos) << "no CRLF at the end";
        const std::string line = bytes.substr(at, end - at);
        EXPECT_LE(line.size(), 78u) << line;
        EXPECT_FALSE(line.starts_with(".")) << line;
        for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 0x7F) << line;
        at = end + 2;
    }
}

TEST(Mime, AMailReadsBackAsItWasMeant) {
    const std::string bytes = mime(sample());
    expect_fit_for_the_wire(bytes);
    const Read mail = read_mail(bytes);
    EXPECT_EQ(mail.headers.at("From"), "Tocsin <alert@example.org>");
    EXPECT_EQ(mail.headers.at("To"), "jo.elm@example.org");
    EXPECT_EQ(mail.headers.at("Reply-To"), "desk@example.org");
    EXPECT_EQ(mail.headers.at("Subject"), sample().subject);
    EXPECT_EQ(mail.headers.at("Date"), "Sun, 04 Jan 2026 02:11:06 +0000");
    EXPECT_EQ(mail.headers.at("Message-ID"), "<inc-2041.2@alert.example.org>");
    EXPECT_EQ(mail.headers.at("References"), "<inc-2041.1@alert.example.org>");
    EXPECT_EQ(mail.headers.at("Auto-Submitted"), "auto-generated");
    EXPECT_EQ(mail.headers.at("X-Auto-Response-Suppress"), "All");
    EXPECT_EQ(mail.headers.at("MIME-Version"), "1.0");
    EXPECT_FALSE(mail.headers.contains("Importance"));

    const std::string type = mail.headers.at("Content-Type");
    const std::string lead = "multipart/alternative; boundary=\"";
    ASSERT_TRUE(type.starts_with(lead)) << type;
    const std::string edge = "--" + type.substr(lead.size(), type.size() - lead.size() - 1);
    ASSERT_TRUE(mail.body.starts_with(edge + "\r\n"));
    ASSERT_TRUE(mail.body.ends_with("\r\n" + edge + "--\r\n"));
    const std::size_t middle = mail.body.find("\r\n" + edge + "\r\n");
    ASSERT_NE(middle, std::string::npos);
    const Read plain = read_mail(mail.body.substr(edge.size() + 2, middle - edge.size() - 2));
    const Read html = read_mail(mail.body.substr(middle + edge.size() + 4,
                                                 mail.body.size() - middle - 2 * edge.size() - 10));
    EXPECT_EQ(plain.headers.at("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(plain.headers.at("Content-Transfer-Encoding"), "quoted-printable");
    EXPECT_EQ(unquoted(plain.body, false),
              "Si\u00E2n, you are EDM on call.\r\n\r\nFrom here = there\r\n.\r\nend \r\n");
    EXPECT_EQ(html.headers.at("Content-Type"), "text/html; charset=utf-8");
    EXPECT_TRUE(
        unquoted(html.body, false).starts_with("<!doctype html>\r\n<p>Si\u00E2n &amp; co</p>\r\n"));
}

TEST(Mime, TheSameMailIsTheSameBytes) {
    proves("P5");
    EXPECT_EQ(mime(sample()), mime(sample()));
}

TEST(Mime, OnlyCallsAreImportant) {
    Mail mail = sample();
    mail.urgent = true;
    EXPECT_EQ(read_mail(mime(mail)).headers.at("Importance"), "high");
}

// The parts of a multipart body, between its edges.
std::vector<std::string> parts_of(const Read& mail, const std::string& kind) {
    const std::string type = mail.headers.at("Content-Type");
    const std::string lead = "multipart/" + kind + "; boundary=\"";
    EXPECT_TRUE(type.starts_with(lead)) << type;
    const std::string edge = "--" + type.substr(lead.size(), type.size() - lead.size() - 1);
    std::vector<std::string> parts;
    std::size_t at = edge.size() + 2;
    EXPECT_TRUE(mail.body.starts_with(edge + "\r\n"));
    // As the strictest readers do: any line that begins with the edge divides.
    for (std::size_t next; (next = mail.body.find("\r\n" + edge, at)) != std::string::npos;) {
        parts.push_back(mail.body.substr(at, next - at));
        at = next + edge.size() + 4;
    }
    EXPECT_TRUE(mail.body.ends_with(edge + "--\r\n"));
    return parts;
}

TEST(Mime, FilesStandBehindTheText) {
    Mail mail = sample();
    const std::string csv =
        "role,person\r\nedm,Si\u00E2n =?\r\n.\r\n" + std::string(300, 'x') + "\r\n";
    mail.attachments = {{"week.csv", "text/csv", csv}, {"week.yaml", "application/yaml", "a: b\n"}};
    // An id that could make one edge begin as the other does.
    for (const char* const id :
         {"<inc-2041.2@alert.example.org>", "<ffff@fff.example>", "<__@_.x>"}) {
        mail.message_id = id;
        const std::string bytes = mime(mail);
        expect_fit_for_the_wire(bytes);
        EXPECT_EQ(bytes, mime(mail));
        const std::vector<std::string> parts = parts_of(read_mail(bytes), "mixed");
        ASSERT_EQ(parts.size(), 3U) << id;
        EXPECT_EQ(parts_of(read_mail(parts[0]), "alternative").size(), 2U) << id;
        const Read file = read_mail(parts[1]);
        EXPECT_EQ(file.headers.at("Content-Type"), "text/csv; charset=utf-8");
        EXPECT_EQ(file.headers.at("Content-Disposition"), "attachment; filename=\"week.csv\"");
        EXPECT_EQ(unquoted(file.body, false) + (file.body.ends_with("\r\n") ? "" : "\r\n"), csv);
        EXPECT_EQ(read_mail(parts[2]).headers.at("Content-Type"),
                  "application/yaml; charset=utf-8");
    }
    for (const char* const name : {"", "a b", "a\r\nX: y", "a\"b", "../x/y", "\u00E2.csv"}) {
        mail.attachments[0].name = name;
        EXPECT_THROW(mime(mail), Unsendable) << name;
    }
}

TEST(Mime, WithoutHtmlItIsOnePart) {
    Mail mail = sample();
    mail.html.clear();
    mail.text = "down";
    const Read read = read_mail(mime(mail));
    EXPECT_EQ(read.headers.at("Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(read.body, "down\r\n");
}

TEST(Mime, LongAndForeignSubjectsReadBack) {
    for (const std::string& subject :
         {std::string("Si\u00E2n: d\u0175r \U0001F600 = ? _ .x"), std::string(200, 'x'),
          std::string("=?UTF-8?Q?forged?="), std::string("a, b; c <d>"),
          std::string(
              "\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713"
              "\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713\u2713")}) {
        Mail mail = sample();
        mail.subject = subject;
        const std::string bytes = mime(mail);
        expect_fit_for_the_wire(bytes);
        EXPECT_EQ(decoded_words(read_mail(bytes).headers.at("Subject")), subject);
    }
}

TEST(Mime, NoHeaderIsInjected) {
    Mail mail = sample();
    mail.subject = "a\r\nBcc: evil@example.org\n\nbody\x01";
    mail.from_name = "T\r\nX: y";
    const Read read = read_mail(mime(mail));
    EXPECT_FALSE(read.headers.contains("Bcc"));
    EXPECT_FALSE(read.headers.contains("X"));
    EXPECT_EQ(read.headers.size(), read_mail(mime(sample())).headers.size());
    // Without its line break this name would be letters and blanks, which stand as they are.
    mail.from_name = "T\r\nBcc y";
    EXPECT_EQ(read_mail(mime(mail)).headers.at("From"), "T  Bcc y <" + mail.from + ">");
    for (const char* id : {"", "<>", "a@b", "<a b>", "<a>\r\nBcc: x", "<a\r\n>", "<a><b>"}) {
        mail.message_id = id;
        EXPECT_THROW(mime(mail), Unsendable) << id;
    }
}

TEST(Mime, LongLinesAreBrokenSoftlyAndReadBack) {
    for (int length = 60; length < 320; ++length) {
        std::string line;
        for (int i = 0; i < length; ++i) line += i % 7 == 3 ? "\u00E9" : i % 5 == 0 ? "." : "x";
        const std::string quoted = quoted_printable(line);
        expect_fit_for_the_wire(quoted);
        EXPECT_EQ(unquoted(quoted, false), line + "\r\n");
    }
}

}  // namespace
}  // namespace tocsin
