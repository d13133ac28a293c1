package dev.handwright.adapter.blobs;

import dev.handwright.artifacts.BlobStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Blobs as objects of an S3 bucket: {@code <prefix><run>/<name>}. S3 shows an object only when it
 * is whole, so a crash leaves the old one or the new one.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
    /** At a time: each holds one part in memory, and twice that while it is read. */
    private static final int UPLOADS = 4;

    private final Semaphore uploads = new Semaphore(UPLOADS);
    private final S3Client client;
    private final S3Presigner presigner;
    private final boolean presigned;
    private final String bucket;
    private final String prefix;

    /**
     * Does not connect yet.
     *
     * @param settings with a bucket
     */
    public S3BlobStore(S3Settings settings) {
        client = S3Connection.client(settings);
        presigner = S3Connection.presigner(settings);
        presigned = settings.presigned();
        bucket = settings.bucket().orElseThrow();
        prefix = settings.prefix().orElse("");
    }

    /**
     * Whether the bucket can be used.
     *
     * @return why it cannot, where a person must put that right
     * @throws IOException where nothing answers for now
     */
    public Optional<String> refusal() throws IOException {
        try {
            client.headBucket(it -> it.bucket(bucket));
            return Optional.empty();
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case 403 ->
                        Optional.of(
                                "s3: the bucket %s refuses us; check s3.access_key, s3.secret_key and its policy"
                                        .formatted(bucket));
                case 404 ->
                        Optional.of("s3.bucket: there is no bucket %s; make it".formatted(bucket));
                case 301, 400 ->
                        Optional.of(
                                "s3.region: the bucket %s is not in this region".formatted(bucket));
                default -> throw new IOException(e);
            };
        } catch (SdkException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long put(String name, InputStream in) throws IOException {
        uploads.acquireUninterruptibly();
        try {
            return upload(key(name), in);
        } finally {
            uploads.release();
        }
    }

    private long upload(String key, InputStream in) throws IOException {
        var first = in.readNBytes(S3Upload.PART);
        if (first.length == S3Upload.PART) {
            return new S3Upload(client, bucket, key).run(first, in);
        }
        asking(() ->
                client.putObject(
                        it -> it.bucket(bucket).key(key), S3Upload.body(first, first.length)));
        return first.length;
    }

    @Override
    public InputStream read(String name, long offset, long length) throws IOException {
        if (length == 0
                || offset >= size(name).orElseThrow(() -> new FileNotFoundException(name))) {
            return InputStream.nullInputStream();
        }
        var range = "bytes=%d-%d".formatted(offset, offset + length - 1);
        try {
            return new S3Input(
                    asking(() ->
                            client.getObject(it -> it.bucket(bucket).key(key(name)).range(range))));
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                throw new FileNotFoundException(name);
            }
            throw e;
        }
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        try {
            var head = asking(() -> client.headObject(it -> it.bucket(bucket).key(key(name))));
            return OptionalLong.of(head.contentLength());
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    @Override
    public void delete(String name) throws IOException {
        var _ = asking(() -> client.deleteObject(it -> it.bucket(bucket).key(key(name))));
    }

    /** One by one: not every maker's store can delete many at once. */
    @Override
    public void deleteAll(String run) throws IOException {
        var all = prefix + UUID.fromString(run) + "/";
        asking(() -> {
            client.listObjectsV2Paginator(it -> it.bucket(bucket).prefix(all))
                    .contents()
                    .forEach(object ->
                            client.deleteObject(it -> it.bucket(bucket).key(object.key())));
            return true;
        });
    }

    @Override
    public Optional<URI> presigned(Download download, Duration lifetime) {
        if (!presigned) {
            return Optional.empty();
        }
        var request =
                presigner.presignGetObject(it ->
                        it.signatureDuration(lifetime)
                                .getObjectRequest(get ->
                                        get.bucket(bucket)
                                                .key(key(download.name()))
                                                .responseContentType(download.mediaType())
                                                .responseContentDisposition(
                                                        "attachment; filename=\"%s\""
                                                                .formatted(download.filename()))));
        return Optional.of(URI.create(request.url().toString()));
    }

    private String key(String name) {
        return prefix + BlobNames.checked(name);
    }

    private static <T> T asking(Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw new IOException("S3 did not do it: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
    }
}
