package dev.handwright;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Where things lie below the data and the runtime folder. */
record Folders(Path data, Path runtime) {
    /** Makes the data folder, for its owner only. */
    static Folders make(Config.Storage storage) {
        try {
            Files.createDirectories(
                    storage.data(),
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the data folder %s cannot be made; make it writable for this user or set storage.data"
                            .formatted(storage.data()),
                    e);
        }
        return new Folders(storage.data(), storage.runtime());
    }

    Path database() {
        return data.resolve("handwright.db");
    }

    /** Locked by the server that works here, see {@link DataLock}. */
    Path lock() {
        return data.resolve("server.lock");
    }

    /** The server's own keys, see {@link ServerKeys}. */
    Path keys() {
        return data.resolve("server.keys");
    }

    /** Who this server is among others. */
    Path node() {
        return data.resolve("node.id");
    }

    /** Artifacts. */
    Path blobs() {
        return data.resolve("blobs");
    }

    /** Logs of runs that are executed. */
    Path logs() {
        return data.resolve("logs");
    }

    /** Files while they are made; emptied at each start. */
    Path temporary() {
        return data.resolve("tmp");
    }

    /** Recordings of runs that are executed. */
    Path films() {
        return data.resolve("films");
    }

    /** What living desktops show of secrets, sealed. */
    Path veils() {
        return data.resolve("veils");
    }

    /** What the first start made, readable for its owner only. */
    Path firstStart() {
        return data.resolve("first-start.env");
    }

    Path launcherSocket() {
        return runtime.resolve("launcher.sock");
    }
}
