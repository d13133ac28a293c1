package dev.handwright.adapter.blobs;

import dev.handwright.artifacts.BlobStore;
import dev.handwright.base.Durable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Blobs as files: {@code <folder>/<last two letters of the run>/<run>/<name>}. Written to {@code
 * <folder>/new}, synced, then moved, so that a crash leaves the old file or the new one.
 */
public final class DiskBlobStore implements BlobStore {
    private final Path folder;
    private final Path fresh;

    /**
     * @param folder this server's alone; made where it is missing, and what was not written to its
     *     end is deleted
     */
    public DiskBlobStore(Path folder) {
        this.folder = folder;
        this.fresh = folder.resolve("new");
        try {
            empty(Files.createDirectories(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + fresh + " cannot be emptied", e);
        }
    }

    @Override
    public long put(String name, InputStream in) throws IOException {
        var file = file(name);
        Files.createDirectories(file.resolveSibling("."));
        var part = Files.createTempFile(fresh, "", ".part");
        try {
            long size = write(part, in);
            Durable.move(part, file);
            return size;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public InputStream read(String name, long offset, long length) throws IOException {
        try {
            var channel = FileChannel.open(file(name), StandardOpenOption.READ);
            channel.position(offset);
            return new BoundedInput(Channels.newInputStream(channel), length);
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException(name);
        }
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        try {
            return OptionalLong.of(Files.size(file(name)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    @Override
    public void deleteAll(String run) throws IOException {
        var parent = runFolder(UUID.fromString(run).toString());
        if (!Files.isDirectory(parent)) {
            return;
        }
        empty(parent);
        Files.delete(parent);
    }

    private static void empty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static long write(Path file, InputStream in) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long size = in.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
            return size;
        }
    }

    private Path file(String name) {
        var match = BlobNames.match(name);
        return runFolder(match.group(1)).resolve(match.group(2));
    }

    private Path runFolder(String run) {
        return folder.resolve(run.substring(run.length() - 2)).resolve(run);
    }
}
