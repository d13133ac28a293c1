/** Runs that are started by the clock. */
@NullMarked
package dev.handwright.schedules;

import org.jspecify.annotations.NullMarked;
