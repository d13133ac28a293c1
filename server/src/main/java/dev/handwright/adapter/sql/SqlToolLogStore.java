package dev.handwright.adapter.sql;

import dev.handwright.desktops.Desktop;
import dev.handwright.tools.ToolLog;
import dev.handwright.tools.ToolLogStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tool logs in the database; they go with their desktops' rows. */
public final class SqlToolLogStore implements ToolLogStore {
    private final Database database;

    public SqlToolLogStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(List<ToolLog.Entry> entries, int most) {
        var desktops = entries.stream().map(ToolLog.Entry::desktop).collect(Collectors.toSet());
        database.write(handle -> {
            var batch =
                    handle.prepareBatch(
                            "insert into tool_log (desktop_id, number, id, at, tool, action,"
                                    + " params, duration_ms, error)"
                                    + " select :desktop, (select coalesce(max(number), 0) + 1"
                                    + " from tool_log where desktop_id = :desktop), :id, :at,"
                                    + " :tool, :action, :params, :took, :error"
                                    + " where exists (select 1 from desktop where id = :desktop)");
            for (var entry : entries) {
                batch.bind("id", entry.id())
                        .bind("desktop", entry.desktop().value())
                        .bind("at", entry.at().toEpochMilli())
                        .bind("tool", entry.tool())
                        .bind("action", entry.action())
                        .bind("params", entry.params())
                        .bind("took", entry.took().toMillis())
                        .bind("error", entry.error().orElse(null))
                        .add();
            }
            var added = batch.execute();
            for (var desktop : desktops) {
                handle.createUpdate(
                                "delete from tool_log where desktop_id = :desktop and number <="
                                        + " (select number from tool_log where desktop_id ="
                                        + " :desktop order by number desc limit 1 offset :most)")
                        .bind("desktop", desktop.value())
                        .bind("most", most)
                        .execute();
            }
            return added.length;
        });
    }

    @Override
    public List<ToolLog.Entry> of(Desktop.Id desktop) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from tool_log where desktop_id = :desktop order by"
                                        + " number")
                        .bind("desktop", desktop.value())
                        .map((row, _) -> entry(desktop, row))
                        .list());
    }

    private static ToolLog.Entry entry(Desktop.Id desktop, ResultSet row) throws SQLException {
        return new ToolLog.Entry(
                row.getString("id"),
                desktop,
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("tool"),
                row.getString("action"),
                row.getString("params"),
                Duration.ofMillis(row.getLong("duration_ms")),
                Optional.ofNullable(row.getString("error")));
    }
}
