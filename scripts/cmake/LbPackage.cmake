# SPDX-License-Identifier: MIT
# Debian packages: cmake --workflow --preset package, then build/package/lbrec_*.deb and lbrec-mpi_*.deb
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lbrec)
set(CPACK_PACKAGE_CONTACT "The lbrec authors <lbrec@users.noreply.github.com>")
# Each package has a summary of its own, the first line of its description.
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")
set(summary "recommends films to members of Letterboxd")
set(description
"lbrec-train learns from a file of ratings what tastes there are, by a
truncated singular value decomposition, and writes a model file. lbrec-
query places a member of Letterboxd among these tastes, by the account
export, saved pages, the feed or the public pages, and ranks the films
that are left to see, preferring those of the watchlist.
.
A small demo with simulated ratings is included, as is a systemd timer
that trains every night.")
set(CPACK_DEBIAN_LBREC_PACKAGE_NAME lbrec)
set(CPACK_DEBIAN_LBREC_DESCRIPTION "${summary}\n${description}")
set(CPACK_DEBIAN_LBREC-MPI_PACKAGE_NAME lbrec-mpi)
set(CPACK_DEBIAN_LBREC-MPI_DESCRIPTION
"trains models of lbrec by several processes over MPI
lbrec-train-mpi is lbrec-train for processes on one or several machines,
started by mpirun or Slurm's srun. The model is that of lbrec-train, for
any number of processes.")
set(CPACK_DEBIAN_LBREC-MPI_PACKAGE_DEPENDS
    "lbrec (= ${PROJECT_VERSION}-1)") # whose manual it shares
set(CPACK_DEBIAN_LBREC-MPI_PACKAGE_RECOMMENDS openmpi-bin)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING ONE_PER_GROUP)
set(CPACK_DEBIAN_PACKAGE_SECTION video)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
# Libraries that are loaded at run time: dpkg-shlibdeps cannot see them.
if(LBREC_DEBIAN)
    get_property(lazy GLOBAL PROPERTY LB_LAZY_FILES)
    foreach(file IN LISTS lazy)
        file(REAL_PATH "${file}" file)
        execute_process(COMMAND dpkg-query --search "${file}" OUTPUT_VARIABLE found
            COMMAND_ERROR_IS_FATAL ANY)
        string(REGEX REPLACE ":.*" "" found "${found}")
        list(APPEND depends "${found}")
    endforeach()
    list(JOIN depends ", " CPACK_DEBIAN_LBREC_PACKAGE_DEPENDS)
endif()
set(CPACK_DEBIAN_LBREC_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_LBREC_PACKAGE_SUGGESTS "libopenblas0, systemd")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_LIST_DIR}/readable.cmake")
set(CPACK_STRIP_FILES ON)
include(CPack)
cpack_add_component(runtime GROUP lbrec)
cpack_add_component(doc GROUP lbrec)
cpack_add_component_group(lbrec)
if(LB_MPI)
    cpack_add_component(mpi GROUP lbrec-mpi)
    cpack_add_component_group(lbrec-mpi)
endif()
