package dev.handwright.edge.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that a client still sends and nobody wants, as after a 401 or a 413. A connection that is
 * closed with bytes unread is reset, and a client that sends everything before it reads would lose
 * the answer. So the answer says that the connection ends, goes out, and what comes after it is
 * read away for a while (RFC 9112, sections 9.5 and 9.6).
 */
final class UnreadBody {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);
    private static final long MOST_BYTES = 16 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private UnreadBody() {}

    static boolean isIn(Context context) throws IOException {
        var request = context.req();
        boolean announced =
                request.getContentLengthLong() > 0
                        || request.getHeader("Transfer-Encoding") != null;
        return announced
                && (Request.isClientWaiting(context) || !request.getInputStream().isFinished());
    }

    /**
     * Sends off the answer, then reads the rest; not from a client that waits to be asked for it.
     */
    static void readAway(Context context) {
        try {
            read(context);
        } catch (IOException e) {
            LOG.debug("the client has gone: {}", e.toString());
        }
    }

    private static void read(Context context) throws IOException {
        context.res().flushBuffer();
        if (Request.isClientWaiting(context)) {
            return;
        }
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .setIdleTimeout(LONGEST.toMillis()); // of a connection that ends after this
        var body = context.req().getInputStream();
        var buffer = new byte[16 * 1024];
        long end = System.nanoTime() + LONGEST.toNanos();
        long taken = 0;
        for (int count = 0; count >= 0 && taken < MOST_BYTES && System.nanoTime() < end; ) {
            count = body.read(buffer);
            taken += count;
        }
    }
}
