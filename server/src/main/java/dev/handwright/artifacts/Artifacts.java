package dev.handwright.artifacts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The front door to the files that runs leave. For many threads. */
public final class Artifacts {
    private static final Pattern STEP =
            Pattern.compile("/artifacts/([0-9a-f-]{36})/(step-[0-9]{1,9}\\.png)");

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

    /**
     * Stores what the agent saw at one step of a run.
     *
     * @param number from 1
     */
    public void keepStep(UUID run, int number, byte[] png) throws IOException {
        var _ = blobs.put(stepName(run, number), new ByteArrayInputStream(png));
    }

    /** A URL that gives what the agent saw at one step, to anyone until {@code expires}. */
    public URI stepUrl(UUID run, int number, Instant expires) {
        return signed(
                stepName(run, number),
                "step-%d.png".formatted(number),
                Artifact.Kind.STEP,
                expires);
    }

    /** What a run left, pictures of steps excepted; at most one of each kind. */
    public List<Artifact> of(UUID run) {
        return store.of(run);
    }

    /** A URL that gives this file to anyone until {@code expires}. */
    public URI url(UUID run, Artifact.Kind kind, Instant expires) {
        return signed(name(run, kind), kind.filename(), kind, expires);
    }

    private URI signed(String name, String filename, Artifact.Kind kind, Instant expires) {
        var download = new BlobStore.Download(name, filename, kind.mediaType());
        return blobs.presigned(download, Duration.between(clock.instant(), expires))
                .orElseGet(() ->
                        URI.create(
                                withoutSlash(publicUrl.get())
                                        + signer.sign("/artifacts/" + name, expires)));
    }

    /**
     * The file behind a presigned URL.
     *
     * @param path as it was sent, still escaped
     */
    public Fetch fetch(String path, String expires, String signature) throws IOException {
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
        return blobs.read(artifact.run() + "/" + artifact.filename(), offset, length);
    }

    /** Removes all that a run left. */
    public void delete(UUID run) throws IOException {
        blobs.deleteAll(run.toString());
        store.deleteAll(run);
    }

    /** Removes one file of a run; fine where there is none. */
    public void delete(UUID run, Artifact.Kind kind) throws IOException {
        blobs.delete(name(run, kind));
        store.delete(run, kind);
    }

    private Optional<Artifact> find(String path) throws IOException {
        var step = STEP.matcher(path);
        if (step.matches()) {
            var run = UUID.fromString(step.group(1));
            var size = blobs.size(run + "/" + step.group(2));
            return size.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Artifact(
                                    run,
                                    Artifact.Kind.STEP,
                                    step.group(2),
                                    size.getAsLong(),
                                    Instant.EPOCH));
        }
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

    private static String stepName(UUID run, int number) {
        return "%s/step-%d.png".formatted(run, number);
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
