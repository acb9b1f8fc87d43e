# What is installed, and how `cpack -G DEB` makes a package of it; daemon/package does all of it.
set(TOCSIN_MAINTAINER "The Tocsin authors <tocsin@example.org>" CACHE STRING
    "Who answers for the package, as Debian writes it")

# Only what is built already is packed: cpack must not build every test first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(parts ${CMAKE_CURRENT_LIST_DIR})
set(shipped ${PROJECT_SOURCE_DIR}/systemd)
set(made ${CMAKE_BINARY_DIR}/package)

# A program with the tests' ways to die is never taken for the one that is shipped.
set(package_version ${PROJECT_VERSION})
if(TOCSIN_TESTS)
    string(APPEND package_version "~test")
endif()

# The configuration as installed: the commented example, which says that it is one.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${shipped}/tocsin.yaml)
file(READ ${shipped}/tocsin.yaml example)
string(REPLACE "\n# Names the status page and the feed.\n"
    "\n# Not ready while this line is here: nobody below is real. Write your own, and remove it.\nexample: yes\n\n# Names the status page and the feed.\n"
    installed "${example}")
if(installed STREQUAL example)
    message(FATAL_ERROR "systemd/tocsin.yaml has no place for \"example: yes\"; see ${CMAKE_CURRENT_LIST_FILE}")
endif()
file(CONFIGURE OUTPUT ${made}/tocsin.yaml CONTENT "${installed}" @ONLY)

install(TARGETS tocsin RUNTIME DESTINATION usr/bin)
install(FILES ${shipped}/tocsin.service ${shipped}/tocsin.socket DESTINATION lib/systemd/system)
install(FILES ${parts}/sysusers.conf DESTINATION usr/lib/sysusers.d RENAME tocsin.conf)
install(FILES ${parts}/tmpfiles.conf DESTINATION usr/lib/tmpfiles.d RENAME tocsin.conf)
install(FILES ${made}/tocsin.yaml DESTINATION etc/tocsin)
install(DIRECTORY ${shipped}/procedures ${shipped}/channels ${shipped}/dialects DESTINATION etc/tocsin)
install(DIRECTORY DESTINATION etc/tocsin/keys)
install(DIRECTORY DESTINATION etc/tocsin/rotas)
# As shipped, for whoever wants to compare; the stories play with these procedures.
install(DIRECTORY ${shipped}/ DESTINATION usr/share/tocsin USE_SOURCE_PERMISSIONS
    PATTERN package EXCLUDE PATTERN "tocsin.service" EXCLUDE PATTERN "tocsin.socket" EXCLUDE
    PATTERN ".gitkeep" EXCLUDE REGEX "/systemd/rotas$" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/README.md ${parts}/copyright DESTINATION usr/share/doc/tocsin)
install(FILES ${parts}/lintian-overrides DESTINATION usr/share/lintian/overrides RENAME tocsin)

# What the program says of itself, and what is compressed.
install(CODE "
    set(program ${CMAKE_BINARY_DIR}/tocsin)
    set(root \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
    set(maintainer \"${TOCSIN_MAINTAINER}\")
    set(version ${package_version})
    set(parts ${parts})
    set(source ${PROJECT_SOURCE_DIR})
    include(${parts}/written.cmake)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tocsin)
set(CPACK_PACKAGE_VENDOR "The Tocsin authors")
set(CPACK_PACKAGE_VERSION ${package_version})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_SET_DESTDIR OFF)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER ${TOCSIN_MAINTAINER})
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "notification and escalation for incidents
Takes an incident from a monitor or a person, finds who is on call, and calls
them by text, mail, push and phone until somebody answers: it moves on after
failed attempts, tells everybody who has it, and keeps the status page.
.
One daemon without a screen, one SQLite file, rotas and procedures as text,
and a command line. It was made for a hospital at 3 a.m.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS OFF)
# Zones and certificates are read at run time, and no library asks for them. Of two libraries an older
# one would link, and is not what was tried (daemon/floors.cmake).
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "ca-certificates, libcurl4 (>= 7.88.1), libsqlite3-0 (>= 3.40.1), systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles, tzdata")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "curl, prometheus-alertmanager")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# Symbols apart, in tocsin-dbgsym: what takes them out of the program is this, and not
# CPACK_STRIP_FILES, which would leave nothing to keep.
set(CPACK_DEBIAN_DEBUGINFO_PACKAGE ON)
set(CPACK_BUILD_SOURCE_DIRS ${PROJECT_SOURCE_DIR})

# Every file below /etc is somebody's to edit: dpkg asks before it replaces one that was.
file(GLOB_RECURSE configuration CONFIGURE_DEPENDS RELATIVE ${shipped}
    ${shipped}/procedures/* ${shipped}/channels/* ${shipped}/dialects/*)
list(APPEND configuration tocsin.yaml)
list(SORT configuration)
list(TRANSFORM configuration PREPEND /etc/tocsin/)
list(JOIN configuration "\n" conffiles)
file(CONFIGURE OUTPUT ${made}/conffiles CONTENT "${conffiles}\n" @ONLY)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${made}/conffiles ${parts}/postinst ${parts}/prerm ${parts}/postrm)
include(CPack)
