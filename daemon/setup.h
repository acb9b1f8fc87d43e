// From a configuration to what the daemon works with: channels, the directory with the procedures
// of open incidents, the rotas of the folder. The same at start and at every reload.
#pragma once

#include "core/input.h"
#include "daemon/config.h"
#include "daemon/dispatcher.h"
#include "daemon/notify_poll.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace tocsin {

// Throws std::runtime_error when a channel cannot be made; the configuration has been checked.
Channels make_channels(const Configuration& configuration);

// The channel that a text counts for when `channel` is told of it: the first of the channels of
// texts of one service that hear of any. Notify has one list of texts for a service, and the same
// text must count once, whoever brings it.
std::string hears_texts(const Configuration& configuration, const std::string& channel);

// How the phone calls of a channel speak; in the standard voice where it makes none.
Voice voice_of(const Configuration& configuration, const std::string& channel);

// The channels that are asked for receipts and replies: one for each medium of a service.
std::vector<Polled> make_polled(const Configuration& configuration);

// The directory in force, with the procedures that open incidents were opened with. One that can no
// longer be read is left out and named in `complaints`: its incidents go on with the present one.
std::shared_ptr<const Directory> directory_in_force(const Configuration& configuration,
                                                    const State& state,
                                                    std::vector<std::string>& complaints);

// The contents of rotas that were ever active, by the rota's name.
using SeenRotas = std::map<std::string, std::set<std::string>>;
SeenRotas seen_rotas(const State& state);

// The rotas of the folder whose content was never active before. What is wrong with a file is told,
// and the rota in force stays (P20). Gaps are accepted here, and told like all gaps: a daemon that
// pages with a gap is better than one that pages nobody.
std::vector<RotaUploaded> new_rotas(const Configuration& configuration, const SeenRotas& seen,
                                    std::vector<std::string>& complaints);

}  // namespace tocsin
