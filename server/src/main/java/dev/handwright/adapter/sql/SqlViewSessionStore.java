package dev.handwright.adapter.sql;

import dev.handwright.desktops.Desktop;
import dev.handwright.viewing.Scope;
import dev.handwright.viewing.ViewSession;
import dev.handwright.viewing.ViewSessionStore;
import java.util.Optional;

/** Sessions of viewers in the database; a row goes with its desktop's. */
public final class SqlViewSessionStore implements ViewSessionStore {
    private final Database database;

    public SqlViewSessionStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<ViewSession> find(Desktop.Id desktop) {
        return database.read(handle ->
                handle.createQuery("select * from view_session where desktop_id = :desktop")
                        .bind("desktop", desktop.value())
                        .map((row, _) ->
                                new ViewSession(
                                        desktop,
                                        row.getString("id"),
                                        Scope.of(row.getString("scope")).orElseThrow()))
                        .findOne());
    }

    @Override
    public void put(ViewSession session) {
        database.write(handle ->
                handle.createUpdate(
                                "insert into view_session (desktop_id, id, scope)"
                                        + " select id, :id, :scope from desktop where id = :desktop"
                                        + " on conflict (desktop_id) do update"
                                        + " set id = excluded.id, scope = excluded.scope")
                        .bind("desktop", session.desktop().value())
                        .bind("id", session.id())
                        .bind("scope", session.scope().word())
                        .execute());
    }

    @Override
    public void remove(Desktop.Id desktop) {
        database.write(handle ->
                handle.createUpdate("delete from view_session where desktop_id = :desktop")
                        .bind("desktop", desktop.value())
                        .execute());
    }
}
