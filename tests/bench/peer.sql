-- SPDX-License-Identifier: GPL-3.0-or-later
-- The four measures of the data service provider (DSP-1.1 to 1.4 of the catalogue) for October 2019, asked of DuckDB in one
-- scan of the same file: how many count, and how many of them in time, by Region and in all.
-- No exclusion that the file claims is an allowed one for these measures, so every row counts.  A row that
-- came twice counts twice here: compare with --duplicates file.
WITH request AS (
  SELECT region, originator, mode = 'on_demand' AS at_once,
         epoch_ms(received_at) AS received, epoch_ms(due_at) AS due, epoch_ms(dispatched_at) AS dispatched,
         epoch_ms(returned_at) AS returned, epoch_ms(responded_at) AS responded
  FROM read_csv($file, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
                columns = {request_id: 'VARCHAR', srv: 'VARCHAR', mode: 'VARCHAR', originator: 'VARCHAR',
                           region: 'VARCHAR', user_role: 'VARCHAR', device_type: 'VARCHAR', generation: 'VARCHAR',
                           received_at: 'TIMESTAMP', due_at: 'TIMESTAMP', dispatched_at: 'TIMESTAMP',
                           returned_at: 'TIMESTAMP', responded_at: 'TIMESTAMP', response_code: 'VARCHAR',
                           exclusion: 'VARCHAR'})
), month AS (
  SELECT epoch_ms(TIMESTAMP '2019-09-30 23:00:00') AS first, epoch_ms(TIMESTAMP '2019-11-01 00:00:00') AS after
), judged AS (
  SELECT region,
         originator = 'user' AND at_once AND received >= first AND received < after AS is_11,
         originator = 'user' AND NOT at_once AND returned >= first AND returned < after AS is_12,
         originator = 'user' AND NOT at_once AND due >= first AND due < after AS is_13,
         originator = 'dcc' AND at_once AND received >= first AND received < after AS is_14,
         coalesce(dispatched, responded) - received <= 5000 AS soon,
         responded - returned <= 7200000 AS passed_on,
         dispatched - due <= 7200000 AS sent
  FROM request, month
)
SELECT coalesce(nullif(region, ''), '-') AS region,
       count(*) FILTER (is_11), count(*) FILTER (is_11 AND soon),
       count(*) FILTER (is_12), count(*) FILTER (is_12 AND passed_on),
       count(*) FILTER (is_13), count(*) FILTER (is_13 AND sent),
       count(*) FILTER (is_14), count(*) FILTER (is_14 AND soon),
       count(*)
FROM judged GROUP BY 1 ORDER BY 1;
