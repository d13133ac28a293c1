package dev.handwright.adapter.sql;

import dev.handwright.webhooks.WebhookSecretStore;
import dev.handwright.workspaces.NewKey;
import dev.handwright.workspaces.Workspace;

/** The first workspace, with its key and its webhook secret. */
public final class SqlFirstStart {
    private final Database database;

    public SqlFirstStart(Database database) {
        this.database = database;
    }

    /**
     * Stores all or nothing.
     *
     * @return false, and nothing, where there is a workspace already; of several nodes one is first
     */
    public boolean add(Workspace workspace, NewKey key, WebhookSecretStore.Kept secret) {
        return database.write(handle -> {
            if (database.isShared()) {
                // A row that every database has: the others wait here, and then see the workspace.
                handle.createQuery(
                                "select version from schema_version where version = 1"
                                        + database.lock())
                        .mapTo(int.class)
                        .one();
            }
            if (handle.createQuery("select count(*) from workspace").mapTo(int.class).one() > 0) {
                return false;
            }
            SqlWorkspaceStore.insert(handle, workspace);
            SqlWorkspaceStore.insert(handle, key.key(), key.hash());
            SqlWebhookSecretStore.insert(handle, secret);
            return true;
        });
    }
}
