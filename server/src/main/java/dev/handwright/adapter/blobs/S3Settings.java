package dev.handwright.adapter.blobs;

import dev.handwright.secrets.Secret;
import java.net.URI;
import java.util.Optional;

/**
 * Where files are kept instead of on disk; each is explained in {@code defaults.yaml}.
 *
 * @param bucket absent: on disk
 * @param endpoint absent: that of AWS
 * @param prefix of every key; empty or ending with a slash
 * @param accessKey absent, and {@code secretKey} with it: as AWS's own tools find them
 */
public record S3Settings(
        Optional<String> bucket,
        Optional<URI> endpoint,
        String region,
        Optional<String> prefix,
        Optional<String> accessKey,
        Optional<Secret> secretKey,
        boolean pathStyle,
        boolean presigned) {}
