// When backups are made: by themselves, as the configuration says, and when somebody asks. They are
// made one after another on the thread that calls look(); everything else is any thread's.
#pragma once

#include "daemon/backup.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace tocsin {

struct BackupSettings {
    std::filesystem::path folder;
    Duration every = std::chrono::hours(24);
    std::size_t keep = 14;    // the newest; older ones are removed behind a new one
    std::string heartbeat{};  // that hears of each; empty: none
};

struct BackupHealth {
    std::optional<BackupSettings> settings{};
    bool running = false;
    std::uint64_t asked = 0;           // the number of the last one that was asked for; 0: none was
    std::uint64_t answered = 0;        // the number of the last of them that is made, or is not
    std::optional<BackupMade> last{};  // by this process
    std::optional<BackupMade> placed{};  // the last of them for which somebody had named a place
    std::string trouble{};               // why the last one was not made; empty: it was
    std::uint64_t failures_total = 0;
    // Since the newest in the folder was made; without any, since one was wanted. Nothing: none is
    // wanted, and none was made.
    std::optional<std::chrono::seconds> age{};
    bool lacking = false;  // one is wanted, and the folder has none
};

class BackupDesk {
public:
    // One that failed is tried again after this.
    static constexpr std::chrono::minutes again{15};

    using Clock = std::function<Instant()>;
    // What became of one that was due: why it could not be made, or nothing; and the newest there
    // is. On look()'s thread.
    using Told = std::function<void(const std::string& why, std::optional<Instant> last)>;

    // `journal` is open by its Store for as long as this lives.
    BackupDesk(std::filesystem::path journal, Clock clock, Told told)
        : journal_(std::move(journal)), clock_(std::move(clock)), told_(std::move(told)) {}

    // From here on; nothing: none is made but when asked for.
    void use(std::optional<BackupSettings> settings);

    // Asks for one, and answers its number; 0 when another is being made or waits. Without a place
    // it goes to the folder of the configuration, of which there must be one.
    std::uint64_t ask(std::optional<std::filesystem::path> where);

    // Makes what was asked for, or what is due. It takes as long as that takes.
    void look();

    // Whatever is being made is given up.
    void stop() { stopped_ = true; }

    BackupHealth health() const;

private:
    struct Wanted {
        std::filesystem::path where;
        std::uint64_t asked = 0;  // 0: it is due
        std::size_t keep = 0;     // 0: all; else the folder is pruned behind it
    };
    std::optional<Wanted> wanted();
    std::optional<Instant> newest(const std::filesystem::path& folder) const;
    void done(const Wanted& wanted, std::optional<BackupMade> made, const std::string& why);

    const std::filesystem::path journal_;
    const Clock clock_;
    const Told told_;
    mutable std::mutex mutex_;
    std::optional<Wanted> waiting_;
    std::optional<Instant> since_;  // a backup is wanted
    std::optional<Instant> tried_;  // the last one that failed
    BackupHealth health_;
    std::atomic<bool> stopped_ = false;
};

}  // namespace tocsin
