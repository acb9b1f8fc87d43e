// The peer of our fan-out: a bare curl-multi loop that posts the same texts to the same provider,
// as many at once, over kept connections. Prints how many seconds it took.
//
//   raw_curl --port P --count 10000 --in-flight 64
#include "tests/bench/arguments.h"

#include <curl/curl.h>

#include <cstdio>
#include <vector>

namespace tocsin {
namespace {

std::size_t swallow(char*, std::size_t size, std::size_t count, void*) {
    return size * count;
}

class Sender {
public:
    Sender(std::string url, std::size_t count, std::size_t in_flight)
        : url_(std::move(url)), count_(count), bodies_(in_flight), multi_(curl_multi_init()) {
        headers_ = curl_slist_append(headers_, "Content-Type: application/json");
        headers_ = curl_slist_append(headers_, "Authorization: Bearer provider-secret");
    }

    void run() {
        for (std::string& body : bodies_) {
            CURL* easy = curl_easy_init();
            curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
            curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers_);
            curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &swallow);
            curl_easy_setopt(easy, CURLOPT_PRIVATE, &body);
            next(easy);
        }
        int running = 0;
        do {
            curl_multi_perform(multi_, &running);
            int left = 0;
            while (const CURLMsg* said = curl_multi_info_read(multi_, &left)) {
                CURL* easy = said->easy_handle;
                if (said->data.result != CURLE_OK)
                    throw std::runtime_error(curl_easy_strerror(said->data.result));
                curl_multi_remove_handle(multi_, easy);
                ++done_;
                next(easy);
            }
            if (done_ < count_) curl_multi_poll(multi_, nullptr, 0, 1000, nullptr);
        } while (done_ < count_);
    }

private:
    void next(CURL* easy) {
        if (begun_ == count_) return;
        std::string* body = nullptr;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &body);
        const std::string number = std::to_string(++begun_);
        *body =
            "{\"to\":\"+447700900101\",\"text\":\"NSD: Sev 1. GP Records down. Take it: "
            "http://127.0.0.1:8080/a/2psn7wx7cnztgqcdn. Multiple Trusts in North East. If "
            "not, level 3 is called. Or phone 07700 900010. INC-" +
            number + "\",\"reference\":\"" + number + "\"}";
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body->c_str());
        curl_multi_add_handle(multi_, easy);
    }

    std::string url_;
    std::size_t count_;
    std::vector<std::string> bodies_;
    CURLM* multi_;
    curl_slist* headers_ = nullptr;
    std::size_t begun_ = 0;
    std::size_t done_ = 0;
};

}  // namespace
}  // namespace tocsin

int main(int count, char** words) {
    try {
        const tocsin::Arguments given(count, words);
        curl_global_init(CURL_GLOBAL_DEFAULT);
        tocsin::Sender sender("http://127.0.0.1:" + given.text("port") + "/messages",
                              given.number("count", 10'000), given.number("in-flight", 64));
        const std::int64_t began = tocsin::monotonic_ns();
        sender.run();
        std::printf("%.3f\n", static_cast<double>(tocsin::monotonic_ns() - began) / 1e9);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "raw_curl: %s\n", error.what());
        return 1;
    }
}
