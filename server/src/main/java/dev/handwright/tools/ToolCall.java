package dev.handwright.tools;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asks a tool to do, not checked yet.
 *
 * @param action empty where none is named
 * @param params by name, values as JSON has them
 */
public record ToolCall(String tool, Optional<String> action, Map<String, @Nullable Object> params) {
    public ToolCall {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }
}
