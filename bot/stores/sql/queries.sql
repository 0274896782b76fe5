-- Every query there is, in one text for SQLite and PostgreSQL.
--
-- A query begins with its name; the line below says what it is for. `:word` is a
-- parameter. A whole row is read as `*`, because it becomes a whole value. The mark
-- "skip locked" lets several PostgreSQL workers claim side by side; SQLite has one
-- writer and needs none. ORDER BY ends in a key where order matters.

-- name: workspace_find
-- One workspace.
SELECT * FROM workspace WHERE id = :id;

-- name: workspace_save
-- Keep a workspace, new or known.
INSERT INTO workspace (
  id, name, weekdays, at_time, every_weeks, cap_per_week,
  quiet_start, quiet_end, country, trouble
) VALUES (
  :id, :name, :weekdays, :at_time, :every_weeks, :cap_per_week,
  :quiet_start, :quiet_end, :country, :trouble
)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name,
  weekdays = excluded.weekdays,
  at_time = excluded.at_time,
  every_weeks = excluded.every_weeks,
  cap_per_week = excluded.cap_per_week,
  quiet_start = excluded.quiet_start,
  quiet_end = excluded.quiet_end,
  country = excluded.country,
  trouble = excluded.trouble;

-- name: workspace_mended
-- Note that a workspace is in no trouble any more.
UPDATE workspace SET trouble = '' WHERE id = :id AND trouble <> '';

-- name: workspace_all
-- Every workspace saved.
SELECT * FROM workspace ORDER BY id;

-- name: closed_of
-- A workspace's closed days, in the order given.
SELECT * FROM closed WHERE workspace = :workspace ORDER BY position;

-- name: closed_all
-- Closed days everywhere.
SELECT * FROM closed ORDER BY workspace, position;

-- name: closed_clear
-- Make room for a workspace's closed days as they are now.
DELETE FROM closed WHERE workspace = :workspace;

-- name: closed_add
-- One stretch of closed days.
INSERT INTO closed (workspace, position, first_day, last_day, name)
VALUES (:workspace, :position, :first_day, :last_day, :name);

-- name: person_find
-- One person.
SELECT * FROM person WHERE id = :id;

-- name: person_save
-- Keep a person, new or known.
INSERT INTO person (
  id, workspace, name, zone, language, admin, gone, unreachable, away_until_utc,
  given_name, own_zone, own_language, admin_by, greeted
) VALUES (
  :id, :workspace, :name, :zone, :language, :admin, :gone, :unreachable,
  :away_until_utc,
  :given_name, :own_zone, :own_language, :admin_by, :greeted
)
ON CONFLICT (id) DO UPDATE SET
  name = excluded.name,
  zone = excluded.zone,
  language = excluded.language,
  admin = excluded.admin,
  gone = excluded.gone,
  unreachable = excluded.unreachable,
  away_until_utc = excluded.away_until_utc,
  given_name = excluded.given_name,
  own_zone = excluded.own_zone,
  own_language = excluded.own_language,
  admin_by = excluded.admin_by,
  greeted = excluded.greeted;

-- name: person_admins
-- Who may administer a workspace and is still there.
SELECT * FROM person
WHERE workspace = :workspace
  AND (admin = 1 OR admin_by IS NOT NULL) AND gone = 0;

-- name: leader_find
-- One leader.
SELECT * FROM leader WHERE person = :person;

-- name: leader_save
-- Keep a leader and the next instant, new or known.
INSERT INTO leader (
  person, workspace, enrolled_by, enrolled_utc, focus, weekdays, at_time,
  part_time, paused_until, stopped, unanswered, next_due_utc
) VALUES (
  :person, :workspace, :enrolled_by, :enrolled_utc, :focus, :weekdays, :at_time,
  :part_time, :paused_until, :stopped, :unanswered, :next_due_utc
)
ON CONFLICT (person) DO UPDATE SET
  enrolled_by = excluded.enrolled_by,
  enrolled_utc = excluded.enrolled_utc,
  focus = excluded.focus,
  weekdays = excluded.weekdays,
  at_time = excluded.at_time,
  part_time = excluded.part_time,
  paused_until = excluded.paused_until,
  stopped = excluded.stopped,
  unanswered = excluded.unanswered,
  next_due_utc = excluded.next_due_utc;

-- name: leader_move
-- Keep a leader's next instant.
UPDATE leader SET next_due_utc = :next_due_utc WHERE person = :person;

-- name: leader_sent
-- One more nudge without a press.
UPDATE leader SET unanswered = unanswered + 1 WHERE person = :person;

-- name: leader_answered
-- A press: no nudge counts as unanswered any more.
UPDATE leader SET unanswered = 0 WHERE person = :person AND unanswered > 0;

-- name: leader_remove
-- No longer a leader.
DELETE FROM leader WHERE person = :person;

-- name: leader_of
-- A workspace's leaders with what is known of the person and of the team.
SELECT person.*, leader.*, team.country AS country
FROM leader
LEFT JOIN person ON person.id = leader.person
LEFT JOIN team ON team.leader = leader.person
WHERE leader.workspace = :workspace;

-- name: leader_due
-- Leaders whose next instant has come, earliest first.
SELECT person.*, leader.*, team.country AS country
FROM leader
LEFT JOIN person ON person.id = leader.person
LEFT JOIN team ON team.leader = leader.person
WHERE leader.next_due_utc <= :until_utc
ORDER BY leader.next_due_utc, leader.person
LIMIT :most;

-- name: leader_in_flight
-- Leaders to whom a lane posts what was claimed under a lease.
SELECT person.*, leader.*, team.country AS country
FROM outbox CROSS JOIN leader
LEFT JOIN person ON person.id = leader.person
LEFT JOIN team ON team.leader = leader.person
WHERE outbox.state = 'sending' AND outbox.lease_until_utc = :lease
  AND outbox.workspace = :lane AND outbox.turn >= 3
  AND leader.person = outbox.person
ORDER BY leader.person;

-- name: retired_in_flight
-- Nudges that those leaders want no more.
SELECT retired.*
FROM outbox CROSS JOIN retired
WHERE outbox.state = 'sending' AND outbox.lease_until_utc = :lease
  AND outbox.workspace = :lane AND outbox.turn >= 3
  AND retired.person = outbox.person;

-- name: retired_of
-- Nudges that a leader wants no more.
SELECT * FROM retired WHERE person = :person;

-- name: retired_of_workspace
-- Nudges that leaders of a workspace want no more.
SELECT retired.*
FROM leader JOIN retired ON retired.person = leader.person
WHERE leader.workspace = :workspace;

-- name: retired_of_due
-- Nudges that leaders who are due want no more.
-- As far as the last of those that leader_due returned: a row compared with a row, and
-- IS NOT NULL, is what makes SQLite stop at that one in the index of who is due.
SELECT retired.*
FROM leader CROSS JOIN retired
WHERE retired.person = leader.person
  AND leader.next_due_utc IS NOT NULL
  AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person);

-- name: workspace_of_due
-- Workspaces of the leaders who are due.
SELECT * FROM workspace
WHERE id IN (
  SELECT leader.workspace FROM leader
  WHERE leader.next_due_utc IS NOT NULL
    AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person)
);

-- name: closed_of_due
-- Closed days of those workspaces, in the order given.
SELECT * FROM closed
WHERE workspace IN (
  SELECT leader.workspace FROM leader
  WHERE leader.next_due_utc IS NOT NULL
    AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person)
)
ORDER BY workspace, position;

-- name: chosen_of_due
-- Which nudges were chosen for each of the leaders who are due, oldest first.
-- In one text each: a year's history as rows of its own costs three times as much.
SELECT leader.person, (
  SELECT group_concat(ordered.nudge, ' ') FROM (
    SELECT journal.nudge FROM journal
    WHERE journal.person = leader.person
      AND journal.what = 'chosen' AND journal.nudge IS NOT NULL
    ORDER BY journal.at_utc, journal.id
  ) AS ordered
) AS nudges
FROM leader
WHERE leader.next_due_utc IS NOT NULL
  AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person);

-- name: earlier_of_due
-- What came lately for the leaders who are due, or was put off to a time since.
-- CROSS JOIN: leaders first, whatever SQLite may guess of tables without statistics.
SELECT
  outbox.person, outbox.kind, outbox.local_date, outbox.due_utc,
  outbox.not_before_utc, outbox.about, outbox.state, outbox.round, outbox.sent_utc
FROM leader CROSS JOIN outbox
WHERE outbox.person = leader.person
  AND leader.next_due_utc IS NOT NULL
  AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person)
  AND outbox.kind = 'nudge' AND outbox.due_utc >= :since_utc
UNION ALL
SELECT
  outbox.person, outbox.kind, outbox.local_date, outbox.due_utc,
  outbox.not_before_utc, outbox.about, outbox.state, outbox.round, outbox.sent_utc
FROM leader CROSS JOIN outbox
WHERE outbox.person = leader.person
  AND leader.next_due_utc IS NOT NULL
  AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person)
  AND outbox.kind = 'check-in' AND outbox.due_utc >= :since_utc
UNION ALL
SELECT
  outbox.person, outbox.kind, outbox.local_date, outbox.due_utc,
  outbox.not_before_utc, outbox.about, outbox.state, outbox.round, outbox.sent_utc
FROM leader CROSS JOIN outbox
WHERE outbox.person = leader.person
  AND leader.next_due_utc IS NOT NULL
  AND (leader.next_due_utc, leader.person) <= (:last_due_utc, :last_person)
  AND outbox.round > 0 AND outbox.not_before_utc >= :since_utc
  AND outbox.due_utc < :since_utc;

-- name: retired_clear
-- Make room for a leader's retired nudges as they are now.
DELETE FROM retired WHERE person = :person;

-- name: retired_add
-- One nudge retired for one leader.
INSERT INTO retired (person, nudge) VALUES (:person, :nudge);

-- name: team_of_leader
-- The team a person leads.
SELECT * FROM team WHERE leader = :leader;

-- name: team_of_member
-- The team a person belongs to.
SELECT team.*
FROM team_member JOIN team ON team.leader = team_member.leader
WHERE team_member.member = :member;

-- name: team_of_workspace
-- The teams of a workspace.
SELECT * FROM team WHERE workspace = :workspace ORDER BY leader;

-- name: team_save
-- Keep a team, new or known.
INSERT INTO team (leader, workspace, name, channel, channel_name, word, country)
VALUES (:leader, :workspace, :name, :channel, :channel_name, :word, :country)
ON CONFLICT (leader) DO UPDATE SET
  name = excluded.name,
  channel = excluded.channel,
  channel_name = excluded.channel_name,
  word = excluded.word,
  country = excluded.country;

-- name: member_of
-- A team's members, in the order given.
SELECT * FROM team_member WHERE leader = :leader ORDER BY position, member;

-- name: member_of_workspace
-- The members of a workspace's teams, in the order given.
SELECT team_member.*
FROM team JOIN team_member ON team_member.leader = team.leader
WHERE team.workspace = :workspace
ORDER BY team_member.leader, team_member.position, team_member.member;

-- name: member_clear
-- Make room for a team's members as they are now.
DELETE FROM team_member WHERE leader = :leader;

-- name: member_save
-- Put a person into a team, out of any other.
INSERT INTO team_member (member, leader, position)
VALUES (:member, :leader, :position)
ON CONFLICT (member) DO UPDATE SET
  leader = excluded.leader,
  position = excluded.position;

-- name: outbox_add
-- Keep a delivery whose id is new.
INSERT INTO outbox (
  id, workspace, person, kind, turn, local_date, due_utc, not_before_utc, expires_utc,
  about, reply_to, language, state, reason, round, epoch, attempts, attempt_utc,
  channel, message, sent_utc, response, responded_utc
) VALUES (
  :id, :workspace, :person, :kind, :turn, :local_date, :due_utc, :not_before_utc,
  :expires_utc, :about, :reply_to, :language, :state, :reason, :round, :epoch,
  :attempts, :attempt_utc, :channel, :message, :sent_utc, :response, :responded_utc
)
ON CONFLICT (id) DO NOTHING;

-- name: outbox_again
-- Plan a delivery as given, new or in any state; whoever was sending it is fenced out.
INSERT INTO outbox (
  id, workspace, person, kind, turn, local_date, due_utc, not_before_utc, expires_utc,
  about, reply_to, language, state, reason, round, epoch, attempts, attempt_utc,
  channel, message, sent_utc, response, responded_utc
) VALUES (
  :id, :workspace, :person, :kind, :turn, :local_date, :due_utc, :not_before_utc,
  :expires_utc, :about, :reply_to, :language, 'planned', :reason, :round, :epoch + 1,
  :attempts, :attempt_utc, :channel, :message, :sent_utc, :response, :responded_utc
)
ON CONFLICT (id) DO UPDATE SET
  turn = excluded.turn,
  local_date = excluded.local_date,
  due_utc = excluded.due_utc,
  not_before_utc = excluded.not_before_utc,
  expires_utc = excluded.expires_utc,
  about = excluded.about,
  reply_to = excluded.reply_to,
  language = excluded.language,
  state = 'planned',
  reason = excluded.reason,
  round = excluded.round,
  epoch = outbox.epoch + 1,
  attempts = excluded.attempts,
  attempt_utc = excluded.attempt_utc,
  lease_until_utc = NULL,
  channel = excluded.channel,
  message = excluded.message,
  sent_utc = excluded.sent_utc,
  response = excluded.response,
  responded_utc = excluded.responded_utc;

-- name: outbox_find
-- One delivery.
SELECT * FROM outbox WHERE id = :id;

-- name: outbox_at
-- The nudge whose message stands at a place.
SELECT * FROM outbox
WHERE workspace = :workspace AND channel = :channel AND message = :message
  AND message IS NOT NULL AND kind = 'nudge'
ORDER BY due_utc DESC, id
LIMIT 1;

-- name: outbox_open_nudge
-- The newest nudge a person has been sent and that nothing has replaced.
SELECT * FROM outbox
WHERE person = :person AND kind = 'nudge' AND state = 'sent' AND turn >= 3
  AND sent_utc > '' -- always so; it points SQLite to the index of what stands
ORDER BY sent_utc DESC, id
LIMIT 1;

-- name: outbox_posted
-- When the newest message that still stands was posted to a person.
SELECT max(sent_utc) AS sent_utc FROM outbox
WHERE person = :person AND state = 'sent' AND turn >= 3;

-- name: outbox_beside
-- A person's Home, standing nudges but one, and that one too if it was answered.
SELECT * FROM outbox WHERE id = :home
UNION ALL
SELECT * FROM outbox
WHERE person = :person AND kind = 'nudge' AND state = 'sent' AND turn >= 3
  AND sent_utc > '' -- always so; it points SQLite to the index of what stands
  AND (id <> :id OR response IS NOT NULL);

-- name: outbox_knows
-- One row when there is such a delivery.
SELECT 1 AS known FROM outbox WHERE id = :id;

-- name: outbox_just_posted
-- To whom of those that a lane now posts to something was posted since an instant.
SELECT stands.person, max(stands.sent_utc) AS sent_utc
FROM outbox CROSS JOIN outbox AS stands
WHERE outbox.state = 'sending' AND outbox.lease_until_utc = :lease
  AND outbox.workspace = :lane AND outbox.turn >= 3
  AND stands.person = outbox.person AND stands.state = 'sent' AND stands.turn >= 3
  AND stands.sent_utc > :since_utc
GROUP BY stands.person;

-- name: outbox_nudges
-- A person's nudges since an instant, newest first.
SELECT * FROM outbox
WHERE person = :person AND kind = 'nudge' AND due_utc >= :since_utc
ORDER BY due_utc DESC, id;

-- name: outbox_waiting
-- What is planned for a person, earliest first.
SELECT * FROM outbox
WHERE person = :person AND state = 'planned'
ORDER BY not_before_utc, id;

-- name: outbox_promised
-- What Later promised to send in a lane by an instant, earliest first.
SELECT * FROM outbox
WHERE state = 'planned' AND workspace = :lane AND turn = 3
  AND not_before_utc <= :until_utc
ORDER BY not_before_utc, id;

-- name: outbox_lanes
-- Lanes with work now. Steps from lane to lane, so the cost is lanes, not deliveries.
WITH RECURSIVE
planned (workspace) AS (
  SELECT min(workspace) FROM outbox WHERE state = 'planned'
  UNION ALL
  SELECT (
    SELECT min(outbox.workspace) FROM outbox
    WHERE outbox.state = 'planned' AND outbox.workspace > planned.workspace
  ) FROM planned WHERE planned.workspace IS NOT NULL
),
unknown (workspace) AS (
  SELECT min(workspace) FROM outbox WHERE state = 'unknown'
  UNION ALL
  SELECT (
    SELECT min(outbox.workspace) FROM outbox
    WHERE outbox.state = 'unknown' AND outbox.workspace > unknown.workspace
  ) FROM unknown WHERE unknown.workspace IS NOT NULL
),
turns (turn, method) AS (
  SELECT 0, 'reply' UNION ALL SELECT 1, 'redraw' UNION ALL SELECT 2, 'home'
  UNION ALL SELECT 3, 'post' UNION ALL SELECT 4, 'post'
)
SELECT planned.workspace AS workspace FROM planned
WHERE EXISTS (
  SELECT 1 FROM turns
  WHERE EXISTS (
    SELECT 1 FROM outbox
    WHERE outbox.state = 'planned' AND outbox.workspace = planned.workspace
      AND outbox.turn = turns.turn AND outbox.not_before_utc <= :now_utc
  )
  AND NOT EXISTS (
    SELECT 1 FROM lane
    WHERE lane.workspace = planned.workspace AND lane.method IN ('', turns.method)
      AND lane.blocked_until_utc > :now_utc
  )
)
UNION
SELECT unknown.workspace FROM unknown
WHERE EXISTS (
  SELECT 1 FROM outbox
  WHERE outbox.state = 'unknown' AND outbox.workspace = unknown.workspace
    AND outbox.not_before_utc <= :now_utc
)
AND NOT EXISTS (
  SELECT 1 FROM lane
  WHERE lane.workspace = unknown.workspace AND lane.method IN ('', 'look-up')
    AND lane.blocked_until_utc > :now_utc
)
ORDER BY 1;

-- name: outbox_next_due
-- When the first planned delivery may go out, a lane's blocks included.
WITH RECURSIVE
planned (workspace) AS (
  SELECT min(workspace) FROM outbox WHERE state = 'planned'
  UNION ALL
  SELECT (
    SELECT min(outbox.workspace) FROM outbox
    WHERE outbox.state = 'planned' AND outbox.workspace > planned.workspace
  ) FROM planned WHERE planned.workspace IS NOT NULL
),
turns (turn, method) AS (
  SELECT 0, 'reply' UNION ALL SELECT 1, 'redraw' UNION ALL SELECT 2, 'home'
  UNION ALL SELECT 3, 'post' UNION ALL SELECT 4, 'post'
),
first (workspace, due_utc, open_utc) AS (
  SELECT planned.workspace, (
    SELECT min(outbox.not_before_utc) FROM outbox
    WHERE outbox.state = 'planned' AND outbox.workspace = planned.workspace
      AND outbox.turn = turns.turn
  ), (
    SELECT max(lane.blocked_until_utc) FROM lane
    WHERE lane.workspace = planned.workspace AND lane.method IN ('', turns.method)
  ) FROM planned CROSS JOIN turns
  WHERE planned.workspace IS NOT NULL
)
SELECT min(CASE WHEN open_utc > due_utc THEN open_utc ELSE due_utc END) AS due_utc
FROM first;

-- name: outbox_turns
-- In which turns a lane has something due.
SELECT turns.turn FROM (
  SELECT 0 AS turn UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3
  UNION ALL SELECT 4
) AS turns
WHERE EXISTS (
  SELECT 1 FROM outbox
  WHERE outbox.state = 'planned' AND outbox.workspace = :lane
    AND outbox.turn = turns.turn AND outbox.not_before_utc <= :now_utc
)
ORDER BY turns.turn;

-- name: outbox_claim
-- Take a lane's first due deliveries of one turn under a lease, one a person at a time.
WITH mine AS (
  SELECT id FROM outbox AS mine
  WHERE mine.state = 'planned' AND mine.workspace = :lane AND mine.turn = :turn
    AND mine.not_before_utc <= :now_utc
    AND NOT EXISTS (
      SELECT 1 FROM outbox AS other
      WHERE other.state = 'sending' AND other.person = mine.person
        AND other.turn >= 3 AND mine.turn >= 3 -- nobody waits for a stuck post
    )
    AND NOT EXISTS (
      SELECT 1 FROM outbox AS earlier
      WHERE earlier.state = 'planned' AND earlier.person = mine.person
        AND earlier.turn = mine.turn AND earlier.not_before_utc <= :now_utc
        AND (earlier.not_before_utc, earlier.id) < (mine.not_before_utc, mine.id)
    )
  ORDER BY mine.not_before_utc, mine.id
  LIMIT :most
  /* skip locked */
)
UPDATE outbox SET
  state = 'sending',
  epoch = epoch + 1,
  attempts = attempts + 1,
  attempt_utc = :now_utc,
  lease_until_utc = :lease_until_utc
WHERE id IN (SELECT id FROM mine)
  AND state = 'planned'
RETURNING *;

-- name: outbox_coming
-- To whom a lane posts next; what Later promised asks nobody's leave.
SELECT person FROM outbox
WHERE state = 'planned' AND workspace = :lane AND turn = 4
  AND not_before_utc <= :until_utc
ORDER BY not_before_utc, id
LIMIT :most;

-- name: outbox_settle
-- Record a claimed delivery's outcome; what somebody typed goes once it was obeyed.
UPDATE outbox SET
  state = :state,
  about = CASE WHEN kind = 'command' AND :state <> 'planned' THEN '' ELSE about END,
  reason = :reason,
  lease_until_utc = NULL,
  not_before_utc = coalesce(:not_before_utc, not_before_utc),
  channel = coalesce(:channel, channel),
  message = coalesce(:message, message),
  sent_utc = coalesce(:sent_utc, sent_utc),
  expires_utc = coalesce(:expires_utc, expires_utc)
WHERE id = :id AND epoch = :epoch AND state IN ('sending', 'unknown');

-- name: outbox_change
-- Keep what was decided about a delivery, whoever is sending it.
UPDATE outbox SET
  response = :response,
  responded_utc = :responded_utc,
  state = :state,
  reason = :reason,
  expires_utc = :expires_utc,
  epoch = epoch + 1,
  lease_until_utc = CASE WHEN :state = 'sending' THEN lease_until_utc END
WHERE id = :id;

-- name: outbox_answer
-- Keep what the leader answered; the sending goes on as it was.
UPDATE outbox SET response = :response, responded_utc = :responded_utc
WHERE id = :id;

-- name: outbox_reap
-- Take back what is still being sent after its lease.
UPDATE outbox SET
  state = CASE WHEN kind IN ('redraw', 'home', 'command') THEN 'planned' ELSE 'unknown' END,
  not_before_utc = CASE
    WHEN kind IN ('redraw', 'home', 'command') THEN not_before_utc ELSE :settle_until_utc END,
  epoch = epoch + 1,
  lease_until_utc = NULL
WHERE state = 'sending' AND lease_until_utc <= :now_utc;

-- name: outbox_unknown
-- A lane's deliveries to look up, longest settled first.
SELECT * FROM outbox
WHERE state = 'unknown' AND workspace = :lane AND not_before_utc <= :now_utc
ORDER BY not_before_utc, id
LIMIT :most;

-- name: outbox_drop_waiting
-- Drop a person's planned nudges.
UPDATE outbox SET state = 'dropped', reason = :reason, epoch = epoch + 1
WHERE person = :person AND state = 'planned' AND kind = 'nudge';

-- name: outbox_counts
-- How many nudges of a workspace are in which state; of the rest, what was refused.
SELECT state, count(*) AS many FROM (
  SELECT state FROM outbox
  WHERE workspace = :workspace AND kind = 'nudge' AND due_utc >= :since_utc
  UNION ALL
  SELECT state FROM outbox
  WHERE workspace = :workspace AND state = 'refused' AND due_utc >= :since_utc
    AND kind IN ('welcome', 'check-in')
) AS posted
GROUP BY state
ORDER BY state;

-- name: outbox_oldest_waiting
-- The oldest nudge of a workspace that waits, not by its leader's own doing.
SELECT min(
  CASE WHEN round = 0 AND reason NOT IN ('', 'dnd', 'away')
  THEN due_utc ELSE not_before_utc END
) AS due_utc
FROM outbox
WHERE workspace = :workspace AND kind = 'nudge' AND due_utc >= :since_utc
  AND state IN ('planned', 'sending');

-- name: outbox_reasons
-- Why nudges did not go out, and why others were refused; most frequent first.
SELECT reason, count(*) AS many FROM (
  SELECT reason FROM outbox
  WHERE workspace = :workspace AND kind = 'nudge' AND due_utc >= :since_utc
    AND state IN ('held', 'missed', 'refused', 'unknown', 'dropped') AND reason <> ''
  UNION ALL
  SELECT reason FROM outbox
  WHERE workspace = :workspace AND state = 'refused' AND due_utc >= :since_utc
    AND kind IN ('welcome', 'check-in')
) AS unsent
GROUP BY reason
ORDER BY count(*) DESC, reason;

-- name: outbox_forget
-- Delete what is over and old; what Later put off is as old as its last showing.
DELETE FROM outbox
WHERE due_utc < :before_utc AND expires_utc < :before_utc
  AND state NOT IN ('planned', 'sending');

-- name: journal_add
-- Append one row.
INSERT INTO journal (
  at_utc, workspace, person, what, delivery, habit, nudge, done_by,
  probability, coin, available, policy, note
) VALUES (
  :at_utc, :workspace, :person, :what, :delivery, :habit, :nudge, :done_by,
  :probability, :coin, :available, :policy, :note
);

-- name: journal_of
-- A person's rows since an instant, oldest first.
SELECT * FROM journal
WHERE person = :person AND at_utc >= :since_utc
ORDER BY at_utc, id;

-- name: journal_forget
-- Delete what leaders answered and chose; which nudges came stays, or they would repeat.
DELETE FROM journal
WHERE at_utc < :before_utc AND what NOT IN ('chosen', 'enrolled', 'stopped', 'started');

-- name: input_first
-- Note an input unless it was noted before.
INSERT INTO input (workspace, given, at_utc) VALUES (:workspace, :given, :at_utc)
ON CONFLICT (workspace, given) DO NOTHING;

-- name: input_forget
-- Delete old notes.
DELETE FROM input WHERE at_utc < :before_utc;

-- name: lane_of
-- How fast a lane may be sent to, method by method.
SELECT * FROM lane WHERE workspace = :workspace ORDER BY method;

-- name: lane_save
-- Keep a lane's pace by a method, new or known.
INSERT INTO lane (
  workspace, method, blocked_until_utc, spent_until_utc, slowed_utc, slowed_per_minute
) VALUES (
  :workspace, :method, :blocked_until_utc, :spent_until_utc, :slowed_utc,
  :slowed_per_minute
)
ON CONFLICT (workspace, method) DO UPDATE SET
  blocked_until_utc = excluded.blocked_until_utc,
  spent_until_utc = excluded.spent_until_utc,
  slowed_utc = excluded.slowed_utc,
  slowed_per_minute = excluded.slowed_per_minute;

-- name: lane_block
-- Block a lane for a method, never for less long than it is.
INSERT INTO lane (workspace, method, blocked_until_utc)
VALUES (:workspace, :method, :blocked_until_utc)
ON CONFLICT (workspace, method) DO UPDATE SET
  blocked_until_utc = excluded.blocked_until_utc
WHERE coalesce(lane.blocked_until_utc, '') < excluded.blocked_until_utc;
