"""What says a second time what another key or index says is left out: each costs every row of a list.

A mention follows its report by a key of report and audience together (`follow`), so that its report is there, and of
that audience, which is there, is said already.
"""

from django.db import migrations

ONCE = """
ALTER TABLE entities_mention DROP CONSTRAINT entities_mention_report_id_6fc82a78_fk_information_report_id,
    DROP CONSTRAINT entities_mention_audience_id_40237719_fk_access_audience_id;
-- `entities_facts_of` and `entities_newest_of` begin with the entity, `entities_said_by` with the author;
-- `entities_holding_once` with the entity, `entities_held_by` with the audience.
DROP INDEX entities_mention_entity_id_b748099e, entities_mention_author_id_c1bd72d6,
    entities_holding_entity_id_357f92e3, entities_holding_audience_id_4d7c111b;
"""
BACK = """
CREATE INDEX entities_holding_audience_id_4d7c111b ON entities_holding (audience_id);
CREATE INDEX entities_holding_entity_id_357f92e3 ON entities_holding (entity_id);
CREATE INDEX entities_mention_author_id_c1bd72d6 ON entities_mention (author_id);
CREATE INDEX entities_mention_entity_id_b748099e ON entities_mention (entity_id);
ALTER TABLE entities_mention
    ADD CONSTRAINT entities_mention_audience_id_40237719_fk_access_audience_id
        FOREIGN KEY (audience_id) REFERENCES access_audience DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT entities_mention_report_id_6fc82a78_fk_information_report_id
        FOREIGN KEY (report_id) REFERENCES information_report DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("entities", "0024_keys_that_few_things_share")]
    operations = [migrations.RunSQL(ONCE, BACK)]
