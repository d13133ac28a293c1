package dev.handwright.adapter.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a command under a room's limits and user: a session of its own, the room's control groups,
 * its network where it has one, its uid without any way back, and then bubblewrap. All stages
 * replace one another, so the started process is the room's first.
 */
final class Confinement {
    private final List<String> command = new ArrayList<>();

    /**
     * @param script confine.sh, which joins the control groups
     * @param entrances of the room's control groups
     */
    Confinement(Path script, List<Path> entrances) {
        command.addAll(List.of("setsid", "/bin/sh", script.toString()));
        entrances.forEach(it -> command.add(it.toString()));
        command.add("--");
    }

    Confinement network(Path namespace) {
        command.addAll(List.of("nsenter", "--net=" + namespace));
        return this;
    }

    /**
     * @param limits as prlimit(1) takes them: {@code --nproc=100}
     */
    Confinement limits(String... limits) {
        command.add("prlimit");
        command.addAll(List.of(limits));
        return this;
    }

    Confinement user(int uid) {
        command.addAll(
                List.of(
                        "setpriv",
                        "--reuid=" + uid,
                        "--regid=" + uid,
                        "--clear-groups",
                        "--inh-caps=-all",
                        "--no-new-privs"));
        return this;
    }

    List<String> run(Bubblewrap bubblewrap) {
        var all = new ArrayList<>(command);
        all.addAll(bubblewrap.command());
        return all;
    }
}
