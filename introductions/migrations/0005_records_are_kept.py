"""The record of a connector follows what it counts, in the same transaction, whoever writes it.

Counts are added to the row, never read and written back, so that two moves of one connector at once both count;
the second waits at the row for the first. History is counted once here, and by nobody after that.
"""

from django.db import migrations

RULES = """
-- What one introduction adds: 1 or 0. What the rep took back, or what fell away by itself, was not the
-- connector's to answer; nor is what they were not shown.
CREATE FUNCTION was_theirs_to_answer(one introductions_introduction) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT one.shown_at IS NOT NULL AND one.state <> 'withdrawn'
       AND NOT (one.state = 'lapsed' AND one.refusal <> '')
$$;
CREATE FUNCTION counts_as_asked(one introductions_introduction) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT (was_theirs_to_answer(one) AND one.state <> 'requested')::integer
$$;
CREATE FUNCTION counts_as_introduced(one introductions_introduction) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT (was_theirs_to_answer(one) AND one.confirmed_at IS NOT NULL)::integer
$$;

CREATE FUNCTION add_to_record(whose bigint, more_asked integer, more_introduced integer, more_missed integer)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO introductions_connectorrecord AS kept (connector_id, asked, introduced, missed)
    VALUES (whose, more_asked, more_introduced, more_missed)
    ON CONFLICT (connector_id) DO UPDATE SET
        asked = kept.asked + excluded.asked,
        introduced = kept.introduced + excluded.introduced,
        missed = kept.missed + excluded.missed
$$;

-- After an answer came or went: how many there are, and the middle one. The row is locked by the first
-- statement; the second then sees what whoever held it before has written.
CREATE FUNCTION count_answers(whose bigint, more integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    many integer;
BEGIN
    INSERT INTO introductions_connectorrecord AS kept (connector_id, answered)
    VALUES (whose, more)
    ON CONFLICT (connector_id) DO UPDATE SET answered = kept.answered + excluded.answered
    RETURNING answered INTO many;
    UPDATE introductions_connectorrecord SET median_answer = (
        SELECT min(took) + (max(took) - min(took)) * 0.5::double precision FROM (
            SELECT took FROM introductions_answertime WHERE connector_id = whose
             ORDER BY took OFFSET greatest(many - 1, 0) / 2 LIMIT 2 - many % 2
        ) AS middle
    ) WHERE connector_id = whose;
END $$;

CREATE FUNCTION forget_answer(one bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
BEGIN
    DELETE FROM introductions_answertime WHERE introduction_id = one RETURNING connector_id INTO whose;
    IF FOUND THEN
        PERFORM count_answers(whose, -1);
    END IF;
END $$;

CREATE FUNCTION note_answer(one bigint, answered_at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose bigint;
BEGIN
    INSERT INTO introductions_answertime (introduction_id, connector_id, took)
    SELECT id, connector_id, greatest(answered_at - shown_at, interval '0')
      FROM introductions_introduction WHERE id = one AND shown_at IS NOT NULL
    ON CONFLICT (introduction_id) DO NOTHING
    RETURNING connector_id INTO whose;
    IF FOUND THEN
        PERFORM count_answers(whose, 1);
    END IF;
END $$;

CREATE FUNCTION record_follows_introduction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked_before integer := 0;
    introduced_before integer := 0;
    answer record;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        asked_before := counts_as_asked(OLD);
        introduced_before := counts_as_introduced(OLD);
        IF NEW.connector_id <> OLD.connector_id THEN
            PERFORM add_to_record(OLD.connector_id, -asked_before, -introduced_before, 0);
            asked_before := 0;
            introduced_before := 0;
        END IF;
    END IF;
    IF asked_before <> counts_as_asked(NEW) OR introduced_before <> counts_as_introduced(NEW) THEN
        PERFORM add_to_record(NEW.connector_id, counts_as_asked(NEW) - asked_before,
                              counts_as_introduced(NEW) - introduced_before, 0);
    END IF;
    -- When an answered request was shown, and to whom, does not change; where it does, the answer follows.
    IF TG_OP = 'UPDATE' AND (NEW.shown_at IS DISTINCT FROM OLD.shown_at OR NEW.connector_id <> OLD.connector_id)
    THEN
        PERFORM forget_answer(NEW.id);
        FOR answer IN SELECT at FROM introductions_event
             WHERE introduction_id = NEW.id AND move IN ('accept', 'decline') ORDER BY id LIMIT 1
        LOOP
            PERFORM note_answer(NEW.id, answer.at);
        END LOOP;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_follows_new_introduction AFTER INSERT ON introductions_introduction
    FOR EACH ROW WHEN (NEW.shown_at IS NOT NULL) EXECUTE FUNCTION record_follows_introduction();
CREATE TRIGGER record_follows_introduction AFTER UPDATE ON introductions_introduction
    FOR EACH ROW WHEN (
        (OLD.state, OLD.shown_at, OLD.refusal, OLD.confirmed_at, OLD.connector_id)
        IS DISTINCT FROM (NEW.state, NEW.shown_at, NEW.refusal, NEW.confirmed_at, NEW.connector_id)
    ) EXECUTE FUNCTION record_follows_introduction();

CREATE FUNCTION record_follows_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.move IN ('accept', 'decline') THEN
        PERFORM note_answer(NEW.introduction_id, NEW.at);
    ELSE
        PERFORM add_to_record(connector_id, 0, 0, 1)
           FROM introductions_introduction WHERE id = NEW.introduction_id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_follows_event AFTER INSERT ON introductions_event
    FOR EACH ROW WHEN (NEW.move IN ('accept', 'decline', 'miss', 'step_back'))
    EXECUTE FUNCTION record_follows_event();

-- What has happened so far.
INSERT INTO introductions_answertime (introduction_id, connector_id, took)
SELECT DISTINCT ON (i.id) i.id, i.connector_id, greatest(e.at - i.shown_at, interval '0')
  FROM introductions_event e JOIN introductions_introduction i ON i.id = e.introduction_id
 WHERE e.move IN ('accept', 'decline') AND i.shown_at IS NOT NULL
 ORDER BY i.id, e.id;
INSERT INTO introductions_connectorrecord (connector_id, asked, introduced, missed, answered, median_answer)
SELECT of_all.connector_id, of_all.asked, of_all.introduced, of_all.missed,
       coalesce(times.answered, 0), times.median_answer
  FROM (SELECT i.connector_id, sum(counts_as_asked(i)) AS asked, sum(counts_as_introduced(i)) AS introduced,
               (SELECT count(*) FROM introductions_event e JOIN introductions_introduction own
                    ON own.id = e.introduction_id
                 WHERE own.connector_id = i.connector_id AND e.move IN ('miss', 'step_back')) AS missed
          FROM introductions_introduction i GROUP BY i.connector_id) AS of_all
  LEFT JOIN (SELECT connector_id, count(*) AS answered,
                    percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS median_answer
               FROM introductions_answertime GROUP BY connector_id) AS times USING (connector_id);
"""


class Migration(migrations.Migration):
    dependencies = [("introductions", "0004_records")]
    operations = [migrations.RunSQL(RULES)]
