package dev.handwright.edge.http;

import dev.handwright.desktops.Desktop;
import dev.handwright.desktops.DesktopPool;
import dev.handwright.desktops.Session;
import dev.handwright.tools.Control.Person;
import dev.handwright.tools.Toolboxes;
import dev.handwright.viewing.Grant;
import dev.handwright.viewing.Hands;
import dev.handwright.viewing.ViewSessions;
import dev.handwright.viewing.Viewers;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The live viewer of a desktop: a page, the token that keeps it going, and the WebSocket that
 * carries the screen. The token is the key; without one nothing here is shown.
 */
public final class ViewRoutes {
    /** The WebSocket protocol's name; the token and the viewer's id are offered beside it. */
    private static final String PROTOCOL = "handwright.view";

    private static final Pattern OFFER =
            Pattern.compile(
                    Pattern.quote(PROTOCOL)
                            + " *, *([A-Za-z0-9._]{1,300}) *, *([A-Za-z0-9]{16,64})");

    private final DesktopPool desktops;
    private final Toolboxes toolboxes;
    private final ViewSessions sessions;
    private final Viewers viewers;
    private final Supplier<URI> publicUrl;
    private final String security;

    /**
     * @param framedBy origins whose pages may show the viewer in a frame
     */
    public ViewRoutes(
            DesktopPool desktops,
            Toolboxes toolboxes,
            ViewSessions sessions,
            Viewers viewers,
            Supplier<URI> publicUrl,
            List<String> framedBy) {
        this.desktops = desktops;
        this.toolboxes = toolboxes;
        this.sessions = sessions;
        this.viewers = viewers;
        this.publicUrl = publicUrl;
        this.security =
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                        + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors "
                        + (framedBy.isEmpty() ? "'none'" : String.join(" ", framedBy));
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/desktops/{id}/view", Access.open(), this::page),
                Route.post("/desktops/{id}/view/token", Access.open(), this::renew),
                Route.get(
                        "/desktops/{id}/view/socket",
                        Access.open(),
                        new SocketRoute(this::checkOrigin, this::admit)),
                Route.get("/viewer/<file>", Access.open(), ViewerFiles::file));
    }

    /** The viewer's address, with its token. */
    public static String href(URI publicUrl, Desktop.Id desktop, String token) {
        return publicUrl.toString().replaceAll("/$", "")
                + "/desktops/%s/view?token=%s".formatted(desktop, token);
    }

    private Reply page(Request request) throws IOException {
        Reply reply;
        try {
            var _ = admitted(request, request.query("token").orElse(""));
            reply = ViewerFiles.page();
        } catch (Problem problem) {
            if (!request.header("Accept").orElse("").contains("text/html")) {
                throw problem;
            }
            reply = Reply.text(problem.status(), "text/html", notice(problem));
        }
        return reply.with("Content-Security-Policy", security)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-store");
    }

    private static String notice(Problem problem) {
        return """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Desktop</title>
        <link rel="stylesheet" href="../../viewer/viewer.css">
        <main><p id="notice" role="alert">%s</p></main>
        </html>
        """
                .formatted(problem.getMessage());
    }

    private Reply renew(Request request) {
        var text = request.header("Authorization").orElse("");
        boolean bearer = text.regionMatches(true, 0, "Bearer ", 0, 7);
        var grant = admitted(request, bearer ? text.substring(7).strip() : "");
        var body = new LinkedHashMap<String, Object>();
        body.put("token", sessions.renew(grant));
        return Reply.json(200, body).with("Cache-Control", "no-store");
    }

    private SocketRoute.Opening admit(Request request) {
        var offer = OFFER.matcher(request.header("Sec-WebSocket-Protocol").orElse(""));
        if (!offer.matches()) {
            throw Problem.badRequest(
                    "Offer three WebSocket protocols: %s, the token, and 16 to 64 letters and digits"
                                    .formatted(PROTOCOL)
                            + " of your choice that name this viewer.");
        }
        var grant = admitted(request, offer.group(1));
        var desktop = living(grant);
        var person = new Person(grant.session() + "/" + offer.group(2));
        return link ->
                new Local(
                        viewers.open(
                                grant,
                                person,
                                toolboxes.control(desktop),
                                Hands.on(desktop),
                                link));
    }

    /** A viewer of a desktop of this node. */
    private record Local(Viewers.Opened viewer) implements SocketRoute.Open {
        @Override
        public void received(ByteBuffer bytes) {
            viewer.received(bytes);
        }

        @Override
        public void received(String text) {
            viewer.received(text);
        }

        @Override
        public void closed(boolean leaving) {
            viewer.closed(leaving);
        }
    }

    /** A page of another site must not open it; programs send no origin, and have the token. */
    private void checkOrigin(Request request) {
        var origin = request.header("Origin");
        if (origin.isPresent() && !origin.get().toLowerCase(Locale.ROOT).equals(ownOrigin())) {
            throw Problem.forbidden(
                    "This WebSocket is opened by pages of this server only; its address is the"
                            + " setting http.public_url.");
        }
    }

    private String ownOrigin() {
        var url = publicUrl.get();
        boolean usual =
                url.getPort() == -1
                        || (url.getScheme().equals("https") && url.getPort() == 443)
                        || (url.getScheme().equals("http") && url.getPort() == 80);
        var port = usual ? "" : ":" + url.getPort();
        return (url.getScheme() + "://" + url.getHost() + port).toLowerCase(Locale.ROOT);
    }

    private Grant admitted(Request request, String token) {
        var grant =
                sessions.admit(OpenDesktops.id(request), token)
                        .orElseThrow(() ->
                                Problem.forbidden(
                                        "This link has expired, was ended, or is not whole; ask for"
                                                + " a new one."));
        var _ = living(grant);
        return grant;
    }

    private Session living(Grant grant) {
        return desktops.find(grant.desktop())
                .orElseThrow(() -> Problem.notFound("This desktop has ended."));
    }
}
