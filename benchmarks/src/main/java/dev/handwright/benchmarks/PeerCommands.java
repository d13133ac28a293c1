package dev.handwright.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What other servers run for a screenshot or a click, on the X display of one of our desktops: a
 * process each time.
 */
final class PeerCommands implements AutoCloseable {
    private static final Path SOCKETS = Path.of("/tmp/.X11-unix");

    private final Path socket;
    private final String display;
    private final Path folder;

    /**
     * @param room of the desktop
     */
    PeerCommands(Path room) throws IOException {
        folder = Files.createTempDirectory("handwright-peers");
        int number = 700;
        Files.createDirectories(SOCKETS);
        while (Files.exists(SOCKETS.resolve("X" + number))) {
            number++;
        }
        socket = Files.createSymbolicLink(SOCKETS.resolve("X" + number), room.resolve("io/x/X0"));
        display = ":" + number;
    }

    /** As E2B and others do it: a file is written, then read. */
    int scrot() throws IOException, InterruptedException {
        var file = folder.resolve("scrot.png");
        run("scrot", "--overwrite", file.toString());
        return Files.readAllBytes(file).length;
    }

    int ffmpeg() throws IOException, InterruptedException {
        var file = folder.resolve("ffmpeg.png");
        run(
                "ffmpeg",
                "-loglevel",
                "error",
                "-f",
                "x11grab",
                "-video_size",
                "1024x768",
                "-i",
                display,
                "-frames:v",
                "1",
                "-y",
                file.toString());
        return Files.readAllBytes(file).length;
    }

    void xdotool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("xdotool"));
        command.addAll(List.of(arguments));
        run(command.toArray(new String[0]));
    }

    private void run(String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DISPLAY", display);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " failed: " + said);
        }
    }

    @Override
    public void close() throws IOException {
        Files.delete(socket);
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
