package dev.handwright.edge.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** {@code api/openapi.yaml} as it is, and as a page to browse. */
public final class DocsRoutes {
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/openapi.yaml",
                        Access.open(),
                        _ -> Reply.text(200, "application/yaml", description())),
                Route.get("/docs", Access.open(), _ -> page()));
    }

    /** The page is plain HTML: nothing runs in it and nothing is fetched from elsewhere. */
    private static Reply page() {
        return Reply.text(200, "text/html", new DocsPage(description()).html())
                .with("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
                .with("X-Content-Type-Options", "nosniff");
    }

    private static String description() {
        try (var in = DocsRoutes.class.getResourceAsStream("/openapi.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml cannot be read from the jar", e);
        }
    }
}
