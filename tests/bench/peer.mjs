// SPDX-License-Identifier: GPL-3.0-or-later
// node peer.mjs FOLDER_OF_NODE_MODULES THREADS FILE peer.sql: prints DuckDB's version, then its answer as CSV.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [folder, threads, file, query] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(folder + '/')('@duckdb/node-api');
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const version = (await (await connection.run('SELECT version()')).getRows())[0][0];
// A table function takes no bound value here: the path goes in as a literal.
const text = readFileSync(query, 'utf8').replace('$file', "'" + file.replaceAll("'", "''") + "'");
const rows = await (await connection.run(text)).getRows();
console.log('DuckDB ' + version);
for (const row of rows) console.log(row.map(String).join(','));
