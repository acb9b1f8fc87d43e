// Which addresses a provider may live at. Asked with the resolved address, just before connecting,
// so that a name that resolves into our own network (by accident or on purpose) reaches nothing.
#pragma once

#include <string>
#include <string_view>
#include <sys/socket.h>

namespace tocsin {

// False for loopback, private, shared, link-local (where clouds keep their metadata), multicast and
// reserved addresses, for those wrapped in IPv6, and for anything that is neither IPv4 nor IPv6.
bool is_public(const sockaddr& address);

// What is said of the host of a URL that was found at an address that is not public, and the
// setting that allows it. Nothing else of the URL is shown.
std::string private_words(std::string_view url, const sockaddr& address);

}  // namespace tocsin
