package dev.handwright.adapter.sql;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a PostgreSQL database is, written as its own tools have it: {@code
 * postgresql://user:password@host:port/database?sslmode=verify-full}. The parameters are the JDBC
 * driver's (https://jdbc.postgresql.org/documentation/use/). Without a password the driver looks in
 * {@code ~/.pgpass}.
 */
public final class PostgresUrl {
    private static final String FORM =
            "write it as in postgresql://user:password@host:5432/database?sslmode=verify-full";

    private final String jdbc;
    private final String shown;
    private final Optional<String> user;
    private final Optional<String> password;
    private final Map<String, String> parameters;

    private PostgresUrl(
            URI uri, List<Optional<String>> login, Map<String, String> parameters, String shown) {
        var port = uri.getPort() < 0 ? 5432 : uri.getPort();
        this.jdbc = "jdbc:postgresql://%s:%d%s".formatted(uri.getHost(), port, uri.getRawPath());
        this.shown = shown;
        this.user = login.getFirst();
        this.password = login.getLast();
        this.parameters = Map.copyOf(parameters);
    }

    /**
     * @throws IllegalArgumentException saying what is wrong, and nothing of a password
     */
    public static PostgresUrl parse(String text) {
        try {
            var uri = new URI(text);
            var scheme = String.valueOf(uri.getScheme());
            if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
                throw new IllegalArgumentException("it is no URL of PostgreSQL; " + FORM);
            }
            if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
                throw new IllegalArgumentException("a host and a database are needed; " + FORM);
            }
            var shown =
                    "postgresql://%s%s%s"
                            .formatted(
                                    uri.getHost(),
                                    uri.getPort() < 0 ? "" : ":" + uri.getPort(),
                                    uri.getPath());
            return new PostgresUrl(uri, login(uri), parameters(uri), shown);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "it is no URL; signs such as @ in a password are written as %40; " + FORM, e);
        }
    }

    String jdbc() {
        return jdbc;
    }

    Optional<String> user() {
        return user;
    }

    Optional<String> password() {
        return password;
    }

    /** The driver's, by name. */
    Map<String, String> parameters() {
        return parameters;
    }

    /** Without user and password. */
    @Override
    public String toString() {
        return shown;
    }

    private static List<Optional<String>> login(URI uri) {
        var info = uri.getRawUserInfo();
        if (info == null) {
            return List.of(Optional.empty(), Optional.empty());
        }
        int colon = info.indexOf(':');
        return colon < 0
                ? List.of(Optional.of(decoded(info)), Optional.empty())
                : List.of(
                        Optional.of(decoded(info.substring(0, colon))),
                        Optional.of(decoded(info.substring(colon + 1))));
    }

    private static Map<String, String> parameters(URI uri) {
        var parameters = new LinkedHashMap<String, String>();
        var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (var pair : new ArrayList<>(List.of(query.split("&", -1)))) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** It answered, and trying again will not help; the message says what to change. */
    public static final class Refused extends RuntimeException {
        Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
