package dev.handwright.webhooks;

import dev.handwright.base.Ids;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.Secret;
import dev.handwright.workflows.Workflow;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The secrets that webhooks are signed with: one of the workspace, and one of a workflow where that
 * shall have its own. While one is rotated the one before signs too, so two at most are valid.
 */
public final class WebhookSecrets {
    /** How long the older secret goes on signing unless told otherwise. */
    public static final Duration OVERLAP = Duration.ofHours(24);

    public static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private static final int KEY_BYTES = 32;

    private final WebhookSecretStore store;
    private final Sealing sealing;
    private final Clock clock;
    private final Ids ids;

    public WebhookSecrets(WebhookSecretStore store, Sealing sealing, Clock clock, Ids ids) {
        this.store = store;
        this.sealing = sealing;
        this.clock = clock;
        this.ids = ids;
    }

    /** Whose secret it is. */
    public record Owner(Workspace.Id workspace, Optional<Workflow.Id> workflow) {
        public static Owner of(Workspace.Id workspace) {
            return new Owner(workspace, Optional.empty());
        }

        public static Owner of(Workspace.Id workspace, Workflow.Id workflow) {
            return new Owner(workspace, Optional.of(workflow));
        }

        private String place() {
            return "webhook_secret " + workspace + workflow.map(it -> " " + it).orElse("");
        }
    }

    /**
     * What may be known of a secret after it was made.
     *
     * @param previousUntil until when the one before signs too
     */
    public record View(Instant createdAt, Optional<Instant> previousUntil) {}

    /** What came of setting one. */
    public sealed interface SetResult {
        /**
         * @param secret shown now and never again
         */
        record Done(Secret secret, View view) implements SetResult {}

        /**
         * @param problem whole sentences; does not repeat the secret
         */
        record BadSecret(String problem) implements SetResult {}
    }

    /**
     * @param row what is to be stored of it
     */
    public record Fresh(Secret secret, WebhookSecretStore.Kept row) {}

    /** Whether there is such a workspace or living workflow. */
    public boolean exists(Owner owner) {
        return store.exists(owner);
    }

    /** Makes a new secret, {@code whsec_} and the Base64 of 32 random bytes. */
    public SetResult.Done rotate(Owner owner, Duration overlap) {
        return put(fresh(owner), overlap);
    }

    /** The same, but not stored yet. */
    public Fresh fresh(Owner owner) {
        var text = Base64.getEncoder().encodeToString(ids.random(KEY_BYTES));
        return fresh(owner, new Secret(Signature.PREFIX + text));
    }

    /** Takes a secret the customer brings. */
    public SetResult set(Owner owner, Secret own, Duration overlap) {
        var problem = problem(own.reveal());
        return problem.isPresent()
                ? new SetResult.BadSecret(problem.get())
                : put(fresh(owner, own), overlap);
    }

    public Optional<View> view(Owner owner) {
        var kept = of(owner, all(owner.workspace));
        return kept.isEmpty() ? Optional.empty() : Optional.of(view(kept));
    }

    /** Ends a rotation early: from now on only the newest signs. False if there was no other. */
    public boolean endPrevious(Owner owner) {
        return store.endPrevious(owner) > 0;
    }

    /** Removes all of the owner's: a workflow then uses its workspace's, a workspace none. */
    public boolean remove(Owner owner) {
        return store.remove(owner) > 0;
    }

    /** What signs now, newest first: the workflow's own, else the workspace's; two at most. */
    List<Secret> signing(Owner owner) {
        var all = all(owner.workspace);
        var own = of(owner, all);
        return (own.isEmpty() ? of(Owner.of(owner.workspace), all) : own)
                .stream()
                        .limit(2)
                        .map(it -> sealing.open(it.sealed(), it.owner().place()))
                        .toList();
    }

    private Fresh fresh(Owner owner, Secret secret) {
        var sealed = sealing.seal(secret, owner.place());
        return new Fresh(
                secret,
                new WebhookSecretStore.Kept(
                        ids.token("whs_"), owner, sealed, clock.instant(), Optional.empty()));
    }

    private SetResult.Done put(Fresh fresh, Duration overlap) {
        var row = fresh.row();
        store.put(row, row.createdAt().plus(overlap));
        return new SetResult.Done(
                fresh.secret(), view(of(row.owner(), all(row.owner().workspace))));
    }

    private List<WebhookSecretStore.Kept> all(Workspace.Id workspace) {
        return store.ofWorkspace(workspace, clock.instant());
    }

    private static List<WebhookSecretStore.Kept> of(
            Owner owner, List<WebhookSecretStore.Kept> all) {
        return all.stream().filter(it -> it.owner().equals(owner)).toList();
    }

    private static View view(List<WebhookSecretStore.Kept> newestFirst) {
        return new View(
                newestFirst.getFirst().createdAt(),
                newestFirst.size() > 1 ? newestFirst.get(1).expiresAt() : Optional.empty());
    }

    private static Optional<String> problem(String text) {
        if (text.startsWith(Signature.PREFIX)) {
            return keyIsFit(text)
                    ? Optional.empty()
                    : Optional.of(
                            "After 'whsec_' a secret must be the Base64 of 24 to 64 bytes; a"
                                    + " secret of another form must not begin with 'whsec_'.");
        }
        return text.matches("[!-~]{16,256}")
                ? Optional.empty()
                : Optional.of(
                        "A secret must have 16 to 256 printable ASCII characters, no spaces."
                                + " Leave it out to have a strong one made.");
    }

    private static boolean keyIsFit(String text) {
        try {
            int length = Signature.key(new Secret(text)).length;
            return length >= 24 && length <= 64;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
