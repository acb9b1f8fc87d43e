#include "daemon/chain.h"

#include "daemon/row.h"

#include <bit>

namespace tocsin {
namespace {

// SHA-256 of fields, each written so that no two different lists of fields give the same bytes:
// a number takes eight, a text or a list says its length first.
class Hash : public Sha256 {
public:
    void number(std::uint64_t value) {
        std::array<std::uint8_t, 8> big_endian{};
        for (auto byte = big_endian.rbegin(); byte != big_endian.rend(); ++byte, value >>= 8) {
            *byte = static_cast<std::uint8_t>(value & 0xff);
        }
        add(big_endian.data(), big_endian.size());
    }

    void text(std::string_view value) {
        number(value.size());
        add(value.data(), value.size());
    }

    void list(const std::vector<std::uint64_t>& values) {
        number(values.size());
        for (const auto value : values) number(value);
    }
};

}  // namespace

Digest particulars_digest(const Salt& salt, std::string_view particulars) {
    Hash hash;
    hash.add(salt.data(), salt.size());
    hash.text(particulars);
    return hash.finish();
}

Digest chained(const Digest& previous, const Row& row, const std::vector<std::uint64_t>& over,
               const std::optional<Digest>& particulars) {
    Hash hash;
    hash.add(previous.data(), previous.size());
    hash.number(row.seq);
    hash.number(std::bit_cast<std::uint64_t>(std::int64_t{row.at.time_since_epoch().count()}));
    hash.number(row.epoch);
    hash.text(row.kind);
    hash.list(row.about);
    hash.text(row.body);
    hash.number(particulars ? 1 : 0);
    if (particulars) hash.add(particulars->data(), particulars->size());
    hash.list(row.erases);
    hash.list(over);
    // Schema 1 knew of none, and its hashes stand.
    for (const LeftEntry& left : row.archives) {
        hash.number(left.seq);
        hash.add(left.hash.data(), left.hash.size());
    }
    return hash.finish();
}

}  // namespace tocsin
