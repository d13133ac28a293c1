package dev.handwright.adapter.web;

import dev.handwright.webhooks.Sender.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * One request's answer: status, Retry-After and the first KiB; the rest is not read.
 *
 * <p>Jetty calls it from one thread at a time; whoever waits meets it in the future.
 */
final class Exchange implements Response.Listener {
    static final String TOO_LATE = "No answer within 10 s";
    static final String STOPPED = "The server stopped during the attempt";
    private static final int KEPT_BYTES = 1024;

    private final CompletableFuture<Outcome> done = new CompletableFuture<>();
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private volatile @Nullable Response response;
    private volatile boolean connected = true;
    private int status;
    private Optional<String> retryAfter = Optional.empty();

    @Override
    public void onBegin(Response response) {
        this.response = response;
    }

    @Override
    public void onHeaders(Response response) {
        status = response.getStatus();
        retryAfter = Optional.ofNullable(response.getHeaders().get(HttpHeader.RETRY_AFTER));
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        var part = new byte[Math.min(content.remaining(), KEPT_BYTES - first.size())];
        content.get(part);
        first.writeBytes(part);
        if (first.size() == KEPT_BYTES) {
            var _ = response.abort(new EnoughException());
        }
    }

    @Override
    public void onComplete(Result result) {
        if (status > 0) {
            // PostgreSQL stores no NUL.
            var text = first.toString(StandardCharsets.UTF_8).replace('\0', '\uFFFD');
            done.complete(new Outcome.Answered(status, retryAfter, text));
            return;
        }
        var failure = result.getFailure();
        connected = !neverConnected(failure);
        done.complete(new Outcome.NoAnswer(inWords(failure)));
    }

    /**
     * Waits for the end; a little longer than the client's own timeout, which should come first.
     */
    Outcome await(Duration timeout) {
        try {
            return done.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return cutOff(TOO_LATE);
        } catch (InterruptedException e) {
            return cutOff(STOPPED); // the thread ends with this attempt, once it is recorded
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it with a failure", e);
        }
    }

    /** True where another address of the same name may be tried: nothing was sent. */
    boolean neverConnected() {
        return !connected;
    }

    private Outcome cutOff(String why) {
        var begun = response;
        if (begun != null) {
            var _ = begun.abort(new EnoughException());
        }
        return new Outcome.NoAnswer(why);
    }

    private static boolean neverConnected(@Nullable Throwable failure) {
        return failure instanceof ConnectException
                || (failure instanceof SocketTimeoutException timeout
                        && String.valueOf(timeout.getMessage()).startsWith("Connect"));
    }

    private static String inWords(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "The receiver sent no answer";
            case TimeoutException _ -> TOO_LATE;
            case SocketTimeoutException _ -> "The receiver took no connection in time";
            case ConnectException _ -> "The receiver refused the connection";
            case EOFException _ -> "The receiver closed the connection before it answered";
            case ClosedChannelException _ ->
                    "The receiver closed the connection before it answered";
            case SSLException tls -> "TLS failed: " + tls.getMessage();
            default ->
                    "The exchange failed: %s %s"
                            .formatted(
                                    failure.getClass().getSimpleName(),
                                    String.valueOf(failure.getMessage()));
        };
    }

    /** Ends an answer of which enough was read. */
    private static final class EnoughException extends Exception {
        EnoughException() {
            super("enough was read", null, false, false);
        }
    }
}
