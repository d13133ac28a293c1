package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.desktops.Desktop;
import dev.handwright.fakes.CountingIds;
import dev.handwright.secrets.KeyRing;
import dev.handwright.secrets.Sealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VeilFilesTest {
    private static final Desktop.Id DESKTOP = new Desktop.Id("dsk_1");
    private static final Desktop.Id OTHER = new Desktop.Id("dsk_2");
    private static final byte[] KNOWN = "pixels".getBytes(StandardCharsets.UTF_8);

    @TempDir private Path folder;

    @Test
    void whatIsKeptIsSealedAndOpensForItsDesktopOnly() throws IOException {
        store(1).keep(DESKTOP, KNOWN);
        assertThat(store(1).find(DESKTOP)).hasValue(KNOWN);
        assertThat(store(1).find(OTHER)).isEmpty();
        assertThat(folder.resolve("dsk_1")).content().doesNotContain("pixels");

        Files.copy(folder.resolve("dsk_1"), folder.resolve("dsk_2"));
        assertThatThrownBy(() -> store(1).find(OTHER)).hasMessageContaining("veil dsk_2");
        assertThatThrownBy(() -> store(2).find(DESKTOP)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theLatestReplacesWhatWasBeforeAndIsRemoved() throws IOException {
        var store = store(1);
        store.keep(DESKTOP, new byte[] {1});
        store.keep(DESKTOP, KNOWN);
        store.keep(OTHER, KNOWN);
        assertThat(store.find(DESKTOP)).hasValue(KNOWN);
        assertThat(store.desktops()).containsExactlyInAnyOrder(DESKTOP, OTHER);
        store.remove(OTHER);
        store.remove(OTHER);
        assertThat(store.desktops()).containsExactly(DESKTOP);
        store.remove(DESKTOP);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatCannotBeWrittenIsSaidAndTheOlderIsThere() throws IOException {
        var store = store(1);
        store.keep(DESKTOP, KNOWN);
        Files.createDirectory(folder.resolve("dsk_1.new"));
        assertThatThrownBy(() -> store.keep(DESKTOP, new byte[] {1}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("what dsk_1 shows of secrets cannot be kept");
        assertThat(store.find(DESKTOP)).hasValue(KNOWN);
    }

    private VeilFiles store(int key) {
        var bytes = new byte[32];
        bytes[0] = (byte) key;
        var ring = new KeyRing(List.of(new KeyRing.Key("key", bytes)));
        return new VeilFiles(folder, new Sealing(ring, new CountingIds()));
    }
}
