# The oldest versions of others that Tocsin is built on, and why: an older one would compile, and
# break a promise at night. Debian 12 has them all. Called when each has been found.

function(floor name has least why)
    if(NOT has)
        message(FATAL_ERROR "${name}: its version is not known. ${least} or newer is needed: ${why}.")
    elseif(has VERSION_LESS least)
        message(FATAL_ERROR "${name} ${has} is too old. ${least} or newer is needed: ${why}.")
    endif()
endfunction()

function(check_floors)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        floor(GCC "${CMAKE_CXX_COMPILER_VERSION}" 12 "C++20 as far as it goes there")
    endif()
    floor(OpenSSL "${OPENSSL_VERSION}" 3.0
        "TLS at the door is set up by its providers, and older ones are mended by nobody")
    floor(libcurl "${CURL_VERSION}" 7.88.1
        "protocols and redirects are named by words (7.85), and what it does with addresses of mail was measured here")
    floor(SQLite "${SQLITE_VERSION}" 3.40.1
        "a power cut within every operation of the disk was played with it")
    floor(cpp-httplib "${HTTPLIB_VERSION}" 0.11.4
        "the gate stands before exactly this parser; Debian's 0.11.4 has the fix of CVE-2023-26130")
    floor(yaml-cpp "${YAML_VERSION}" 0.7.0
        "before, a file that is nested deeply enough kills the daemon")
    floor(libical "${ICAL_VERSION}" 3.0 "the calendars of feeds are written with it")
    floor(date "${date_VERSION}" 3.0.1 "both nights of the clock change were proved with it, zone by zone")
    floor(spdlog "${spdlog_VERSION}" 1.10 "its queue drops the oldest line instead of making paging wait")
    floor(Boost "${Boost_VERSION_STRING}" 1.74 "the gate's sockets are Asio's of that version or newer")
endfunction()
