package dev.handwright.worker;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopHost.DesktopUnavailable;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.Recorder;
import dev.handwright.desktops.Session;
import dev.handwright.runs.Run;
import dev.handwright.runs.RunLog;
import dev.handwright.sandboxes.SandboxCalls;
import dev.handwright.secrets.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Workplaces on real desktops, each filmed from the beginning. For many threads. */
public final class DesktopWorkplaces implements Workplaces {
    private static final Logger LOG = LoggerFactory.getLogger(DesktopWorkplaces.class);

    private final DesktopPool desktops;
    private final Recorder recorder;
    private final Calls calls;
    private final Path films;
    private final ConcurrentHashMap<Run.Id, Desktop.Id> inUse = new ConcurrentHashMap<>();

    /** Makes what answers the code of one run. */
    public interface Calls {
        SandboxCalls of(Run run, Session session, Map<String, Secret> secrets, RunLog log);
    }

    /**
     * @param calls makes what answers a run's code
     * @param films a folder for recordings while they are made; it is made where it is missing
     */
    public DesktopWorkplaces(DesktopPool desktops, Recorder recorder, Calls calls, Path films) {
        this.desktops = desktops;
        this.recorder = recorder;
        this.calls = calls;
        this.films = films;
        try {
            Files.createDirectories(films);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + films + " cannot be made", e);
        }
    }

    /** Removes what an earlier server left of the films of other runs. */
    public void keepFilmsOf(Set<Run.Id> runs) {
        var kept = runs.stream().map(it -> it + ".mp4").toList();
        try (var files = Files.newDirectoryStream(films)) {
            for (var file : files) {
                if (kept.stream().noneMatch(file.getFileName().toString()::startsWith)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            LOG.error("films of earlier runs stay behind in {}", films, e);
        }
    }

    @Override
    public boolean ready() {
        return desktops.answers();
    }

    @Override
    public Workplace open(Run run, NetworkRules network, RunLog log) throws InterruptedException {
        Session session;
        try {
            session = desktops.take(network);
        } catch (DesktopUnavailable e) {
            throw new NoWorkplace("No desktop could be had for this run.", e);
        }
        return place(run, session, log);
    }

    @Override
    public Optional<Workplace> adopt(Run run, Desktop desktop, RunLog log) {
        var session = desktops.adopt(desktop);
        if (session.isPresent() && !released(session.get())) {
            session.get().close();
            return Optional.empty();
        }
        return session.map(it -> place(run, it, log));
    }

    private static boolean released(Session session) {
        try {
            session.release();
            return true;
        } catch (RuntimeException e) {
            LOG.warn("desktop {} does not answer any more", session.desktop().id(), e);
            return false;
        }
    }

    private Place place(Run run, Session session, RunLog log) {
        inUse.put(run.id(), session.desktop().id());
        return new Place(run, session, film(run, session, log), log);
    }

    @Override
    public void refuse() {
        desktops.refuse();
    }

    /** The desktop of a run that is executed now. */
    public Optional<Desktop.Id> desktopOf(Run.Id run) {
        return Optional.ofNullable(inUse.get(run));
    }

    @Override
    public Optional<InputStream> lostRecording(Run run) throws IOException {
        var file = films.resolve(run.id() + ".mp4");
        return Files.exists(file) || recorder.finish(file)
                ? Optional.of(Files.newInputStream(file))
                : Optional.empty();
    }

    @Override
    public void forgetLost(Run run) {
        delete(films.resolve(run.id() + ".mp4"));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the film " + file + " stays behind", e);
        }
    }

    /** A run goes on without a film. */
    private Optional<Film> film(Run run, Session session, RunLog log) {
        var file = films.resolve(run.id() + ".mp4");
        try {
            return Optional.of(
                    new Film(recorder.start(session.desktop().id(), session.veil(), file), file));
        } catch (RuntimeException e) {
            LOG.error("run {} is not recorded", run.id(), e);
            log.notice("This run is not recorded.");
            return Optional.empty();
        }
    }

    private record Film(Recorder.Recording recording, Path file) {}

    private final class Place implements Workplace {
        private final Run run;
        private final Session session;
        private final Optional<Film> film;
        private final RunLog log;
        private boolean left;

        Place(Run run, Session session, Optional<Film> film, RunLog log) {
            this.run = run;
            this.session = session;
            this.film = film;
            this.log = log;
        }

        @Override
        public Desktop desktop() {
            return session.desktop();
        }

        @Override
        public boolean isLost() {
            try {
                session.screen().barrier();
                return false;
            } catch (RuntimeException e) {
                LOG.warn("desktop {} of run {} has died", session.desktop().id(), run.id(), e);
                return true;
            }
        }

        @Override
        public SandboxCalls calls(Map<String, Secret> secrets) {
            return calls.of(run, session, secrets, log);
        }

        @Override
        public Optional<InputStream> recording() throws IOException {
            return film.isPresent() && film.get().recording.finish()
                    ? Optional.of(Files.newInputStream(film.get().file))
                    : Optional.empty();
        }

        @Override
        public void leave() {
            left = true;
            inUse.remove(run.id());
            film.ifPresent(it -> it.recording.leave());
            session.leave();
        }

        @Override
        public void close() {
            if (left) {
                return;
            }
            inUse.remove(run.id());
            try (session) {
                film.ifPresent(it -> {
                    it.recording.close();
                    delete(it.file);
                });
            }
        }
    }
}
