package dev.handwright.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tools that a desktop has, by name. */
public final class Tools {
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    public Tools(List<Tool> tools) {
        tools.forEach(tool -> this.tools.put(tool.name(), tool));
    }

    /**
     * What {@code GET /desktops/{id}/tools} answers.
     *
     * @param seen the size of the pictures that the caller gets and counts in
     */
    public List<Map<String, Object>> catalogue(Scaling.Size seen) {
        return tools.values().stream().map(tool -> entry(tool, seen)).toList();
    }

    /**
     * Checks a call; nothing is done yet.
     *
     * @throws ActionRefused with a sentence that names what is wrong and what would do
     */
    public Tool.Step step(ToolCall call, Scaling scaling) throws ActionRefused {
        var tool = tools.get(call.tool());
        if (tool == null) {
            throw new ActionRefused(
                    "tool: there is no tool '%s'; there are: %s"
                            .formatted(
                                    Arguments.shortened(call.tool()),
                                    String.join(", ", tools.keySet())));
        }
        var name =
                call.action()
                        .orElseThrow(() ->
                                Arguments.missing(
                                        "action", "%s has: %s".formatted(tool.name(), list(tool))));
        if (!tool.actions().contains(name)) {
            throw new ActionRefused(
                    "action: %s has no action '%s'; it has: %s"
                            .formatted(tool.name(), Arguments.shortened(name), list(tool)));
        }
        return tool.step(name, new Arguments(call.params(), scaling));
    }

    private static Map<String, Object> entry(Tool tool, Scaling.Size seen) {
        var entry =
                Schema.ordered(
                        "name",
                        tool.name(),
                        "description",
                        tool.description(),
                        "parameters",
                        tool.parameters(seen));
        var whole = new LinkedHashMap<>(entry);
        whole.putAll(tool.more(seen));
        return whole;
    }

    private static String list(Tool tool) {
        return String.join(", ", tool.actions());
    }
}
