// Where the sources lie: for tests that read a file of the project. Only one small file of the
// build knows the path, so that a compiler cache serves every checkout.
#pragma once

#include <filesystem>

namespace tocsin {

std::filesystem::path source_dir();

}  // namespace tocsin
