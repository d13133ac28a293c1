package dev.handwright.sdk.inside;

import java.lang.reflect.Modifier;

/** How often a run may begin anew when its desktop is lost, as the workflow's {@code RETRIES}. */
final class Retries {
    private static final String NAME = "RETRIES";
    private static final int MOST = 10;

    private Retries() {}

    /** 0 where it names none. */
    static int of(Class<?> workflow) {
        try {
            var field = workflow.getDeclaredField(NAME);
            field.setAccessible(true);
            if (Modifier.isStatic(field.getModifiers())
                    && field.get(null) instanceof Integer retries
                    && retries >= 0
                    && retries <= MOST) {
                return retries;
            }
        } catch (NoSuchFieldException e) {
            return 0;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(NAME + " cannot be read", e);
        }
        throw new NoRetries();
    }

    /** It is there, and no such number. */
    static final class NoRetries extends RuntimeException {
        NoRetries() {
            super(NAME + " must be a static int, 0 to " + MOST);
        }
    }
}
