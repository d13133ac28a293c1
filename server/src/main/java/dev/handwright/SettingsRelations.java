package dev.handwright;

import dev.handwright.adapter.local.LauncherSettings;
import dev.handwright.nodes.Role;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What two settings ask of each other; single values are checked where they are bound. */
final class SettingsRelations {
    /** Of a presigned URL. */
    private static final Duration S3_LONGEST = Duration.ofDays(7);

    /** In one lease. */
    private static final int LEAST_BEATS = 3;

    private final Config config;

    SettingsRelations(Config config) {
        this.config = config;
    }

    void check(List<String> problems) {
        var http = config.http();
        boolean tls = http.tlsCertificate().isPresent();
        if (tls != http.tlsKey().isPresent()) {
            problems.add("http.tls_certificate and http.tls_key: set both, or none");
        }
        readable("http.tls_certificate", http.tlsCertificate(), problems);
        readable("http.tls_key", http.tlsKey(), problems);
        checkPublicUrl(problems);
        if (config.storage().keys().isPresent() && !config.storage().keysCommand().isEmpty()) {
            problems.add("storage.keys and storage.keys_command: set one of them, or none");
        }
        if (config.runs().concurrency() > config.desktops().most()) {
            problems.add(
                    "runs.concurrency: %d runs at a time need as many desktops; desktops.most is %d"
                            .formatted(config.runs().concurrency(), config.desktops().most()));
        }
        checkDesktops(problems);
        checkS3(problems);
        checkNodes(problems);
        try {
            if (!tls
                    && !http.tlsByProxy()
                    && !InetAddress.getByName(http.bind()).isLoopbackAddress()) {
                problems.add(
                        "http.bind: %s is not loopback, so keys would cross the network in the clear;"
                                        .formatted(http.bind())
                                + " set http.tls_certificate and http.tls_key, or"
                                + " http.tls_by_proxy=true where a proxy in front does TLS");
            }
        } catch (UnknownHostException e) {
            problems.add("http.bind: '%s' is no address of this machine".formatted(http.bind()));
        }
    }

    private void checkS3(List<String> problems) {
        var s3 = config.s3();
        if (s3.accessKey().isPresent() != s3.secretKey().isPresent()) {
            problems.add("s3.access_key and s3.secret_key: set both, or none");
        }
        if (s3.prefix().filter(it -> !it.matches("([a-zA-Z0-9._-]+/)+")).isPresent()) {
            problems.add(
                    "s3.prefix: write it as in handwright/, of letters, digits, '.', '_', '-'");
        }
        if (s3.bucket().isPresent()
                && s3.presigned()
                && config.artifacts().urlLifetime().compareTo(S3_LONGEST) > 0) {
            problems.add(
                    "artifacts.url_lifetime: S3 presigns for 7 d at most; shorten it, or set"
                            + " s3.presigned=false");
        }
    }

    private void checkNodes(List<String> problems) {
        var nodes = config.nodes();
        if (nodes.roles().isEmpty()) {
            problems.add("nodes.roles: name at least one of api, worker, desktops");
        }
        if (nodes.has(Role.WORKER) && !nodes.has(Role.DESKTOPS)) {
            problems.add(
                    "nodes.roles: a worker works on desktops of its own node; add desktops, or"
                            + " leave worker out");
        }
        if (nodes.lease().compareTo(nodes.heartbeat().multipliedBy(LEAST_BEATS)) < 0) {
            problems.add(
                    "nodes.lease: at least %d times nodes.heartbeat, so that one late beat ends nothing"
                            .formatted(LEAST_BEATS));
        }
    }

    private void checkDesktops(List<String> problems) {
        var desktops = config.desktops();
        if (desktops.pool() > desktops.most()) {
            problems.add("desktops.pool: not more than desktops.most, " + desktops.most());
        }
        for (var address : desktops.reachable()) {
            try {
                LauncherSettings.checkReachable(address);
            } catch (IllegalArgumentException e) {
                problems.add("desktops.reachable: " + e.getMessage());
            }
        }
        if (config.launcher().uidLast() < config.launcher().uidFirst()) {
            problems.add("launcher.uid_last: not below launcher.uid_first");
        }
    }

    private void checkPublicUrl(List<String> problems) {
        config.http()
                .publicUrl()
                .ifPresent(url -> {
                    var scheme = String.valueOf(url.getScheme());
                    boolean web = scheme.equals("http") || scheme.equals("https");
                    boolean bare =
                            url.getRawPath() == null
                                    || url.getRawPath().isEmpty()
                                    || url.getRawPath().equals("/");
                    if (!web
                            || url.getHost() == null
                            || !bare
                            || url.getRawQuery() != null
                            || url.getRawUserInfo() != null) {
                        problems.add(
                                "http.public_url: '%s' must be http(s)://host[:port], with"
                                                .formatted(url)
                                        + " nothing after it");
                    }
                });
    }

    private static void readable(String key, Optional<Path> file, List<String> problems) {
        file.filter(it -> !Files.isReadable(it))
                .ifPresent(it -> problems.add("%s: %s cannot be read".formatted(key, it)));
    }
}
