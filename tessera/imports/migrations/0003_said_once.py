"""A row of a list follows its report by a key of report and audience together: that both are there is said already."""

from django.db import migrations

ONCE = """
ALTER TABLE imports_sourcerow DROP CONSTRAINT imports_sourcerow_report_id_8c61bbcc_fk_information_report_id,
    DROP CONSTRAINT imports_sourcerow_audience_id_66ed698b_fk_access_audience_id;
-- `imports_rows_of` begins with the list.
DROP INDEX imports_sourcerow_of_id_425c1ab8;
"""
BACK = """
CREATE INDEX imports_sourcerow_of_id_425c1ab8 ON imports_sourcerow (of_id);
ALTER TABLE imports_sourcerow
    ADD CONSTRAINT imports_sourcerow_audience_id_66ed698b_fk_access_audience_id
        FOREIGN KEY (audience_id) REFERENCES access_audience DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT imports_sourcerow_report_id_8c61bbcc_fk_information_report_id
        FOREIGN KEY (report_id) REFERENCES information_report DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_row_level_security")]
    operations = [migrations.RunSQL(ONCE, BACK)]
