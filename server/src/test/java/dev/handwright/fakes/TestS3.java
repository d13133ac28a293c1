package dev.handwright.fakes;

import dev.handwright.adapter.blobs.S3Settings;
import dev.handwright.secrets.Secret;
import java.net.URI;
import java.util.Optional;

/** A private S3 that checks signatures; it ends with this JVM, whatever ends that. */
public final class TestS3 {
    private TestS3() {}

    /** Started once, when first used. */
    private static final class Store {
        static final URI ADDRESS = URI.create(DevProgram.start("s3"));
    }

    public static URI address() {
        return Store.ADDRESS;
    }

    /** What it takes. */
    public static S3Settings settings(String bucket) {
        return settings(bucket, "secret of tests");
    }

    public static S3Settings settings(String bucket, String secret) {
        return new S3Settings(
                Optional.of(bucket),
                Optional.of(address()),
                "us-east-1",
                Optional.of("some/prefix/"),
                Optional.of("test"),
                Optional.of(new Secret(secret)),
                true,
                true);
    }
}
