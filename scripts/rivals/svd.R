#!/usr/bin/env Rscript
# SPDX-License-Identifier: MIT
# Rivals for scripts/bench: truncated SVDs of R of a matrix of matrix.py.
# usage: svd.R MATRIX RANK irlba|rspectra      prints one JSON object: seconds, processor seconds, values
suppressMessages(library(Matrix))
arguments <- commandArgs(trailingOnly = TRUE)
file <- file(arguments[1], "rb")
wide <- function(n) { # int64, all below 2^53
    halves <- matrix(readBin(file, "integer", 2 * n, size = 4), 2)
    halves[1, ] + ifelse(halves[1, ] < 0, 2^32, 0) + 2^32 * halves[2, ]
}
size <- wide(3)
start <- wide(size[1] + 1)
column <- readBin(file, "integer", size[3], size = 4)
value <- readBin(file, "double", size[3], size = 4)
close(file)
a <- as(sparseMatrix(j = column + 1L, p = start, x = value, dims = size[1:2]), "CsparseMatrix")
rank <- as.integer(arguments[2])
begin <- proc.time()
values <- if (arguments[3] == "irlba") irlba::irlba(a, nv = rank, tol = 1e-6)$d else
    RSpectra::svds(a, rank, opts = list(tol = 1e-6))$d
took <- proc.time() - begin
cat(sprintf('{"seconds": %.4f, "processor": %.4f, "values": [%s]}\n', took[["elapsed"]],
            took[["user.self"]] + took[["sys.self"]], paste(sprintf("%.17g", values), collapse = ", ")))
