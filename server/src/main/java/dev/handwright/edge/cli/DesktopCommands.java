package dev.handwright.edge.cli;

import dev.handwright.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code handwright desktop create|list|status|delete|files}, over HTTP. */
@Command(
        name = "desktop",
        description = "Create desktops and look after them.",
        mixinStandardHelpOptions = true)
final class DesktopCommands {
    private static final String DESKTOP = "DESKTOP_ID";
    private static final String WHICH = "As `desktop create` printed it.";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

    private final Map<String, String> environment;
    private final InputStream in;

    private DesktopCommands(Map<String, String> environment, InputStream in) {
        this.environment = environment;
        this.in = in;
    }

    /**
     * @param in answers the question before a deletion
     * @param bytes where a file goes that is downloaded to standard output
     */
    static CommandLine line(Map<String, String> environment, InputStream in, OutputStream bytes) {
        return new CommandLine(new DesktopCommands(environment, in))
                .addSubcommand(DesktopFileCommands.line(environment, bytes));
    }

    @Command(
            name = "create",
            description = {"Create a desktop.", "It runs when the command returns."},
            mixinStandardHelpOptions = true)
    int create(
            @Mixin ApiFlags flags,
            @Option(names = "--name", description = "For people to tell it by.")
                    @Nullable String name,
            @Option(
                            names = "--display",
                            paramLabel = "WIDTHxHEIGHT",
                            description = "As in 1280x800.")
                    @Nullable String display,
            @Option(
                            names = "--idle-timeout",
                            paramLabel = "SECONDS",
                            description = "Ends it when it was not used for so long.")
                    @Nullable Long idleTimeout) {
        var body = new LinkedHashMap<String, Object>();
        if (name != null) {
            body.put("name", name);
        }
        if (display != null) {
            body.put("display", size(flags, display));
        }
        if (idleTimeout != null) {
            body.put("idle_timeout_seconds", idleTimeout);
        }
        var desktop = flags.client(environment).post("/desktops", body);
        if (flags.plain()) {
            flags.out().println("Desktop created successfully!\n");
            details(flags.out(), desktop);
        } else {
            flags.show(desktop, id(desktop), "");
        }
        return 0;
    }

    @Command(name = "list", description = "List desktops.", mixinStandardHelpOptions = true)
    int list(@Mixin ApiFlags flags) {
        var desktops = flags.client(environment).list("/desktops");
        if (flags.isJson()) {
            flags.out().println(Json.write(desktops));
            return 0;
        }
        for (var desktop : desktops) {
            flags.out()
                    .println(
                            flags.plain()
                                    ? "%s  %s  %s  %s"
                                            .formatted(
                                                    id(desktop),
                                                    desktop.get("status"),
                                                    created(desktop),
                                                    desktop.containsKey("name")
                                                            ? desktop.get("name")
                                                            : "")
                                            .strip()
                                    : id(desktop));
        }
        if (desktops.isEmpty() && flags.plain()) {
            flags.out().println("There are none; `handwright desktop create` makes one.");
        }
        return 0;
    }

    @Command(name = "status", description = "Show one desktop.", mixinStandardHelpOptions = true)
    int status(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = DESKTOP, description = WHICH) String id) {
        var desktop = flags.client(environment).get(path(id));
        if (flags.plain()) {
            details(flags.out(), desktop);
        } else {
            var status = String.valueOf(desktop.get("status"));
            flags.show(desktop, status, status);
        }
        return 0;
    }

    @Command(
            name = "delete",
            description = "Delete a desktop with all its files.",
            mixinStandardHelpOptions = true)
    int delete(
            @Mixin ApiFlags flags,
            @Parameters(paramLabel = DESKTOP, description = WHICH) String id,
            @Option(
                            names = {"-f", "--force"},
                            description = "Do not ask.")
                    boolean force) {
        if (!force && !confirmed(flags, id)) {
            throw new ApiClient.Failure(List.of("Not deleted; answer yes, or give --force."));
        }
        var answer = flags.client(environment).delete(path(id));
        flags.show(answer, id, "Desktop %s is deleted.".formatted(id));
        return 0;
    }

    private boolean confirmed(ApiFlags flags, String id) {
        flags.err().print("Delete desktop %s with all its files? [y/N] ".formatted(id));
        flags.err().flush();
        try {
            var answer =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                            .readLine();
            return answer != null
                    && List.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            throw new UncheckedIOException("the answer cannot be read", e);
        }
    }

    private static void details(PrintWriter out, Map<?, ?> desktop) {
        out.println("  Desktop ID:   " + id(desktop));
        if (desktop.get("name") instanceof String name) {
            out.println("  Name:         " + name);
        }
        out.println("  Status:       " + desktop.get("status"));
        out.println("  Created:      " + created(desktop));
    }

    private static String created(Map<?, ?> desktop) {
        return desktop.get("created_at") instanceof Number seconds
                ? Instant.ofEpochSecond(seconds.longValue()).toString()
                : "unknown";
    }

    private static String id(Map<?, ?> desktop) {
        return String.valueOf(desktop.get("desktop_id"));
    }

    private static String path(String id) {
        return "/desktops/" + ApiClient.escape(id);
    }

    private static Map<String, Integer> size(ApiFlags flags, String text) {
        var match = SIZE.matcher(text);
        if (!match.matches()) {
            throw flags.misuse("--display is a width and a height in pixels, as in 1280x800.");
        }
        return Map.of(
                "width",
                Integer.valueOf(match.group(1)),
                "height",
                Integer.valueOf(match.group(2)));
    }
}
