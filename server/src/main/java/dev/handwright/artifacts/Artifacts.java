package dev.handwright.artifacts;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The front door to the files that runs leave. For many threads. */
public final class Artifacts {
    private final ArtifactStore store;
    private final BlobStore blobs;
    private final UrlSigner signer;
    private final Supplier<URI> publicUrl;
    private final Clock clock;

    /**
     * @param publicUrl what every URL begins with; without a path
     */
    public Artifacts(
            ArtifactStore store,
            BlobStore blobs,
            UrlSigner signer,
            Supplier<URI> publicUrl,
            Clock clock) {
        this.store = store;
        this.blobs = blobs;
        this.signer = signer;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    /** Stores a file of a run; when this returns it survives a crash. */
    public Artifact keep(UUID run, Artifact.Kind kind, InputStream content) throws IOException {
        long size = blobs.put(name(run, kind), content);
        var artifact = new Artifact(run, kind, size, clock.instant());
        store.add(artifact);
        return artifact;
    }

    /** What a run left; at most one of each kind. */
    public List<Artifact> of(UUID run) {
        return store.of(run);
    }

    /** A URL that gives this file to anyone until {@code expires}. */
    public URI url(UUID run, Artifact.Kind kind, Instant expires) {
        var path = "/artifacts/" + name(run, kind);
        return URI.create(withoutSlash(publicUrl.get()) + signer.sign(path, expires));
    }

    /**
     * The file behind a presigned URL.
     *
     * @param path as it was sent, still escaped
     */
    public Fetch fetch(String path, String expires, String signature) {
        if (!signer.holds(path, expires, signature)) {
            return new Fetch.Refused();
        }
        return find(path).<Fetch>map(Fetch.Found::new).orElseGet(Fetch.Gone::new);
    }

    /**
     * Some of its bytes; the caller closes the stream.
     *
     * @throws java.io.FileNotFoundException where it was deleted meanwhile
     */
    public InputStream read(Artifact artifact, long offset, long length) throws IOException {
        return blobs.read(name(artifact.run(), artifact.kind()), offset, length);
    }

    /** Removes all that a run left. */
    public void delete(UUID run) throws IOException {
        store.deleteAll(run);
        blobs.deleteAll(run.toString());
    }

    private Optional<Artifact> find(String path) {
        return Stream.of(Artifact.Kind.values())
                .filter(kind -> path.endsWith("/" + kind.filename()))
                .findFirst()
                .flatMap(kind -> {
                    var run = path.substring("/artifacts/".length(), path.lastIndexOf('/'));
                    return store.of(UUID.fromString(run)).stream()
                            .filter(it -> it.kind() == kind)
                            .findFirst();
                });
    }

    private static String name(UUID run, Artifact.Kind kind) {
        return run + "/" + kind.filename();
    }

    private static String withoutSlash(URI url) {
        var text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** How the opening of a presigned URL ends. */
    public sealed interface Fetch {
        record Found(Artifact artifact) implements Fetch {}

        /** The signature is right, but the file is no longer there. */
        record Gone() implements Fetch {}

        /** Expired, changed, or made for another path. */
        record Refused() implements Fetch {}
    }
}
