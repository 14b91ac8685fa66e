# SPDX-License-Identifier: MIT
# lb_options: the language, warnings and sanitizers of every target of ours.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo" FORCE)
endif()

add_library(lb_options INTERFACE)
target_compile_features(lb_options INTERFACE c_std_11)
target_compile_definitions(lb_options INTERFACE _POSIX_C_SOURCE=200809L
    _FILE_OFFSET_BITS=64) # of files beyond 2 GB where a long has 32 bits
target_include_directories(lb_options INTERFACE
    "${CMAKE_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/generated")
target_compile_options(lb_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
    -Wformat=2 -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings
    -fno-strict-overflow -ffp-contract=off
    $<$<BOOL:${LBREC_WERROR}>:-Werror>
    "$<$<CONFIG:Release>:-O3;-fstack-protector-strong>")
target_link_options(lb_options INTERFACE
    -Wl,-z,relro,-z,now -Wl,--as-needed)
# A 387 computes in 80 bits: other numbers, and no vectors. SSE2 is there since 2001.
include(CheckCSourceCompiles)
check_c_source_compiles("#ifndef __i386__\n#error another\n#endif\nint main(void) { return 0; }"
    LB_IS_I386)
if(LB_IS_I386)
    target_compile_options(lb_options INTERFACE -msse2 -mfpmath=sse)
endif()
if(LBREC_SANITIZE)
    target_compile_options(lb_options INTERFACE
        -fsanitize=${LBREC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
    target_link_options(lb_options INTERFACE -fsanitize=${LBREC_SANITIZE})
    target_compile_definitions(lb_options INTERFACE LB_SANITIZED=1)
else()
    target_compile_options(lb_options INTERFACE $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
endif()
if(LBREC_FUZZ)
    target_compile_options(lb_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
