// Escaping for HTML and XML, and nothing else. Every value that reaches a page or a feed goes
// through here, however harmless it looks: names come from people, and people paste.
#pragma once

#include <string>
#include <string_view>

namespace tocsin {

// `text` for element content and for attribute values in double or single quotes, in HTML and XML.
// Removed: control characters (C0 but for tab and line feed, DEL, C1), the marks that turn the
// direction of writing (a name must not reorder the words around it), and U+FFFE and U+FFFF, which
// XML forbids. Bytes that are not UTF-8 become U+FFFD. Empty for empty text.
[[nodiscard]] std::string escaped(std::string_view text);

// The same cleaning without escaping, for media that quote in another way (JSON).
[[nodiscard]] std::string cleaned(std::string_view text);

}  // namespace tocsin
