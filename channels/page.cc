#include "channels/page.h"

#include "channels/html.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

namespace tocsin {
namespace {

std::string sha256_base64(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> hash{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash.data());
    // 32 bytes are 44 signs of base64, and EVP_EncodeBlock writes a zero after them.
    std::array<unsigned char, 45> text{};
    const int length = EVP_EncodeBlock(text.data(), hash.data(), SHA256_DIGEST_LENGTH);
    return {reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(length)};
}

std::string unbroken(std::string_view text) {
    std::string out;
    for (const char c : escaped(text)) {
        if (c == ' ') {
            out += "&nbsp;";
        } else {
            out += c;
        }
    }
    return out;
}

// The number written in all of `text`.
std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// "01:52" as minutes.
std::optional<int> minutes(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = number(text.substr(0, 2));
    const auto minute = number(text.substr(3, 2));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return *hour * 60 + *minute;
}

std::string two(int value) {
    return std::string(value < 10 ? "0" : "") + std::to_string(value);
}

}  // namespace

std::string utc(std::string_view iso) {
    using namespace std::chrono;
    // 2026-07-08T02:34 and then, if they are there, :00; the rest is the offset.
    if (iso.size() < 17 || iso[4] != '-' || iso[7] != '-' || iso[10] != 'T') return {};
    const auto y = number(iso.substr(0, 4));
    const auto m = number(iso.substr(5, 2));
    const auto d = number(iso.substr(8, 2));
    const auto clock = minutes(iso.substr(11, 5));
    if (!y || *y < 1000 || !m || !d || !clock) return {};
    const year_month_day day{year{*y}, month{static_cast<unsigned>(*m)},
                             std::chrono::day{static_cast<unsigned>(*d)}};
    if (!day.ok()) return {};

    std::string_view rest = iso.substr(16);
    int second = 0;
    if (rest.front() == ':') {
        const auto written = number(rest.substr(1, 2));
        if (rest.size() < 4 || !written || *written > 59) return {};
        second = *written;
        rest.remove_prefix(3);
    }
    int offset = 0;
    if (rest != "Z") {
        const auto written = minutes(rest.substr(1));
        if (!written || (rest.front() != '+' && rest.front() != '-')) return {};
        offset = rest.front() == '+' ? *written : -*written;
    }

    const auto at = sys_days{day} + std::chrono::minutes{*clock - offset} + seconds{second};
    const auto midnight = floor<days>(at);
    const year_month_day date{midnight};
    const hh_mm_ss time{at - midnight};
    return std::to_string(static_cast<int>(date.year())) + "-" +
           two(static_cast<int>(static_cast<unsigned>(date.month()))) + "-" +
           two(static_cast<int>(static_cast<unsigned>(date.day()))) + "T" +
           two(static_cast<int>(time.hours().count())) + ":" +
           two(static_cast<int>(time.minutes().count())) + ":" +
           two(static_cast<int>(time.seconds().count())) + "Z";
}

std::string time_html(const Time& time) {
    if (time.words.empty()) return {};
    return "<time datetime=\"" + escaped(time.iso) + "\">" + escaped(time.words) + "</time>";
}

std::string phone_html(std::string_view lead, const PhoneDesk& desk) {
    return escaped(lead) + " the " + escaped(desk.name) + ": <a href=\"tel:" + escaped(desk.tel) +
           "\">" + unbroken(desk.phone) + "</a>";
}

std::string style_policy(std::string_view css) {
    return "default-src 'none'; style-src 'sha256-" + sha256_base64(css) +
           "'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
}

}  // namespace tocsin
