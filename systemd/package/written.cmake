# Run at the installation: files below `root` that the program writes about itself, and those that
# Debian wants compressed. Needs program, root, maintainer, version, parts and source.

function(run output)
    execute_process(COMMAND ${ARGN} OUTPUT_FILE ${output} RESULT_VARIABLE failed ERROR_VARIABLE said)
    if(failed)
        message(FATAL_ERROR "Could not write ${output}: ${failed} ${said}")
    endif()
endfunction()

# Without a name and a time in it: the same bytes whenever it is made.
function(compress file)
    execute_process(COMMAND gzip -9nf ${file} RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "gzip could not compress ${file}: ${failed}")
    endif()
endfunction()

set(share ${root}/usr/share)
file(MAKE_DIRECTORY ${share}/man/man1 ${share}/man/man5 ${share}/man/man8
    ${share}/bash-completion/completions ${share}/zsh/vendor-completions)
run(${share}/man/man1/tocsin.1 ${program} help manual)
run(${share}/man/man5/tocsin.yaml.5 ${parts}/yaml-manual ${source}/systemd/tocsin.yaml)
file(COPY ${parts}/tocsin.service.8 DESTINATION ${share}/man/man8)
file(WRITE ${share}/man/man8/tocsin.socket.8 ".so man8/tocsin.service.8\n")
run(${share}/bash-completion/completions/tocsin ${program} completion bash)
run(${share}/zsh/vendor-completions/_tocsin ${program} completion zsh)

# CPack and we agree on when this was made.
set(epoch "$ENV{SOURCE_DATE_EPOCH}")
if(epoch STREQUAL "")
    string(TIMESTAMP epoch "%s" UTC)
endif()
execute_process(COMMAND env LC_ALL=C date -u -R -d "@${epoch}" OUTPUT_VARIABLE date
    OUTPUT_STRIP_TRAILING_WHITESPACE)
file(WRITE ${share}/doc/tocsin/changelog "tocsin (${version}) bookworm; urgency=medium

  * What it promises and how to run it is in README.md.

 -- ${maintainer}  ${date}
")
foreach(file man/man1/tocsin.1 man/man5/tocsin.yaml.5 man/man8/tocsin.service.8
        man/man8/tocsin.socket.8 doc/tocsin/changelog)
    compress(${share}/${file})
endforeach()
