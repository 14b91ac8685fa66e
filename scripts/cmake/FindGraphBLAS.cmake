# SPDX-License-Identifier: MIT
# SuiteSparse:GraphBLAS without its CMake package (Debian 12): makes GraphBLAS::GraphBLAS.
find_path(GraphBLAS_INCLUDE_DIR GraphBLAS.h PATH_SUFFIXES suitesparse)
find_library(GraphBLAS_LIBRARY graphblas)
if(GraphBLAS_INCLUDE_DIR)
    file(STRINGS "${GraphBLAS_INCLUDE_DIR}/GraphBLAS.h" _graphblas_version
        REGEX "#define GxB_IMPLEMENTATION_(MAJOR|MINOR|SUB) +[0-9]+")
    string(REGEX REPLACE "[^;0-9]+" "" _graphblas_version "${_graphblas_version}")
    string(REPLACE ";" "." GraphBLAS_VERSION "${_graphblas_version}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(GraphBLAS
    REQUIRED_VARS GraphBLAS_LIBRARY GraphBLAS_INCLUDE_DIR VERSION_VAR GraphBLAS_VERSION)
if(GraphBLAS_FOUND AND NOT TARGET GraphBLAS::GraphBLAS)
    add_library(GraphBLAS::GraphBLAS UNKNOWN IMPORTED)
    set_target_properties(GraphBLAS::GraphBLAS PROPERTIES
        IMPORTED_LOCATION "${GraphBLAS_LIBRARY}"
        INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${GraphBLAS_INCLUDE_DIR}"
        INTERFACE_INCLUDE_DIRECTORIES "${GraphBLAS_INCLUDE_DIR}")
endif()
mark_as_advanced(GraphBLAS_INCLUDE_DIR GraphBLAS_LIBRARY)
