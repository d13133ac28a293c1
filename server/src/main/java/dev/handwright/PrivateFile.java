package dev.handwright;

import dev.handwright.base.Durable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, never there half-written, also after a power cut. */
final class PrivateFile {
    private PrivateFile() {}

    /** Writes it whole with mode 0600, in the place of an older one; on disk when it returns. */
    static void write(Path file, byte[] content) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (var channel =
                    FileChannel.open(
                            fresh,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                giveToOwnerOfFolder(fresh);
                Channels.newOutputStream(channel).write(content);
                channel.force(true);
            }
            Durable.move(fresh, file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written", e);
        }
    }

    /** What root writes with a command is for the server, which is another user. */
    private static void giveToOwnerOfFolder(Path file) throws IOException {
        var owner = Files.getOwner(file.resolveSibling("."));
        var view =
                Files.getFileAttributeView(
                        file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.setOwner(owner);
        } catch (FileSystemException e) {
            // Only root may: the file is for who writes it.
        }
    }
}
