#include "daemon/config_parts.h"
#include "daemon/file_text.h"
#include "rota/clock_words.h"

namespace tocsin {

namespace {

// Authorities that renew by themselves do so at 30 days; who renews by hand needs a week or two.
constexpr std::chrono::days renewal_due{21};

std::optional<std::string> read_certificate(MapReader& tls, const std::filesystem::path& home,
                                            std::string& certificate) {
    const auto word =
        tls.need_text("certificate", 1000, "name the PEM file of the certificate and its chain");
    if (!word) return std::nullopt;
    const std::filesystem::path path = home / *word;
    certificate = path.string();
    FileText file = read_file(path);
    if (!file.text) {
        tls.complaints().error(tls.mark("certificate"),
                               "the certificate " + certificate + " cannot be read: " + file.why);
    }
    return file.text;
}

std::string key_advice(const std::string& fault) {
    if (fault == tls_key_of_another) return "name the key this certificate was made with";
    if (fault == tls_key_encrypted) {
        return "take its passphrase off: openssl pkey -in KEY -out NEW, and name NEW";
    }
    if (fault == tls_key_unusable) return "make a certificate with an ECDSA or an RSA key";
    return "put the key in PEM form into its file, without a passphrase";
}

// A daemon that starts with a bad date still pages; only callers can tell that they will not ask.
void judge_dates(const TlsIdentity& identity, const std::string& name, std::chrono::sys_days today,
                 Mark mark, Complaints& complaints) {
    const std::chrono::sys_days first = std::chrono::floor<std::chrono::days>(identity.begins());
    const std::chrono::sys_days last = std::chrono::floor<std::chrono::days>(identity.ends());
    if (last < today) {
        complaints.warning(mark, name + " ended on " + long_day(last),
                           "callers that check it send nothing any more", "renew it at once");
    } else if (first > today) {
        complaints.warning(mark, name + " begins on " + long_day(first),
                           "callers that check it send nothing until then",
                           "check the clock, or wait with it");
    } else if (last - today <= renewal_due) {
        complaints.warning(mark, name + " ends on " + long_day(last),
                           "callers that check it send nothing after that",
                           "renew it, then reload: open connections go on");
    }
}

}  // namespace

TlsRead read_tls(const Node& node, const std::filesystem::path& home, Day today,
                 Complaints& complaints) {
    MapReader tls(node, "the block \"tls\"", complaints);
    TlsRead answer;
    const auto certificate = read_certificate(tls, home, answer.certificate);
    const std::string name = "the certificate " + answer.certificate;
    const Node* secret = tls.need("key", "name the PEM file of the certificate's private key");
    const auto key =
        secret ? read_secret_text(*secret, "\"key\" of TLS", home, complaints) : std::nullopt;
    tls.refuse_unknown();
    if (!certificate || !key) return answer;
    TlsIdentityRead read = read_tls_identity(*certificate, *key);
    if (!read.certificate_fault.empty()) {
        complaints.error(tls.mark("certificate"), name + " " + read.certificate_fault, "",
                         "put the certificate first, then the chain, each as BEGIN CERTIFICATE");
    }
    if (!read.key_fault.empty()) {
        complaints.error(tls.mark("key"), "\"key\" of TLS " + read.key_fault,
                         "without its key nobody can be served under " + name,
                         key_advice(read.key_fault));
    }
    if (read.identity) {
        judge_dates(*read.identity, name, today, tls.mark("certificate"), complaints);
    }
    answer.identity = std::move(read.identity);
    return answer;
}

}  // namespace tocsin
