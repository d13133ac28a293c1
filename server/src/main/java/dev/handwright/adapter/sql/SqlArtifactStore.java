package dev.handwright.adapter.sql;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.ArtifactStore;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Which files runs left, in the database. */
public final class SqlArtifactStore implements ArtifactStore {
    private final Database database;

    public SqlArtifactStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(Artifact artifact) {
        database.write(handle ->
                handle.createUpdate(
                                "insert into artifact (run_id, kind, size, created_at)"
                                        + " values (:run, :kind, :size, :at)"
                                        + " on conflict (run_id, kind) do update set size ="
                                        + " excluded.size, created_at = excluded.created_at")
                        .bind("run", artifact.run().toString())
                        .bind("kind", artifact.kind().name().toLowerCase(Locale.ROOT))
                        .bind("size", artifact.size())
                        .bind("at", artifact.createdAt().toEpochMilli())
                        .execute());
    }

    @Override
    public List<Artifact> of(UUID run) {
        return database.read(handle ->
                handle
                        .createQuery(
                                "select kind, size, created_at from artifact"
                                        + " where run_id = :run")
                        .bind("run", run.toString())
                        .map((row, _) ->
                                new Artifact(
                                        run,
                                        kind(row.getString("kind")),
                                        row.getLong("size"),
                                        Instant.ofEpochMilli(row.getLong("created_at"))))
                        .stream()
                        .sorted(Comparator.comparing(Artifact::kind))
                        .toList());
    }

    @Override
    public void delete(UUID run, Artifact.Kind kind) {
        database.write(handle ->
                handle.createUpdate("delete from artifact where run_id = :run and kind = :kind")
                        .bind("run", run.toString())
                        .bind("kind", kind.name().toLowerCase(Locale.ROOT))
                        .execute());
    }

    @Override
    public void deleteAll(UUID run) {
        database.write(handle ->
                handle.createUpdate("delete from artifact where run_id = :run")
                        .bind("run", run.toString())
                        .execute());
    }

    private static Artifact.Kind kind(String word) {
        return Artifact.Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }
}
