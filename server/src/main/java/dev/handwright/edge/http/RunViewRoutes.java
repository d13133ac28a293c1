package dev.handwright.edge.http;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.runs.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Watching the desktop of a run that is executed: a page, and the pictures it shows. */
public final class RunViewRoutes {
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final String BOUNDARY = "handwright-frame";

    private final DesktopPool desktops;
    private final Function<Run.Id, Optional<Desktop.Id>> desktopOf;
    private final ViewTokens tokens;

    /**
     * @param desktopOf the desktop of a run that is executed now
     */
    public RunViewRoutes(
            DesktopPool desktops,
            Function<Run.Id, Optional<Desktop.Id>> desktopOf,
            ViewTokens tokens) {
        this.desktops = desktops;
        this.desktopOf = desktopOf;
        this.tokens = tokens;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/runs/{id}/view", Access.open(), this::page),
                Route.get("/runs/{id}/view/stream", Access.open(), this::stream));
    }

    private Reply page(Request request) {
        var run = admitted(request);
        var _ = desktop(run);
        return Reply.text(200, "text/html", html(run, token(request)))
                .with(
                        "Content-Security-Policy",
                        "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'")
                .with("Referrer-Policy", "no-referrer")
                .with("Cache-Control", "no-store");
    }

    private static String html(UUID run, String token) {
        return """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Run %1$s</title>
        <style>
        body { margin: 0; background: #1b1d20; color: #d8dade; font: 14px sans-serif; }
        p { margin: 0; padding: 8px 12px; }
        img { display: block; max-width: 100%%; margin: 0 auto; }
        </style></head>
        <body>
        <p>Run %1$s, live. View only.</p>
        <img alt="The desktop of this run; it is gone when the run has ended" src="view/stream?token=%2$s">
        </body>
        </html>
        """
                .formatted(run, token);
    }

    private Reply stream(Request request) {
        var run = admitted(request);
        var desktop = desktop(run);
        return Reply.stream(
                        200,
                        "multipart/x-mixed-replace; boundary=" + BOUNDARY,
                        out -> pictures(new Run.Id(run), desktop, out))
                .with("Cache-Control", "no-store");
    }

    private void pictures(Run.Id run, Desktop.Id desktop, OutputStream out) throws IOException {
        try (var view = desktops.watch(desktop)) {
            out.write(("--" + BOUNDARY + "\r\n").getBytes(StandardCharsets.US_ASCII));
            while (desktopOf.apply(run).isPresent()) {
                var picture = view.next(LOOK);
                if (picture.isPresent()) {
                    part(picture.get(), out);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The boundary comes right after the picture: only then do browsers show it. */
    private static void part(byte[] png, OutputStream out) throws IOException {
        var head = "Content-Type: image/png\r\nContent-Length: %d\r\n\r\n".formatted(png.length);
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(png);
        out.write(("\r\n--" + BOUNDARY + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private UUID admitted(Request request) {
        var run = request.uuid("id").orElseThrow(RunRoutes::noSuchRun);
        if (!tokens.holds(run, token(request))) {
            throw Problem.forbidden(
                    "This link has expired or is not whole; take a new one from GET /runs/{id}.");
        }
        return run;
    }

    private Desktop.Id desktop(UUID run) {
        return desktopOf
                .apply(new Run.Id(run))
                .orElseThrow(() -> Problem.notFound("The run is not being executed now."));
    }

    private static String token(Request request) {
        return request.query("token").orElse("");
    }
}
