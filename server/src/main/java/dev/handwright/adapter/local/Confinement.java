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
    private final List<String> limits = new ArrayList<>(List.of("prlimit", "--core=0"));
    private final int uid;
    private int group;

    /**
     * @param script confine.sh, which joins the control groups
     * @param entrances of the room's control groups
     */
    Confinement(Path script, List<Path> entrances, int uid) {
        this.uid = uid;
        this.group = uid;
        command.addAll(List.of("setsid", "/bin/sh", script.toString()));
        entrances.forEach(it -> command.add(it.toString()));
        command.add("--");
    }

    Confinement network(Path namespace) {
        command.addAll(List.of("nsenter", "--net=" + namespace));
        return this;
    }

    /** Another group than the one of its own that each room has. */
    Confinement group(int other) {
        group = other;
        return this;
    }

    /** Most processes and threads of the uid, counted even where no control group does. */
    Confinement processes(int most) {
        limits.add("--nproc=" + most);
        return this;
    }

    List<String> run(Bubblewrap bubblewrap) {
        var all = new ArrayList<>(command);
        all.addAll(limits);
        all.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + group));
        all.addAll(List.of("--clear-groups", "--inh-caps=-all", "--no-new-privs"));
        all.addAll(bubblewrap.command());
        return all;
    }
}
