#include "channels/exchange.h"

#include "channels/address.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace tocsin {
namespace {

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code != CURLE_OK) {
        throw std::runtime_error("libcurl refuses option " + std::to_string(option) + ": " +
                                 curl_easy_strerror(code));
    }
}

std::string scheme_of(const std::string& url) {
    const std::size_t end = url.find("://");
    std::string scheme = url.substr(0, end == std::string::npos ? 0 : end);
    for (const char* known : {"http", "https", "smtp", "smtps", "file"}) {
        if (scheme == known) return scheme;
    }
    throw std::runtime_error("The URL has no scheme we speak.");
}

long milliseconds(Duration duration) {
    return static_cast<long>(duration.count());
}

void append(curl_slist*& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    if (longer == nullptr) throw std::runtime_error("libcurl has no memory for a header.");
    list = longer;
}

// The value of a header line when it is the header `name` (lower case); the rest without spaces.
bool is_header(std::string_view line, std::string_view name, std::string& value) {
    if (line.size() <= name.size() || line[name.size()] != ':') return false;
    const bool same = std::equal(name.begin(), name.end(), line.begin(), [](char a, char b) {
        return a == std::tolower(static_cast<unsigned char>(b));
    });
    if (!same) return false;
    line.remove_prefix(name.size() + 1);
    const std::size_t from = line.find_first_not_of(" \t");
    const std::size_t to = line.find_last_not_of(" \t\r\n");
    value = from == std::string_view::npos ? "" : std::string(line.substr(from, to - from + 1));
    return true;
}

int synced(const char* path, int flags, std::optional<mode_t> mode = {}) {
    const int fd = ::open(path, flags | O_CLOEXEC);
    if (fd < 0) return errno;
    const bool done = (!mode || ::fchmod(fd, *mode) == 0) && ::fsync(fd) == 0;
    const int error = done ? 0 : errno;
    ::close(fd);
    return error;
}

// The folders that are missing, made; those for all to read may be entered by all, whatever the
// process's mask says. A folder that exists keeps its permissions.
std::error_code made(const std::filesystem::path& folder, bool readable_by_all) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return {};
    if (folder.has_relative_path()) {
        if (const std::error_code above = made(folder.parent_path(), readable_by_all)) return above;
    }
    if (!std::filesystem::create_directory(folder, error) || !readable_by_all) return error;
    using std::filesystem::perms;
    std::filesystem::permissions(folder,
                                 perms::owner_all | perms::group_read | perms::group_exec |
                                     perms::others_read | perms::others_exec,
                                 error);
    return error;
}

// The written part, on the disk, under its name, with exactly these permissions. Zero, or what went
// wrong.
int settle(const std::string& part, const std::string& file, mode_t mode) {
    if (const int error = synced(part.c_str(), O_RDONLY, mode)) return error;
    if (std::rename(part.c_str(), file.c_str()) != 0) return errno;
    const std::string folder = std::filesystem::path(file).parent_path().string();
    return synced(folder.c_str(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

Exchange::Exchange(WireRequest request)
    : request_(std::move(request)),
      error_(CURL_ERROR_SIZE, '\0'),
      scheme_(scheme_of(request_.url)) {
    easy_ = curl_easy_init();
    if (easy_ == nullptr) throw std::runtime_error("libcurl has no handle to give.");
    try {
        set_up_always();
        if (scheme_ == "file") {
            set_up_file();
        } else if (scheme_ == "smtp" || scheme_ == "smtps") {
            set_up_mail();
        } else {
            set_up_http();
        }
    } catch (...) {
        release();
        throw;
    }
}

Exchange::~Exchange() {
    release();
}

void Exchange::release() {
    curl_easy_cleanup(easy_);
    curl_slist_free_all(headers_);
    curl_slist_free_all(recipients_);
}

void Exchange::set_up_always() {
    set(easy_, CURLOPT_URL, request_.url.c_str());
    set(easy_, CURLOPT_PRIVATE, this);
    set(easy_, CURLOPT_ERRORBUFFER, error_.data());
    set(easy_, CURLOPT_NOSIGNAL, 1L);
    // A resolver that hangs is left behind, not waited for, when its transfer is over.
    set(easy_, CURLOPT_QUICK_EXIT, 1L);
    set(easy_, CURLOPT_PROTOCOLS_STR, scheme_.c_str());
    set(easy_, CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy_, CURLOPT_PROXY, "");
    set(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy_, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy_, CURLOPT_SSL_VERIFYHOST, 2L);
    set(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!request_.trusted_certificates.empty()) {
        set(easy_, CURLOPT_CAINFO, request_.trusted_certificates.c_str());
    }
    set(easy_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(request_.timeouts.connect));
    set(easy_, CURLOPT_TIMEOUT_MS, milliseconds(request_.timeouts.total));
    const auto stalled = std::chrono::ceil<std::chrono::seconds>(request_.timeouts.stalled);
    set(easy_, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(stalled.count()));
    set(easy_, CURLOPT_MAXAGE_CONN, 60L);
    set(easy_, CURLOPT_MAXLIFETIME_CONN, 300L);
    if (!request_.user.empty()) {
        set(easy_, CURLOPT_USERNAME, request_.user.c_str());
        set(easy_, CURLOPT_PASSWORD, request_.password.c_str());
    }
    set(easy_, CURLOPT_WRITEFUNCTION, &Exchange::on_body);
    set(easy_, CURLOPT_WRITEDATA, this);
    set(easy_, CURLOPT_HEADERFUNCTION, &Exchange::on_header);
    set(easy_, CURLOPT_HEADERDATA, this);
    set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Exchange::on_open);
    set(easy_, CURLOPT_OPENSOCKETDATA, this);
    // No seek function on purpose: when a kept connection dies, libcurl would quietly send the
    // request again on another. That is a duplicate nobody decided on (P5), so the body cannot be
    // read twice, and what has none never takes a kept connection.
    set(easy_, CURLOPT_READFUNCTION, &Exchange::on_read);
    set(easy_, CURLOPT_READDATA, this);
}

void Exchange::set_up_http() {
    set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(easy_, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    if (request_.method == "GET") {
        set(easy_, CURLOPT_HTTPGET, 1L);
    } else {
        set(easy_, CURLOPT_POST, 1L);
        set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
        if (!request_.aws_signature.empty()) sign_for_aws();
        if (request_.method != "POST") {
            set(easy_, CURLOPT_CUSTOMREQUEST, request_.method.c_str());
        }
    }
    if (request_.body.empty()) set(easy_, CURLOPT_FRESH_CONNECT, 1L);
    // Amazon's signature would cover the empty header, which does not leave; its bodies are short.
    if (request_.aws_signature.empty()) append(headers_, "Expect:");
    for (const auto& [name, value] : request_.headers) {
        const std::string line = name + ": " + value;
        if (!is_one_line(line)) throw std::runtime_error("A header holds a control character.");
        append(headers_, line);
    }
    set(easy_, CURLOPT_HTTPHEADER, headers_);
}

// libcurl hashes the body, so it must be given whole; what can be read twice never takes a kept
// connection (see on_read above).
void Exchange::sign_for_aws() {
    set(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());
    set(easy_, CURLOPT_AWS_SIGV4, request_.aws_signature.c_str());
    set(easy_, CURLOPT_FRESH_CONNECT, 1L);
}

void Exchange::set_up_mail() {
    if (!request_.envelope || !is_mail_address(request_.envelope->from) ||
        !is_mail_address(request_.envelope->to)) {
        throw std::runtime_error("The envelope of a mail is no pair of addresses.");
    }
    const std::string from = "<" + request_.envelope->from + ">";
    set(easy_, CURLOPT_MAIL_FROM, from.c_str());
    append(recipients_, "<" + request_.envelope->to + ">");
    set(easy_, CURLOPT_MAIL_RCPT, recipients_);
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_SASL_IR, 1L);  // one turn less before a page is on its way
    const bool starttls = request_.tls == TlsMode::starttls;
    set(easy_, CURLOPT_USE_SSL, static_cast<long>(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    // One connection a mail: libcurl closes it with our handle, so that on_talk sees the QUIT.
    set(easy_, CURLOPT_FRESH_CONNECT, 1L);
    set(easy_, CURLOPT_FORBID_REUSE, 1L);
    set(easy_, CURLOPT_DEBUGFUNCTION, &Exchange::on_talk);
    set(easy_, CURLOPT_DEBUGDATA, this);
    set(easy_, CURLOPT_VERBOSE, 1L);
}

void Exchange::set_up_file() {
    int length = 0;
    const std::string encoded = request_.url.substr(std::strlen("file://"));
    char* plain =
        curl_easy_unescape(easy_, encoded.c_str(), static_cast<int>(encoded.size()), &length);
    if (plain == nullptr) throw std::runtime_error("The file's name cannot be read.");
    file_.assign(plain, static_cast<std::size_t>(length));
    curl_free(plain);
    if (!file_.starts_with('/')) throw std::runtime_error("The file has no absolute path.");
    const std::filesystem::path folder = std::filesystem::path(file_).parent_path();
    const std::error_code error = made(folder, request_.readable_by_all);
    if (error) throw std::runtime_error("The folder cannot be made: " + error.message());
    part_ = request_.put_file ? file_ + ".part" : file_;
    set(easy_, CURLOPT_URL, ("file://" + percent_encoded(part_, true)).c_str());
    set(easy_, CURLOPT_UPLOAD, 1L);
    set(easy_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    // A message holds a code that takes a call.
    set(easy_, CURLOPT_NEW_FILE_PERMS, 0600L);
}

WireAnswer Exchange::answer(CURLcode code) {
    // A body longer than we care for is our doing, not the provider's failure.
    if (code == CURLE_WRITE_ERROR && answer_.body_cut) code = CURLE_OK;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &answer_.status);
    curl_off_t uploaded = 0;
    curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    long requested = 0;
    curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &requested);
    const bool http = scheme_ == "http" || scheme_ == "https";
    const bool uploads = request_.method != "GET";
    answer_.sent_whole = http ? requested > 0 && (!uploads || static_cast<std::size_t>(uploaded) ==
                                                                  request_.body.size())
                              : read_out_ || (scheme_ == "file" && read_ == request_.body.size());
    // The kept connection died with the request on it: it may have been read there.
    if (code == CURLE_SEND_FAIL_REWIND) answer_.sent_whole = read_ == request_.body.size();
    answer_.retry_after = parse_retry_after(retry_after_, date_);
    answer_.date = parse_http_date(date_);
    answer_.address_refused = answer_.address_refused && code == CURLE_COULDNT_CONNECT;
    if (code == CURLE_OK && request_.put_file) {
        if (const int error = settle(part_, file_, request_.readable_by_all ? 0644 : 0600)) {
            code = CURLE_WRITE_ERROR;
            std::snprintf(error_.data(), error_.size(), "%s",
                          std::generic_category().message(error).c_str());
        }
    }
    answer_.curl_code = code;
    if (code != CURLE_OK) {
        answer_.curl_error = error_[0] != '\0' ? error_.data() : curl_easy_strerror(code);
        if (answer_.address_refused) answer_.curl_error = refused_;
    }
    return std::move(answer_);
}

std::size_t Exchange::on_read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string& body = exchange.request_.body;
    const std::size_t length = std::min(size * count, body.size() - exchange.read_);
    std::copy_n(body.data() + exchange.read_, length, to);
    exchange.read_ += length;
    exchange.read_out_ = length == 0;
    return length;
}

std::size_t Exchange::on_body(char* from, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    WireAnswer& answer = exchange.answer_;
    const std::size_t length = size * count;
    const std::size_t taken = std::min(length, exchange.request_.answer_max - answer.body.size());
    answer.body.append(from, taken);
    if (taken == length) return length;
    answer.body_cut = true;
    return CURL_WRITEFUNC_ERROR;
}

std::size_t Exchange::on_header(char* from, std::size_t size, std::size_t count, void* self) {
    auto& exchange = *static_cast<Exchange*>(self);
    const std::string_view line(from, size * count);
    if (exchange.request_.envelope) {
        if (exchange.quitting_) return line.size();
        exchange.answer_.last_reply = line.substr(0, line.find_last_not_of("\r\n") + 1);
    } else if (!is_header(line, "retry-after", exchange.retry_after_)) {
        is_header(line, "date", exchange.date_);
    }
    return line.size();
}

curl_socket_t Exchange::on_open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(self);
    if (!exchange.request_.private_addresses && !is_public(address->addr)) {
        exchange.answer_.address_refused = true;
        exchange.refused_ = private_words(exchange.request_.url, address->addr);
        return CURL_SOCKET_BAD;
    }
    exchange.socket_ =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return exchange.socket_;
}

// libcurl waits for the answer to QUIT, up to two minutes and with the whole thread (7.88, smtp.c).
// Nobody needs that answer: when QUIT has left, there is nothing more to read on this socket.
int Exchange::on_talk(CURL*, curl_infotype type, char* said, std::size_t size, void* self) {
    const std::string_view line(said, size);
    if (type == CURLINFO_HEADER_OUT && line.starts_with("QUIT")) {
        auto& exchange = *static_cast<Exchange*>(self);
        exchange.quitting_ = true;
        ::shutdown(exchange.socket_, SHUT_RD);
    }
    return 0;
}

}  // namespace tocsin
