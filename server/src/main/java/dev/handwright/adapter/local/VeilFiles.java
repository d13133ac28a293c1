package dev.handwright.adapter.local;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.VeilStore;
import dev.handwright.secrets.Sealing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What veils know as sealed files, one for each desktop: like the desktops they end with this
 * machine, so they need not be on the disk before a secret is typed.
 */
public final class VeilFiles implements VeilStore {
    private static final String FRESH = ".new";

    private final Path folder;
    private final Sealing sealing;

    /**
     * @param folder of the server alone; it is made where it is missing
     */
    public VeilFiles(Path folder, Sealing sealing) {
        this.folder = folder;
        this.sealing = sealing;
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
        }
    }

    @Override
    public void keep(Desktop.Id desktop, byte[] known) {
        var fresh = folder.resolve(desktop.value() + FRESH);
        try {
            Files.writeString(fresh, sealing.sealBytes(known, place(desktop)));
            Files.move(fresh, file(desktop), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "what %s shows of secrets cannot be kept in %s".formatted(desktop, folder), e);
        }
    }

    @Override
    public Optional<byte[]> find(Desktop.Id desktop) {
        var file = file(desktop);
        try {
            return Files.exists(file)
                    ? Optional.of(sealing.openBytes(Files.readString(file), place(desktop)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    @Override
    public void remove(Desktop.Id desktop) {
        try {
            Files.deleteIfExists(file(desktop));
            Files.deleteIfExists(folder.resolve(desktop.value() + FRESH));
        } catch (IOException e) {
            throw new UncheckedIOException(file(desktop) + " stays behind", e);
        }
    }

    @Override
    public Set<Desktop.Id> desktops() {
        try (var files = Files.list(folder)) {
            return files.map(it -> it.getFileName().toString())
                    .map(it -> it.endsWith(FRESH) ? it.substring(0, it.length() - 4) : it)
                    .map(Desktop.Id::new)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private Path file(Desktop.Id desktop) {
        return folder.resolve(desktop.value());
    }

    private static String place(Desktop.Id desktop) {
        return "veil " + desktop;
    }
}
