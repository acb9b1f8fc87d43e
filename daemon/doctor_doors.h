// Where the channels of a configuration connect to, and what is said of how that went.
#pragma once

#include "channels/reach.h"
#include "daemon/config.h"
#include "daemon/finding.h"

namespace tocsin {

// Of each channel that speaks with somebody over the net; one that writes files has none.
std::vector<Door> doors_of(const Configuration& configuration);

Findings judge_doors(const std::vector<Door>& doors, const std::vector<Reached>& reached,
                     Instant now);

// Whether texts and mails leave at all: with files alone, nobody is called.
Findings judge_media(const Configuration& configuration);

// Of a certificate that ends then: "the certificate of 0.0.0.0:8443".
Finding judge_certificate(const std::string& about, const std::string& whose,
                          std::chrono::sys_seconds ends, Instant now, const std::string& remedy);

}  // namespace tocsin
