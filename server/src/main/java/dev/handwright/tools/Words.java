package dev.handwright.tools;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Constants as they are written on the wire: in lower case. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> List<String> all(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(Words::of).toList();
    }

    static <E extends Enum<E>> String list(Class<E> type) {
        return String.join(", ", all(type));
    }
}
