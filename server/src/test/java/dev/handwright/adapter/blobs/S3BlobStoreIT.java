package dev.handwright.adapter.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.artifacts.BlobStore;
import dev.handwright.artifacts.BlobStoreContract;
import dev.handwright.artifacts.UrlSigner;
import dev.handwright.fakes.MemoryArtifactStore;
import dev.handwright.fakes.TestS3;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("check")
final class S3BlobStoreIT extends BlobStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static final String RUN = "0198c0de-0000-7000-8000-0000000000cd";
    private static final String NAME = RUN + "/recording.mp4";
    private static final BlobStore.Download DOWNLOAD =
            new BlobStore.Download(NAME, "recording.mp4", "video/mp4");

    private final String bucket = "bucket-" + BUCKETS.incrementAndGet();
    private final HttpClient http = HttpClient.newHttpClient();
    private S3BlobStore store;

    @BeforeEach
    void open() {
        try (var client = S3Connection.client(TestS3.settings(bucket))) {
            client.createBucket(it -> it.bucket(bucket));
        }
        store = new S3BlobStore(TestS3.settings(bucket));
    }

    @AfterEach
    void close() {
        store.close();
        http.close();
    }

    @Override
    protected BlobStore store() {
        return store;
    }

    @Test
    void aLargeFileIsSentInPartsAndReadInRanges() throws IOException {
        var bytes = new byte[2 * S3Upload.PART + 12_345];
        new Random(7).nextBytes(bytes);
        assertThat(store.put(NAME, new ByteArrayInputStream(bytes))).isEqualTo(bytes.length);
        assertThat(store.size(NAME)).hasValue(bytes.length);
        int from = S3Upload.PART - 3;
        try (var in = store.read(NAME, from, 10)) {
            assertThat(in.readAllBytes())
                    .isEqualTo(java.util.Arrays.copyOfRange(bytes, from, from + 10));
        }
        try (var in = store.read(NAME, 0, bytes.length)) {
            assertThat(in.readNBytes(1000)).startsWith(bytes[0], bytes[1]); // and closed early
        }
    }

    @Test
    void aLargeFileThatBreaksOffLeavesNothing() {
        var parts =
                new SequenceInputStream(
                        new ByteArrayInputStream(new byte[S3Upload.PART + 5]), broken());
        assertThatThrownBy(() -> store.put(NAME, parts)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.read(NAME, 0, 1))
                .isInstanceOf(java.io.FileNotFoundException.class);
        try (var client = S3Connection.client(TestS3.settings(bucket))) {
            assertThat(client.listMultipartUploads(it -> it.bucket(bucket)).uploads()).isEmpty();
        }
    }

    @Test
    void aPresignedUrlGivesThisFileAndNoOther() throws Exception {
        store.put(NAME, new ByteArrayInputStream(new byte[] {1, 2, 3}));
        var url = store.presigned(DOWNLOAD, Duration.ofMinutes(5)).orElseThrow();
        var answer = get(url);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).containsExactly(1, 2, 3);
        assertThat(answer.headers().firstValue("content-type")).contains("video/mp4");
        assertThat(answer.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"recording.mp4\"");
        var changed = URI.create(url.toString().replace("X-Amz-Expires=300", "X-Amz-Expires=900"));
        assertThat(changed).isNotEqualTo(url);
        assertThat(get(changed).statusCode()).isEqualTo(403);
        var other = URI.create(url.toString().replace("recording.mp4?", "logs.txt?"));
        assertThat(get(other).statusCode()).isEqualTo(403);
        var bare = URI.create(url.toString().replaceFirst("\\?.*", ""));
        assertThat(get(bare).statusCode()).isEqualTo(403);
    }

    @Test
    void whatRunsLeaveIsHandedOutByUrlsOfTheStore() throws Exception {
        var clock = Clock.systemUTC();
        var artifacts =
                new Artifacts(
                        new MemoryArtifactStore(),
                        store,
                        new UrlSigner(new byte[32], clock),
                        () -> URI.create("https://hand.test"),
                        clock);
        var run = UUID.fromString(RUN);
        artifacts.keep(run, Artifact.Kind.LOGS, new ByteArrayInputStream(new byte[] {7}));
        artifacts.keepStep(run, 3, new byte[] {8});
        var expires = clock.instant().plus(Duration.ofDays(7));
        var logs = artifacts.url(run, Artifact.Kind.LOGS, expires);
        assertThat(logs.getAuthority()).isEqualTo(TestS3.address().getAuthority());
        assertThat(get(logs).body()).containsExactly(7);
        assertThat(get(artifacts.stepUrl(run, 3, expires)).body()).containsExactly(8);
    }

    @Test
    void aWrongKeyAndAMissingBucketAreNamed() throws IOException {
        assertThat(store.refusal()).isEmpty();
        try (var wrong = new S3BlobStore(TestS3.settings(bucket, "another secret"))) {
            assertThat(wrong.refusal().orElseThrow()).contains("refuses us", "s3.secret_key");
            assertThatThrownBy(() -> wrong.put(NAME, InputStream.nullInputStream()))
                    .isInstanceOf(IOException.class);
        }
        try (var none = new S3BlobStore(TestS3.settings("no-such-bucket"))) {
            assertThat(none.refusal().orElseThrow()).contains("there is no bucket no-such-bucket");
        }
    }

    private HttpResponse<byte[]> get(URI url) throws Exception {
        return http.send(
                HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static InputStream broken() {
        return new FilterInputStream(InputStream.nullInputStream()) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("broken off");
            }
        };
    }
}
