# SPDX-License-Identifier: MIT
# For CPack: folders that everybody can enter, whatever the umask of who makes the package.
execute_process(COMMAND chmod -R u=rwX,go=rX "${CPACK_TEMPORARY_DIRECTORY}" COMMAND_ERROR_IS_FATAL ANY)
