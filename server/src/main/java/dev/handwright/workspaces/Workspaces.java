package dev.handwright.workspaces;

import dev.handwright.base.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The front door to workspaces and their keys. For many threads. */
public final class Workspaces {
    /** How long a found key is trusted without asking again; a revoked one works no longer. */
    private static final Duration TRUST = Duration.ofSeconds(1);

    /** Found keys that are remembered; beyond, all are forgotten and asked for again. */
    private static final int REMEMBERED = 10_000;

    private final WorkspaceStore store;
    private final Clock clock;
    private final Ids ids;
    private final ConcurrentHashMap<String, Found> found = new ConcurrentHashMap<>();

    public Workspaces(WorkspaceStore store, Clock clock, Ids ids) {
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * @param name 1 to 128 characters
     */
    public Workspace create(String name) {
        var workspace = fresh(name);
        store.addWorkspace(workspace);
        return workspace;
    }

    /** The same, but not stored yet. */
    public Workspace fresh(String name) {
        return new Workspace(new Workspace.Id(ids.token("ws_")), name, clock.instant());
    }

    /** Oldest first. */
    public List<Workspace> list() {
        return store.workspaces();
    }

    public Optional<Workspace> find(Workspace.Id id) {
        return list().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /** A key made by whoever runs this machine; it may have any scope. */
    public NewKey createKey(Workspace.Id workspace, String label, Set<KeyScope> scopes) {
        var fresh = freshKey(workspace, label, scopes);
        store.addKey(fresh.key(), fresh.hash());
        return fresh;
    }

    /** The same, but not stored yet. */
    public NewKey freshKey(Workspace.Id workspace, String label, Set<KeyScope> scopes) {
        var text = KeyText.fresh(ids);
        var key =
                new ApiKey(
                        new ApiKey.Id(ids.token("key_")),
                        workspace,
                        KeyText.hint(text),
                        label,
                        scopes,
                        clock.instant(),
                        Optional.empty());
        return new NewKey(key, text);
    }

    /** A key made by another key, for the same workspace. */
    public CreateKeyResult createKey(Caller maker, String label, Set<KeyScope> scopes) {
        var lacking =
                scopes.stream()
                        .filter(it -> !maker.may(it))
                        .collect(Collectors.toUnmodifiableSet());
        return lacking.isEmpty()
                ? new CreateKeyResult.Created(createKey(maker.workspace(), label, scopes))
                : new CreateKeyResult.TooStrong(lacking);
    }

    /** All keys of a workspace, the revoked ones too; oldest first. */
    public List<ApiKey> keys(Workspace.Id workspace) {
        return store.keys(workspace);
    }

    /**
     * Ends a key for good; every server notices within a second.
     *
     * @return false where the workspace has no such key, or it was revoked before
     */
    public boolean revoke(Workspace.Id workspace, ApiKey.Id key) {
        boolean revoked = store.revoke(workspace, key, clock.instant());
        found.values().removeIf(it -> it.caller.key().equals(key));
        return revoked;
    }

    /**
     * Who holds the key with this text; empty where there is none or it was revoked. A key that was
     * found is trusted for a second, so that a burst of requests does not ask the store each time.
     */
    public Optional<Caller> caller(String text) {
        var hash = KeyText.hash(text);
        var now = clock.instant();
        var known = found.get(hash);
        if (known != null && now.isBefore(known.until)) {
            return Optional.of(known.caller);
        }
        found.remove(hash);
        var caller =
                store.keyByHash(hash).map(it -> new Caller(it.workspace(), it.id(), it.scopes()));
        caller.ifPresent(it -> remember(hash, new Found(it, now.plus(TRUST))));
        return caller;
    }

    private void remember(String hash, Found one) {
        if (found.size() >= REMEMBERED) {
            found.clear();
        }
        found.put(hash, one);
    }

    private record Found(Caller caller, Instant until) {}
}
