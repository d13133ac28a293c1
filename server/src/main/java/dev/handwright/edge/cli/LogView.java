package dev.handwright.edge.cli;

import dev.handwright.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A run's log on the terminal: what it has, or line by line until the run ends. */
final class LogView {
    private final ApiClient client;
    private final ApiFlags flags;

    LogView(ApiClient client, ApiFlags flags) {
        this.client = client;
        this.flags = flags;
    }

    void show(String run) {
        each(run, "application/x-ndjson", "");
    }

    void follow(String run) {
        each(run, "text/event-stream", "data:");
    }

    /**
     * @param prefix of the lines that carry JSON; others are left out
     */
    private void each(String run, String mediaType, String prefix) {
        var path = "/runs/" + ApiClient.escape(run) + "/logs";
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                client.open(path, mediaType), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(prefix) && line.length() > prefix.length()) {
                    print(line.substring(prefix.length()).strip());
                }
            }
        } catch (IOException e) {
            throw new ApiClient.Failure(List.of("The log broke off: " + e.getMessage()));
        }
    }

    private void print(String json) {
        flags.out().println(flags.plain() ? text(json) : json);
        flags.out().flush();
    }

    private static String text(String json) {
        var entry = Json.readObject(json);
        var time = String.valueOf(entry.getOrDefault("at", ""));
        var clock = time.length() >= 19 ? time.substring(11, 19) : time;
        return "%s %-7s %s"
                .formatted(clock, entry.getOrDefault("stream", ""), entry.getOrDefault("line", ""));
    }
}
