package dev.handwright.adapter.local;

import dev.handwright.base.ByteSize;
import dev.handwright.base.Json;
import dev.handwright.desktops.HostPattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * The only way out of a desktop that may reach named hosts only: tinyproxy(8) in the desktop's
 * network, out of sight of its programs, of the group that alone the firewall lets pass
 * (docs/adr/0076). It judges the name in the request, looks it up and dials; the firewall judges
 * the address that it dials.
 */
final class RoomProxy {
    private static final int PORT = 3128;
    private static final String POLICY = "chromium-policy.json";
    private static final String LOG = "proxy.log";

    /** Where programs of the desktop find it. */
    static final String URL = "http://127.0.0.1:" + PORT;

    private static final String SETTINGS =
            """
            Listen 127.0.0.1
            Port %d
            Timeout 600
            MaxClients 200
            LogLevel Critical
            DisableViaHeader Yes
            Filter "/run/proxy/hosts"
            FilterExtended On
            FilterDefaultDeny Yes
            ErrorFile 403 "/run/library/proxy-refused.html"
            DefaultErrorFile "/run/library/proxy-failed.html"
            """
                    .formatted(PORT);

    private RoomProxy() {}

    /** Writes what it, and the desktop's Chromium, are told. */
    static void configure(Path folder, Path library, List<HostPattern> hosts) throws IOException {
        var own = Files.createDirectory(own(folder));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        write(own.resolve("settings"), SETTINGS);
        write(own.resolve("hosts"), filter(hosts));
        write(own.resolve(POLICY), policy(Files.readString(library.resolve(POLICY)), hosts));
    }

    /** Whether the desktop in this folder has one. */
    static boolean isIn(Path folder) {
        return Files.exists(own(folder));
    }

    /** What Chromium on that desktop reads. */
    static Path policy(Path folder, Path library) {
        return (isIn(folder) ? own(folder) : library).resolve(POLICY);
    }

    /**
     * @param confinement the desktop's own, in its network
     */
    static Process start(Path folder, Path library, Confinement confinement) throws IOException {
        var room =
                new Bubblewrap("proxy", ByteSize.mebibytes(1), library)
                        .readOnly(library, "/run/library")
                        .readOnly(library.resolve("resolv.conf"), "/etc/resolv.conf")
                        .readOnly(own(folder), "/run/proxy")
                        .run("/", "tinyproxy", "-d", "-c", "/run/proxy/settings");
        return Command.of(confinement.group(Firewall.PROXY_GROUP).run(room))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(LOG).toFile())
                .start();
    }

    static String complaint(Path folder) throws IOException {
        return Files.readString(folder.resolve(LOG), StandardCharsets.UTF_8).strip();
    }

    /** Extended regular expressions, one a line, against the whole name, in any case. */
    static String filter(List<HostPattern> hosts) {
        var lines = new StringBuilder();
        for (var host : hosts) {
            lines.append(host.isWildcard() ? "^.+\\." : "^")
                    .append(host.name().replace(".", "\\."))
                    .append("$\n");
        }
        return lines.toString();
    }

    /**
     * Chromium asks the proxy for everything, this machine's loopback included. It shows nothing of
     * what a proxy answers to CONNECT, so it is told the hosts, too, and says by itself that one is
     * blocked; the proxy does not rely on that.
     */
    private static String policy(String common, List<HostPattern> hosts) {
        var policy = Json.readObject(common);
        policy.put(
                "ProxySettings",
                Map.of(
                        "ProxyMode", "fixed_servers",
                        "ProxyServer", "127.0.0.1:" + PORT,
                        "ProxyBypassList", "<-loopback>"));
        policy.put("URLBlocklist", List.of("http://*", "https://*"));
        policy.put("URLAllowlist", hosts.stream().map(RoomProxy::inPolicy).toList());
        return Json.write(policy);
    }

    /** There a dot before a name means without those below it. */
    private static String inPolicy(HostPattern host) {
        return (host.isWildcard() || host.isAddress() ? "" : ".") + host.name();
    }

    private static Path own(Path folder) {
        return folder.resolve("proxy");
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
