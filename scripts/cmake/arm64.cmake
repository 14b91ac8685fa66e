# SPDX-License-Identifier: MIT
# For arm64, built on another Debian:
#     scripts/setup --cross && cmake --preset release --toolchain scripts/cmake/arm64.cmake
# With qemu-user-static programs and tests run there as well.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(ENV{PKG_CONFIG_LIBDIR} /usr/lib/aarch64-linux-gnu/pkgconfig:/usr/share/pkgconfig)
