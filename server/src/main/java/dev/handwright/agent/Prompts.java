package dev.handwright.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** What models are told beforehand: sections of {@code agent/prompt.md}. */
final class Prompts {
    private static final Map<String, String> SECTIONS = sections();

    static final String ACT = whole("act");
    static final String VERIFY = whole("verify");
    static final String EXTRACT = whole("extract");

    private Prompts() {}

    /** What a page says is data, in every task. */
    private static String whole(String section) {
        return section(section) + "\n\n" + section("everywhere");
    }

    private static String section(String name) {
        return Objects.requireNonNull(SECTIONS.get(name), name);
    }

    private static Map<String, String> sections() {
        try (InputStream in = Prompts.class.getResourceAsStream("/agent/prompt.md")) {
            var text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            var sections = new HashMap<String, String>();
            for (var part : text.split("(?m)^## ")) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    sections.put(part.substring(0, end).strip(), part.substring(end).strip());
                }
            }
            return sections;
        } catch (IOException e) {
            throw new IllegalStateException("agent/prompt.md cannot be read from the jar", e);
        }
    }
}
