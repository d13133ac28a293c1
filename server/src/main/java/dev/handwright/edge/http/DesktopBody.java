package dev.handwright.edge.http;

import dev.handwright.base.Json;
import dev.handwright.desktops.DisplaySize;
import dev.handwright.desktops.HostPattern;
import dev.handwright.desktops.NetworkRules;
import dev.handwright.desktops.NewDesktop;
import dev.handwright.desktops.OwnedDesktop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a desktop is to be like; a null counts as left out, unknown fields are ignored. */
final class DesktopBody {
    /** The only type there is, as upstream's clients send it. */
    static final String TYPE = "sandbox";

    private static final long LONGEST_IDLE = Duration.ofDays(30).toSeconds();

    private final Map<String, @Nullable Object> fields;

    private DesktopBody(Map<String, @Nullable Object> fields) {
        this.fields = fields;
    }

    /** No body, an empty one and {@code null} ask for a desktop as configured. */
    static NewDesktop create(Request request) throws IOException {
        var bytes = request.body();
        var text = new String(bytes, StandardCharsets.UTF_8).strip();
        var fields =
                text.isEmpty() || text.equals("null")
                        ? new LinkedHashMap<String, @Nullable Object>()
                        : request.json(bytes);
        return new DesktopBody(fields).create();
    }

    static OwnedDesktop.Name name(Request request) throws IOException {
        return new DesktopBody(request.json())
                .name()
                .orElseThrow(() -> Problem.badRequest("Missing required field: name"));
    }

    private NewDesktop create() {
        var type = Fields.text(fields, "desktop_type").orElse(TYPE);
        if (!type.equals(TYPE)) {
            throw Problem.badRequest(
                    "There is no desktop_type '%s'; leave the field out, or send '%s'."
                            .formatted(shortened(type), TYPE));
        }
        return new NewDesktop(name(), display(), network(), idleTimeout());
    }

    private Optional<OwnedDesktop.Name> name() {
        return Fields.text(fields, "name").map(DesktopBody::checked);
    }

    private static OwnedDesktop.Name checked(String text) {
        try {
            return new OwnedDesktop.Name(text);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The field 'name' is wrong: %s.".formatted(e.getMessage()));
        }
    }

    private Optional<DisplaySize> display() {
        return switch (fields.get("display")) {
            case null -> Optional.empty();
            case Map<?, ?> size ->
                    Optional.of(
                            new DisplaySize(
                                    (int) whole("display.width", size.get("width"), 320, 3840),
                                    (int) whole("display.height", size.get("height"), 200, 2160)));
            default ->
                    throw Problem.badRequest(
                            "The field 'display' must be an object such as"
                                    + " {\"width\": 1024, \"height\": 768}.");
        };
    }

    private NetworkRules network() {
        return switch (fields.get("network")) {
            case null -> NetworkRules.NONE;
            case Map<?, ?> rules -> {
                try {
                    yield NetworkRules.parse(
                                    texts("network.allow", rules.get("allow")),
                                    texts("network.deny", rules.get("deny")))
                            .withHosts(HostPattern.all(texts("network.hosts", rules.get("hosts"))));
                } catch (IllegalArgumentException e) {
                    throw Problem.badRequest(
                            "The field 'network' is wrong: %s.".formatted(e.getMessage()));
                }
            }
            default ->
                    throw Problem.badRequest(
                            "The field 'network' must be an object such as"
                                    + " {\"hosts\": [\"*.example.com\"], \"deny\": [\"198.51.100.0/24\"]}.");
        };
    }

    private static List<String> texts(String name, @Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        throw Problem.badRequest("The field '%s' must be a list of strings.".formatted(name));
    }

    private Optional<Duration> idleTimeout() {
        var name = "idle_timeout_seconds";
        return Optional.ofNullable(fields.get(name))
                .map(it -> Duration.ofSeconds(whole(name, it, 1, LONGEST_IDLE)));
    }

    /** Integral floats count as whole. */
    private static long whole(String name, @Nullable Object value, long least, long most) {
        if (value instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= least
                && number.doubleValue() <= most) {
            return number.longValue();
        }
        throw Problem.badRequest(
                "The field '%s' must be a whole number from %d to %d, not %s."
                        .formatted(name, least, most, shortened(Json.write(value))));
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
