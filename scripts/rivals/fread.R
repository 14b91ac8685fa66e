#!/usr/bin/env Rscript
# SPDX-License-Identifier: MIT
# A rival for scripts/bench: data.table's fread and first-appearance ids of users and films by match().
# usage: fread.R RATINGS.csv THREADS      prints seconds of reading and of matching
suppressMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(arguments[2]))
start <- proc.time()[["elapsed"]]
ratings <- fread(arguments[1], showProgress = FALSE)
read <- proc.time()[["elapsed"]]
user <- match(ratings$user_id, unique(ratings$user_id))
film <- match(ratings$movie_id, unique(ratings$movie_id))
done <- proc.time()[["elapsed"]]
cat(sprintf('{"read": %.3f, "match": %.3f, "total": %.3f, "rows": %d}\n',
            read - start, done - read, done - start, length(user)))
