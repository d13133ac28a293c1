package dev.handwright.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handwright.base.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A real ext4 of its own that can be filled, emptied, and lost for writing. */
final class SmallDisk implements AutoCloseable {
    private Path image;
    private final Path folder;

    SmallDisk(ByteSize size) throws IOException {
        image = newImage();
        folder = Files.createTempDirectory(Path.of("/tmp"), "hw-disk-");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size.bytes());
        }
        run("mkfs.ext4", "-q", "-m", "0", image.toString());
        mount();
    }

    Path path() {
        return folder;
    }

    /** Not one block is free afterwards. */
    void fill() throws IOException {
        var block = new byte[1 << 12];
        try (var out = Files.newOutputStream(ballast())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    void empty() throws IOException {
        Files.delete(ballast());
    }

    /** As after an error of the device: who has a file open cannot write to it any more either. */
    void loseForWriting() throws IOException {
        run("mount", "-o", "remount,abort", folder.toString());
    }

    /**
     * As after a restart of the machine; nothing may be open. A copy is mounted: sandboxes on this
     * machine that began meanwhile may still have the lost one, and the kernel would give that
     * again.
     */
    void repair() throws IOException {
        run("umount", folder.toString());
        var copy = Files.copy(image, newImage(), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(image);
        image = copy;
        mount();
    }

    @Override
    public void close() throws IOException {
        run("umount", "-l", folder.toString());
        Files.delete(folder);
        Files.delete(image);
    }

    private static Path newImage() throws IOException {
        return Files.createTempFile(Path.of("/tmp"), "hw-disk-", ".img");
    }

    private void mount() throws IOException {
        run("mount", "-o", "loop", image.toString(), folder.toString());
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(List.of(command) + ": " + output);
        }
    }
}
