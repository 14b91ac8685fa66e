# SPDX-License-Identifier: MIT
# What is installed, and where. Components: runtime, doc; mpi, a Debian package of its own.
option(LBREC_DEBIAN "Install as a Debian package wants it: compressed, with its copyright file" OFF)

# lb_install_doc(FILE FOLDER NAME COMPONENT): a page of documentation; under LBREC_DEBIAN as NAME.gz.
function(lb_install_doc file folder name component)
    if(NOT LBREC_DEBIAN)
        install(FILES "${file}" DESTINATION "${folder}" RENAME "${name}" COMPONENT ${component})
        return()
    endif()
    set(gz "${CMAKE_CURRENT_BINARY_DIR}/${component}/${name}.gz")
    file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${component}")
    add_custom_command(OUTPUT "${gz}" COMMAND gzip -9nc "${file}" > "${gz}" DEPENDS "${file}" VERBATIM)
    add_custom_target("compress-${component}-${name}" ALL DEPENDS "${gz}")
    install(FILES "${gz}" DESTINATION "${folder}" COMPONENT ${component})
endfunction()

# lb_install_program(PROGRAM file|none COMPONENT): the program, its man page (PROGRAM.1 beside the
# sources), and completions made from its table of options; file: its operands are files.
function(lb_install_program program operand component)
    set(page doc)
    if(NOT component STREQUAL runtime)
        set(page ${component})
    endif()
    install(TARGETS ${program} COMPONENT ${component})
    lb_install_doc("${CMAKE_CURRENT_SOURCE_DIR}/${program}.1" "${CMAKE_INSTALL_MANDIR}/man1"
        "${program}.1" ${page})

    # Debian's zsh does not look into site-functions of /usr.
    set(zsh site-functions)
    if(LBREC_DEBIAN)
        set(zsh vendor-completions)
    endif()
    set(folder "${CMAKE_BINARY_DIR}/completions")
    set(files "")
    foreach(pair IN ITEMS "bash:${program}:bash-completion/completions" "zsh:_${program}:zsh/${zsh}"
            "fish:${program}.fish:fish/vendor_completions.d")
        string(REPLACE ":" ";" pair "${pair}")
        list(GET pair 0 shell)
        list(GET pair 1 name)
        list(GET pair 2 destination)
        set(script "${CMAKE_SOURCE_DIR}/scripts/completions.sh")
        add_custom_command(OUTPUT "${folder}/${shell}/${name}"
            COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}/${shell}"
            COMMAND "${script}" ${shell} "$<TARGET_FILE:${program}>" ${operand}
                > "${folder}/${shell}/${name}"
            DEPENDS ${program} "${script}" VERBATIM)
        install(FILES "${folder}/${shell}/${name}"
            DESTINATION "${CMAKE_INSTALL_DATADIR}/${destination}" COMPONENT ${component})
        list(APPEND files "${folder}/${shell}/${name}")
    endforeach()
    add_custom_target("completions-${program}" ALL DEPENDS ${files})
endfunction()

# Once, from the top: documentation, the demo, the service.
function(lb_install_shared)
    set(doc "${CMAKE_INSTALL_DOCDIR}")
    install(FILES README.md DESTINATION "${doc}" COMPONENT doc OPTIONAL)
    install(FILES models/README.md DESTINATION "${doc}" RENAME model-file.md COMPONENT doc)
    if(LBREC_DEBIAN)
        set(folders "${doc}" doc)
        if(LB_MPI)
            list(APPEND folders "${doc}-mpi" mpi)
        endif()
        while(folders)
            list(POP_FRONT folders folder component)
            lb_install_doc("${CMAKE_SOURCE_DIR}/CHANGELOG.md" "${folder}" changelog ${component})
            lb_install_doc("${CMAKE_SOURCE_DIR}/scripts/debian/changelog" "${folder}"
                changelog.Debian ${component})
            install(FILES scripts/debian/copyright DESTINATION "${folder}" COMPONENT ${component})
        endwhile()
    else()
        install(FILES CHANGELOG.md LICENSE DESTINATION "${doc}" COMPONENT doc)
    endif()

    set(data "${CMAKE_INSTALL_DATADIR}/lbrec")
    install(FILES scripts/demo/README.md scripts/demo/films.csv DESTINATION "${data}/demo"
        COMPONENT runtime)
    install(FILES scripts/demo/ratings.csv.gz DESTINATION "${data}/demo" COMPONENT runtime OPTIONAL)
    install(DIRECTORY scripts/demo/profile DESTINATION "${data}/demo" COMPONENT runtime)
    install(DIRECTORY scripts/service DESTINATION "${data}" COMPONENT runtime
        PATTERN install-service EXCLUDE)
    install(PROGRAMS scripts/service/install-service DESTINATION "${data}/service" COMPONENT runtime)
endfunction()
