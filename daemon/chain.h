// The hash chain of the journal: arithmetic on bytes, no files. Each entry's hash covers the hash
// before it and everything the entry says; of its particulars it covers a salted digest only, so
// that they can be erased without breaking the chain.
#pragma once

#include "daemon/sha256.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

struct Row;

// Drawn at random for each row: without it, a digest of a phone number could be guessed.
using Salt = std::array<std::uint8_t, 16>;

Digest particulars_digest(const Salt& salt, std::string_view particulars);

// The hash of `row`, which ends the incidents `over`, after an entry with hash `previous` (zeros
// before the first). `particulars` is the digest above, nullopt for a row that never had any;
// row.particulars itself is not read. Lists are taken as they stand: ascending, each value once;
// row.archives with the hashes of what leaves.
Digest chained(const Digest& previous, const Row& row, const std::vector<std::uint64_t>& over,
               const std::optional<Digest>& particulars);

}  // namespace tocsin
