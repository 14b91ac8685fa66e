# SPDX-License-Identifier: MIT
# lb_add_fuzz_target(NAME LAYER): fuzz_NAME.c, which defines LLVMFuzzerTestOneInput, linked to
# lb_LAYER. With LBREC_FUZZ (clang) it becomes a libFuzzer program with ASan and UBSan:
#     cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_csv
#     build/fuzz/tests/fuzz/fuzz_csv -max_total_time=120 NEW_CORPUS tests/fuzz/corpus/csv
# Either way ctest fuzz.NAME replays corpus/NAME.
function(lb_add_fuzz_target name layer)
    set(target "fuzz_${name}")
    add_executable(${target} "${target}.c")
    target_link_libraries(${target} PRIVATE lb_options lb_${layer} lb_common m)
    set(arguments "${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name}")
    if(LBREC_FUZZ)
        target_link_options(${target} PRIVATE -fsanitize=fuzzer)
        list(PREPEND arguments -runs=0)
    else()
        target_sources(${target} PRIVATE standalone_main.c)
    endif()
    add_test(NAME "fuzz.${name}" COMMAND ${target} ${arguments})
    set_tests_properties("fuzz.${name}" PROPERTIES LABELS fuzz TIMEOUT 120)
endfunction()
