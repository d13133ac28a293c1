package dev.handwright.adapter.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.artifacts.BlobStore;
import dev.handwright.artifacts.BlobStoreContract;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskBlobStoreTest extends BlobStoreContract {
    @TempDir private Path folder;

    @Override
    protected BlobStore store() {
        return new DiskBlobStore(folder.resolve("blobs"));
    }

    @Test
    void whatAKilledServerWasWritingIsGoneAfterTheNextStart() {
        var midway =
                new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        assertThat(files()).isEqualTo(1);
                        store(); // As the next process opens it.
                        assertThat(files()).isZero();
                        throw new IOException("killed");
                    }
                };
        var name = "0198c0de-0000-7000-8000-0000000000ab/assets.zip";
        assertThatThrownBy(() -> store().put(name, midway)).hasMessage("killed");
    }

    private long files() throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x/assets.zip",
                "0198c0de-0000-7000-8000-0000000000ab/../x",
                "0198c0de-0000-7000-8000-0000000000ab/.zip",
                "/etc/passwd"
            })
    void aNameThatLeadsOutIsRefused(String name) {
        assertThatThrownBy(() -> store().read(name, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
