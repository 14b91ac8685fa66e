# SPDX-License-Identifier: MIT
# LB::HDF5: the static library where there is one, which leaves out its drivers for remote files and
# with them libcurl, libcrypto and twenty more libraries that the shared one of Debian loads. Programs
# that sanitizers watch take the shared one: what it leaks is known by its name.
option(LB_STATIC_HDF5 "Link HDF5 statically where that goes" ON)
add_library(LB::HDF5 INTERFACE IMPORTED)
set(LB_HDF5_IS_STATIC OFF)
if(LB_STATIC_HDF5 AND NOT LBREC_SANITIZE)
    include(CheckCSourceCompiles)
    find_library(LB_HDF5_ARCHIVE libhdf5.a PATHS ${HDF5_LIBRARY_DIRS})
    # Filters of its own: szip, which a build may be without, and zlib.
    find_library(LB_SZIP sz)
    set(lb_archive "${LB_HDF5_ARCHIVE}" z ${CMAKE_DL_LIBS} m)
    if(LB_SZIP)
        list(INSERT lb_archive 1 "${LB_SZIP}")
    endif()
    if(LB_HDF5_ARCHIVE)
        set(CMAKE_REQUIRED_LIBRARIES ${lb_archive} Threads::Threads)
        set(CMAKE_REQUIRED_INCLUDES ${HDF5_INCLUDE_DIRS})
        check_c_source_compiles("#include <hdf5.h>
            int main(void) { return H5Fopen(\"\", H5F_ACC_RDONLY, H5P_DEFAULT) < 0; }"
            LB_HDF5_ARCHIVE_LINKS)
        unset(CMAKE_REQUIRED_LIBRARIES)
        unset(CMAKE_REQUIRED_INCLUDES)
        set(LB_HDF5_IS_STATIC ${LB_HDF5_ARCHIVE_LINKS})
    endif()
endif()
if(LB_HDF5_IS_STATIC)
    target_include_directories(LB::HDF5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
    target_link_libraries(LB::HDF5 INTERFACE ${lb_archive})
else()
    target_link_libraries(LB::HDF5 INTERFACE PkgConfig::HDF5)
endif()
