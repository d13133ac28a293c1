package dev.handwright.adapter.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handwright.base.Json;
import dev.handwright.tools.ActionRefused;
import dev.handwright.tools.ComputerTool;
import dev.handwright.tools.Outcome;
import dev.handwright.tools.Scaling;
import dev.handwright.tools.ToolCall;
import dev.handwright.tools.Tools;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every action as programs see it: a page in Chromium and a native GTK program report each event
 * they get. What came out is the table in docs/conformance.md, which must be up to date.
 */
@Tag("check")
@Timeout(300)
final class ConformanceIT {
    /** What the fixtures fill the screen with. */
    private static final int COLOUR = 0xff4080c0;

    private final Tools tools = new Tools(List.of(new ComputerTool()));

    /** Action and case, then program, to outcome. */
    private final Map<String, Map<EventsProgram, String>> outcomes = new LinkedHashMap<>();

    @Test
    void everyActionDoesInProgramsWhatItSays() throws Exception {
        for (var program : EventsProgram.values()) {
            try (var pages = new PageServer();
                    var rooms = DesktopIT.reaching(pages);
                    var desktop = new TriedDesktop(rooms)) {
                program.open(desktop, pages);
                new ReportedEvents(pages).await(List.of(), Duration.ZERO);
                checkEvents(program, desktop, pages);
                checkLooks(program, desktop);
            }
        }
        compare(table());
    }

    private void checkEvents(EventsProgram program, TriedDesktop desktop, PageServer pages)
            throws ActionRefused, InterruptedException {
        for (var one : ConformanceCase.all()) {
            perform(desktop, one.action(), one.params());
            var hold = Json.readObject(one.params()).get("duration");
            var seen =
                    new ReportedEvents(pages)
                            .await(
                                    one.expected(),
                                    Duration.ofMillis(
                                            hold instanceof Number number
                                                    ? Math.round(number.doubleValue() * 1000)
                                                    : 0));
            note(
                    program,
                    "`%s` | %s".formatted(one.action(), one.what()),
                    seen.equals(one.expected()) ? "right" : "wrong: " + seen);
        }
    }

    private void checkLooks(EventsProgram program, TriedDesktop desktop)
            throws ActionRefused, InterruptedException, IOException {
        perform(desktop, "mouse_move", "{\"coordinate\": [900, 700]}");
        var place = perform(desktop, "cursor_position", "{}").output();
        note(program, "`cursor_position` | ", place.equals(Optional.of("X=900,Y=700")));
        long before = System.nanoTime();
        perform(desktop, "wait", "{\"duration\": 0.2}");
        note(program, "`wait` | 200 ms", System.nanoTime() - before >= 200_000_000);
        var whole = perform(desktop, "screenshot", "{}");
        note(program, "`screenshot` | ", shows(whole, 1024, 768));
        var part = perform(desktop, "zoom", "{\"region\": [10, 20, 110, 70]}");
        note(program, "`zoom` | ", shows(part, 100, 50));
    }

    private static boolean shows(Outcome outcome, int width, int height) throws IOException {
        var bytes = outcome.picture().orElseThrow().bytes();
        var image = ImageIO.read(new ByteArrayInputStream(bytes));
        return image.getWidth() == width
                && image.getHeight() == height
                && image.getRGB(0, 0) == COLOUR
                && image.getRGB(width - 1, height - 1) == COLOUR;
    }

    @SuppressWarnings("NullAway") // null is a JSON value; this tool needs nothing of the session
    private Outcome perform(TriedDesktop desktop, String action, String params)
            throws ActionRefused, InterruptedException {
        var call = new ToolCall("computer", Optional.of(action), Json.readObject(params));
        return tools.step(call, Scaling.of(desktop.screen.size())).run(null, desktop.tools);
    }

    private void note(EventsProgram program, String row, boolean right) {
        note(program, row, right ? "right" : "wrong");
    }

    private void note(EventsProgram program, String row, String outcome) {
        outcomes.computeIfAbsent(row, _ -> new EnumMap<>(EventsProgram.class))
                .put(program, outcome);
    }

    private String table() {
        var programs = EventsProgram.values();
        var text =
                new StringBuilder(
                        """
                        # Conformance

                        Each action of the tool `computer`, done on a real desktop, and whether programs got exactly
                        that: position, button, count of clicks, modifiers, order, each press with its release, and
                        nothing else. The programs are a page in Chromium and a native GTK program; both fill the
                        screen and report every event. `ConformanceIT` makes this table and fails where it differs.

                        """);
        text.append("| action | case | ");
        text.append(Stream.of(programs).map(it -> it.title).collect(Collectors.joining(" | ")));
        text.append(" |\n|---|---|").append("---|".repeat(programs.length)).append('\n');
        outcomes.forEach((row, cells) -> {
            text.append("| ").append(row).append(" | ");
            text.append(
                    Stream.of(programs)
                            .map(it -> cells.getOrDefault(it, "not tried"))
                            .collect(Collectors.joining(" | ")));
            text.append(" |\n");
        });
        return text.toString();
    }

    private static void compare(String written) throws IOException {
        var root = Path.of("").toAbsolutePath();
        var file =
                (Files.exists(root.resolve("docs")) ? root : root.resolve(".."))
                        .resolve("docs/conformance.md");
        var draft = Files.createTempFile("conformance", ".md");
        Files.writeString(draft, written);
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/conformance.md is not what came out; where that is right, copy " + draft)
                .isEqualTo(written);
        Files.delete(draft);
    }
}
