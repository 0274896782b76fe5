CREATE TABLE workspace (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  weekdays TEXT NOT NULL,
  at_time TEXT NOT NULL,
  every_weeks INTEGER NOT NULL,
  cap_per_week INTEGER NOT NULL,
  quiet_start TEXT NOT NULL,
  quiet_end TEXT NOT NULL,
  country TEXT NOT NULL,
  trouble TEXT NOT NULL
);

CREATE TABLE closed (
  workspace TEXT NOT NULL,
  position INTEGER NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (workspace, position),
  CHECK (first_day <= last_day)
);

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT,
  zone TEXT,
  language TEXT,
  admin INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  unreachable INTEGER NOT NULL,
  away_until_utc TEXT,
  given_name TEXT NOT NULL,
  own_zone TEXT,
  own_language TEXT,
  admin_by TEXT,
  greeted INTEGER NOT NULL,
  CHECK ((zone IS NULL) = (name IS NULL) AND (zone IS NULL) = (language IS NULL))
);

CREATE INDEX person_admin ON person (workspace)
  WHERE (admin = 1 OR admin_by IS NOT NULL) AND gone = 0;

CREATE TABLE leader (
  person TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  enrolled_by TEXT NOT NULL,
  enrolled_utc TEXT NOT NULL,
  focus TEXT,
  weekdays TEXT,
  at_time TEXT,
  part_time TEXT,
  paused_until TEXT,
  stopped INTEGER NOT NULL,
  unanswered INTEGER NOT NULL,
  next_due_utc TEXT
);

CREATE INDEX leader_due ON leader (next_due_utc, person)
  WHERE next_due_utc IS NOT NULL;

CREATE INDEX leader_workspace ON leader (workspace);

CREATE TABLE retired (
  person TEXT NOT NULL,
  nudge TEXT NOT NULL,
  PRIMARY KEY (person, nudge)
);

CREATE TABLE team (
  leader TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  name TEXT NOT NULL,
  channel TEXT,
  channel_name TEXT,
  word TEXT NOT NULL,
  country TEXT NOT NULL
);

CREATE INDEX team_workspace ON team (workspace);

CREATE TABLE team_member (
  member TEXT PRIMARY KEY,
  leader TEXT NOT NULL,
  position INTEGER NOT NULL
);

CREATE INDEX team_member_leader ON team_member (leader);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  workspace TEXT NOT NULL,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  turn INTEGER NOT NULL,
  local_date TEXT NOT NULL,
  due_utc TEXT NOT NULL,
  not_before_utc TEXT NOT NULL,
  expires_utc TEXT NOT NULL,
  about TEXT NOT NULL,
  reply_to TEXT NOT NULL,
  language TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  round INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  attempt_utc TEXT,
  lease_until_utc TEXT,
  channel TEXT,
  message TEXT,
  sent_utc TEXT,
  response TEXT,
  responded_utc TEXT,
  CHECK (turn BETWEEN 0 AND 4),
  CHECK ((state = 'sending') = (lease_until_utc IS NOT NULL)),
  CHECK ((channel IS NULL) = (message IS NULL))
);

CREATE INDEX outbox_planned ON outbox (workspace, turn, not_before_utc, id, person)
  WHERE state = 'planned';

CREATE INDEX outbox_waiting ON outbox (person, not_before_utc, id)
  WHERE state = 'planned';

CREATE INDEX outbox_sending ON outbox (lease_until_utc)
  WHERE state = 'sending';

CREATE INDEX outbox_in_flight ON outbox (person)
  WHERE state = 'sending';

CREATE INDEX outbox_standing ON outbox (person, sent_utc)
  WHERE state = 'sent' AND turn >= 3;

CREATE INDEX outbox_unknown ON outbox (workspace, not_before_utc, id)
  WHERE state = 'unknown';

CREATE INDEX outbox_person ON outbox (person, due_utc)
  WHERE kind = 'nudge';

CREATE INDEX outbox_check_in ON outbox (person, due_utc)
  WHERE kind = 'check-in';

-- What Later sent again, or will.
CREATE INDEX outbox_again ON outbox (person, not_before_utc)
  WHERE round > 0;

CREATE INDEX outbox_place ON outbox (workspace, channel, message)
  WHERE message IS NOT NULL AND kind = 'nudge';

CREATE INDEX outbox_workspace ON outbox (workspace, due_utc)
  WHERE kind = 'nudge';

CREATE INDEX outbox_refused ON outbox (workspace, due_utc)
  WHERE state = 'refused';

CREATE INDEX outbox_due ON outbox (due_utc);

CREATE TABLE journal (
  id INTEGER PRIMARY KEY /* counted */,
  at_utc TEXT NOT NULL,
  workspace TEXT NOT NULL,
  person TEXT NOT NULL,
  what TEXT NOT NULL,
  delivery TEXT,
  habit TEXT,
  nudge TEXT,
  done_by TEXT,
  probability DOUBLE PRECISION,
  coin INTEGER,
  available INTEGER,
  policy TEXT NOT NULL,
  note TEXT NOT NULL,
  CHECK (probability BETWEEN 0 AND 1)
);

CREATE INDEX journal_person ON journal (person, at_utc, id);

CREATE INDEX journal_chosen ON journal (person, at_utc, id, nudge, what)
  WHERE what = 'chosen';

CREATE INDEX journal_passing ON journal (at_utc)
  WHERE what NOT IN ('chosen', 'enrolled', 'stopped', 'started');

CREATE TABLE input (
  workspace TEXT NOT NULL,
  given TEXT NOT NULL,
  at_utc TEXT NOT NULL,
  PRIMARY KEY (workspace, given)
);

CREATE INDEX input_at ON input (at_utc);

CREATE TABLE lane (
  workspace TEXT NOT NULL,
  method TEXT NOT NULL,
  blocked_until_utc TEXT,
  spent_until_utc TEXT,
  slowed_utc TEXT,
  slowed_per_minute DOUBLE PRECISION,
  PRIMARY KEY (workspace, method)
);
