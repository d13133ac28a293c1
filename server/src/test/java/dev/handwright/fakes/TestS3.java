package dev.handwright.fakes;

import dev.handwright.adapter.blobs.S3Settings;
import dev.handwright.secrets.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A private S3 that checks signatures; it ends with this JVM, whatever ends that. */
public final class TestS3 {
    private TestS3() {}

    /** Started once, when first used. */
    private static final class Store {
        static final URI ADDRESS = start();

        private static URI start() {
            try {
                var process =
                        new ProcessBuilder(Path.of("../dev/s3").toString())
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                var line =
                        new BufferedReader(
                                        new InputStreamReader(
                                                process.getInputStream(), StandardCharsets.UTF_8))
                                .readLine();
                if (line == null) {
                    throw new IllegalStateException("dev/s3 did not start; see its output");
                }
                return URI.create(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
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
