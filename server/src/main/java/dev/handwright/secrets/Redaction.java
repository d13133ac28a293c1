package dev.handwright.secrets;

import dev.handwright.base.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes secrets out of texts that people read: where one stood there is {@code ***}. */
public final class Redaction {
    /** Of nothing. */
    public static final Redaction NONE = new Redaction(List.of());

    /** Shorter ones are found in every text, and so would tell more by what is missing. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    public Redaction(Collection<Secret> secrets) {
        values =
                secrets.stream()
                        .map(it -> it.reveal().strip())
                        .flatMap(it -> Stream.of(it, escaped(it)))
                        .filter(it -> it.length() >= SHORTEST)
                        .distinct()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    /** As it stands inside a JSON string. */
    private static String escaped(String value) {
        var json = Json.write(value);
        return json.substring(1, json.length() - 1);
    }

    public String of(String text) {
        for (var value : values) {
            text = text.replace(value, "***");
        }
        return text;
    }
}
