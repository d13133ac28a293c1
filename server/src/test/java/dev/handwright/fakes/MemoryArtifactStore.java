package dev.handwright.fakes;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.ArtifactStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Artifacts' rows in memory. */
public final class MemoryArtifactStore implements ArtifactStore {
    private record Id(UUID run, Artifact.Kind kind) {}

    private final Map<Id, Artifact> artifacts = new ConcurrentHashMap<>();

    @Override
    public void add(Artifact artifact) {
        artifacts.put(new Id(artifact.run(), artifact.kind()), artifact);
    }

    @Override
    public List<Artifact> of(UUID run) {
        return artifacts.values().stream()
                .filter(it -> it.run().equals(run))
                .sorted(Comparator.comparing(Artifact::kind))
                .toList();
    }

    @Override
    public void delete(UUID run, Artifact.Kind kind) {
        artifacts.remove(new Id(run, kind));
    }

    @Override
    public void deleteAll(UUID run) {
        artifacts.keySet().removeIf(it -> it.run().equals(run));
    }
}
