package dev.handwright.edge.cli;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which server is meant and with which key: flag, then environment, then the user's own file. */
record ApiSettings(URI url, String key) {
    static final String DEFAULT_URL = "http://127.0.0.1:8080";

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    /**
     * @throws Program.Refusal when there is no key, or others may read the file that holds it
     */
    static ApiSettings find(
            @Nullable String urlFlag, @Nullable String keyFlag, Map<String, String> environment) {
        var file = file(environment);
        var saved = read(file);
        var url =
                first(urlFlag, environment.get("NEN_API_URL"), saved.getProperty("url"))
                        .orElse(DEFAULT_URL);
        var key =
                first(keyFlag, environment.get("NEN_API_KEY"), saved.getProperty("key"))
                        .orElseThrow(() ->
                                refusal(
                                        "No API key: give --api-key, set NEN_API_KEY, or write"
                                                + " `key = sk_nen_…` to "
                                                + file
                                                + " (mode 0600)."));
        return new ApiSettings(base(url), key);
    }

    private static URI base(String url) {
        var plain = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!plain.matches("https?://[^/?#\\s]+[^?#\\s]*")) {
            throw refusal("The server's URL must be like " + DEFAULT_URL + ", not " + url + ".");
        }
        return URI.create(plain);
    }

    private static Path file(Map<String, String> environment) {
        var home = environment.getOrDefault("HOME", "");
        return Path.of(
                first(environment.get("XDG_CONFIG_HOME")).orElse(home + "/.config"),
                "handwright",
                "config");
    }

    /** Lines {@code key = …} and {@code url = …}; nothing when there is no file. */
    private static Properties read(Path file) {
        var properties = new Properties();
        if (!Files.exists(file)) {
            return properties;
        }
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw refusal("Others may read " + file + ": run chmod 600 " + file + ".");
            }
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException e) {
            throw refusal(file + " cannot be read: " + e.getMessage() + ".");
        }
        return properties;
    }

    private static Optional<String> first(@Nullable String... values) {
        for (var value : values) {
            if (value != null && !value.isBlank()) {
                return Optional.of(value.strip());
            }
        }
        return Optional.empty();
    }

    private static Program.Refusal refusal(String sentence) {
        return new Program.Refusal(List.of(sentence));
    }
}
