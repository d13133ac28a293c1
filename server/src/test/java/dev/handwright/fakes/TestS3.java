package dev.handwright.fakes;

import dev.handwright.adapter.blobs.S3Settings;
import dev.handwright.secrets.Secret;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A private S3 that checks signatures; it ends with this JVM, whatever ends that. */
public final class TestS3 {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private TestS3() {}

    /** Started once, when first used. */
    private static final class Store {
        static final URI ADDRESS = URI.create(DevProgram.start("s3"));
    }

    public static URI address() {
        return Store.ADDRESS;
    }

    /** An empty one. */
    public static String newBucket() {
        var name = "fresh-" + BUCKETS.incrementAndGet();
        var key = AwsBasicCredentials.create("test", "secret of tests");
        try (var client =
                S3Client.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .endpointOverride(address())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(StaticCredentialsProvider.create(key))
                        .forcePathStyle(true)
                        .build()) {
            client.createBucket(it -> it.bucket(name));
        }
        return name;
    }

    /** What a server of its own takes, by name. */
    public static Map<String, String> named(String bucket) {
        return Map.of(
                "s3.bucket", bucket,
                "s3.endpoint", address().toString(),
                "s3.path_style", "true",
                "s3.access_key", "test",
                "s3.secret_key", "secret of tests");
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
