package dev.handwright.adapter.sql;

import dev.handwright.webhooks.WebhookSecretStore;
import dev.handwright.webhooks.WebhookSecrets.Owner;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Webhook secrets in the database, sealed. */
public final class SqlWebhookSecretStore implements WebhookSecretStore {
    private static final String OF_OWNER =
            " where workspace_id = :workspace and coalesce(workflow_id, '') = :workflow";

    private final Database database;

    public SqlWebhookSecretStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean exists(Owner owner) {
        var query =
                owner.workflow().isEmpty()
                        ? "select 1 from workspace where id = :workspace and :workflow = ''"
                        : "select 1 from workflow where workspace_id = :workspace"
                                + " and id = :workflow and deleted_at is null";
        return database.read(handle ->
                handle.createQuery(query)
                        .bind("workspace", owner.workspace().value())
                        .bind("workflow", workflow(owner).orElse(""))
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent());
    }

    @Override
    public List<Kept> ofWorkspace(Workspace.Id workspace, Instant now) {
        return database.read(handle ->
                handle.createQuery(
                                "select * from webhook_secret where workspace_id = :workspace"
                                        + " and (expires_at is null or expires_at > :now)"
                                        + " order by created_at desc, id desc")
                        .bind("workspace", workspace.value())
                        .bind("now", now.toEpochMilli())
                        .map((row, _) -> kept(row))
                        .list());
    }

    @Override
    public void put(Kept fresh, Instant previousUntil) {
        database.write(handle -> {
            deleteReplaced(handle, fresh.owner());
            handle.createUpdate("update webhook_secret set expires_at = :until" + OF_OWNER)
                    .bind("workspace", fresh.owner().workspace().value())
                    .bind("workflow", workflow(fresh.owner()).orElse(""))
                    .bind("until", previousUntil.toEpochMilli())
                    .execute();
            return insert(handle, fresh);
        });
    }

    static int insert(Handle handle, Kept fresh) {
        return handle.createUpdate(
                        "insert into webhook_secret (id, workspace_id, workflow_id, sealed,"
                                + " created_at) values (:id, :workspace, :workflow, :sealed,"
                                + " :at)")
                .bind("id", fresh.id())
                .bind("workspace", fresh.owner().workspace().value())
                .bind("workflow", workflow(fresh.owner()).orElse(null))
                .bind("sealed", fresh.sealed())
                .bind("at", fresh.createdAt().toEpochMilli())
                .execute();
    }

    @Override
    public int endPrevious(Owner owner) {
        return database.write(handle -> deleteReplaced(handle, owner));
    }

    @Override
    public int remove(Owner owner) {
        return database.write(handle -> delete(handle, owner, ""));
    }

    private static int deleteReplaced(Handle handle, Owner owner) {
        return delete(handle, owner, " and expires_at is not null");
    }

    private static int delete(Handle handle, Owner owner, String condition) {
        return handle.createUpdate("delete from webhook_secret" + OF_OWNER + condition)
                .bind("workspace", owner.workspace().value())
                .bind("workflow", workflow(owner).orElse(""))
                .execute();
    }

    private static Optional<String> workflow(Owner owner) {
        return owner.workflow().map(Workflow.Id::toString);
    }

    private static Kept kept(ResultSet row) throws SQLException {
        var workflow = Optional.ofNullable(row.getString("workflow_id"));
        long expires = row.getLong("expires_at");
        boolean goesOn = row.wasNull();
        return new Kept(
                row.getString("id"),
                new Owner(
                        new Workspace.Id(row.getString("workspace_id")),
                        workflow.map(UUID::fromString).map(Workflow.Id::new)),
                row.getString("sealed"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                goesOn ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires)));
    }
}
