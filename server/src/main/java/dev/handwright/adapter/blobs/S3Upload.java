package dev.handwright.adapter.blobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** An object that is sent in parts, so that only one of them is in memory. */
final class S3Upload {
    /** Bytes. S3 takes 5 MiB to 5 GiB, and 10,000 parts: so objects up to 52 GB. */
    static final int PART = 5 << 20;

    private final S3Client client;
    private final String bucket;
    private final String key;

    S3Upload(S3Client client, String bucket, String key) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
    }

    /**
     * What was sent is dropped where it breaks off.
     *
     * @param first the first part, whole; the others are read into it
     */
    long run(byte[] first, InputStream rest) throws IOException {
        var id = begin();
        try {
            long size = 0;
            var parts = new ArrayList<CompletedPart>();
            for (int length = PART; length > 0; length = rest.readNBytes(first, 0, PART)) {
                parts.add(send(id, parts.size() + 1, first, length));
                size += length;
            }
            complete(id, parts);
            return size;
        } catch (SdkException e) {
            abort(id, e);
            throw failed(e);
        } catch (IOException | RuntimeException e) {
            abort(id, e);
            throw e;
        }
    }

    /** The bytes themselves, where the library's own way is a copy of them. */
    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length),
                length,
                "application/octet-stream");
    }

    private String begin() throws IOException {
        try {
            return client.createMultipartUpload(it -> it.bucket(bucket).key(key)).uploadId();
        } catch (SdkException e) {
            throw failed(e);
        }
    }

    private CompletedPart send(String id, int number, byte[] bytes, int length) {
        var sent =
                client.uploadPart(
                        it -> it.bucket(bucket).key(key).uploadId(id).partNumber(number),
                        body(bytes, length));
        return CompletedPart.builder().partNumber(number).eTag(sent.eTag()).build();
    }

    private void complete(String id, List<CompletedPart> parts) {
        client.completeMultipartUpload(it ->
                it.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
    }

    private void abort(String id, Exception cause) {
        try {
            client.abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            cause.addSuppressed(e); // a rule of the bucket drops it later
        }
    }

    private static IOException failed(SdkException e) {
        return new IOException("S3 did not take it: " + e.getMessage(), e);
    }
}
