package dev.handwright.it;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks for a secret in all that a server and its sandboxes have on this machine. */
final class SecretSearch {
    private static final Pattern MAPPED = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw.*");

    private final String secret;

    SecretSearch(String secret) {
        this.secret = secret;
    }

    /**
     * Files of the server (its database, logs, artifacts), arguments and environment of every
     * process but this test's, memory of sandboxes.
     */
    List<String> places(RealServer server) throws IOException {
        var places = new ArrayList<String>();
        search(server.folder(), places);
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (!isThisTest(process) && told(process)) {
                    places.add(process + ": arguments or environment");
                }
                if (isSandbox(process) && inMemory(process)) {
                    places.add(process + ": memory");
                }
            }
        }
        return places;
    }

    /** Rooms come and go meanwhile; the browser keeps its profile in the desktop's, in memory. */
    private void search(Path folder, List<String> places) throws IOException {
        if (folder.getFileName().toString().startsWith("dsk_")) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    search(entry, places);
                } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && inFile(entry)) {
                    places.add(entry.toString());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // It was there for a moment only.
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
    }

    private boolean inFile(Path file) throws IOException {
        try {
            return holds(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return false; // It was there for a moment only.
        }
    }

    private static boolean isThisTest(Path process) {
        return process.getFileName()
                .toString()
                .equals(Long.toString(ProcessHandle.current().pid()));
    }

    private static boolean isSandbox(Path process) {
        try {
            int uid = (int) Files.getAttribute(process, "unix:uid");
            return uid >= 70_000
                    && uid <= 79_999
                    && Files.readString(process.resolve("comm")).startsWith("python3");
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    private boolean told(Path process) {
        try {
            return holds(Files.readAllBytes(process.resolve("cmdline")))
                    || holds(Files.readAllBytes(process.resolve("environ")));
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    private boolean inMemory(Path process) {
        try (var memory = new RandomAccessFile(process.resolve("mem").toFile(), "r")) {
            for (var line : Files.readAllLines(process.resolve("maps"))) {
                var mapped = MAPPED.matcher(line);
                if (mapped.matches()) {
                    long from = Long.parseUnsignedLong(mapped.group(1), 16);
                    var bytes =
                            new byte[(int) (Long.parseUnsignedLong(mapped.group(2), 16) - from)];
                    memory.seek(from);
                    memory.readFully(bytes);
                    if (holds(bytes)) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            return false; // It has ended.
        }
    }

    /** As UTF-8, in which everything here but the browser writes. */
    private boolean holds(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(secret);
    }
}
