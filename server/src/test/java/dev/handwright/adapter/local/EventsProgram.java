package dev.handwright.adapter.local;

import dev.handwright.tools.ActionRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** A program that fills the screen and reports every event it gets: the fixtures' two. */
enum EventsProgram {
    CHROMIUM("Chromium") {
        @Override
        void open(TriedDesktop desktop, PageServer pages)
                throws ActionRefused, InterruptedException {
            pages.page("/", resource("events.html"));
            desktop.browse(pages.urlFromDesktop("/"));
            pages.await(it -> it.contains("loaded"));
            desktop.still(Duration.ofMillis(300));
            desktop.press("F11");
            pages.await(it -> it.contains("size 1024x768"));
        }
    },
    GTK("GTK") {
        @Override
        void open(TriedDesktop desktop, PageServer pages) throws IOException, InterruptedException {
            desktop.inside(
                    "/bin/sh",
                    "-c",
                    "DISPLAY=:0 setsid /usr/bin/python3 -c \"$1\" \"$2\" >/tmp/events.log 2>&1 &",
                    "sh",
                    resource("events.py"),
                    pages.urlFromDesktop("/report"));
            pages.await(it -> it.contains("size 1024x768"));
        }
    };

    final String title;

    EventsProgram(String title) {
        this.title = title;
    }

    /** Returns when it fills the screen. */
    abstract void open(TriedDesktop desktop, PageServer pages)
            throws ActionRefused, IOException, InterruptedException;

    static String resource(String name) {
        try (var in = EventsProgram.class.getResourceAsStream("/fixtures/" + name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
