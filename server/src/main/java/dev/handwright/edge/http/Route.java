package dev.handwright.edge.http;

import java.io.IOException;

/**
 * One way in: a method, a path such as {@code /runs/{id}}, who may call it, and what answers.
 *
 * @param method in capitals
 * @param path with {@code {name}} for a segment and {@code <name>} for any number of them; the same
 *     text as in {@code api/openapi.yaml}, which writes both with braces
 */
public record Route(String method, String path, Access access, Handler handler) {
    /** Answers a request; runs on a virtual thread of its own and may block. */
    public interface Handler {
        /**
         * @throws Problem for an answer that tells the client what is wrong
         * @throws IOException where its files cannot be reached (503) or are missing (404), or the
         *     client has gone
         */
        Reply handle(Request request) throws IOException;
    }

    /** The same for other nodes only. */
    public Route forPeers() {
        return new Route(method, path, new Access.Peers(), handler);
    }

    public static Route get(String path, Access access, Handler handler) {
        return new Route("GET", path, access, handler);
    }

    public static Route post(String path, Access access, Handler handler) {
        return new Route("POST", path, access, handler);
    }

    public static Route put(String path, Access access, Handler handler) {
        return new Route("PUT", path, access, handler);
    }

    public static Route patch(String path, Access access, Handler handler) {
        return new Route("PATCH", path, access, handler);
    }

    public static Route delete(String path, Access access, Handler handler) {
        return new Route("DELETE", path, access, handler);
    }
}
