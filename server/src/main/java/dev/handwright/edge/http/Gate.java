package dev.handwright.edge.http;

import dev.handwright.base.Ids;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What every request passes first: it gets its X-Request-Id, and is refused in our own form where
 * it could mean two things: a path with dot segments (escaped ones too), control characters or
 * broken escapes; a second method, which Javalin would follow but signatures and passes do not
 * cover.
 */
final class Gate extends Handler.Wrapper {
    private static final String ATTRIBUTE = "dev.handwright.request_id";
    static final String REQUEST_ID = "X-Request-Id";

    private static final String SECOND_METHOD = "X-HTTP-Method-Override";

    /** What a client may choose as its request's id; anything else gets one of ours. */
    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Ids ids;

    Gate(Ids ids) {
        this.ids = ids;
    }

    static String requestId(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ATTRIBUTE));
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request request, Response response, Callback callback)
            throws Exception {
        var given = request.getHeaders().get(REQUEST_ID);
        var id = given != null && GIVEN.matcher(given).matches() ? given : fresh(ids);
        request.setAttribute(ATTRIBUTE, id);
        response.getHeaders().put(REQUEST_ID, id);
        var problem = problem(request);
        if (problem.isPresent()) {
            send(problem.get().reply(), response, callback);
            return true;
        }
        return super.handle(request, response, callback);
    }

    private static Optional<Problem> problem(org.eclipse.jetty.server.Request request) {
        if (request.getHeaders().contains(SECOND_METHOD)) {
            return Optional.of(
                    Problem.badRequest(
                            "The header %s is refused: send the method itself."
                                    .formatted(SECOND_METHOD)));
        }
        var path = request.getHttpURI().getPath();
        return wrong(path == null ? "" : path)
                .map(it -> Problem.badRequest("The path is refused: %s.".formatted(it)));
    }

    private static String fresh(Ids ids) {
        return "req_" + HexFormat.of().formatHex(ids.random(10));
    }

    /** Gives an answer its id where the request was refused before it could get one. */
    static void identify(Response response, Ids ids) {
        if (!response.getHeaders().contains(REQUEST_ID)) {
            response.getHeaders().put(REQUEST_ID, fresh(ids));
        }
    }

    /** What is wrong with a raw path; empty for a good one. */
    static Optional<String> wrong(String path) {
        if (!path.startsWith("/")) {
            return Optional.of("it must begin with /");
        }
        for (var segment : path.split("/", -1)) {
            var text = unescape(segment);
            if (text.isEmpty()) {
                return Optional.of("a % must be followed by two hexadecimal digits");
            }
            if (text.get().equals(".") || text.get().equals("..")) {
                return Optional.of("it has a segment of dots");
            }
            if (text.get().chars().anyMatch(it -> it < 0x20 || it == 0x7f)) {
                return Optional.of("it has a control character");
            }
        }
        return Optional.empty();
    }

    /** Empty where an escape is broken. */
    private static Optional<String> unescape(String segment) {
        var bytes = new java.io.ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == ';') {
                break; // The servlet layer cuts path parameters; so does this check.
            }
            if (c != '%') {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            if (i + 2 >= segment.length()
                    || !HexFormat.isHexDigit(segment.charAt(i + 1))
                    || !HexFormat.isHexDigit(segment.charAt(i + 2))) {
                return Optional.empty();
            }
            bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
            i += 2;
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    /** Writes a reply whose body is in memory, below the servlet layer. */
    static void send(Reply reply, Response response, Callback callback) throws Exception {
        response.setStatus(reply.status());
        reply.headers().forEach(response.getHeaders()::put);
        var body = new java.io.ByteArrayOutputStream();
        reply.body().writer().write(body);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.size());
        Content.Sink.write(response, true, body.toString(StandardCharsets.UTF_8), callback);
    }
}
