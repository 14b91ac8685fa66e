// SPDX-License-Identifier: MIT
// A rival for scripts/bench: DuckDB reads a ratings file and numbers users and films by first appearance.
// usage: node duckdb.mjs FOLDER RATINGS.csv THREADS      FOLDER has node_modules/@duckdb/node-api (npm install @duckdb/node-api)
// Prints one JSON object: seconds, processor seconds, rows.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const [folder, csv, threads] = process.argv.slice(2);
const found = createRequire(pathToFileURL(resolve(folder, 'package.json'))).resolve('@duckdb/node-api');
const { default: library } = await import(pathToFileURL(found));
const instance = await library.DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const begin = performance.now(), used = process.cpuUsage();
const numbers = (name) => `(SELECT ${name}, row_number() OVER (ORDER BY min(nth)) - 1 AS i FROM r GROUP BY ${name})`;
await connection.run(`CREATE TABLE r AS SELECT user_id, movie_id, rating_val::FLOAT AS rating_val, row_number() OVER () AS nth
    FROM read_csv('${csv.replaceAll("'", "''")}', header = true)`);
await connection.run(`CREATE TABLE t AS SELECT u.i AS user, f.i AS film, r.rating_val AS rating
    FROM r JOIN ${numbers('user_id')} u USING (user_id) JOIN ${numbers('movie_id')} f USING (movie_id)`);
const rows = await connection.runAndReadAll('SELECT count(*)::INTEGER FROM t');
const cpu = process.cpuUsage(used);
console.log(JSON.stringify({ seconds: (performance.now() - begin) / 1000, processor: (cpu.user + cpu.system) / 1e6,
    rows: rows.getRows()[0][0] }));
