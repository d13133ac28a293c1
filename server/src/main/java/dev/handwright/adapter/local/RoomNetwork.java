package dev.handwright.adapter.local;

import dev.handwright.desktops.NetworkRules;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A desktop's own network: a namespace with a firewall, and slirp4netns as its way to the internet.
 *
 * <p>slirp4netns gets a mount namespace of its own: its sandbox unmounts what it finds, and on a
 * host with shared mounts it would unmount the namespaces of all rooms.
 */
final class RoomNetwork {
    private RoomNetwork() {}

    static Path namespace(int uid) {
        return Path.of("/run/netns", name(uid));
    }

    /** Makes the closed namespace; nothing in it reaches anything before {@link #connect}. */
    static void create(int uid, List<String> reachable, NetworkRules own, Path folder)
            throws IOException {
        var rules = folder.resolve("rules.nft");
        Files.writeString(rules, Firewall.text(reachable, ownAddresses(), own));
        Command.run("ip", "netns", "add", name(uid));
        Command.run("nsenter", "--net=" + namespace(uid), "nft", "-f", rules.toString());
        if (!own.hosts().isEmpty()) { // the proxy listens there before the way out is made
            Command.run("ip", "-n", name(uid), "link", "set", "lo", "up");
        }
    }

    /** Starts slirp4netns; it configures the loopback and the way out within milliseconds. */
    static Process connect(int uid, List<String> reachable, Path folder) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                "setsid",
                                "unshare",
                                "--mount",
                                "slirp4netns",
                                "--configure",
                                "--mtu=65520",
                                "--enable-sandbox",
                                "--enable-seccomp",
                                "--netns-type=path"));
        if (!Firewall.needsHostLoopback(reachable)) {
            command.add("--disable-host-loopback");
        }
        command.add(namespace(uid).toString());
        command.add("tap0");
        var log = folder.resolve("network.log").toFile();
        var process = Command.of(command).redirectErrorStream(true).redirectOutput(log).start();
        if (RoomProcess.of(process.pid()).isEmpty()) {
            throw new IOException("slirp4netns ended at once: " + firstWords(log.toPath()));
        }
        return process;
    }

    /** Its way out: found by what it was started with, so that none is ever forgotten. */
    static Optional<RoomProcess> wayOut(int uid) {
        return RoomProcess.ofRoot("slirp4netns", namespace(uid).toString());
    }

    /** Removes the namespace, whose way out has ended. */
    static void remove(int uid) throws IOException {
        if (Files.exists(namespace(uid))) {
            Command.run("ip", "netns", "delete", name(uid));
        }
    }

    private static String name(int uid) {
        return "handwright-" + uid;
    }

    private static String firstWords(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> ownAddresses() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .map(address -> address.getHostAddress())
                .toList();
    }
}
