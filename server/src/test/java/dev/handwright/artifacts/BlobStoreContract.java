package dev.handwright.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What every blob store does. */
public abstract class BlobStoreContract {
    private static final String RUN = "0198c0de-0000-7000-8000-0000000000ab";
    private static final String NAME = RUN + "/assets.zip";

    protected abstract BlobStore store();

    @Test
    void whatWasPutIsRead() throws IOException {
        assertThat(store().put(NAME, in("hello world"))).isEqualTo(11);
        assertThat(read(0, 100)).isEqualTo("hello world");
        assertThat(read(6, 3)).isEqualTo("wor");
        assertThat(read(11, 5)).isEmpty();
        assertThat(store().size(NAME)).hasValue(11);
        assertThat(store().size(RUN + "/step-1.png")).isEmpty();
    }

    @Test
    void aSecondPutReplaces() throws IOException {
        store().put(NAME, in("one"));
        store().put(NAME, in("two"));
        assertThat(read(0, 9)).isEqualTo("two");
    }

    @Test
    void aPutThatBreaksOffLeavesWhatWasThere() throws IOException {
        store().put(NAME, in("whole"));
        assertThatThrownBy(() -> store().put(NAME, broken())).isInstanceOf(IOException.class);
        assertThat(read(0, 9)).isEqualTo("whole");
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        store().put(NAME, in("x"));
        store().deleteAll(RUN);
        store().deleteAll(RUN);
        assertThatThrownBy(() -> store().read(NAME, 0, 1))
                .isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void oneIsDeletedAndTheOthersStay() throws IOException {
        store().put(NAME, in("x"));
        store().put(RUN + "/recording.mp4", in("y"));
        store().delete(RUN + "/recording.mp4");
        store().delete(RUN + "/recording.mp4");
        assertThat(store().size(RUN + "/recording.mp4")).isEmpty();
        assertThat(read(0, 9)).isEqualTo("x");
    }

    private String read(long offset, long length) throws IOException {
        try (var in = store().read(NAME, offset, length)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Three bytes, then an error. */
    private static InputStream broken() {
        return new SequenceInputStream(
                in("xxx"),
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("broken off");
                    }
                });
    }
}
