/** How long what has ended is kept, and its removal afterwards. */
@NullMarked
package dev.handwright.retention;

import org.jspecify.annotations.NullMarked;
