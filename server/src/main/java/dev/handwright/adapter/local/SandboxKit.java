package dev.handwright.adapter.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * What sandboxes see besides the system: the Python SDK with the supervisor, Python's libraries,
 * the Java SDK and the JDK. Unpacked from the jar into the runtime folder, for everybody to read.
 */
final class SandboxKit {
    static final String SDK_JAR = "handwright-sdk.jar";

    /** Below {@code sandbox/python} in the jar; a test compares them with sdk/python/src. */
    static final List<String> PYTHON =
            List.of(
                    "nen/__init__.py",
                    "nen/_agent.py",
                    "nen/_computer.py",
                    "nen/_errors.py",
                    "nen/_rpc.py",
                    "nen/_secure.py",
                    "nen/workflow.py",
                    "nen_sandbox/__init__.py",
                    "nen_sandbox/check.py",
                    "nen_sandbox/collect.py",
                    "nen_sandbox/execute.py",
                    "nen_sandbox/lines.py",
                    "nen_sandbox/sentences.py",
                    "nen_sandbox/supervise.py",
                    "nen_sandbox/watch.py",
                    "nen_sandbox/wire.py");

    private static final String STAMP = ".requirements.txt";

    private final Path folder;
    private final Path libraries;
    private final Path jdk;

    private SandboxKit(Path folder, Path libraries, Path jdk) {
        this.folder = folder;
        this.libraries = libraries;
        this.jdk = jdk;
    }

    /**
     * @param libraries made by dev/python-libs; copied, as it may lie where rooms cannot look
     * @param jdk as is; to be readable for everybody
     */
    static SandboxKit unpack(Path folder, Path libraries, Path jdk) throws IOException {
        var kit = new SandboxKit(folder, libraries, jdk);
        for (var name : PYTHON) {
            unpack("/sandbox/python/" + name, folder.resolve("python").resolve(name));
        }
        unpack("/sandbox/" + SDK_JAR, folder.resolve(SDK_JAR));
        kit.copyLibraries();
        return kit;
    }

    /** The SDK and the supervisor. */
    Path python() {
        return folder.resolve("python");
    }

    /** Pydantic and the like. */
    Path libraries() throws IOException {
        var copied = folder.resolve("libs");
        if (!Files.exists(copied.resolve(STAMP))) {
            throw new IOException(
                    "Python's libraries are not at %s; install them with dev/python-libs %s and"
                                    .formatted(libraries, libraries)
                            + " start the launcher again");
        }
        return copied;
    }

    Path sdkJar() {
        return folder.resolve(SDK_JAR);
    }

    Path jdk() {
        return jdk;
    }

    private static void unpack(String resource, Path file) throws IOException {
        try (var content = SandboxKit.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IOException(
                        "the program lacks its file " + resource + ": build it whole");
            }
            makeReadable(Files.createDirectories(parent(file)));
            var fresh = file.resolveSibling("." + file.getFileName());
            Files.copy(content, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void copyLibraries() throws IOException {
        var stamp = libraries.resolve(STAMP);
        var copied = folder.resolve("libs");
        if (!Files.exists(stamp)
                || (Files.exists(copied.resolve(STAMP))
                        && Files.mismatch(stamp, copied.resolve(STAMP)) < 0)) {
            return;
        }
        var fresh = folder.resolve("libs.new");
        Rooms.delete(fresh);
        try (var files = Files.walk(libraries)) {
            for (var source : (Iterable<Path>) files::iterator) {
                var target = fresh.resolve(libraries.relativize(source).toString());
                Files.copy(source, target);
                makeReadable(target);
            }
        }
        Rooms.delete(copied);
        Files.move(fresh, copied, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void makeReadable(Path file) throws IOException {
        var mode = Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--";
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static Path parent(Path file) {
        return java.util.Objects.requireNonNull(file.getParent());
    }
}
