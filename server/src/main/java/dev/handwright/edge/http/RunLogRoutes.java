package dev.handwright.edge.http;

import dev.handwright.runs.LogReader;
import dev.handwright.runs.Run;
import dev.handwright.runs.Runs;
import dev.handwright.workspaces.KeyScope;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The log of a run: JSON lines, or server-sent events that go on until the run has ended. */
public final class RunLogRoutes {
    private static final String EVENTS = "text/event-stream";

    private final Runs runs;
    private final LogReader logs;

    public RunLogRoutes(Runs runs, LogReader logs) {
        this.runs = runs;
        this.logs = logs;
    }

    public List<Route> routes() {
        return List.of(Route.get("/runs/{id}/logs", Access.key(KeyScope.RUNS), this::logs));
    }

    private Reply logs(Request request) throws IOException {
        var run =
                request.uuid("id")
                        .flatMap(id -> runs.get(request.workspace(), new Run.Id(id)))
                        .orElseThrow(RunRoutes::noSuchRun);
        if (!request.header("Accept").orElse("").contains(EVENTS)) {
            return Reply.stream(
                            200,
                            "application/x-ndjson; charset=utf-8",
                            out -> logs.read(run, new Lines(new BufferedOutputStream(out))))
                    .with("X-Content-Type-Options", "nosniff");
        }
        long seen = seen(request);
        if (!logs.hasMore(run, seen)) {
            return Reply.noContent(); // Tells a browser's EventSource not to come again.
        }
        return Reply.stream(200, EVENTS, out -> follow(run, seen, out))
                .with("Cache-Control", "no-store")
                .with("X-Accel-Buffering", "no");
    }

    private void follow(Run run, long seen, OutputStream out) throws IOException {
        try {
            logs.follow(run, seen, new Events(new BufferedOutputStream(out)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seen(Request request) {
        var text = request.header("Last-Event-ID").orElse("0").strip();
        if (!text.matches("\\d{1,18}")) {
            throw Problem.badRequest("Last-Event-ID must be the id of an event of this stream.");
        }
        return Long.parseLong(text);
    }

    private record Lines(OutputStream out) implements LogReader.Sink {
        @Override
        public void line(long seq, byte[] json) throws IOException {
            out.write(json);
            out.write('\n');
        }

        @Override
        public void caughtUp() throws IOException {
            out.flush();
        }

        @Override
        public void nothingNew() {}
    }

    /** Each line is an event whose id is its number. */
    private record Events(OutputStream out) implements LogReader.Sink {
        @Override
        public void line(long seq, byte[] json) throws IOException {
            out.write(("id: " + seq + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
            out.write(json);
            out.write('\n');
            out.write('\n');
        }

        @Override
        public void caughtUp() throws IOException {
            out.flush();
        }

        @Override
        public void nothingNew() throws IOException {
            out.write(": nothing new\n\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
    }
}
