package dev.handwright.base;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The bounds of a setting, both included and written as in the settings file: {@code "1"}, {@code
 * "10 s"}, {@code "1 MiB"}. They are checked with all other mistakes when settings are read.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Within {
    String min();

    String max();
}
