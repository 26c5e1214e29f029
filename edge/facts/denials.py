"""Why a row ends that a published batch told of: what batches that came later say against it.

Each reason is a statement over the transaction's own tables of edge.facts.settle, and names identities of rows.
"""

# A document that is only the moment of its row, where the source names none: not one receipt but what happened then.
IS_MOMENT = r"document ~ '^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$'"
# What each batch says of a document as a whole, file or record: more than that it holds these rows.
TOLD = f"""
SELECT DISTINCT b.place, b.relation, r.document, r.business_date, r.record, r.location_id, r.occurred_at
  FROM edge_rows r JOIN edge_holds h ON h.identity = r.identity JOIN edge_batches b ON b.id = h.batch_id
 WHERE b.relation = 'records' OR b.relation = 'whole' AND NOT b.cut ? r.document AND NOT r.{IS_MOMENT}
"""
# The document is told again on that day, without this row. A receipt of the same number at another place and another
# time is another receipt.
_REPLACED = """
SELECT r.identity FROM edge_rows r JOIN edge_told t ON t.document = r.document AND t.business_date = r.business_date
   AND t.place > r.last AND (t.relation = 'whole' OR t.record = r.record)
   AND (t.location_id IS NULL OR r.location_id IS NULL OR t.location_id = r.location_id
        OR t.occurred_at = r.occurred_at)
"""
# The document is told again on one other day, with a row like this one, by a file that reaches over this day as well
# and is known to be of this till, which does not begin to count anew each day.
_MOVED = """
SELECT DISTINCT r.identity FROM edge_rows r
  JOIN (SELECT place, document, min(business_date) AS day FROM edge_told WHERE relation = 'whole'
         GROUP BY place, document HAVING count(DISTINCT business_date) = 1) t
    ON t.document = r.document AND t.day <> r.business_date AND t.place > r.last
  JOIN edge_batches b ON b.place = t.place AND b.knows AND NOT b.reuses
   AND r.business_date BETWEEN b.first_day AND b.last_day
  JOIN edge_rows x ON x.document = r.document AND x.business_date = t.day AND x.is_line = r.is_line AND x.key = r.key
   AND x.amount_minor = r.amount_minor AND x.currency = r.currency
  JOIN edge_holds h ON h.identity = x.identity AND h.batch_id = b.id
"""
# Two rows of one document, day and key that no batch has told together: the later told is the correction. What stands
# under a moment is corrected only where as many rows stand there as before. Told together is asked of the pairs alone:
# all rows of two batches beside each other would be their product.
_CONTRADICTED = f"""
WITH latest AS (SELECT is_line, document, business_date, key, max(last) AS last FROM edge_rows WHERE last IS NOT NULL
                 GROUP BY is_line, document, business_date, key),
     older AS MATERIALIZED (SELECT r.* FROM edge_rows r JOIN latest g USING (is_line, document, business_date, key)
                             WHERE r.last < g.last),
     counts AS (SELECT r.is_line, r.document, r.business_date, r.key, b.place, count(*) AS n
                  FROM edge_rows r JOIN edge_holds h ON h.identity = r.identity JOIN edge_batches b ON b.id = h.batch_id
                 WHERE {IS_MOMENT} GROUP BY r.is_line, r.document, r.business_date, r.key, b.place),
     pairs AS MATERIALIZED (
SELECT DISTINCT r.identity, x.identity AS later FROM older r
  JOIN edge_rows x USING (is_line, document, business_date, key)
  JOIN edge_holds h ON h.identity = x.identity
  JOIN edge_batches b ON b.id = h.batch_id AND b.place > r.last AND b.relation NOT IN ('stranger', 'records', 'added')
  LEFT JOIN counts now ON now.is_line = r.is_line AND now.document = r.document AND now.business_date = r.business_date
    AND now.key = r.key AND now.place = b.place
  LEFT JOIN counts before ON before.is_line = r.is_line AND before.document = r.document
    AND before.business_date = r.business_date AND before.key = r.key AND before.place = r.last
 WHERE now.n IS NOT DISTINCT FROM before.n),
     together AS MATERIALIZED (
SELECT DISTINCT p.identity, p.later FROM pairs p JOIN edge_holds a ON a.identity = p.identity
  JOIN edge_holds c ON c.identity = p.later AND c.batch_id = a.batch_id)
SELECT DISTINCT p.identity FROM pairs p
 WHERE NOT EXISTS (SELECT 1 FROM together t WHERE t.identity = p.identity AND t.later = p.later)
"""
# The document is told again with a record of this sort on one other day only, and was not told there when this row was
# last told: with other lines or sums it is still that receipt, if the file has most numbers where they were (`moves`)
# and tells of earlier and later moments than this row's. Where tills count anew each day, or two places share numbers,
# it is another receipt.
_MOVED_AND_CHANGED = f"""
SELECT r.identity FROM edge_rows r
  JOIN (SELECT b.id, b.place, b.covers_from, b.covers_to, x.document, x.record, x.location_id,
               min(x.business_date) AS day
          FROM edge_batches b JOIN edge_holds h ON h.batch_id = b.id JOIN edge_rows x ON x.identity = h.identity
         WHERE b.moves AND NOT b.reuses AND NOT x.{IS_MOMENT}
         GROUP BY b.id, b.place, b.covers_from, b.covers_to, x.document, x.record, x.location_id
        HAVING count(DISTINCT x.business_date) = 1) t
    ON t.document = r.document AND t.record = r.record AND t.day <> r.business_date AND t.place > r.last
   AND r.occurred_at BETWEEN t.covers_from AND t.covers_to
   AND (t.location_id IS NULL OR r.location_id IS NULL OR t.location_id = r.location_id)
 WHERE NOT EXISTS (SELECT 1 FROM edge_rows x JOIN edge_holds h ON h.identity = x.identity
                     JOIN edge_batches b ON b.id = h.batch_id
                    WHERE x.document = r.document AND x.record = r.record AND (
                      b.place = r.last AND x.business_date = t.day
                      OR b.place = t.place AND x.business_date = r.business_date))
"""
# The merchant said that a file which lacks documents where they were, or has them on another day, is right about that.
_TAKEN_OUT = """
SELECT r.identity FROM edge_rows r JOIN edge_batches b ON b.takes_out AND b.place > r.last
 WHERE NOT EXISTS (SELECT 1 FROM edge_rows x JOIN edge_holds h ON h.identity = x.identity AND h.batch_id = b.id
                    WHERE x.document = r.document AND x.business_date = r.business_date)
   AND (r.occurred_at > b.covers_from AND r.occurred_at < b.covers_to
        OR NOT b.reuses AND r.business_date BETWEEN b.first_day AND b.last_day
           AND (b.id, r.document) IN (SELECT h.batch_id, x.document FROM edge_rows x JOIN edge_holds h
                                                                   ON h.identity = x.identity)
        OR r.business_date NOT BETWEEN b.first_day AND b.last_day
           AND b.away @> jsonb_build_array(jsonb_build_array(r.document, r.record)))
"""
REASONS = (_REPLACED, _MOVED, _MOVED_AND_CHANGED, _CONTRADICTED, _TAKEN_OUT)
