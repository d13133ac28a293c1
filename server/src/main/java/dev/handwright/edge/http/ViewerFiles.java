package dev.handwright.edge.http;

import java.io.IOException;
import java.util.regex.Pattern;

/** The viewer's page and what it loads, noVNC among it, from the jar. */
final class ViewerFiles {
    /** Names of files in folders, without dots but before the ending, or in noVNC's version. */
    private static final Pattern PATH =
            Pattern.compile("([A-Za-z0-9_-]+(\\.[0-9]+)*/)*[A-Za-z0-9_-]+\\.(js|css)");

    private ViewerFiles() {}

    static Reply page() throws IOException {
        return Reply.bytes(200, "text/html; charset=utf-8", read("page.html"));
    }

    static Reply file(Request request) throws IOException {
        var path = request.path("file");
        var match = PATH.matcher(path);
        if (!match.matches()) {
            throw none();
        }
        var type = match.group(3).equals("js") ? "text/javascript" : "text/css";
        // noVNC's folder is named by its version, so its files never change; ours may
        var lifetime = path.contains("/") ? "public, max-age=31536000, immutable" : "no-cache";
        return Reply.bytes(200, type + "; charset=utf-8", read(path))
                .with("Cache-Control", lifetime)
                .with("X-Content-Type-Options", "nosniff");
    }

    private static byte[] read(String path) throws IOException {
        try (var in = ViewerFiles.class.getResourceAsStream("/viewer/" + path)) {
            if (in == null) {
                throw none();
            }
            return in.readAllBytes();
        }
    }

    private static Problem none() {
        return Problem.notFound("The viewer has no such file.");
    }
}
