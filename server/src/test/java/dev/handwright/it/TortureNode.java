package dev.handwright.it;

import dev.handwright.fakes.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A server of a torture and its launcher: up, caught at a step, paused, or away. */
final class TortureNode implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** After its start: as long as a run takes, so that its end is among the steps. */
    private static final Duration STEP = Duration.ofSeconds(40);

    private static final Pattern STARTED = Pattern.compile("App Handwright answers at");
    private static final Duration END_OF_ROOMS = Duration.ofSeconds(30);

    final RealServer server;
    final TortureRooms rooms;
    private final TortureSteps steps;
    private Optional<TortureTrap> trap = Optional.empty();
    private Optional<Absence> absence = Optional.empty();
    private long starts;

    /**
     * @param settings but for the users' numbers
     */
    TortureNode(Map<String, String> settings, Leftovers users, TortureSteps steps) {
        var all = new LinkedHashMap<>(settings);
        all.putAll(users.settings());
        this.server = RealServer.start(all);
        this.rooms = new TortureRooms(users, server.folder().resolve("run"));
        this.steps = steps;
    }

    /** It does nothing until then. */
    private record Absence(long until, Back back) {}

    private interface Back {
        void come() throws Exception;
    }

    /**
     * After it was killed or stopped.
     *
     * @param forSteps it is to be caught at one of these, if any
     */
    void start(Map<String, Integer> forSteps, boolean atOnce) throws IOException {
        trap = Optional.empty();
        starts = starts();
        if (!forSteps.isEmpty()) {
            trap = Optional.of(TortureTrap.set(server.startAgainHalted(), forSteps));
        } else if (atOnce) {
            server.startAgainAtOnce();
        } else {
            server.startAgain();
        }
    }

    /** Waits until it is caught at the step that it was started for. */
    boolean awaitStep() throws InterruptedException {
        if (trap.isEmpty()) {
            return false;
        }
        var set = trap.get();
        long latest = System.nanoTime() + START.toNanos();
        while (!set.isSprung() && starts() == starts && System.nanoTime() < latest) {
            var _ = set.caught(LOOK);
        }
        var step = set.caught(STEP);
        step.ifPresentOrElse(steps::reached, () -> steps.missed(set.steps()));
        return step.isPresent();
    }

    /** How often it has been up. */
    private long starts() {
        return STARTED.matcher(server.log()).results().count();
    }

    /** SIGSTOP. */
    void pause(Duration time) throws IOException, InterruptedException {
        if (!server.signal("STOP")) {
            throw new AssertionError("the server cannot be stopped");
        }
        absent(
                time,
                () -> {
                    if (!server.signal(
                            "CONT")) { // killed in the middle of a press, see PausedNodeIT
                        start(Map.of(), false);
                    }
                });
    }

    /** It stands still where it was caught, and then goes on. */
    void stayCaught(Duration time) {
        absent(time, this::release);
    }

    void stayAway(Duration time) throws InterruptedException {
        server.kill();
        absent(time, () -> start(Map.of(), true));
    }

    private void absent(Duration time, Back back) {
        absence = Optional.of(new Absence(System.nanoTime() + time.toNanos(), back));
    }

    /** Where it was absent for long enough. */
    void comeBackInTime() throws Exception {
        if (absence.isPresent() && System.nanoTime() > absence.get().until) {
            comeBack();
        }
    }

    /** Wherever it was, it is up now, or caught. */
    void comeBack() throws Exception {
        if (absence.isPresent()) {
            var back = absence.get().back;
            absence = Optional.empty();
            back.come();
        }
    }

    /** It is caught no more. */
    void release() {
        trap.ifPresent(TortureTrap::release);
        trap = Optional.empty();
    }

    /** What is there though the server was stopped: processes, sockets, files, networks … */
    List<String> left() {
        var run = server.folder().resolve("run");
        var _ = Await.within(END_OF_ROOMS, () -> rooms.users().of(run).isEmpty());
        var left = new ArrayList<>(rooms.users().of(run));
        for (var name : List.of("data/films", "data/tmp", "run/rooms")) {
            var folder = server.folder().resolve(name);
            if (Files.exists(folder)) {
                try (var files = Files.list(folder)) {
                    files.forEach(it -> left.add("file " + it));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        var data = server.data().toString();
        ProcessHandle.allProcesses()
                .filter(it -> line(it.pid()).contains(data))
                .forEach(it -> left.add("process " + it.pid() + " " + line(it.pid())));
        return left;
    }

    private static String line(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            comeBack();
            release();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            server.close();
        }
    }
}
