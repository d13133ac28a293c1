package dev.handwright.edge.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The replies under way whose end is not known (logs that are followed, live views). Their threads
 * are interrupted when the server stops, which would wait for them otherwise.
 */
final class Streams {
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    /** Writes a reply of unknown length on the calling thread. */
    void run(Reply.Writer writer, OutputStream out) throws IOException {
        var thread = Thread.currentThread();
        threads.add(thread);
        try {
            if (!stopped) {
                writer.write(out);
            }
        } finally {
            threads.remove(thread);
        }
    }

    void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
