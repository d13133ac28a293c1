package dev.handwright.adapter.sql;

import dev.handwright.workspaces.ApiKey;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspace;
import dev.handwright.workspaces.WorkspaceStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Workspaces and keys in the database. */
public final class SqlWorkspaceStore implements WorkspaceStore {
    private final Database database;

    public SqlWorkspaceStore(Database database) {
        this.database = database;
    }

    @Override
    public void addWorkspace(Workspace workspace) {
        database.write(handle -> insert(handle, workspace));
    }

    @Override
    public List<Workspace> workspaces() {
        return database.read(handle ->
                handle.createQuery(
                                "select id, name, created_at from workspace"
                                        + " order by created_at, id")
                        .map((row, _) ->
                                new Workspace(
                                        new Workspace.Id(row.getString("id")),
                                        row.getString("name"),
                                        instant(row, "created_at")))
                        .list());
    }

    @Override
    public void addKey(ApiKey key, String hash) {
        database.write(handle -> insert(handle, key, hash));
    }

    @Override
    public Optional<ApiKey> keyByHash(String hash) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from api_key"
                                        + " where hash = :hash and revoked_at is null")
                        .bind("hash", hash)
                        .map((row, _) -> key(row))
                        .findOne());
    }

    @Override
    public List<ApiKey> keys(Workspace.Id workspace) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from api_key where workspace_id = :workspace"
                                        + " order by created_at, id")
                        .bind("workspace", workspace.value())
                        .map((row, _) -> key(row))
                        .list());
    }

    @Override
    public boolean revoke(Workspace.Id workspace, ApiKey.Id key, Instant at) {
        return database.write(handle ->
                handle.createUpdate(
                                        "update api_key set revoked_at = :at where id = :id"
                                                + " and workspace_id = :workspace"
                                                + " and revoked_at is null")
                                .bind("at", at.toEpochMilli())
                                .bind("id", key.value())
                                .bind("workspace", workspace.value())
                                .execute()
                        == 1);
    }

    static int insert(Handle handle, Workspace workspace) {
        return handle.createUpdate(
                        "insert into workspace (id, name, created_at)"
                                + " values (:id, :name, :at)")
                .bind("id", workspace.id().value())
                .bind("name", workspace.name())
                .bind("at", workspace.createdAt().toEpochMilli())
                .execute();
    }

    static int insert(Handle handle, ApiKey key, String hash) {
        return handle.createUpdate(
                        "insert into api_key (id, workspace_id, hash, hint, label,"
                                + " scopes, created_at) values (:id, :workspace,"
                                + " :hash, :hint, :label, :scopes, :at)")
                .bind("id", key.id().value())
                .bind("workspace", key.workspace().value())
                .bind("hash", hash)
                .bind("hint", key.hint())
                .bind("label", key.label())
                .bind("scopes", words(key.scopes()))
                .bind("at", key.createdAt().toEpochMilli())
                .execute();
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        long revokedAt = row.getLong("revoked_at");
        return new ApiKey(
                new ApiKey.Id(row.getString("id")),
                new Workspace.Id(row.getString("workspace_id")),
                row.getString("hint"),
                row.getString("label"),
                scopes(row.getString("scopes")),
                instant(row, "created_at"),
                revokedAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(revokedAt)));
    }

    private static String words(Set<KeyScope> scopes) {
        return scopes.stream().map(KeyScope::name).sorted().collect(Collectors.joining(","));
    }

    private static Set<KeyScope> scopes(String words) {
        return Arrays.stream(words.split(","))
                .map(KeyScope::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }
}
