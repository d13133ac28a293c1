package dev.handwright.sdk.inside;

import java.lang.reflect.Modifier;
import java.util.List;

/** All that a workflow's desktop may reach, as its {@code ALLOWED_HOSTS} names it. */
final class Hosts {
    private static final String NAME = "ALLOWED_HOSTS";

    private Hosts() {}

    /** Empty where it names none; whether each is a name of a host the server judges. */
    static List<String> of(Class<?> workflow) {
        try {
            var field = workflow.getDeclaredField(NAME);
            field.setAccessible(true);
            if (Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof List<?> list
                    && !list.isEmpty()
                    && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
        } catch (NoSuchFieldException e) {
            return List.of();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(NAME + " cannot be read", e);
        }
        throw new NoHosts();
    }

    /** It is there, and no list of names. */
    static final class NoHosts extends RuntimeException {
        NoHosts() {
            super(
                    NAME
                            + " must be a static List<String>, as in static final List<String> "
                            + NAME
                            + " = List.of(\"*.example.com\"); leave it out to allow all");
        }
    }
}
