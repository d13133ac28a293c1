package dev.handwright.fakes;

import dev.handwright.base.Ids;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import dev.handwright.secrets.SigningSecretStore;
import dev.handwright.secrets.SigningSecrets;
import dev.handwright.workspaces.Workspace;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing secrets and the signatures taken, in memory. */
public final class MemorySigningSecretStore implements SigningSecretStore {
    private final List<Kept> secrets = new ArrayList<>();
    private final Map<List<String>, Instant> taken = new HashMap<>();

    /** None yet, over a store in memory. */
    public static SigningSecrets secrets(Clock clock, Ids ids) {
        var keys = new KeyRing(List.of(new KeyRing.Key("test", new byte[32])));
        return new SigningSecrets(
                new MemorySigningSecretStore(), new Sealing(keys, ids), clock, ids);
    }

    @Override
    public synchronized boolean add(Kept fresh, int most) {
        long living =
                ofWorkspace(fresh.workspace()).stream()
                        .filter(it -> it.revokedAt().isEmpty())
                        .count();
        return living < most && secrets.add(fresh);
    }

    @Override
    public synchronized List<Kept> ofWorkspace(Workspace.Id workspace) {
        return secrets.stream().filter(it -> it.workspace().equals(workspace)).toList();
    }

    @Override
    public synchronized boolean revoke(Workspace.Id workspace, String id, Instant at) {
        for (int i = 0; i < secrets.size(); i++) {
            var one = secrets.get(i);
            if (one.id().equals(id)
                    && one.workspace().equals(workspace)
                    && one.revokedAt().isEmpty()) {
                secrets.set(
                        i,
                        new Kept(
                                one.id(),
                                one.workspace(),
                                one.sealed(),
                                one.label(),
                                one.createdAt(),
                                Optional.of(at)));
                return true;
            }
        }
        return false;
    }

    @Override
    public synchronized boolean take(
            Workspace.Id workspace, String signature, Instant now, Instant expires) {
        taken.values().removeIf(it -> it.isBefore(now));
        return taken.putIfAbsent(List.of(workspace.value(), signature), expires) == null;
    }
}
