package dev.handwright.adapter.sql;

import dev.handwright.secrets.SigningSecretStore;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing secrets in the database, sealed, and the signatures taken. */
public final class SqlSigningSecretStore implements SigningSecretStore {
    private final Database database;

    public SqlSigningSecretStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean add(Kept fresh, int most) {
        return database.write(handle ->
                handle.createUpdate(
                                        "insert into signing_secret (id, workspace_id, sealed,"
                                                + " label, created_at) select :id, :workspace,"
                                                + " :sealed, :label, :at where (select count(*)"
                                                + " from signing_secret where workspace_id ="
                                                + " :workspace and revoked_at is null) < :most")
                                .bind("id", fresh.id())
                                .bind("workspace", fresh.workspace().value())
                                .bind("sealed", fresh.sealed())
                                .bind("label", fresh.label())
                                .bind("at", fresh.createdAt().toEpochMilli())
                                .bind("most", most)
                                .execute()
                        == 1);
    }

    @Override
    public List<Kept> ofWorkspace(Workspace.Id workspace) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from signing_secret where workspace_id = :workspace"
                                        + " order by created_at, id")
                        .bind("workspace", workspace.value())
                        .map((row, _) -> kept(row))
                        .list());
    }

    @Override
    public boolean revoke(Workspace.Id workspace, String id, Instant at) {
        return database.write(handle ->
                handle.createUpdate(
                                        "update signing_secret set revoked_at = :at where id = :id"
                                                + " and workspace_id = :workspace"
                                                + " and revoked_at is null")
                                .bind("at", at.toEpochMilli())
                                .bind("id", id)
                                .bind("workspace", workspace.value())
                                .execute()
                        == 1);
    }

    @Override
    public boolean take(Workspace.Id workspace, String signature, Instant now, Instant expires) {
        return database.write(handle -> {
            handle.createUpdate("delete from seen_signature where expires_at < :now")
                    .bind("now", now.toEpochMilli())
                    .execute();
            return handle.createUpdate(
                                    "insert into seen_signature (workspace_id, signature,"
                                            + " expires_at) values (:workspace, :signature,"
                                            + " :expires) on conflict do nothing")
                            .bind("workspace", workspace.value())
                            .bind("signature", signature)
                            .bind("expires", expires.toEpochMilli())
                            .execute()
                    == 1;
        });
    }

    private static Kept kept(ResultSet row) throws SQLException {
        long revoked = row.getLong("revoked_at");
        boolean living = row.wasNull();
        return new Kept(
                row.getString("id"),
                new Workspace.Id(row.getString("workspace_id")),
                row.getString("sealed"),
                row.getString("label"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                living ? Optional.empty() : Optional.of(Instant.ofEpochMilli(revoked)));
    }
}
