package dev.handwright.edge.http;

import dev.handwright.base.Ids;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Errors that Jetty makes itself (a header too long, no HTTP at all), in the API's own form. */
final class ServerErrors extends ErrorHandler {
    private final Ids ids;

    ServerErrors(Ids ids) {
        this.ids = ids;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        try {
            Gate.identify(response, ids);
            Gate.send(problem(status).reply(), response, callback);
        } catch (Exception e) {
            callback.failed(e);
        }
    }

    private static Problem problem(int status) {
        var title = HttpStatus.getMessage(status);
        return switch (status) {
            case 400 -> Problem.badRequest("This is no HTTP request that can be read.");
            case 414, 431 ->
                    Problem.of(
                            status,
                            title,
                            "The request's line and headers together are over 16 KiB.");
            case 408 -> Problem.of(status, title, "The request did not arrive in time.");
            case 505 -> Problem.of(status, title, "Use HTTP/1.1.");
            case 503 -> Problem.of(status, "Unavailable", "The server is stopping or too busy.");
            default -> Problem.of(status, title, "The request was refused: %s.".formatted(title));
        };
    }
}
