#include "tests/support/source_dir.h"

namespace tocsin {

std::filesystem::path source_dir() {
    return TOCSIN_SOURCE_DIR;
}

}  // namespace tocsin
