package dev.handwright.adapter.sql;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.Film;
import dev.handwright.desktops.FilmStore;
import dev.handwright.workspaces.Workspace;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Films of desktops in the database. */
public final class SqlFilmStore implements FilmStore {
    private final Database database;

    public SqlFilmStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(Film film) {
        database.write(handle ->
                handle.createUpdate(
                                "insert into film (id, workspace_id, desktop_id, started_at,"
                                        + " ended_at) values (:id, :workspace, :desktop,"
                                        + " :started, :ended)")
                        .bind("id", film.id().toString())
                        .bind("workspace", film.workspace().value())
                        .bind("desktop", film.desktop().value())
                        .bind("started", film.startedAt().toEpochMilli())
                        .bind("ended", film.endedAt().toEpochMilli())
                        .execute());
    }

    @Override
    public Optional<Film> last(Workspace.Id workspace, Desktop.Id desktop) {
        return database.read(handle ->
                handle.createQuery(
                                "select id, started_at, ended_at from film where desktop_id ="
                                        + " :desktop and workspace_id = :workspace"
                                        + " order by ended_at desc, id desc limit 1")
                        .bind("desktop", desktop.value())
                        .bind("workspace", workspace.value())
                        .map((row, _) ->
                                new Film(
                                        UUID.fromString(row.getString("id")),
                                        workspace,
                                        desktop,
                                        Instant.ofEpochMilli(row.getLong("started_at")),
                                        Instant.ofEpochMilli(row.getLong("ended_at"))))
                        .findOne());
    }
}
