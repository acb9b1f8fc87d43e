// Inputs in, a commit, then answers and messages out: the heart's beat. Single-threaded, without
// Asio, clock or chance; the simulator runs this very class. What the journal has not taken has not
// happened: the state is put back, and nobody is answered with a 2xx.
#pragma once

#include "core/decide.h"
#include "core/directory.h"
#include "core/journal.h"
#include "core/state.h"

#include <memory>
#include <vector>

namespace tocsin {

// A message that must leave, after the commit that decided it.
struct HandOver {
    Message message;
    CallId call;
    PersonId person;
    Instant link_expires{};
    bool again = false;  // ask the provider first, where it can be asked
};

// What became of one input.
struct Reply {
    Answer answer;
    bool durable = false;  // false: nothing was saved, and `answer` must not be told as done
};

struct Effects {
    std::vector<Reply> replies;       // one an input, in order
    std::vector<HandOver> hand_over;  // in order of urgency
    std::vector<SendId> asked_back;
    std::vector<Entry> entries;  // what was committed, for the log and the views
};

class Engine {
public:
    // `journal` outlives the engine.
    Engine(Journal& journal, std::shared_ptr<const Directory> directory);
    ~Engine();

    // Replays the journal. Call it once, before the first step.
    void recover();

    // Decides and applies the inputs one by one, and commits them together. Throws Fatal when the
    // journal's answer leaves no safe way on: the process must end and recover.
    Effects step(const std::vector<Input>& inputs, Instant now);

    // A new directory counts from the next step on.
    void use(std::shared_ptr<const Directory> directory) { directory_ = std::move(directory); }

    const State& state() const { return state_; }
    const Directory& directory() const { return *directory_; }

    // The disk is full: new reports are refused, everything else goes on in memory (P13).
    bool degraded() const { return !backlog_.empty() || full_; }

    struct Fatal : std::runtime_error {
        using std::runtime_error::runtime_error;
    };

private:
    Effects step_in_memory(const std::vector<Input>& inputs, Instant now);
    Effects try_step(const std::vector<Input>& inputs, Instant now, bool in_memory);
    void apply(Decision& decision, Instant now, Effects& effects);
    void note_numbers(Instant now, Effects& effects);
    void tell_of_disk(Instant now, Effects& effects);
    void collect(const Entry& entry, Effects& effects) const;

    Journal& journal_;
    std::shared_ptr<const Directory> directory_;
    State state_;
    std::vector<Entry> backlog_;    // applied, not yet journalled: only while the disk is full
    std::vector<IncidentId> over_;  // ended, not yet told to the journal
    bool full_ = false;
    Instant retry_at_{};  // when the backlog is offered to the journal again
};

}  // namespace tocsin
