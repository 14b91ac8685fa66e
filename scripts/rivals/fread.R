#!/usr/bin/env Rscript
# SPDX-License-Identifier: MIT
# A rival for scripts/bench: data.table's fread and first-appearance ids of users and films by match().
# usage: fread.R RATINGS.csv THREADS all|needed      prints seconds of reading and of matching
# "needed" reads the three columns that are used: a column of as many ids as rows costs R ten times the rest.
suppressMessages(library(data.table))
arguments <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(arguments[2]))
start <- proc.time()[["elapsed"]]
needed <- if (arguments[3] == "needed") c("user_id", "movie_id", "rating_val")
ratings <- fread(arguments[1], showProgress = FALSE, select = needed)
read <- proc.time()[["elapsed"]]
user <- match(ratings$user_id, unique(ratings$user_id))
film <- match(ratings$movie_id, unique(ratings$movie_id))
done <- proc.time()[["elapsed"]]
cat(sprintf('{"read": %.3f, "match": %.3f, "total": %.3f, "rows": %d}\n',
            read - start, done - read, done - start, length(user)))
