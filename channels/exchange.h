// One exchange with a provider: a libcurl easy handle, everything its callbacks need, and what came
// back. Part of http.cc's engine; lives on its thread from birth to death.
#pragma once

#include "channels/wire.h"

#include <curl/curl.h>

#include <cstddef>
#include <string>
#include <vector>

namespace tocsin {

class Exchange {
public:
    // Throws std::runtime_error when the request cannot be put to libcurl (a control character in a
    // header, no such scheme, no folder for a file).
    explicit Exchange(WireRequest request);
    ~Exchange();
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    CURL* handle() const { return easy_; }

    // What became of it, once libcurl is done with the handle. A file gets its name here.
    WireAnswer answer(CURLcode code);

private:
    void release();
    void set_up_always();
    void set_up_http();
    void sign_for_aws();
    void set_up_mail();
    void set_up_file();

    static std::size_t on_read(char* to, std::size_t size, std::size_t count, void* self);
    static std::size_t on_body(char* from, std::size_t size, std::size_t count, void* self);
    static std::size_t on_header(char* from, std::size_t size, std::size_t count, void* self);
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address);
    static int on_talk(CURL*, curl_infotype type, char* said, std::size_t size, void* self);

    const WireRequest request_;
    CURL* easy_ = nullptr;
    curl_slist* headers_ = nullptr;
    curl_slist* recipients_ = nullptr;
    std::vector<char> error_;
    std::string scheme_;
    std::string file_;  // where the body goes in the end
    std::string part_;  // where it is written
    std::size_t read_ = 0;
    bool read_out_ = false;  // libcurl asked for more after the last byte
    std::string refused_;    // what is said of an address that it may not have
    curl_socket_t socket_ = CURL_SOCKET_BAD;
    bool quitting_ = false;  // of a mail: QUIT has left, and the verdict is known
    std::string retry_after_;
    std::string date_;
    WireAnswer answer_;
};

}  // namespace tocsin
