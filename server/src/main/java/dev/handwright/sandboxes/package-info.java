/** A locked room in which somebody's code runs. */
@NullMarked
package dev.handwright.sandboxes;

import org.jspecify.annotations.NullMarked;
