# SPDX-License-Identifier: MIT
# A Debian package: cmake --workflow --preset package, then build/package/lbrec_*.deb
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lbrec)
set(CPACK_PACKAGE_CONTACT "The lbrec authors <lbrec@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "recommends films to members of Letterboxd")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"lbrec-train learns from a file of ratings what tastes there are, by a
truncated singular value decomposition, and writes a model file. lbrec-
query places a member of Letterboxd among these tastes, by the account
export, saved pages, the feed or the public pages, and ranks the films
that are left to see, preferring those of the watchlist.
.
A small demo with simulated ratings is included, as is a systemd timer
that trains every night.")
set(CPACK_DEBIAN_PACKAGE_SECTION video)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libopenblas0, systemd")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
include(CPack)
