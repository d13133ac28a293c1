package dev.handwright.desktops;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Ids;
import dev.handwright.base.Unavailable;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches the recording of workspaces' desktops on and off, and keeps the films. */
public final class Films implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Films.class);

    /** How long a film is tried to be stored while the database is away; its desktop waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final Path folder;
    private final Artifacts artifacts;
    private final FilmStore store;
    private final Clock clock;
    private final Ids ids;
    private final Map<Desktop.Id, Shot> running = new ConcurrentHashMap<>();

    /**
     * @param folder for films while they are made
     */
    public Films(
            Recorder recorder,
            Path folder,
            Artifacts artifacts,
            FilmStore store,
            Clock clock,
            Ids ids) {
        this.recorder = recorder;
        this.folder = folder;
        this.artifacts = artifacts;
        this.store = store;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Begins to film a desktop, where that has not begun.
     *
     * @param workspace whose desktop it is
     * @return since when it is filmed
     */
    public Instant start(Workspace.Id workspace, Session session) {
        var id = session.desktop().id();
        var since = since(id);
        if (since.isPresent()) {
            return since.get();
        }
        // Takes long where the display server is slow, so nothing is locked meanwhile.
        var shot = shoot(workspace, session);
        var earlier = running.putIfAbsent(id, shot);
        if (earlier == null) {
            return shot.startedAt;
        }
        shot.recording.close();
        delete(shot.file);
        return earlier.startedAt;
    }

    private Shot shoot(Workspace.Id workspace, Session session) {
        var id = ids.uuid();
        var desktop = session.desktop().id();
        var file = folder.resolve(id + ".mp4");
        var recording = recorder.start(desktop, session.veil(), file);
        session.beforeEnd(this, () -> stop(desktop));
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Shot(id, workspace, desktop, now, recording, file);
    }

    /** Since when a desktop is filmed; empty while it is not. */
    public Optional<Instant> since(Desktop.Id desktop) {
        return Optional.ofNullable(running.get(desktop)).map(it -> it.startedAt);
    }

    /** The last film of a desktop, living or gone, that is finished. */
    public Optional<Film> last(Workspace.Id workspace, Desktop.Id desktop) {
        return store.last(workspace, desktop);
    }

    /** Ends the filming of a desktop and keeps the film; fine when it is not filmed. */
    public void stop(Desktop.Id desktop) {
        Optional.ofNullable(running.remove(desktop)).ifPresent(this::keep);
    }

    /** Keeps what is filmed so far; the next server does not go on with it. */
    @Override
    public void close() {
        running.keySet().forEach(this::stop);
    }

    /** A film that is lost must not keep a desktop from ending. */
    private void keep(Shot shot) {
        try (var recording = shot.recording) {
            if (!recording.finish()) {
                LOG.warn("nothing of {} was recorded", shot.desktop);
                return;
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            var film = new Film(shot.id, shot.workspace, shot.desktop, shot.startedAt, now);
            store(film, shot.file);
        } catch (IOException | RuntimeException e) {
            LOG.error("the film of {} is lost", shot.desktop, e);
        } finally {
            delete(shot.file);
        }
    }

    /** The file is the only copy, so this is tried for a while. */
    private void store(Film film, Path file) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                storeOnce(film, file);
                return;
            } catch (Unavailable e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LOG.warn("the film of {} cannot be stored; trying again", film.desktop(), e);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void storeOnce(Film film, Path file) throws IOException {
        try (var content = Files.newInputStream(file)) {
            artifacts.keep(film.id(), Artifact.Kind.RECORDING, content);
        }
        boolean added = store.last(film.workspace(), film.desktop()).equals(Optional.of(film));
        if (!added) { // the last attempt may have been, without an answer
            store.add(film);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the film " + file + " stays behind", e);
        }
    }

    private record Shot(
            UUID id,
            Workspace.Id workspace,
            Desktop.Id desktop,
            Instant startedAt,
            Recorder.Recording recording,
            Path file) {}
}
