# SPDX-License-Identifier: MIT
# lb_add_unit_test(LAYER [FOLDER/]MODULE [WRAP_ALLOC] [THREADS]): tests/unit/LAYER/FOLDER/
# test_MODULE.c as ctest unit.LAYER.MODULE, linked to lb_LAYER and cmocka. WRAP_ALLOC routes malloc
# and friends through tests/lb_alloc.c, so that a test can let the n-th allocation fail. THREADS: it
# runs several, and so under the thread sanitizer too (label threads, target thread_tests).
add_custom_target(thread_tests)
add_library(lb_alloc OBJECT "${CMAKE_SOURCE_DIR}/tests/lb_alloc.c")
target_link_libraries(lb_alloc PRIVATE lb_options)

function(lb_add_unit_test layer path)
    cmake_parse_arguments(arg "WRAP_ALLOC;THREADS" "" "" ${ARGN})
    cmake_path(GET path FILENAME module)
    cmake_path(GET path PARENT_PATH folder)
    set(target "test_${layer}_${module}")
    add_executable(${target} "${CMAKE_CURRENT_SOURCE_DIR}/${layer}/${folder}/test_${module}.c")
    target_link_libraries(${target} PRIVATE lb_options lb_${layer} lb_common PkgConfig::CMOCKA m)
    target_compile_definitions(${target} PRIVATE LB_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data"
        LB_TEST_GOLDEN="${CMAKE_SOURCE_DIR}/tests/golden")
    if(arg_WRAP_ALLOC)
        target_link_libraries(${target} PRIVATE lb_alloc)
        target_link_options(${target} PRIVATE
            -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free)
    endif()
    add_test(NAME "unit.${layer}.${module}" COMMAND ${target})
    set_tests_properties("unit.${layer}.${module}" PROPERTIES LABELS unit TIMEOUT 300
        SKIP_RETURN_CODE 77)
    if(arg_THREADS)
        set_property(TEST "unit.${layer}.${module}" APPEND PROPERTY LABELS threads)
        add_dependencies(thread_tests ${target})
    endif()
endfunction()
