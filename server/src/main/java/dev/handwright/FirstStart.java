package dev.handwright;

import dev.handwright.adapter.sql.SqlFirstStart;
import dev.handwright.webhooks.WebhookSecrets;
import dev.handwright.workspaces.KeyScope;
import dev.handwright.workspaces.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first start makes a workspace, its first key and its webhook secret, and leaves them in a
 * private file.
 */
final class FirstStart {
    private static final Logger LOG = LoggerFactory.getLogger(FirstStart.class);

    private final Workspaces workspaces;
    private final WebhookSecrets secrets;
    private final SqlFirstStart store;
    private final Folders folders;

    FirstStart(
            Workspaces workspaces, WebhookSecrets secrets, SqlFirstStart store, Folders folders) {
        this.workspaces = workspaces;
        this.secrets = secrets;
        this.store = store;
        this.folders = folders;
    }

    /** What it made, to be shown once; empty where there is a workspace already. */
    Optional<String> run() {
        if (!workspaces.list().isEmpty()) {
            return Optional.empty();
        }
        var workspace = workspaces.fresh("default");
        var key = workspaces.freshKey(workspace.id(), "first start", Set.of(KeyScope.ADMIN));
        var secret = secrets.fresh(WebhookSecrets.Owner.of(workspace.id()));
        var text =
                """
                # Made by the first start; shown nowhere else. Move it to a safe place.
                HANDWRIGHT_WORKSPACE_ID=%s
                NEN_API_KEY=%s
                WEBHOOK_SECRET=%s
                """
                        .formatted(workspace.id(), key.text(), secret.secret().reveal());
        // First: of what was stored by a start that was broken off here nobody would know the key.
        PrivateFile.write(folders.firstStart(), text.getBytes(StandardCharsets.UTF_8));
        if (!store.add(workspace, key, secret.row())) {
            deleteFile();
            return Optional.empty();
        }
        LOG.info(
                "first start: workspace {}, its key and its webhook secret are in {}",
                workspace.id(),
                folders.firstStart());
        return Optional.of(text);
    }

    /** Another node was first. */
    private void deleteFile() {
        try {
            Files.delete(folders.firstStart());
        } catch (IOException e) {
            throw new UncheckedIOException(folders.firstStart() + " cannot be deleted", e);
        }
    }
}
