#include "channels/reach.h"

#include "channels/address.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>

namespace tocsin {
namespace {

template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
    if (curl_easy_setopt(easy, option, value) != CURLE_OK)
        throw std::runtime_error("libcurl refuses an option");
}

// One connection on its way.
class Knock {
public:
    Knock(const Door& door, std::chrono::milliseconds within)
        : door_(door), easy_(curl_easy_init(), &curl_easy_cleanup) {
        if (!easy_) throw std::runtime_error("libcurl has no handle to give");
        CURL* easy = easy_.get();
        set(easy, CURLOPT_URL, door.url.c_str());
        set(easy, CURLOPT_CONNECT_ONLY, 1L);
        set(easy, CURLOPT_CERTINFO, 1L);
        set(easy, CURLOPT_PRIVATE, this);
        set(easy, CURLOPT_ERRORBUFFER, error_.data());
        set(easy, CURLOPT_NOSIGNAL, 1L);
        set(easy, CURLOPT_QUICK_EXIT, 1L);
        set(easy, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
        set(easy, CURLOPT_PROXY, "");
        set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
        set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(within.count()));
        set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(within.count()));
        set(easy, CURLOPT_FRESH_CONNECT, 1L);
        set(easy, CURLOPT_OPENSOCKETFUNCTION, &Knock::on_open);
        set(easy, CURLOPT_OPENSOCKETDATA, this);
        if (door.starttls) set(easy, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        if (!door.trusted_certificates.empty())
            set(easy, CURLOPT_CAINFO, door.trusted_certificates.c_str());
    }
    Knock(const Knock&) = delete;
    Knock& operator=(const Knock&) = delete;

    CURL* easy() const { return easy_.get(); }

    void done(CURLcode code) {
        curl_off_t took = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &took);
        reached_.took = std::chrono::milliseconds(took / 1000);
        reached_.why = code == CURLE_OK ? "" : why(code);
        if (code == CURLE_OK) reached_.certificate_ends = certificate();
    }

    const Reached& reached() const { return reached_; }

private:
    // An address that a message would not be sent to is none that is reached.
    static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address) {
        auto& knock = *static_cast<Knock*>(self);
        if (!knock.door_.private_addresses && !is_public(address->addr)) {
            knock.private_ = private_words(knock.door_.url, address->addr);
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }

    std::string why(CURLcode code) const {
        if (!private_.empty()) return private_;
        return error_[0] == '\0' ? curl_easy_strerror(code) : error_.data();
    }

    // Of the first certificate of its chain: its own.
    std::optional<std::chrono::sys_seconds> certificate() const {
        curl_certinfo* chain = nullptr;
        if (curl_easy_getinfo(easy_.get(), CURLINFO_CERTINFO, &chain) != CURLE_OK ||
            chain == nullptr || chain->num_of_certs < 1)
            return std::nullopt;
        constexpr std::string_view wanted = "Expire date:";
        for (const curl_slist* line = chain->certinfo[0]; line != nullptr; line = line->next) {
            const std::string_view text = line->data;
            if (text.starts_with(wanted))
                return read_certificate_date(std::string(text.substr(wanted.size())));
        }
        return std::nullopt;
    }

    const Door& door_;
    std::unique_ptr<CURL, void (*)(CURL*)> easy_;
    std::array<char, CURL_ERROR_SIZE> error_{};
    std::string private_;  // what is said of a private address; empty: it has none
    Reached reached_{"no answer", {}, {}};
};

void gather(CURLM* multi) {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        Knock* knock = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &knock);
        knock->done(message->data.result);
    }
}

}  // namespace

std::vector<Reached> reach(const std::vector<Door>& doors, std::chrono::milliseconds within) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_ALL);
    if (ready != CURLE_OK) throw std::runtime_error("libcurl cannot be set up");
    const std::unique_ptr<CURLM, CURLMcode (*)(CURLM*)> multi(curl_multi_init(),
                                                              &curl_multi_cleanup);
    if (!multi) throw std::runtime_error("libcurl has no handle to give");
    std::vector<std::unique_ptr<Knock>> knocks;
    for (const Door& door : doors) {
        knocks.push_back(std::make_unique<Knock>(door, within));
        curl_multi_add_handle(multi.get(), knocks.back()->easy());
    }
    // libcurl ends each of them in time.
    int running = 1;
    while (running > 0) {
        curl_multi_perform(multi.get(), &running);
        gather(multi.get());
        if (running > 0) curl_multi_poll(multi.get(), nullptr, 0, 100, nullptr);
    }
    std::vector<Reached> all;
    for (const auto& knock : knocks) {
        curl_multi_remove_handle(multi.get(), knock->easy());
        all.push_back(knock->reached());
    }
    return all;
}

std::optional<std::chrono::sys_seconds> read_certificate_date(const std::string& text) {
    const time_t seconds = curl_getdate(text.c_str(), nullptr);
    if (seconds < 0) return std::nullopt;
    return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

}  // namespace tocsin
