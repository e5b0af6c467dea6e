-- After a restore: transaction numbers as small as can be, in the order in which readers read.
--
-- A fact's place is (xid, seq). In a new cluster the stored numbers would lie in the future. What every reader has read
-- gets 0. What somebody has yet to read gets 1, one more wherever the number of a fact is smaller than that of the fact
-- read before it (two transactions that committed the other way round): so few that the new cluster is soon beyond.
-- New facts get the cluster's own numbers, which are higher.
SET search_path = public;
CREATE TEMP TABLE suppilo_first ON COMMIT DROP AS
    SELECT xid, seq FROM events_bookmark ORDER BY xid, seq LIMIT 1;
CREATE TEMP TABLE suppilo_later ON COMMIT DROP AS
    SELECT seq, xid AS former, 1 + count(*) FILTER (WHERE falls) OVER (ORDER BY xid, seq) AS xid
    FROM (
        SELECT e.seq, e.xid, e.seq < lag(e.seq) OVER (ORDER BY e.xid, e.seq) AS falls
        FROM events_event e, suppilo_first f
        WHERE (e.xid, e.seq) > (f.xid, f.seq)
    ) AS unread;
UPDATE events_bookmark b SET
    xid = coalesce(here.xid, 0),
    seq = coalesce(here.seq, (SELECT max(e.seq) FROM events_event e WHERE (e.xid, e.seq) <= (b.xid, b.seq)), 0)
FROM events_bookmark own
LEFT JOIN LATERAL (
    SELECT l.xid, l.seq FROM suppilo_later l WHERE (l.former, l.seq) <= (own.xid, own.seq)
    ORDER BY l.former DESC, l.seq DESC LIMIT 1
) AS here ON true
WHERE own.reader = b.reader;
CREATE UNIQUE INDEX ON suppilo_later (seq);
UPDATE events_event e SET xid = coalesce((SELECT l.xid FROM suppilo_later l WHERE l.seq = e.seq), 0);
UPDATE events_reread SET xid = 0;
