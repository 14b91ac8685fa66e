# SPDX-License-Identifier: MIT
# lb_lazy(NAME SOURCE): SOURCE, of this directory, is compiled with the headers of PkgConfig::NAME and
# loads that library itself, by its soname LB_SONAME_NAME, when it first needs it
# (common/base/library.h). The libraries are collected in the global property LB_LAZY_FILES.
function(lb_lazy name source)
    list(GET ${name}_LINK_LIBRARIES 0 file)
    execute_process(COMMAND "${CMAKE_OBJDUMP}" -p "${file}" OUTPUT_VARIABLE dump)
    if(NOT dump MATCHES "SONAME +([^ \n]+)")
        message(FATAL_ERROR "'${CMAKE_OBJDUMP} -p ${file}' tells no soname")
    endif()
    set_property(SOURCE "${source}" APPEND PROPERTY COMPILE_DEFINITIONS
        "LB_SONAME_${name}=\"${CMAKE_MATCH_1}\"")
    set_property(SOURCE "${source}" APPEND PROPERTY INCLUDE_DIRECTORIES ${${name}_INCLUDE_DIRS})
    set_property(GLOBAL APPEND PROPERTY LB_LAZY_FILES "${file}")
endfunction()
