from django.db import migrations

# The app's role owns no table and so may not ANALYZE; the function does it for the partitions of one merchant, as owner.
FORWARDS = """
CREATE FUNCTION facts_refresh_statistics(merchant bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  part regclass;
BEGIN
  FOR part IN
    SELECT DISTINCT tableoid::regclass FROM
      ((SELECT tableoid FROM facts_moneyevent WHERE merchant_id = merchant LIMIT 1) UNION ALL
       (SELECT tableoid FROM facts_lineitem WHERE merchant_id = merchant LIMIT 1)) held
  LOOP
    EXECUTE format('ANALYZE %s', part);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION facts_refresh_statistics(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION facts_refresh_statistics(bigint) TO edge_app;
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0003_stage_rows")]

    operations = [
        migrations.RunSQL(FORWARDS, "DROP FUNCTION facts_refresh_statistics(bigint)"),
    ]
