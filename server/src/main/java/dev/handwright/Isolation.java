package dev.handwright;

import dev.handwright.desktops.DesktopHost;
import dev.handwright.nodes.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses to start where workflow code could reach what it must not, unless told to go on. */
final class Isolation {
    private static final Logger LOG = LoggerFactory.getLogger(Isolation.class);

    private Isolation() {}

    /**
     * @throws CannotStart naming what is not isolated, where the settings do not allow that
     */
    static void check(Config config, Folders folders, DesktopHost launcher) {
        var lacking = lacking(folders, launcher, config.nodes().has(Role.DESKTOPS));
        if (config.isolation().allowUnisolated()) {
            lacking.forEach(it -> LOG.warn("not isolated: {}", it));
        } else if (!lacking.isEmpty()) {
            var sentences = new ArrayList<>(lacking);
            sentences.add("To start all the same, knowing this, give the flag --allow-unisolated.");
            throw new CannotStart(sentences);
        }
    }

    private static List<String> lacking(Folders folders, DesktopHost launcher, boolean needed) {
        var lacking = new ArrayList<String>();
        if (isRoot()) {
            lacking.add(
                    "The server runs as root, so a fault in it is a fault of the whole machine;"
                            + " run it as a user of its own, as `make run` and the systemd unit do.");
        }
        if (needed && !answers(launcher)) {
            lacking.add(
                    "No launcher answers at %s, so that desktops and workflow code would have no"
                                    .formatted(folders.launcherSocket())
                            + " user, no network and no limits of their own;"
                            + " start `handwright launcher` as root first.");
        }
        return lacking;
    }

    private static boolean answers(DesktopHost launcher) {
        try {
            launcher.alive();
            return true;
        } catch (UncheckedIOException e) {
            return false; // Nobody there, or not for this user: either way it is of no use.
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            throw new UncheckedIOException("/proc cannot be read", e);
        }
    }
}
