package dev.handwright.it;

import dev.handwright.adapter.sql.Database;
import dev.handwright.adapter.sql.PostgresUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is committed about runs, in order: triggers in the database under test write it
 * down, so that nothing is seen that was undone and nothing is missed that was overwritten.
 */
final class TortureHistory implements AutoCloseable {
    private static final List<Watched> WATCHED =
            List.of(
                    new Watched(
                            "run",
                            "after update",
                            "old.status <> new.status or old.attempt <> new.attempt",
                            "new.id, new.status, coalesce(new.worker, '')"),
                    new Watched(
                            "webhook_event",
                            "after insert",
                            "true",
                            "new.run_id, 'event', new.status"),
                    new Watched("run_place", "after insert", "true", Watched.PLACE),
                    new Watched("run_place", "after update", "true", Watched.PLACE));

    private final Database database;

    private TortureHistory(Database database) {
        this.database = database;
    }

    /**
     * What is written down where rows of a table change.
     *
     * @param values run, what, and more of it
     */
    private record Watched(String table, String when, String condition, String values) {
        static final String PLACE =
                "new.run_id, 'place', coalesce(new.desktop_id, '') || ' '"
                        + " || coalesce(new.sandbox_id, '')";

        String name() {
            return ("torture " + table + " " + when).replace(' ', '_');
        }

        private String insert() {
            return "insert into torture_history (run_id, what, more) values (" + values + ");";
        }

        List<String> sqlite() {
            return List.of(
                    "create trigger %s %s on %s when %s begin %s end"
                            .formatted(name(), when, table, condition, insert()));
        }

        List<String> postgres() {
            return List.of(
                    "create function %s() returns trigger language plpgsql as 'begin %s return null; end'"
                            .formatted(name(), insert().replace("'", "''")),
                    "create trigger %1$s %2$s on %3$s for each row when (%4$s) execute function %1$s()"
                            .formatted(name(), when, table, condition));
        }
    }

    /** One thing that was committed: a status and its worker, an event's, a place's rooms. */
    record Entry(String what, String more) {
        @Override
        public String toString() {
            return what + " " + more;
        }
    }

    /** Of an SQLite file whose server runs. */
    static TortureHistory in(Path file) {
        return new TortureHistory(new Database(file)).watch("integer primary key", false);
    }

    /** Of a PostgreSQL in use. */
    static TortureHistory in(String url) {
        return new TortureHistory(new Database(PostgresUrl.parse(url)))
                .watch("bigserial primary key", true);
    }

    private TortureHistory watch(String number, boolean postgres) {
        database.write(handle -> {
            handle.execute(
                    "create table torture_history (n %s, run_id text, what text, more text)"
                            .formatted(number));
            for (var watched : WATCHED) {
                (postgres ? watched.postgres() : watched.sqlite()).forEach(handle::execute);
            }
            return true;
        });
        return this;
    }

    /** By run. */
    Map<String, List<Entry>> all() {
        var all = new LinkedHashMap<String, List<Entry>>();
        for (var row : rows("select run_id, what, more from torture_history order by n")) {
            all.computeIfAbsent(text(row, "run_id"), _ -> new ArrayList<>())
                    .add(new Entry(text(row, "what"), text(row, "more")));
        }
        return all;
    }

    List<Map<String, Object>> rows(String sql) {
        return database.read(handle -> handle.createQuery(sql).mapToMap().list());
    }

    static String text(Map<String, Object> row, String name) {
        return String.valueOf(row.get(name));
    }

    @Override
    public void close() {
        database.close();
    }
}
