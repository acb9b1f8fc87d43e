#include "daemon/sheet_board.h"

#include "channels/sabotage.h"
#include "daemon/clock.h"
#include "daemon/whole_file.h"

#include <spdlog/spdlog.h>

#include <system_error>

namespace tocsin {
namespace {

namespace fs = std::filesystem;
using fs::perms;

// Longer than any disk needs for three small files.
constexpr std::chrono::seconds late_after{60};

// A switchboard reads it as a member of our group.
constexpr perms folder_permissions = perms::owner_all | perms::group_read | perms::group_exec;
constexpr perms file_permissions = perms::owner_read | perms::owner_write | perms::group_read;

// Empty: it is there. One that exists keeps its permissions: the operator gave them.
std::string made(const fs::path& folder) {
    std::error_code fault;
    if (fs::create_directories(folder, fault)) fs::permissions(folder, folder_permissions, fault);
    return fault ? fault.message() : "";
}

}  // namespace

SheetBoard::SheetBoard() : writing_([this](const OnCallSheet& sheet) { write(sheet); }) {}

void SheetBoard::use(const fs::path& folder, int days) {
    const std::lock_guard lock(mutex_);
    moved_ = moved_ || folder != folder_ || days != days_;
    if (folder != folder_) written_ = steady_now();
    folder_ = folder;
    days_ = days;
}

void SheetBoard::look(const Engine& engine, Instant now) {
    const auto steady = steady_now();
    {
        const std::lock_guard lock(mutex_);
        if (steady - given_ < changed_every && !moved_) return;
    }
    const std::uint64_t fingerprint = sheet_fingerprint(engine.state(), engine.directory());
    const bool young = steady - given_ < written_every;
    int days = 0;
    {
        const std::lock_guard lock(mutex_);
        if (young && fingerprint == fingerprint_ && now < until_ && !moved_) return;
        moved_ = false;
        days = days_;
    }
    given_ = steady;
    fingerprint_ = fingerprint;
    SheetView view = sheet_view(engine.state(), engine.directory(), now, days);
    until_ = view.until;
    writing_.give(std::move(view.sheet));
}

void SheetBoard::write(const OnCallSheet& sheet) {
    stand_still(Standstill::sheet);
    fs::path folder;
    {
        const std::lock_guard lock(mutex_);
        folder = folder_;
    }
    std::string error = made(folder);
    for (const File& file : sheet_files(sheet)) {
        if (error.empty()) error = write_whole(folder / file.path, file.body, file_permissions);
    }
    const std::lock_guard lock(mutex_);
    if (!error.empty() && last_error_.empty())
        spdlog::error("the on-call sheet cannot be written: {}", error);
    if (error.empty() && !last_error_.empty()) spdlog::info("the on-call sheet is written again");
    if (error.empty()) {
        written_ = steady_now();
    } else {
        ++failures_total_;
    }
    last_error_ = std::move(error);
}

SheetHealth SheetBoard::health() const {
    const std::lock_guard lock(mutex_);
    SheetHealth health{failures_total_, {}, last_error_};
    if (!folder_.empty())
        health.age = std::chrono::floor<std::chrono::seconds>(steady_now() - written_);
    return health;
}

std::string SheetBoard::complaint() const {
    const SheetHealth now = health();
    if (now.age <= late_after) return "";
    return "the on-call sheet is " + std::to_string(now.age.count()) +
           " s old: " + (now.last_error.empty() ? "the disk does not answer" : now.last_error);
}

}  // namespace tocsin
