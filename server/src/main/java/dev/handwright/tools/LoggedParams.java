package dev.handwright.tools;

import dev.handwright.base.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Params as the tool log keeps them: bounded, whatever somebody sent. */
final class LoggedParams {
    /** Params that hold pictures; those are never logged. */
    private static final Set<String> IMAGES = Set.of("image", "png", "base64_image");

    private static final int TEXT = 1000;
    private static final int ITEMS = 100;
    private static final int DEPTH = 4;
    private static final int WHOLE = 8000;

    private LoggedParams() {}

    /** JSON of at most some 8000 characters. */
    static String of(Map<String, ?> params) {
        if (isSecret(params)) {
            var hidden = new LinkedHashMap<String, Object>();
            params.keySet().stream()
                    .limit(ITEMS)
                    .forEach(it -> hidden.put(Arguments.shortened(it), "[secure]"));
            return Json.write(hidden);
        }
        var text = Json.write(bounded(params, 0));
        return text.length() <= WHOLE ? text : Json.write(Map.of("left_out", "too large"));
    }

    /** Whether the caller marked what is typed as secret, as in {@code "secure": true}. */
    static boolean isSecret(Map<String, ?> params) {
        return Boolean.TRUE.equals(params.get("secure"));
    }

    private static @Nullable Object bounded(@Nullable Object value, int depth) {
        return switch (value) {
            case String text when text.length() > TEXT ->
                    text.substring(0, text.offsetByCodePoints(0, TEXT / 2)) + "…";
            case List<?> list when depth < DEPTH -> {
                var some = new ArrayList<@Nullable Object>();
                list.stream().limit(ITEMS).forEach(it -> some.add(bounded(it, depth + 1)));
                yield some;
            }
            case Map<?, ?> map when depth < DEPTH -> {
                var some = new LinkedHashMap<String, @Nullable Object>();
                map.entrySet().stream()
                        .limit(ITEMS)
                        .forEach(it ->
                                some.put(
                                        Arguments.shortened(String.valueOf(it.getKey())),
                                        IMAGES.contains(it.getKey())
                                                ? "[image]"
                                                : bounded(it.getValue(), depth + 1)));
                yield some;
            }
            case List<?> _, Map<?, ?> _ -> "…";
            case Double number when !Double.isFinite(number) -> number.toString();
            case null, default -> value;
        };
    }
}
