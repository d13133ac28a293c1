package dev.handwright.desktops;

import dev.handwright.artifacts.Artifact;
import dev.handwright.artifacts.Artifacts;
import dev.handwright.base.Ids;
import dev.handwright.workspaces.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches the recording of workspaces' desktops on and off, and keeps the films. */
public final class Films implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Films.class);

    private final Recorder recorder;
    private final Path folder;
    private final Artifacts artifacts;
    private final FilmStore store;
    private final Clock clock;
    private final Ids ids;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Desktop.Id, Shot> running = new HashMap<>(); // guarded by lock

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
        lock.lock();
        try {
            return running.computeIfAbsent(id, _ -> shoot(workspace, session)).startedAt;
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            return Optional.ofNullable(running.get(desktop)).map(it -> it.startedAt);
        } finally {
            lock.unlock();
        }
    }

    /** The last film of a desktop, living or gone, that is finished. */
    public Optional<Film> last(Workspace.Id workspace, Desktop.Id desktop) {
        return store.last(workspace, desktop);
    }

    /** Ends the filming of a desktop and keeps the film; fine when it is not filmed. */
    public void stop(Desktop.Id desktop) {
        Optional<Shot> shot;
        lock.lock();
        try {
            shot = Optional.ofNullable(running.remove(desktop));
        } finally {
            lock.unlock();
        }
        shot.ifPresent(this::keep);
    }

    /** Keeps what is filmed so far; the next server does not go on with it. */
    @Override
    public void close() {
        Map<Desktop.Id, Shot> left;
        lock.lock();
        try {
            left = Map.copyOf(running);
            running.clear();
        } finally {
            lock.unlock();
        }
        left.values().forEach(this::keep);
    }

    /** A film that is lost must not keep a desktop from ending. */
    private void keep(Shot shot) {
        try (var recording = shot.recording) {
            if (!recording.finish()) {
                LOG.warn("nothing of {} was recorded", shot.desktop);
                return;
            }
            try (var content = Files.newInputStream(shot.file)) {
                artifacts.keep(shot.id, Artifact.Kind.RECORDING, content);
            }
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            store.add(new Film(shot.id, shot.workspace, shot.desktop, shot.startedAt, now));
        } catch (IOException | RuntimeException e) {
            LOG.error("the film of {} is lost", shot.desktop, e);
        } finally {
            delete(shot.file);
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
