package dev.handwright.artifacts;

import java.util.List;
import java.util.UUID;

/** Knows which files a run left. */
public interface ArtifactStore {
    /** Adds it, or replaces that of the same kind. */
    void add(Artifact artifact);

    /** In the order of {@link Artifact.Kind}. */
    List<Artifact> of(UUID run);

    /** Fine where there is none. */
    void delete(UUID run, Artifact.Kind kind);

    void deleteAll(UUID run);
}
