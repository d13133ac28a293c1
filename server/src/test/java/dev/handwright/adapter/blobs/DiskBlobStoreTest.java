package dev.handwright.adapter.blobs;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.artifacts.BlobStore;
import dev.handwright.artifacts.BlobStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskBlobStoreTest extends BlobStoreContract {
    @TempDir private Path folder;

    @Override
    protected BlobStore store() {
        return new DiskBlobStore(folder.resolve("blobs"));
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
